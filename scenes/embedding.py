"""Embedding: every token looks up its column of numbers in one table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from attnviz.ink.handover import succeed
from attnviz.ink.motion import appear, fade, recolor, vanish
from attnviz.ink.text import Run, symbol
from attnviz.ink.tween import Tween
from attnviz.look import numerals
from attnviz.look.style import DIM, M
from attnviz.look.typeset import shorten
from attnviz.mobjects.token_plan import plan_sentence
from attnviz.mobjects.tokens import closed_words
from attnviz.mobjects.vectors import strip_note
from attnviz.mobjects.words import column_words, symbols_below
from attnviz.pictures.embedding import plan_lookup
from attnviz.pictures.embedding_lookup import Lookup
from attnviz.plain import runs_alone
from attnviz.stage.grid_scene import GridScene
from attnviz.traces.records import label


@runs_alone
class Embedding(GridScene):
    """Columns of a table become the columns of a sentence."""

    slug = "embedding"

    def setup(self) -> None:
        """Find out which tokens there are, and which words stand here more than once."""
        super().setup()
        head, trace = self.head, self.trace
        self.lineup = self.plan_lineup()
        self.say_labelled(len(self.lineup.named), len(head.labels))
        starts = np.cumsum((0, *head.token_counts))
        self.spans = [range(a, b) for a, b in pairwise(starts.tolist())]
        self.keys = [tuple(trace.tokens[i].id for i in span) for span in self.spans]
        self.most, self.times = self._most_often()
        plan = plan_lookup(self.lineup, self.page.content, head.model.n_vocab)
        stacks = [trace.embedding[span.start : span.stop] for span in self.spans]
        self.picture = Lookup.of(plan, self.keys, stacks, trace.vocabulary, self.theme)
        spaces = self.spaces(trace.tokens), self.spaces(trace.words)
        before = plan_sentence(trace.tokens, trace.words, spaces, head.unit, self.page.content)
        reads = [[label(trace.tokens[i].text) for i in span] for span in self.spans]
        self.closed = closed_words(before.closed, reads, self.theme)  # as `tokens` ends
        self.line = self.closed.texts
        self.names = symbols_below("E", self.lineup, 0, self.theme.embedding)

    def _most_often(self) -> tuple[tuple[int, ...], int]:
        """Return the tokens of the word that stands here most often, and how often; words first."""
        said = zip(self.keys, self.head.labels, strict=True)
        words = [key for key, text in said if any(map(str.isalnum, text))]
        most, times = Counter(words or self.keys).most_common(1)[0]
        return (most, times) if times > 1 else Counter(self.keys).most_common(1)[0]

    def source(self) -> str:
        """Name the table instead of a head: none is at work yet."""
        return f"{self.head.model.name} · {self.notes('source_table')}"

    def beats(self) -> Sequence[str]:
        """Speak of repetition where there is some."""
        again = ["again"] if self.times > 1 else []
        return ["words", "table", "lookup", *again, "symbols", "left_out"]

    def slots(self) -> Mapping[str, Sequence[Run]]:
        """Add the word that stands here most often, and the first and the last symbol."""
        theme, labels = self.theme, self.head.labels
        often = labels[self.keys.index(self.most)]

        def number(count: int) -> list[Run]:
            return [Run(numerals.count(count), theme.text, "sans-bold")]

        return {
            **super().slots(),
            "again": [Run(shorten(often, 0.28 * self.page.width, M), theme.text)],
            "times": number(self.times),
            "all": number(labels.count(often)),
            "first": symbol("E", "1", theme.embedding, M),
            "last": symbol("E", str(len(labels)), theme.embedding, M),
        }

    def words(self) -> None:
        """Set the words above the numbers of their tokens, and roll out the table below."""
        closed, picture, color = self.closed, self.picture, self.theme.text
        self.add(*closed.inks())
        moves, self.line = succeed(
            closed.texts, column_words(self.lineup, color), color, run_time=1.0
        )
        self.play(*self.say("words"), *moves, vanish([*closed.boxes, *closed.seams]))
        self.play(*picture.numbers_come())
        self.play(*picture.table_comes(), *self.legend(self.table_note()))

    def table(self) -> None:
        """Draw one column of the table near, in numbers."""
        picture, first = self.picture, self.spans[self.focus].start
        written = picture.draw_near(first, self.trace.embedding[first])
        others = [
            *(ink for i, ink in enumerate(self.line) if i != self.focus),
            *(one.number for i, one in enumerate(picture.fetches) if one.number and i != first),
        ]
        calm = recolor(others, self.theme.mute)
        self.play(*self.say("table"), *picture.opens(), calm)
        self.play(*picture.comes_near(), *self.legend(self.strip_note(written)))

    def table_note(self) -> str:
        """Say which columns of the table are drawn, and which numbers are left out."""
        model, plan = self.head.model, self.picture.plan.table
        counts = {"columns": numerals.count(plan.count), "all": numerals.count(model.n_vocab)}
        known = self.trace.vocabulary is not None
        note = self.notes("table_columns", **counts) if known else self.notes("own_columns")
        return f"{self.picture.note} · {note}" if self.picture.note else note

    def strip_note(self, written: int = 0) -> str:
        """Say how strips are read, one of which may be written."""
        return strip_note(self.head.model.d_model, written, self.theme)

    def lookup(self) -> None:
        """Let every token fetch its column: the first ones one by one, the others together."""
        picture, theme = self.picture, self.theme
        numbers = [one.number for one in picture.fetches if one.number is not None]
        calm = recolor([*self.line, *numbers], theme.mute)
        self.play(*self.say("lookup"), *self.legend(self.strip_note()), *picture.goes_back(), calm)
        seconds = 0.0
        for fetch, seconds in picture.alone():
            self.play(*self.lights(), *picture.step(fetch, seconds))
        self.play(*self.lights(), *picture.step(None, max(seconds, 0.6)))
        self.play(*picture.others_fall())
        self.play(*picture.others_rise(), recolor(self.line, theme.text))

    def lights(self) -> list[Tween]:
        """Let the word light up whose last column comes now."""
        fallen = self.picture.fallen
        if fallen is None or not fallen[0].last:
            return []
        return [recolor([self.line[fallen[0].word]], self.theme.text)]

    def again(self) -> None:
        """Let the columns of a repeated word go back to where they came from: the same place."""
        picture, theme = self.picture, self.theme
        words = [i for i, key in enumerate(self.keys) if key == self.most]
        same = [one for one in picture.fetches if one.word in words]
        quiet = [ink for i, ink in enumerate(self.line) if i not in words]
        caption = "again" if len(self.most) == 1 else "again_several"
        # At the beginning of a sentence a word is often another token than after a space.
        if self.times < self.head.labels.count(self.head.labels[words[0]]):
            caption = "again_some"
        self.play(
            *self.say(caption), fade(picture.columns_but(words), DIM / 2),
            recolor(quiet, theme.mute), *picture.slots_open(same),
        )  # fmt: skip
        self.play(*picture.sink(same))
        self.play(*picture.rise_again(same))

    def symbols(self) -> None:
        """Let the columns grow where the table was, and give every word's a name."""
        picture, theme = self.picture, self.theme
        caption = "symbols" if len(self.head.labels) > 1 else "symbols_one"
        self.play(
            *self.say(caption), *picture.slots_close(), fade(picture.columns_but([]), 1.0),
            recolor(self.line, theme.text),
        )  # fmt: skip
        self.play(*picture.table_goes())
        self.remove(*picture.moved())
        self.add(*picture.at_rest)
        self.play(appear(self.names, lag=0.08))

    def left_out(self) -> None:
        """Take its neighbours away from one word: its column stays as it is."""
        i, theme = self.focus, self.theme
        others = [*self.picture.rest_but([i]), *(one for j, one in enumerate(self.names) if j != i)]
        words = [ink for j, ink in enumerate(self.line) if j != i]
        self.play(*self.say("left_out"), fade(others, DIM / 2), recolor(words, theme.fade))
        self.rest(0.8)
        self.play(fade(others, 1.0), recolor(words, theme.text))
