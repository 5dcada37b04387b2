"""Embedding: every token looks up its column of numbers in one table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from attnviz.ink.motion import appear, copy_of, fade, gather, recolor, travel, vanish
from attnviz.ink.text import Run, symbol
from attnviz.ink.tween import Tween, leaves
from attnviz.look import numerals
from attnviz.look.page import Box
from attnviz.look.style import COLLAPSE, DIM, M
from attnviz.look.typeset import shorten
from attnviz.mobjects.tokens import id_columns
from attnviz.mobjects.vectors import (
    signs_note,
    speaks,
    strip_columns,
    strip_note,
    strip_scale,
    written_entries,
)
from attnviz.mobjects.words import column_words, symbols_below
from attnviz.pictures.embedding import plan_table, table_picture
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
        self.spans = [range(a, b) for a, b in pairwise(starts)]
        self.stacks = [trace.embedding[span.start : span.stop] for span in self.spans]
        ids = [trace.tokens[i].id for i in range(len(trace.tokens))]
        self.keys = [tuple(ids[i] for i in span) for span in self.spans]
        self.most, self.times = self._most_often()
        self.distinct = sorted(set(ids))
        self.where = {token: ids.index(token) for token in self.distinct}
        able = [i for i in (self.focus, self.key) if speaks(self.stacks[i], self.lineup)]
        self.awake: list[Tween] = []  # what wakes columns that stepped back
        self.speaker = able[0] if able and self.times == 1 else None

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
        """Begin with the words above the numbers of their tokens."""
        theme, lineup = self.theme, self.lineup
        self.line = column_words(lineup, theme.text)
        ids = [[str(token) for token in key] for key in self.keys]
        self.numbers, note = id_columns(ids, lineup, theme)
        self.add(*self.line, *self.numbers)
        self.play(*self.say("words"), *self.legend(note))

    def table(self) -> None:
        """Show the table, with the columns that this sentence needs."""
        model, trace, content = self.head.model, self.trace, self.page.content
        top = self.lineup.label_base - 0.35
        plan = plan_table(len(self.distinct), Box(content.left, content.bottom, content.right, top))
        rows = [self.where[token] for token in self.distinct]
        names = [label(trace.tokens[i].text) for i in rows]
        vectors = trace.embedding[rows]
        size = model.d_model, model.n_vocab
        scale = strip_scale(trace.embedding)
        self.drawn_table = table_picture(
            plan, vectors, names, self.distinct, size, scale, self.theme
        )
        left_out = len(self.distinct) - len(plan.entries)
        note = self.notes("more", n=numerals.count(left_out)) + " · " if left_out else ""
        self.play(
            *self.say("table"),
            *self.legend(note + signs_note(self.theme)),
            vanish(self.numbers),
        )
        parts = self.drawn_table
        self.play(appear([parts.frame, parts.dots]), appear(parts.names, delay=0.2))
        self.play(appear(parts.strips, lag=0.08))

    def lookup(self) -> None:
        """Let every token pull out its column."""
        parts, lineup = self.drawn_table, self.lineup
        middle = (lineup.top + lineup.bottom) / 2
        pulled = []
        for key, x in zip(self.keys, lineup.centers, strict=True):
            for token in key:
                row = self.distinct.index(token)
                if row < len(parts.strips):
                    copies = [copy_of(ink) for ink in leaves(parts.strips[row])]
                    self.add(*copies)
                    pulled.append(gather(copies, (x, middle), 0.8, opacity=0.0, remover=True))
        self.strips = strip_columns(self.stacks, lineup, self.theme, self.speaker)
        self.play(*self.say("lookup"), *pulled, *(vanish(part) for part in parts.everything()))
        written = 0 if self.speaker is None else written_entries(lineup)
        note = strip_note(self.head.model.d_model, written, self.theme)
        self.play(appear(self.strips, lag=0.06), *self.legend(note))

    def again(self) -> None:
        """Hold the columns of a repeated word against each other."""
        others = [i for i, key in enumerate(self.keys) if key != self.most]
        quiet = [self.strips[i] for i in others]
        words = [self.line[i] for i in others if self.line]
        calm = [fade(quiet, DIM / 2), recolor(words, self.theme.mute)] if others else []
        caption = "again" if len(self.most) == 1 else "again_several"
        # At the beginning of a sentence a word is often another token than after a space.
        if self.times < self.head.labels.count(self.head.labels[self.keys.index(self.most)]):
            caption = "again_some"
        self.play(*self.say(caption), *calm)
        if others:
            self.awake = [fade(quiet, 1.0), recolor(words, self.theme.text)]

    def symbols(self) -> None:
        """Give every word's columns a name."""
        self.names = symbols_below("E", self.lineup, 0, self.theme.embedding)
        caption = "symbols" if len(self.head.labels) > 1 else "symbols_one"
        self.play(*self.say(caption), *self.awake, appear(self.names, lag=0.08))

    def left_out(self) -> None:
        """Shrink the columns into their names, and say what a table cannot know."""
        lineup = self.lineup
        rise = (lineup.top + lineup.bottom) / 2 - lineup.symbol_rows[0]
        goals = [(x, lineup.symbol_rows[0] + rise) for x in lineup.centers]
        shrink = [
            gather(strip, goal, 0.05, opacity=0.0, remover=True, run_time=COLLAPSE)
            for strip, goal in zip(self.strips, goals, strict=True)
        ]
        up = travel(self.names, (0.0, rise), run_time=COLLAPSE)
        self.play(*self.say("left_out"), *self.legend(""), *shrink, up)
