"""Values: what a word takes from those it attends to, added up to its update."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attnviz.analysis.update_terms import update_terms
from attnviz.ink.motion import appear, become, vanish
from attnviz.ink.text import Run, symbol
from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.page import Box
from attnviz.look.style import M
from attnviz.mobjects.grid import dotted_keys
from attnviz.mobjects.update_columns import updates_at_rest
from attnviz.mobjects.vectors import signs_note, strip_scale
from attnviz.pictures import values as draw
from attnviz.pictures.values_column import OpeningColumn
from attnviz.pictures.values_grid import renamed
from attnviz.pictures.values_output import Output, plan_output
from attnviz.pictures.values_plan import plan_stages
from attnviz.pictures.values_rows import folds, most_rows, plan_rows
from attnviz.plain import runs_alone
from attnviz.stage.grid_scene import GridScene

STRETCH = 2.4  # seconds, of all columns of W_O


@runs_alone
class Values(GridScene):
    """One column of the pattern opens: values times weights, their sum, and W_O."""

    slug = "values"

    def setup(self) -> None:
        """Take the followed word's update apart, a term a row."""
        super().setup()
        head, focus, page, theme = self.head, self.focus, self.page, self.theme
        names, folded = self.plan.labels, folds(self.plan, page)
        fewest = min(len(dotted_keys(head.pattern[focus])) + 1, most_rows(page))
        self.parts = parts = update_terms(head, focus, max(fewest if folded else len(names), 2))
        others = self.others(len(parts.rest)) if parts.rest else ""
        rows = plan_rows(names, parts.keys, parts.rest, others, folded)
        self.before, grid = self.followed_column(), self.plan_aside
        self.stages = plan_stages(grid, rows, parts.weights.tolist(), focus, page)
        self.opening = OpeningColumn(parts, head.pattern, self.stages, grid, theme)
        self.mixed = parts.weights @ parts.values
        scales = self.opening.scale, strip_scale(head.update)
        self.output = Output(
            self.mixed, head.output_weights, head.update[focus], scales, focus + 1,
            plan_output(page.content), theme,
        )  # fmt: skip

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
        self.add(*self.before.inks)
        self.play(*self.say("column"), *self.legend(self.notes("dot")))

    def values(self) -> None:
        """Bring a matrix down beside the rows: each word that is looked at gets its value."""
        opening, before = self.opening, self.before
        self.caption_below, self.labelled = True, ""
        lattice, axes = before.grid.lattice
        stays = [lattice, *before.grid.tops, *before.grid.sides, *before.grid.dots, before.frame]
        self.remove(*leaves(stays))  # the same is drawn in parts that can move
        self.add(*opening.picture.values())
        moves, come = opening.make_room()
        goes = leaves([axes, before.scale, *before.grid.picture])
        self.play(*self.say("values"), *self.legend(self._note()), *moves, vanish(goes))
        self.play(*opening.make_values(), appear(come))
        self.play(vanish(opening.matrix))

    def weigh(self) -> None:
        """Open the column, slide values in, and let a rule multiply each by its weight."""
        opening, panel = self.opening, self.before.panel
        said = self.before.said
        read = {key: said["weight", key] for key in self.parts.keys if ("weight", key) in said}
        taken = {id(ink) for ink in read.values()}
        panel_inks = leaves(panel.everything()) if panel else []
        moves = [*opening.open(read), vanish([ink for ink in panel_inks if id(ink) not in taken])]
        self.play(*self.say("weigh"), *moves)
        self.bring_to_back(*opening.weighed.rasters)  # they pass under weights and dots
        weighing = opening.weigh()
        self.play(*opening.take_in(), appear(weighing.rule, delay=0.5))
        self.play(weighing)
        self.play(vanish(weighing.rule))

    def summed(self) -> None:
        """Let the weighted values fall into their sum, number under number."""
        opening = self.opening
        self.play(*self.say("summed"), appear(opening.name_the_sum()))
        self.add(*opening.total.rasters)
        self.play(opening.add_up())

    def through(self) -> None:
        """Turn the sum upright, and let W_O make as many numbers of it as E has."""
        opening, output, (short, width) = self.opening, self.output, self.head.output_weights.shape
        (total,) = opening.total.rasters
        self.remove(*opening.weighed.rasters)
        self.bring_to_back(output.matrix)  # the sum passes in front
        note = self._pixels(output.plan.matrix.width / width)
        self.play(
            *self.say("through" if short < width else "through_other"), *self.legend(note),
            vanish(opening.leaving()), draw.Turning(total, output.plan.total, 1.0),
            *output.opened(0.4),
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
        x, half = lineup.centers[focus], 0.1
        column = Box(x - half, lineup.bottom, x + half, lineup.top)
        matrix = output.small(draw.lane(lineup))
        self.play(
            *self.say("every"), vanish(output.leaving()), appear(rest.words, delay=0.55),
            *become([output.matrix, output.frame], matrix),
            draw.Turning(output.row, column, 0.9),
            *renamed(leaves(output.name), leaves(rest.symbols[focus])),
        )  # fmt: skip
        self.remove(output.row)
        self.add(rest.strips[focus])
        self.play(*draw.going_along(matrix, rest, lineup, focus), *self.legend(rest.note))
        self.play(vanish(matrix))

    def _pixels(self, cell: float) -> str:
        """Say how the cells of a matrix read, each so many scene units wide."""
        signs, finest = signs_note(self.theme), self._finest(cell)
        return f"{signs}{finest}"

    def _note(self) -> str:
        """Say how strips read, and of what a strip is the mean."""
        parts, rest = self.parts, bool(self.parts.rest)
        several = any(self.head.token_counts[key] > 1 for key in parts.keys)
        mean = {(True, True): "both", (True, False): "tokens", (False, True): "others"}
        kind = mean.get((several, rest))
        width = numerals.count(parts.values.shape[1])
        whole = self.notes("strip_whole", signs=signs_note(self.theme), width=width)
        return f"{self.notes(f'mean_{kind}')} · {whole}" if kind else whole
