"""How a grid is opened: from the sentence to its columns, its queries and keys, and the lattice."""

from __future__ import annotations

import numpy as np

from attnviz.ink.handover import succeed
from attnviz.ink.motion import appear, gather, vanish
from attnviz.look import numerals
from attnviz.look.style import GRID_IN, XL, XS, L, M, S
from attnviz.mobjects import grid as draw
from attnviz.mobjects.sentence_plan import plan_flow
from attnviz.mobjects.vectors import speaks, strip_columns, strip_note, written_entries
from attnviz.mobjects.words import (
    COUNT_ROOM,
    column_words,
    flowing_words,
    symbols_below,
    token_brackets,
)
from attnviz.stage.grid_scene import GridScene


class OpeningScene(GridScene):
    """A scene that builds its grid in front of the viewer, from the sentence on."""

    def tokens(self) -> None:
        """Show the sentence, and which of its words the model knows only in tokens."""
        labels = self.head.labels
        several = max(self.head.token_counts) > 1
        below = COUNT_ROOM if several else 0.0
        sizes = XL, L, M, S, XS
        flow = plan_flow(labels, self.spaces(), self.page.content, sizes, below)
        if flow.size < S:  # too small to count tokens under the words: the room is theirs
            flow = plan_flow(labels, self.spaces(), self.page.content, sizes)
        self.line = flowing_words(flow, self.theme.text)
        counts = token_brackets(self.head.token_counts, flow, self.theme)
        left_out = len(labels) - len(flow.words)
        more = self.notes(f"more_{self.head.unit}s", n=numerals.count(left_out))
        note = more if left_out else ""
        self.play(appear(self.line, lag=0.06), *self.say(self._counted()), *self.legend(note))
        self.play(appear(counts))
        self.counts = counts

    def _counted(self) -> str:
        """Choose how tokens are counted, and what they spell."""
        parts, several = self.part_counts, len(self.trace.tokens) > 1
        if parts.characters:
            alike = parts.characters == len(self.trace.words) > 1
            words = "tokens_characters" if alike else "tokens_parts"
        elif parts.words == len(self.trace.words):
            words = ("tokens" if parts.words > 1 else "tokens_word") if several else "tokens_one"
        else:
            words = "tokens_marks"
        tokens = "tokens_followed" if several else "tokens_one"
        return {"word": words, "token": tokens}[self.head.unit]

    def embedding(self) -> None:
        """Every token looks up its column in the embedding table."""
        theme, head = self.theme, self.head
        self.lineup = self.plan_lineup()
        self.say_labelled(len(self.lineup.named), len(head.labels))
        stacks = np.split(self.trace.embedding, np.cumsum(head.token_counts)[:-1])
        able = [i for i in (self.focus, self.key) if speaks(stacks[i], self.lineup)]
        self.strips = strip_columns(stacks, self.lineup, theme, able[0] if able else None)
        targets = column_words(self.lineup, theme.text)
        moves, self.line = succeed(self.line, targets, theme.text)
        self.play(vanish(self.counts, run_time=0.25), *moves, *self.say("embedding"))
        written = written_entries(self.lineup) if able else 0
        note = strip_note(head.model.d_model, written, theme)
        note += self._finest(self.lineup.pitch)
        self.play(appear(self.strips, lag=0.08), *self.legend(note))

    def queries(self) -> None:
        """Each column, by now well into the model, makes a query and a key."""
        theme = self.theme
        self.symbols = [
            symbols_below(letter, self.lineup, row, color)
            for row, (letter, color) in enumerate((("q", theme.query), ("k", theme.key)))
        ]
        several = max(self.head.token_counts) > 1
        caption = self.say("queries_several" if several else "queries")
        self.play(*caption, *self.legend(""), *(appear(row, lag=0.08) for row in self.symbols))

    def grid(self) -> None:
        """Place the queries above and the keys at the side."""
        theme, plan = self.theme, self.plan
        self.caption_below = plan.caption_below
        self.lines, self.axes = draw.grid_lines(plan, theme), draw.axis_names(plan, theme)
        tops = draw.column_labels(plan, theme.query)
        sides = draw.row_labels(plan, theme.key)
        right, self.rows = succeed(self.line, sides, theme.key, keep=True)
        left, self.tops = succeed(self.line, tops, theme.query)
        into = [
            gather(symbol, (label.place[0], label.place[1]), 0.3, opacity=0.0, remover=True)
            for symbols, labels in zip(self.symbols, (tops, sides), strict=True)
            for symbol, label in zip(symbols, labels, strict=False)
        ]
        self.say_grid_labelled(plan)
        self.play(vanish(self.strips), *left, *right, *into, *self.say("grid"),
                  *self.legend(""))  # fmt: skip
        self.play(appear(self.lines, run_time=GRID_IN), appear(self.axes))
