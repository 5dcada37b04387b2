"""Scores: every query meets every key, and their product says how well they match."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from manim import VGroup

from attnviz.ink.ink import Ink
from attnviz.ink.motion import appear, copy_of, fade, gather, vanish
from attnviz.ink.text import Run
from attnviz.ink.tween import Tween, leaves
from attnviz.look import numerals
from attnviz.look.style import DIM, S
from attnviz.mobjects import grid as draw
from attnviz.mobjects.dot_product import product_panel
from attnviz.mobjects.enlarge import enlarge
from attnviz.mobjects.grid_plan import DOTS_AT_MOST
from attnviz.mobjects.words import column_words, symbols_below
from attnviz.pictures.scores import NamedScore, score_list
from attnviz.plain import runs_alone
from attnviz.stage.opening import OpeningScene

# exp of such a score is within a tenth of 1: it neither adds attention nor takes any away.
NEXT_TO_NOTHING = 0.1
SWEEP = 0.12  # seconds from one column to the next
Cell = tuple[int, int]  # query, key


@runs_alone
class Scores(OpeningScene):
    """Pairs of a query and a key become numbers, and numbers marks of any sign."""

    slug = "scores"

    def setup(self) -> None:
        """Choose the cells to speak of, by their scores alone."""
        super().setup()
        head = self.head
        size = np.abs(head.scores)
        self.high: Cell = _cell(int(head.scores.argmax()), head.scores)
        self.low: Cell = _cell(int(head.scores.argmin()), head.scores)
        self.near: Cell = _cell(int(size.argmin()), head.scores)
        single = np.array(head.token_counts) == 1  # a word of several tokens has no single product
        able = np.where(single[None, :], size, np.nan)
        pairs: list[Cell] = [(self.focus, self.key)] if single[self.key] else []
        if np.isfinite(able).any():
            pairs.append(_cell(int(np.nanargmin(able)), head.scores))
        self.pairs = list(dict.fromkeys(pairs)) if self.plan.panel else []
        self.panel: list[VGroup] = []
        self.frames: list[Ink] = []
        self.marked: dict[Cell, list[VGroup]] = {}  # cells whose marks stand apart from the rest
        self.largest = float(size.max())

    def beats(self) -> Sequence[str]:
        """Work pairs out where there is room for it."""
        worked = ["pair", "near_zero"][: len(self.pairs)]
        marks = ["every", "span"] if len(self.head.labels) <= DOTS_AT_MOST else ["picture"]
        return ["words", "grid", *worked, *marks]

    def slots(self) -> Mapping[str, Sequence[Run]]:
        """Add the scores that captions speak of, and the words of the second pair."""
        head, theme = self.head, self.theme

        def number(cell: Cell) -> list[Run]:
            return [Run(numerals.signed(float(head.scores[cell])), theme.text, "sans-bold")]

        query, key = self.pairs[-1] if self.pairs else self.near
        return {
            **super().slots(),
            "score": number((self.focus, self.key)),
            "near": number((query, key)),
            "near_query": [Run(self.brief(query), theme.query)],
            "near_key": [Run(self.brief(key), theme.key)],
            "high": number(self.high),
            "low": number(self.low),
        }

    def words(self) -> None:
        """Begin with the words, each with its query and its key."""
        theme, lineup = self.theme, self.plan_lineup()
        self.line = column_words(lineup, theme.text)
        colors = (("q", theme.query), ("k", theme.key))
        self.symbols = [
            symbols_below(letter, lineup, row, color) for row, (letter, color) in enumerate(colors)
        ]
        self.strips = []
        rise = (lineup.top + lineup.bottom) / 2 - sum(lineup.symbol_rows) / 2
        for ink in leaves([symbol for row in self.symbols for symbol in row]):
            ink.place[1] += rise
        self.add(*self.line, *(symbol for row in self.symbols for symbol in row))
        self.say_labelled(len(lineup.named), len(self.head.labels))
        self.play(*self.say("words"), *self.legend(""))

    def pair(self) -> None:
        """Multiply the followed query with its strongest key."""
        self._work_out(self.pairs[0], "pair")

    def near_zero(self) -> None:
        """Multiply the pair whose product is smallest in size, near zero or not."""
        near = abs(self.head.scores[self.pairs[1]]) < NEXT_TO_NOTHING
        self._work_out(self.pairs[1], "near_zero" if near else "smallest")

    def _work_out(self, cell: Cell, caption: str) -> None:
        head, plan, theme = self.head, self.plan, self.theme
        assert plan.panel is not None
        query, key = cell
        vector = head.token_keys[sum(head.token_counts[:key])]
        panel = product_panel(
            head.queries[query], vector, head.rule.scale, (query + 1, key + 1), plan.panel, theme
        )
        enlarge(panel.everything(), plan)
        frame = draw.cell_frame(plan, key, query, theme.text)
        several = "several pieces: their scores by log-sum-exp · "
        note = f"{several if max(head.token_counts) > 1 else ''}rounded"
        self.play(*self.say(caption), *self.legend(note), *self._clear(), appear(frame))
        self.play(appear([panel.heads, panel.query, panel.key], lag=0.2))
        self.play(appear([panel.products, panel.total, panel.scaled], lag=0.3))
        number, spot = copy_of(leaves(panel.scaled)[-1]), plan.center(key, query)
        small = S * 0.9 / number.em
        self.play(gather(number, spot, small, introducer=True, remover=True, arc=0.4))
        mark = self._mark(cell)
        self.play(appear(mark))
        self.frames.append(frame)
        self.marked[cell] = mark
        self.panel = panel.everything()

    def _clear(self) -> list[Tween]:
        gone = [vanish(part) for part in self.panel]
        self.panel = []
        return gone

    def every(self) -> None:
        """Let every pair meet."""
        head, plan, theme = self.head, self.plan, self.theme
        rest = head.scores.copy()
        apart = {cell: self._mark(cell) for cell in (self.high, self.low, self.near)}
        fresh = [mark for cell, mark in apart.items() if cell not in self.marked]
        self.marked = {**apart, **self.marked}
        for cell in self.marked:
            rest[cell] = np.nan
        self.marks = draw.score_columns(rest, plan, theme.text, self.largest)
        note = "disc: above 0 · ring: below 0 · area = size"
        gone = [*self._clear(), *(vanish(frame) for frame in self.frames)]
        self.play(*self.say("every"), *self.legend(note), *gone)
        self.play(appear(self.marks, lag=SWEEP), *(appear(mark, delay=0.4) for mark in fresh))

    def _mark(self, cell: Cell) -> list[VGroup]:
        score = _only(self.head.scores, cell)
        return draw.score_columns(score, self.plan, self.theme.text, self.largest)

    def span(self) -> None:
        """Name the highest score, the lowest, and the one nearest zero."""
        head, plan, theme = self.head, self.plan, self.theme
        notes = {self.high: "highest", self.low: "lowest", self.near: "nearest zero"}
        frames = [draw.cell_frame(plan, key, query, theme.text) for query, key in notes]
        others = [mark for cell, mark in self.marked.items() if cell not in notes]
        quiet = [fade(self.marks, DIM), *(fade(mark, DIM) for mark in others)]
        self.play(*self.say("span"), *quiet, appear(frames, lag=0.25))
        if plan.panel is None:
            return
        size = np.abs(head.scores)
        named = [
            NamedScore(
                note, self.word_names[cell[0]], self.word_names[cell[1]], float(head.scores[cell]),
                min(plan.dot_radius, 0.22) * float(np.sqrt(size[cell] / (self.largest or 1.0))),
            )
            for cell, note in notes.items()
        ]  # fmt: skip
        top = min(plan.panel.top, max(plan.top, plan.panel.bottom + 1.2 * len(named)))
        listed = score_list(named, plan.panel, top, theme)
        enlarge(listed, plan, [ink for ink in leaves(listed) if ink.text is None])
        self.play(appear(listed, lag=0.25))

    def picture(self) -> None:
        """Say what so many scores would be, without drawing them."""
        count = f"{numerals.count(self.head.scores.size)} pairs, not drawn"
        self.play(*self.say("picture"), *self.legend(count))


def _cell(flat: int, scores: np.ndarray) -> Cell:
    query, key = np.unravel_index(flat, scores.shape)
    return int(query), int(key)


def _only(scores: np.ndarray, cell: Cell) -> np.ndarray:
    kept = np.full_like(scores, np.nan)
    kept[cell] = scores[cell]
    return kept
