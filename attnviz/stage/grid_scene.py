"""What scenes on one head's grid share: what they follow, what captions may say, how they open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from manim import config

from attnviz.analysis.column import read_column
from attnviz.analysis.counts import count_parts
from attnviz.analysis.followed import followed
from attnviz.analysis.query import readout, sink
from attnviz.ink.text import Run, plain_entering
from attnviz.look import numerals
from attnviz.mobjects.followed_column import FollowedColumn
from attnviz.mobjects.grid_plan import GridPlan, plan_grid
from attnviz.mobjects.pattern_grid import PatternGrid, pattern_grid
from attnviz.mobjects.sentence_plan import ColumnPlan, plan_columns
from attnviz.mobjects.standing_scores import StandingScores, plan_scores, standing_scores
from attnviz.mobjects.vectors import (
    STRIP_CELLS,
    entries_drawn,
)  # fmt: skip
from attnviz.stage.captions import unit_slots
from attnviz.stage.scene import AttentionScene


class GridScene(AttentionScene):
    """A scene that follows one query through the grid of one head."""

    def setup(self) -> None:
        """Plan the grid; choose the query and the key to follow."""
        head = self.head
        self.focus, self.key = followed(head, self.settings.word, self.settings.key)
        self.column_read = read_column(head, self.focus)
        self.scaled = head.rule.scale != 1  # whether products are divided by anything
        self.plan = self.plan_square(rows_below=0.9, tallest=1.1)
        # Also where positions are tokens.
        self.part_counts = count_parts([word.text for word in self.trace.words])

    def source(self) -> str:
        """Say also when words were too long to be written whole."""
        columns = self.plan_lineup()
        cut = self.plan.shortened or columns.labels != tuple(self.head.labels)
        return f"{super().source()} · {self.notes('long_words')}" if cut else super().source()

    def named_first(self) -> list[int]:
        """Return the words that keep their labels where not all can: the followed, and its keys."""
        return [self.focus, self.key, *readout(self.head, self.focus)]

    def plan_square(self, **kwargs: Any) -> GridPlan:
        """Plan the grid; `kwargs` go to `plan_grid`."""
        first = self.named_first()
        rows = [*first[1:], first[0]]
        return plan_grid(
            self.head.labels, self.page, first_columns=first, first_rows=rows, **kwargs
        )

    @property
    def plan_aside(self) -> GridPlan:
        """The grid beside its panel; where it has none it stands in the middle."""
        return self.plan if self.plan.panel else self.plan.in_the_middle(self.page)

    def pattern_in_the_middle(self) -> PatternGrid:
        """Return what the clip of the mask ends with: the whole pattern, nothing in focus."""
        plan = self.plan.in_the_middle(self.page)
        return pattern_grid(self.head.pattern, self.head.mask, plan, self.theme)

    def followed_column(self) -> FollowedColumn:
        """Return what the clip of the pattern ends with: the followed column, read out."""
        head, note = self.head, (self.notes("sink"),) if sink(self.head) else ()
        return FollowedColumn(
            self.word_names, head.pattern, head.mask, self.focus, note, self.plan_aside,
            self.page, self.theme,
        )  # fmt: skip

    def plan_scores(self) -> GridPlan:
        """Plan the grid of scores in the middle of the page, without a panel."""
        first = self.named_first()
        rows = [*first[1:], first[0]]
        return plan_scores(self.head.labels, self.page, first, rows)

    def standing_scores(self) -> StandingScores:
        """Draw the grid of scores as `scores` ends: the followed column framed, the rest quiet."""
        head, plan = self.head, self.plan_scores()
        scale = head.rule.scale
        made = standing_scores(head.scores, scale, plan, self.focus, self.page, self.theme)
        made.step_back(self.focus, self.theme)
        self.say_grid_labelled(plan)
        return made

    def say_grid_labelled(self, plan: GridPlan) -> None:
        """Let the footer say from its next change on how many words a grid labels on both axes."""
        self.say_labelled(min(len(plan.columns), len(plan.rows)), plan.n)

    def plan_lineup(self) -> ColumnPlan:
        """Plan the words side by side, each above its column."""
        return plan_columns(self.head.labels, self.page, self.named_first())

    def slots(self) -> Mapping[str, Sequence[Run]]:
        """Return the words and numbers that captions speak of."""
        head, theme = self.head, self.theme

        def number(text: str) -> list[Run]:
            return [Run(text, theme.text, "sans-bold")]

        # Where attention is spread over many, the first few are named, with what those few hold.
        named = list(self.column_read.named[:4])
        share = float(head.pattern[self.focus, named].sum())
        return {
            "words": number(numerals.count(self.part_counts.words)),
            "marks": number(numerals.count(self.part_counts.marks)),
            "parts": number(numerals.count(len(self.trace.words))),
            "pieces": number(numerals.count(len(self.trace.tokens))),
            "width": number(numerals.count(head.model.d_model)),
            "layer": number(numerals.count(head.layer)),
            "root": number(numerals.divisor(head.rule.scale, head.model.d_head)),
            "query": [Run(self.brief(self.focus), theme.query)],
            "key": [Run(self.brief(self.key), theme.key)],
            "share": number(numerals.weight(share)),
            **unit_slots(self.unit_name, self.settings.language, theme),
            "keys": self.word_list([self.brief(i) for i in named], theme.key),
        }

    def drawn(self) -> Mapping[str, object]:
        """Return the embedding entries that are drawn, and which query and key are followed."""
        table = self.trace.embedding
        entries = entries_drawn(table.shape[1], STRIP_CELLS)
        return {
            "embedding_entries": entries,
            "embedding": table[:, entries],
            "followed_query": self.focus,
            "followed_key": self.key,
        }

    def numbers_note(self) -> str:
        """Return how numbers in the cells read, for the legend."""
        several = max(self.head.token_counts) > 1
        return (self.notes("several") + " · " if several else "") + self.notes("rounded")

    def others(self, n: int) -> str:
        """Call several words that are not named by their number."""
        return self.notes("others_one") if n == 1 else self.notes("others", n=numerals.count(n))

    def entered_note(self, position: int) -> str:
        """Say what a row of the table has become where it enters the layer; empty at layer 0."""
        layer, number = self.head.layer, position + 1
        if layer == 0:
            return ""
        symbols = {"vector": plain_entering(number, layer), "row": plain_entering(number, 0)}
        if layer == 1:
            return self.notes("entered_first", **symbols)
        return self.notes("entered", **symbols, last=numerals.count(layer - 1))

    def cells_note(self) -> str:
        """Return what a grid of cells leaves out, for the legend."""
        n = numerals.count(self.plan.n)
        return self.notes("cells", n=n) + self._finest(self.plan.cell_height)

    def _finest(self, cell: float) -> str:
        pixels = cell * config.pixel_height / self.page.height
        return "" if pixels >= 1 else f" · {self.notes('finest')}"
