"""Update: a word's vector takes in what one head adds, and moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from manim import VGroup

from attnviz.analysis.logit_attribution import CHANCE, raised_by
from attnviz.analysis.residual_updates import nearings, residual_updates, update_plane
from attnviz.ink.handover import hand_over
from attnviz.ink.motion import appear, fade, gather, grow, vanish, without
from attnviz.ink.text import Run, symbol
from attnviz.look import numerals
from attnviz.look.style import DIM, M
from attnviz.mobjects import sum_columns as write
from attnviz.mobjects.update_columns import step_bars, update_columns
from attnviz.mobjects.vector_sum import Equation
from attnviz.mobjects.words import column_words
from attnviz.pictures.update import measures, move_picture, plan_rooms, ranking
from attnviz.plain import runs_alone
from attnviz.stage.adding_scene import AddingScene

LISTED = 4  # words of a ranking
LIST_HOLD = 1.6  # seconds more, to read one


@runs_alone
class Update(AddingScene):
    """E + ΔE = E′ in numbers, as an arrow, and for every word."""

    slug = "update"

    def setup(self) -> None:
        """Put the updates beside the vectors that they are added to, and measure."""
        super().setup()
        head, focus, room = self.head, self.focus, self.page.content
        self.all_updates = updates = residual_updates(self.trace, head)
        self.near = nearings(updates, focus)
        known = self.trace.vocabulary is not None  # a trace that was loaded from a file has none
        self.favoured = raised_by(self.trace, head, focus, LISTED) if known else []
        self.lineup = self.plan_lineup()
        self.say_labelled(len(self.lineup.named), len(head.labels))
        written = [v[focus][None] for v in (updates.before, updates.update, updates.after)]
        self.sum = write.plan_terms(["", head.labels[focus], ""], written, room)
        self.rooms = plan_rooms(room, self.page.portrait)
        self.list: list[VGroup] = []

    def beats(self) -> Sequence[str]:
        """Leave out lists that there is nothing for."""
        near, read = ["nearer"] * bool(self.near), ["read_out"] * bool(self.favoured)
        every = ["every"] if len(self.head.labels) > 1 else []
        return ["updates", "added", "arrow", *near, *read, *every]

    def slots(self) -> Mapping[str, Sequence[Run]]:
        """Add how far the word moves, and what it comes nearer to."""
        theme, focus = self.theme, self.focus
        share = numerals.weight(float(self.all_updates.shares[focus]))
        return {
            **super().slots(),
            "update": symbol("ΔE", str(focus + 1), theme.output, M),
            "part": [Run(share, theme.text, "sans-bold")],
            "near": [Run(self.brief(one.position), theme.text) for one in self.near[:1]],
            "raised": [Run(one.text, theme.text) for one in self.favoured[:1]],
        }

    def drawn(self) -> Mapping[str, object]:
        """Return the vectors of the followed word, and what was measured."""
        updates, focus = self.all_updates, self.focus
        return {
            "followed_query": focus,
            "before": updates.before[focus],
            "added": updates.update[focus],
            "after": updates.after[focus],
            "lengths": updates.lengths,
            "steps": updates.steps,
            "nearer": [(one.position, one.before, one.after) for one in self.near],
            "raised": [one._asdict() for one in self.favoured],
        }

    def updates(self) -> None:
        """Begin where the values end: every word with its update."""
        lineup, theme = self.lineup, self.theme
        self.words = column_words(lineup, theme.text)
        self.columns = update_columns(self.head.update, lineup, self.focus, theme)
        self.add(*self.words, *self.columns.strips, *self.columns.symbols)
        self.play(*self.say("updates"), *self.legend(self.columns.note))

    def added(self) -> None:
        """One word's vector, and its update, add up entry by entry."""
        head, plan, theme, updates, focus = (
            self.head,
            self.sum,
            self.theme,
            self.all_updates,
            self.focus,
        )
        said = [f"entering layer {head.layer}", "this head adds", "after this head"]
        vectors = updates.before[focus], updates.update[focus], updates.after[focus]
        self.equation = Equation(*vectors, focus + 1, said, plan, theme)
        adding, names = self.equation.adding, self.equation.names
        self.word = write.head_labels(plan, [theme.text] * len(plan.heads))[1]
        quiet = [*self.words, *without(self.columns.strips, focus), *self.columns.symbols]
        moved, taken = hand_over(dict(enumerate(self.words)), {focus: self.word}, quiet)
        self.remove(*taken)
        spot = (plan.centers[1], (plan.top + plan.bottom) / 2)
        carried = gather(self.columns.strips[focus], spot, 1.2, opacity=0.0, remover=True)
        first, second = (column.everything() for column in adding.columns)
        self.play(*self.say("added"), *self.legend(""), *moved, carried,
                  appear([*second, *names[1]], delay=0.5))  # fmt: skip
        note = "a word's last piece · " if head.token_counts[focus] > 1 else ""
        note += f"one head of {head.model.n_heads} · "
        note += write.columns_note(plan, head.model.d_model)
        self.play(*self.legend(note), appear([*first, *names[0]]))
        frame = adding.total.frame.paint(theme.accent)
        self.play(appear([*adding.signs, frame, *adding.total.dots, *names[2]]))
        self.add_up(adding)

    def arrow(self) -> None:
        """Draw the same as arrows, to scale: how far the word moves."""
        theme, focus, updates, words = self.theme, self.focus, self.all_updates, self.head.labels
        points = update_plane(updates, focus)
        drawn = move_picture(points, words[focus], focus + 1, self.rooms.picture, theme)
        leaving = [*self.equation.inks(), self.word]
        moved, taken = hand_over({0: self.word}, dict(enumerate(drawn.word)), leaving)
        self.remove(*taken)
        before, update, after = drawn.names
        note = "in the plane of both: lengths and angle are true · rounded"
        self.play(*self.say("arrow"), *self.legend(note), *moved,
                  grow(drawn.before, delay=0.45), appear(before, delay=0.6))  # fmt: skip
        self.play(grow(drawn.update), appear(update, delay=0.2))
        length, step = float(updates.lengths[focus]), float(updates.steps[focus])
        self.measures = measures(length, step, points, focus + 1, self.rooms.measures, theme)
        self.add(*drawn.after)
        self.play(*drawn.move(), fade(drawn.before, DIM), appear(after, delay=0.5),
                  appear(self.measures, lag=0.15))  # fmt: skip
        self.picture = drawn

    def nearer(self) -> None:
        """List the words of the sentence that it came nearer to."""
        apart = [f"; {self.brief(int(i))} left out" for i in np.flatnonzero(self.all_updates.apart)]
        title = [
            "cosine with other words, before → after;",
            f"their mean taken off{''.join(apart)}",
        ]
        rows = [
            (self.brief(one.position), " → ".join(map(numerals.signed, (one.before, one.after))))
            for one in self.near
        ]
        self.list = ranking(title, rows, LISTED, self.rooms.words, self.theme)
        seen = float(numerals.weight(self.near[0].gain)) > 0  # a gain that shows when written
        line = "nearer" if seen else "nowhere"
        self.play(*self.say(line), appear(self.list, lag=0.12))
        self.rest(LIST_HOLD)

    def read_out(self) -> None:
        """Read the update as words, as if the model stopped here, and say if that is chance."""
        first = self.favoured[0].deviations
        title = [
            "logits that it would raise most, read out here;",
            f"the first by {numerals.positive(first)} deviations, "
            f"chance reaches {numerals.positive(CHANCE)}",
        ]
        rows = [(one.text, numerals.signed(one.change)) for one in self.favoured]
        gone = vanish(self.list)
        self.list = ranking(title, rows, LISTED, self.rooms.words, self.theme)
        line = "read_out" if first > CHANCE else "unclear"
        self.play(*self.say(line), gone, appear(self.list, lag=0.12, delay=0.3))
        self.rest(LIST_HOLD)

    def every(self) -> None:
        """All words at once: how far each one moves."""
        theme, updates, lineup, focus = self.theme, self.all_updates, self.lineup, self.focus
        words = column_words(lineup, theme.text)
        chart = step_bars(updates.steps, updates.shares, lineup, focus, self.page, theme)
        leaving = [*self.picture.everything(), *self.measures, *self.list]
        old = zip([focus], self.picture.word, strict=False)
        moved, taken = hand_over(dict(old), dict(enumerate(words)), leaving)
        self.remove(*taken)
        note = [
            f"{self.brief(int(i))}: E is {numerals.positive(float(updates.lengths[i]))} long"
            for i in np.flatnonzero(updates.apart)[:1]
        ]
        note += [] if chart.all_written else [f"numbers of {self.brief(focus)} only"]
        self.play(*self.say("every"), *self.legend(" · ".join([*note, "rounded"])), *moved,
                  grow(chart.bars, delay=0.6), appear(chart.title, delay=0.6))  # fmt: skip
        self.play(appear(chart.lengths, lag=0.1), appear(chart.shares, lag=0.1))
