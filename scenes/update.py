"""Update: a word's vector takes in what one head adds, and moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from manim import VGroup

from attnviz.analysis.in_print import lowest
from attnviz.analysis.logit_attribution import MIXTURES, Readout, clearly_raised
from attnviz.analysis.residual_updates import Nearing, nearings, residual_updates, update_plane
from attnviz.ink.handover import hand_over
from attnviz.ink.motion import appear, fade, gather, grow, vanish, without
from attnviz.ink.text import Run, plain_entering
from attnviz.look import numerals
from attnviz.look.style import DIM
from attnviz.mobjects.update_columns import step_bars, update_columns
from attnviz.mobjects.words import column_words
from attnviz.pictures import update_sum_columns as write
from attnviz.pictures.update import measures, move_picture, plan_rooms, ranking, turn
from attnviz.pictures.update_vector_sum import Equation
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
        self.points = update_plane(updates, focus)
        self.share = numerals.weight(float(updates.shares[focus]))
        self.near = nearings(updates, focus, head.mask[focus])
        self.approached = _approached(self.near)
        self.favoured = self._read()
        self.lineup = self.plan_lineup()
        self.say_labelled(len(self.lineup.named), len(head.labels))
        written = [v[focus][None] for v in (updates.before, updates.update, updates.after)]
        self.sum = write.plan_terms(["", self.word_names[focus], ""], written, room)
        self.rooms = plan_rooms(room, self.page.portrait)
        self.list: list[VGroup] = []

    def _read(self) -> Readout | None:
        """Read the update as words, where one clearly stands out in print."""
        if self.trace.vocabulary is None:  # a trace that was loaded from a file has none
            return None
        found = clearly_raised(self.trace, self.head, self.focus, LISTED)
        if found is None:
            return None
        first, *others = [numerals.signed(one.change) for one in found.words]
        clear = numerals.positive(found.words[0].deviations) != numerals.positive(found.chance)
        return found if clear and first not in others else None

    def beats(self) -> Sequence[str]:
        """Leave out lists of which nothing can be said."""
        near, read = ["nearer"] * bool(self.approached), ["read_out"] * bool(self.favoured)
        every = ["every"] if len(self.head.labels) > 1 else []
        return ["updates", "added", "arrow", *near, *read, *every]

    def slots(self) -> Mapping[str, Sequence[Run]]:
        """Add how far the word moves, and what it comes nearer to."""
        theme = self.theme

        def number(text: str) -> list[Run]:
            return [Run(text, theme.text, "sans-bold")]

        near, read = self.approached, self.favoured
        return {
            **super().slots(),
            "share": number(self.share),
            "angle": number(turn(self.points)),
            "near": [Run(self.brief(near.position), theme.key)] if near else [],
            "listed": number(numerals.count(read.among)) if read else [],
            "raised": [Run(read.words[0].text, theme.text)] if read else [],
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
            "raised": [one._asdict() for one in self.favoured.words] if self.favoured else [],
            "raised_by_chance": self.favoured.chance if self.favoured else None,
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
        notes, layer = self.notes, head.layer
        entering = notes("entering_layer", layer=numerals.count(layer))
        said = [entering, notes("head_adds"), notes("after_head")]
        vectors = updates.before[focus], updates.update[focus], updates.after[focus]
        self.equation = Equation(*vectors, focus + 1, layer, said, plan, theme)
        adding, names = self.equation.adding, self.equation.names
        self.word = write.head_labels(plan, [theme.text] * len(plan.heads))[1]
        quiet = [*self.words, *without(self.columns.strips, focus), *self.columns.symbols]
        moved, taken = hand_over(dict(enumerate(self.words)), {focus: self.word}, quiet)
        self.remove(*taken)
        spot = (plan.centers[1], (plan.top + plan.bottom) / 2)
        carried = gather(self.columns.strips[focus], spot, 1.2, opacity=0.0, remover=True)
        first, second = (column.everything() for column in adding.columns)
        self.play(*self.say("added"), *self.legend(self.entered_note(focus)), *moved, carried,
                  appear([*second, *names[1]], delay=0.5))  # fmt: skip
        told = [notes("last_of_word")] * (head.token_counts[focus] > 1)
        told.append(notes("one_head", heads=numerals.count(head.model.n_heads)))
        told.append(write.columns_note(plan, head.model.d_model))
        self.play(*self.legend(" · ".join(told)), appear([*first, *names[0]]))
        frame = adding.total.frame.paint(theme.accent)
        self.play(appear([*adding.signs, frame, *adding.total.dots, *names[2]]))
        self.add_up(adding)

    def arrow(self) -> None:
        """Draw the same as arrows, to scale: how far the word moves."""
        theme, focus, updates = self.theme, self.focus, self.all_updates
        points, index, layer = self.points, focus + 1, self.head.layer
        name, room = self.word_names[focus], self.rooms.picture
        drawn = move_picture(points, name, index, layer, room, theme)
        leaving = [*self.equation.inks(), self.word]
        moved, taken = hand_over({0: self.word}, dict(enumerate(drawn.word)), leaving)
        self.remove(*taken)
        before, update, after = drawn.names
        note = f"{self.notes('true_plane')} · {self.notes('rounded')}"
        seen = float(self.share) > 0  # a step that shows when written
        self.play(*self.say("arrow" if seen else "arrow_none"), *self.legend(note), *moved,
                  grow(drawn.before, delay=0.45), appear(before, delay=0.6))  # fmt: skip
        self.play(grow(drawn.update), appear(update, delay=0.2))
        length, step = float(updates.lengths[focus]), float(updates.steps[focus])
        self.measures = measures(length, step, points, index, layer, self.rooms.measures, theme)
        self.add(*drawn.after)
        self.play(*drawn.move(), fade(drawn.before, DIM), appear(after, delay=0.5),
                  appear(self.measures, lag=0.15))  # fmt: skip
        self.picture = drawn

    def nearer(self) -> None:
        """List the words that it sees, by how much nearer to each it came."""
        rows = [(self.brief(one.position), numerals.signed(one.change)) for one in self.near]
        shown, some = numerals.count(min(LISTED, len(rows))), len(rows) > LISTED
        part = self.notes("listed", shown=shown, all=numerals.count(len(rows))) if some else ""
        title = [self.notes("distance_change"), *([part] if part else [])]
        self.list = ranking(title, rows, LISTED, self.rooms.words, self.theme)
        self.play(*self.say("nearer"), appear(self.list, lag=0.12))
        self.rest(LIST_HOLD)

    def read_out(self) -> None:
        """Read the update as words, as if the model stopped here."""
        read = self.favoured
        assert read is not None  # or there would be no such beat
        first, chance = read.words[0].deviations, read.chance
        said = {"first": numerals.positive(first), "chance": numerals.positive(chance)}
        title = [self.notes("logits"), self.notes("deviations", **said)]
        note = self.notes("stopped_here", n=numerals.count(MIXTURES))
        note = f"{note} · {self.notes('rounded')}"
        rows = [(one.text, numerals.signed(one.change)) for one in read.words]
        gone = vanish(self.list)
        self.list = ranking(title, rows, LISTED, self.rooms.words, self.theme)
        self.play(
            *self.say("read_out"), *self.legend(note), gone, appear(self.list, lag=0.12, delay=0.3)
        )
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
            self.notes(
                "vector_long",
                vector=plain_entering(int(i) + 1, self.head.layer),
                length=numerals.positive(float(updates.lengths[i])),
            )
            for i in np.flatnonzero(updates.apart)[:1]
        ]
        note += [] if chart.all_written else [self.notes("numbers_of", word=self.brief(focus))]
        note.append(self.notes("rounded"))
        self.play(*self.say("every"), *self.legend(" · ".join(note)), *moved,
                  grow(chart.bars, delay=0.6), appear(chart.title, delay=0.6))  # fmt: skip
        self.play(appear(chart.lengths, lag=0.1), appear(chart.shares, lag=0.1))


def _approached(near: Sequence[Nearing]) -> Nearing | None:
    """Find the word that came nearer, by more than to any other, as the changes are printed."""
    place = lowest(np.array([one.change for one in near]), numerals.signed)
    if place is None or not numerals.signed(near[place].change).startswith(numerals.MINUS):
        return None
    return near[place]
