"""What scenes on one head's grid share: what they follow, what captions may say, how they open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from manim import config

from attnviz.analysis.heads import focus_query, readout
from attnviz.ink.motion import appear, gather, succeed, vanish
from attnviz.ink.text import Run
from attnviz.look import numerals
from attnviz.look.style import GRID_IN, XL, XS, L, M, S
from attnviz.mobjects import grid as draw
from attnviz.mobjects.grid_plan import plan_grid
from attnviz.mobjects.sentence_plan import plan_columns, plan_flow
from attnviz.mobjects.vectors import (
    STRIP_CELLS,
    entries_drawn,
    speaks,
    strip_columns,
    written_entries,
)  # fmt: skip
from attnviz.mobjects.words import (
    COUNT_ROOM,
    column_words,
    flowing_words,
    piece_counts,
    symbols_below,
)
from attnviz.stage.scene import AttentionScene


class GridScene(AttentionScene):
    """A scene that follows one query through the grid of one head."""

    def setup(self) -> None:
        """Plan the grid; choose the query and the key to follow."""
        head = self.head
        self.plan = plan_grid(head.labels, self.page, rows_below=0.9)
        self.focus = focus_query(head)
        self.key = self._key_to_follow()
        words = [word.text for word in self.trace.words]  # also where positions are tokens
        self.marks_said = sum(not any(c.isalnum() for c in text) for text in words)

    def source(self) -> str:
        """Say also when words were too long to be written whole."""
        columns = plan_columns(self.head.labels, self.page)
        cut = self.plan.shortened or columns.labels != tuple(self.head.labels)
        return f"{super().source()} · long words cut" if cut else super().source()

    def _key_to_follow(self) -> int:
        """Return the key that the focus attends to most, of those that are one vector."""
        weights = np.where(np.array(self.head.pieces) == 1, self.head.pattern[self.focus], -1.0)
        best = int(weights.argmax())
        return best if weights[best] >= 0 else int(self.head.pattern[self.focus].argmax())

    def slots(self) -> Mapping[str, Sequence[Run]]:
        """Return the words and numbers that captions speak of."""
        head, theme = self.head, self.theme

        def number(text: str) -> list[Run]:
            return [Run(text, theme.text, "sans-bold")]

        # Where attention is spread over many, the first few are named, with what those few hold.
        named = list(readout(head, self.focus)[:4])
        share = float(head.pattern[self.focus, named].sum())
        return {
            "words": number(numerals.count(len(self.trace.words) - self.marks_said)),
            "marks": number(numerals.count(self.marks_said)),
            "pieces": number(numerals.count(len(self.trace.tokens))),
            "width": number(numerals.count(head.model.d_model)),
            "layer": number(numerals.count(head.layer)),
            "root": number(f"√{head.model.d_head}"),
            "query": [Run(self.brief(self.focus), theme.query)],
            "key": [Run(self.brief(self.key), theme.key)],
            "share": number(numerals.weight(share)),
            "keys": self.word_list([self.brief(i) for i in named], theme.key),
        }

    def drawn(self) -> Mapping[str, object]:
        """Return the embedding entries that are drawn, and which query and key are followed."""
        table = self.trace.residual[0]
        entries = entries_drawn(table.shape[1], STRIP_CELLS)
        return {
            "embedding_entries": entries,
            "embedding": table[:, entries],
            "followed_query": self.focus,
            "followed_key": self.key,
        }

    def cells_note(self) -> str:
        """Return what a grid of cells leaves out, for the legend."""
        n = numerals.count(self.plan.n)
        return f"{n} × {n} cells, too many for labels{self._finest(self.plan.cell_height)}"

    def _finest(self, cell: float) -> str:
        pixels = cell * config.pixel_height / self.page.height
        return "" if pixels >= 1 else " · a pixel shows its largest"

    # Opening beats

    def tokens(self) -> None:
        """Show the sentence, and which of its words the model knows only in pieces."""
        labels = self.head.labels
        several = max(self.head.pieces) > 1
        below = COUNT_ROOM if several else 0.0
        sizes = XL, L, M, S, XS
        flow = plan_flow(labels, self.spaces(), self.page.content, sizes, below)
        if flow.size < S:  # too small to count pieces under the words: the room is theirs
            flow = plan_flow(labels, self.spaces(), self.page.content, sizes)
        self.line = flowing_words(flow, self.theme.text)
        counts = piece_counts(self.head.pieces, flow, self.theme)
        left_out = len(labels) - len(flow.words)
        note = f"{numerals.count(left_out)} more {self.head.unit}s" if left_out else ""
        caption = "tokens_marks" if self.marks_said else "tokens"
        self.play(appear(self.line, lag=0.06), *self.say(caption), *self.legend(note))
        self.play(appear(counts))
        self.counts = counts

    def embedding(self) -> None:
        """Every piece looks up its column in the embedding table."""
        theme, head = self.theme, self.head
        self.lineup = plan_columns(head.labels, self.page)
        stacks = np.split(self.trace.residual[0], np.cumsum(head.pieces)[:-1])
        able = [i for i in (self.focus, self.key) if speaks(stacks[i], self.lineup)]
        self.strips = strip_columns(stacks, self.lineup, theme, able[0] if able else None)
        targets = column_words(self.lineup, theme.text) if self.lineup.size else []
        moves, self.line = succeed(self.line, targets, theme.text)
        self.play(vanish(self.counts, run_time=0.25), *moves, *self.say("embedding"))
        drawn = min(STRIP_CELLS, head.model.d_model)
        written = f", {written_entries(self.lineup)} written" if able else ""
        width = numerals.count(head.model.d_model)
        note = f"{width} numbers a piece: {drawn} drawn{written} · brightness = size"
        note += self._finest(self.lineup.pitch)
        self.play(appear(self.strips, lag=0.08), *self.legend(note))

    def queries(self) -> None:
        """Each column, by now well into the model, makes a query and a key."""
        theme = self.theme
        self.symbols = [
            symbols_below(letter, self.lineup, row, color) if self.lineup.size else []
            for row, (letter, color) in enumerate((("q", theme.query), ("k", theme.key)))
        ]
        caption = self.say("queries" if self.head.layer else "queries_first")
        self.play(*caption, *self.legend(""), *(appear(row, lag=0.08) for row in self.symbols))

    def grid(self) -> None:
        """Place the queries above and the keys at the side."""
        theme, plan = self.theme, self.plan
        self.caption_below = plan.caption_below
        self.lines, self.axes = draw.grid_lines(plan, theme), draw.axis_names(plan, theme)
        tops = draw.column_labels(plan, theme.query) if plan.size else []
        sides = draw.row_labels(plan, theme.key) if plan.size else []
        right, self.rows = succeed(self.line, sides, theme.key, keep=True)
        left, self.tops = succeed(self.line, tops, theme.query)
        into = [
            gather(symbol, (label.place[0], label.place[1]), 0.3, opacity=0.0, remover=True)
            for symbols, labels in zip(self.symbols, (tops, sides), strict=True)
            for symbol, label in zip(symbols, labels, strict=False)
        ]
        into += [] if plan.size else [vanish(row) for row in self.symbols]
        self.play(vanish(self.strips), *left, *right, *into, *self.say("grid"))
        self.play(appear(self.lines, run_time=GRID_IN), appear(self.axes))
