"""Values: what a word takes from those it attends to, added up to its update."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from manim import VGroup, linear

from attnviz.analysis.update_terms import update_terms
from attnviz.ink.motion import appear, become, travel, vanish
from attnviz.ink.text import Run, label, symbol
from attnviz.ink.tween import LAG_LONGEST, leaves
from attnviz.look import numerals
from attnviz.look.page import Box
from attnviz.look.style import M, S
from attnviz.mobjects.grid import dotted_keys
from attnviz.mobjects.update_columns import updates_at_rest
from attnviz.mobjects.vectors import signs_note, strip_scale
from attnviz.pictures import values as draw
from attnviz.pictures import values_grid as table
from attnviz.pictures.values_output import Output, plan_output
from attnviz.pictures.values_plan import Row, SplitPlan, folds, most_rows, plan_stages
from attnviz.plain import runs_alone
from attnviz.stage.grid_scene import GridScene

STEP = 0.35  # seconds from one word to the next, of a matrix that goes along
SWEEP, STRETCH = 1.3, 2.4  # seconds, of all weights at once, and of all columns of W_O


@runs_alone
class Values(GridScene):
    """One column of the pattern opens: values times weights, their sum, and W_O."""

    slug = "values"

    def setup(self) -> None:
        """Take the followed word's update apart, a term a row."""
        super().setup()
        head, focus, n = self.head, self.focus, len(self.head.labels)
        folded, most = folds(self.plan, self.page), n
        if folded:
            most = min(len(dotted_keys(head.pattern[focus])) + 1, most_rows(self.page))
        self.parts = parts = update_terms(head, focus, max(most, 2))
        places = {key: i for i, key in enumerate(parts.keys)}
        shown = parts.keys if folded else range(n)
        rows = [Row((i,), self.plan.labels[i], places.get(i)) for i in shown]
        if parts.rest:
            rows.append(Row(parts.rest, self.others(len(parts.rest)), len(parts.keys)))
        self.stages = plan_stages(self.plan_aside, rows, parts.weights.tolist(), focus, self.page)
        self.scale = draw.full_colour(parts.values)
        self.mixed = parts.weights @ parts.values

    def beats(self) -> Sequence[str]:
        """Leave out the other columns where there is but one."""
        every = ["every"] if len(self.head.labels) > 1 else []
        return ["column", "values", "weigh", "summed", "through", *every]

    def slots(self) -> Mapping[str, Sequence[Run]]:
        """Add how long values are, and the update."""
        short = numerals.count(self.parts.values.shape[1])
        return {
            **super().slots(),
            "short": [Run(short, self.theme.text, "sans-bold")],
            "update": symbol("ΔE", str(self.focus + 1), self.theme.output, M),
        }

    def drawn(self) -> Mapping[str, object]:
        """Return the terms of the sum as they were drawn."""
        parts = self.parts
        return {
            "followed_query": parts.query,
            "term_keys": parts.keys,
            "summed_keys": parts.rest,
            "term_weights": parts.weights,
            "term_values": parts.values,
            "mixed": self.mixed,
            "sum": parts.update,
        }

    def column(self) -> None:
        """Begin where the pattern ends: one column in focus, read out."""
        self.caption_below = self.plan.caption_below
        self.say_grid_labelled(self.plan)
        self.before = self.followed_column()
        self.add(*self.before.inks)
        self.play(*self.say("column"), *self.legend(self.notes("dot")))

    def values(self) -> None:
        """Bring a matrix down beside the rows: each word that is looked at gets its value."""
        theme, plan, before = self.theme, self.stages.beside, self.before
        self.caption_below, self.labelled = True, ""
        shown = before.grid
        goes = leaves([shown.lattice[1], before.scale, *shown.picture])
        stands = [shown.lattice[0], *shown.tops, *shown.sides, *shown.dots, before.frame]
        self.remove(*leaves(stands))
        grid = self._grid(self.stages.closed)
        self.add(*grid.values())
        moves, come, self.grid = table.rearrange(grid, self._grid(plan))
        self.strips = draw.Strips(
            self.parts.values, plan.strips(plan.values), self.scale, theme, theme.value
        )
        ends = self.strips.rasters[0], self.strips.rasters[-1]
        first, last = (float(strip.place[1]) - plan.thick / 2 for strip in ends)
        lane = (plan.words + plan.values[0]) / 2
        matrix = draw.matrix_chip("V", (lane, first), 0.8 * plan.row_height, theme.value)
        named = table.values_head(plan, theme)
        self.grid |= named
        self.play(
            *self.say("values"), *self.legend(self._note()), *moves, vanish(goes),
            appear([*matrix, *named.values()], delay=0.6),
        )  # fmt: skip
        down = min(STEP * (len(self.strips.rasters) - 1), LAG_LONGEST)
        self.play(
            travel(matrix, (0.0, last - first), run_time=max(down, 0.1), rate_func=linear),
            *self.strips.drawn(STEP),
            appear(come),
        )
        self.play(vanish(matrix))

    def weigh(self) -> None:
        """Open the column, slide values in, and let a rule multiply each by its weight."""
        theme, plan, parts = self.theme, self.stages.opened, self.parts
        weights, panel = parts.weights, self.before.panel
        read: table.Picture = {
            ("weight", i): self.before.said["weight", key]
            for i, key in enumerate(parts.keys)
            if ("weight", key) in self.before.said
        }
        goal = {
            **self._grid(plan), **table.values_head(plan, theme),
            **table.weight_labels(plan, weights, theme), **table.times_signs(plan, theme),
        }  # fmt: skip
        known = {id(ink) for ink in read.values()}
        gone = [ink for ink in leaves(panel.everything()) if id(ink) not in known] if panel else []
        moves, come, self.grid = table.rearrange({**self.grid, **read}, goal)
        moves += self.strips.moved(plan.strips(plan.values))
        moves.append(appear(come, delay=max(move.run_time for move in moves) - 0.25))
        self.play(*self.say("weigh"), *moves, *([vanish(gone)] if gone else []))
        self.weighed = draw.Strips(parts.values, plan.strips(plan.values), self.scale, theme)
        self.bring_to_back(*self.weighed.rasters)  # under weights and dots
        cells = plan.strips(plan.inside)
        weighing = draw.Weighing(self.weighed, cells, weights, theme, SWEEP)
        self.play(*self.weighed.moved(cells, lag=0.1), appear(weighing.rule, delay=0.5))
        self.play(weighing)
        self.play(vanish(weighing.rule))

    def summed(self) -> None:
        """Let the weighted values fall into their sum, number under number."""
        theme, plan = self.theme, self.stages.opened
        box = plan.strip(plan.sum_level, plan.inside)
        nothing = np.full_like(self.mixed[None], np.nan)
        self.total = draw.Strips(nothing, [box], self.scale, theme, theme.value)
        at = plan.inside[0] - 0.22, plan.sum_level - 0.33 * S
        self.grid["sum", "name"] = label(self.notes("sum"), theme.mute, S, at, "right", "sans")
        self.grid["sum", "bracket"] = self.total.brackets[0]
        self.play(*self.say("summed"), appear([*self.total.brackets, self.grid["sum", "name"]]))
        self.add(*self.total.rasters)
        self.play(draw.Falling(self.weighed, self.total))

    def through(self) -> None:
        """Turn the sum upright, and let W_O make as many numbers of it as E has."""
        head, theme, focus = self.head, self.theme, self.focus
        scales = self.scale, strip_scale(head.update)
        line = "through" if len(self.mixed) < head.model.d_model else "through_other"
        plan = plan_output(self.page.content)
        self.output = output = Output(
            self.mixed, head.output_weights, head.update[focus], scales, focus + 1, plan, theme
        )
        (total,) = self.total.rasters
        leaving = [*self.grid.values(), *self.strips.rasters, *self.strips.brackets]
        self.remove(*self.weighed.rasters)
        self.play(
            *self.say(line), *self.legend(self._pixels(plan.matrix.width / head.model.d_model)),
            vanish(leaving), draw.Turning(total, plan.total, 1.0), *output.opened(0.2),
        )  # fmt: skip
        self.remove(total)
        self.add(output.total)
        self.play(appear(output.about()))
        self.add(output.row)
        self.play(output.stretch(STRETCH))
        self.play(vanish([output.lit, *output.ray]))

    def every(self) -> None:
        """W_O, small again, goes from word to word: each gets an update."""
        head, focus, output = self.head, self.focus, self.output
        lineup = self.plan_lineup()
        self.say_labelled(len(lineup.named), len(head.labels))
        rest = updates_at_rest(head.update, lineup, self.theme)
        own, n = rest.strips[focus], len(head.labels)
        x = lineup.centers[focus]
        matrix = output.small(draw.lane(lineup))
        self.play(
            *self.say("every"), vanish(output.leaving()), appear(rest.words, delay=0.55),
            *become([output.matrix, output.frame], matrix),
            draw.Turning(output.row, Box(x - 0.1, lineup.bottom, x + 0.1, lineup.top), 0.9),
            *table.renamed(leaves(output.name), leaves(rest.symbols[focus])),
        )  # fmt: skip
        self.remove(output.row)
        self.add(own)
        way, last = lineup.centers[-1] - lineup.centers[0], STEP * (n - 1)
        strips, symbols = ([*parts] for parts in (rest.strips, rest.symbols))
        strips[focus], symbols[focus] = VGroup(), VGroup()
        self.play(
            travel(matrix, (way, 0.0), run_time=min(last, LAG_LONGEST), rate_func=linear),
            draw.dropped(strips, lineup, STEP), appear(symbols, lag=STEP, delay=0.3),
            *self.legend(rest.note),
        )  # fmt: skip
        self.play(vanish(matrix))

    def _pixels(self, cell: float) -> str:
        """Say how the cells of a matrix read, each so many scene units wide."""
        signs, finest = signs_note(self.theme), self._finest(cell)
        return f"{signs}{finest}"

    def _grid(self, plan: SplitPlan) -> table.Picture:
        return table.split_grid(plan, self.plan_aside, self.head.pattern, self.theme)

    def _note(self) -> str:
        """Say how strips read, and of what a strip is the mean."""
        parts, rest = self.parts, bool(self.parts.rest)
        several = any(self.head.token_counts[key] > 1 for key in parts.keys)
        mean = {(True, True): "both", (True, False): "tokens", (False, True): "others"}
        kind = mean.get((several, rest))
        width = numerals.count(parts.values.shape[1])
        whole = self.notes("strip_whole", signs=signs_note(self.theme), width=width)
        return f"{self.notes(f'mean_{kind}')} · {whole}" if kind else whole
