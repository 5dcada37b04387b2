"""Update: weighted values make a chain, and their sum carries a word's vector to where it goes."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from manim import VGroup

from attnviz.analysis.logit_attribution import MIXTURES, told_apart
from attnviz.analysis.residual_updates import residual_updates, update_plane
from attnviz.analysis.update_chain import (
    contributions,
    heavy_and_idle,
    most_of_length,
    update_chain,
)  # fmt: skip
from attnviz.ink.handover import hand_over
from attnviz.ink.ink import Ink
from attnviz.ink.motion import appear, look_near
from attnviz.ink.text import Run
from attnviz.look import numerals
from attnviz.mobjects.update_columns import updates_at_rest
from attnviz.pictures.update import column_below, move_picture, turn
from attnviz.pictures.update_arrows import Swing
from attnviz.pictures.update_chain import Chain, draw_chain
from attnviz.pictures.update_opening import Opening
from attnviz.pictures.update_readout import LISTED, readout_list
from attnviz.pictures.update_rows import draw_rows
from attnviz.plain import runs_alone
from attnviz.stage.grid_scene import GridScene

FLAT = 0.85  # of the weighted values' squared lengths: a plane that keeps less is not drawn
LIST_HOLD = 1.6  # seconds more, to read one


@runs_alone
class Update(GridScene):
    """The chain of weighted values, the step of one word's vector, and that of every word."""

    slug = "update"

    def setup(self) -> None:
        """Split the followed word's update by key, and measure how it moves the word."""
        super().setup()
        head, focus, theme = self.head, self.focus, self.theme
        room, number = self.page.content, focus + 1
        self.updates = updates = residual_updates(self.trace, head)
        self.parts = parts = update_chain(head, focus)
        self.top, self.idle = most_of_length(parts), heavy_and_idle(parts)
        named = [self.top, 0] if self.idle else [self.top]
        self.chained = len(parts.keys) == 1 or parts.kept >= FLAT
        names = [self.brief(i) for i in range(len(head.labels))]
        self.picture: Chain = draw_chain(
            parts, [key for key in named if key is not None], names, self.others, self.chained,
            room, theme,
        )  # fmt: skip
        self.points = update_plane(updates, focus)
        self.moving = move_picture(
            self.points, float(updates.steps[focus]), names[focus], number, head.layer, room, theme
        )
        self.rows = draw_rows(
            names, updates.steps, focus, lambda i: contributions(head, i), room, theme
        )
        self.share = numerals.weight(float(updates.shares[focus]))
        self.favoured = told_apart(self.trace, head, focus, LISTED)
        self.listed: list[VGroup] = []
        self.lineup = self.plan_lineup()
        self.say_labelled(len(self.lineup.named), len(head.labels))

    def beats(self) -> Sequence[str]:
        """Leave out what this sentence does not show."""
        several = len(self.parts.keys) > 1
        beats = {
            "chain": self.chained, "bar_only": not self.chained, "bar": several, "sink": self.idle,
            "added": True, "arrow": True, "read_out": self.favoured is not None,
            "every": len(self.head.labels) > 1,
        }  # fmt: skip
        return [name for name, called in beats.items() if called]

    def slots(self) -> Mapping[str, Sequence[Run]]:
        """Add what each key contributes, and how far the word moves."""
        theme, parts, read = self.theme, self.parts, self.favoured
        given = dict(zip(parts.keys, parts.contributions.tolist(), strict=True))

        def number(text: str) -> list[Run]:
            return [Run(text, theme.text, "sans-bold")]

        told = self.top if self._said == "bar" else 0
        return {
            **super().slots(),
            "top": [Run(self.brief(self.top), theme.key)] if self.top is not None else [],
            "first": [Run(self.brief(0), theme.key)],
            "part": number(numerals.signed(given.get(told or 0, 0.0))),
            "weight": number(numerals.weight(float(parts.weights[0]))),
            "total": number(numerals.positive(parts.length)),
            "share": number(self.share),
            "angle": number(turn(self.points)),
            "listed": number(numerals.count(read.among)) if read else [],
            "raised": [Run(read.words[0].text, theme.text)] if read else [],
        }

    def drawn(self) -> Mapping[str, object]:
        """Return the parts of the update, the vectors of the followed word, and what they are."""
        updates, parts, focus = self.updates, self.parts, self.focus
        return {
            "followed_query": focus,
            "keys": parts.keys,
            "weights": parts.weights,
            "contributions": parts.contributions,
            "plane": parts.steps,
            "plane_keeps": parts.kept,
            "before": updates.before[focus],
            "added": updates.update[focus],
            "after": updates.after[focus],
            "lengths": updates.lengths,
            "steps": updates.steps,
            "raised": [one._asdict() for one in self.favoured.words] if self.favoured else [],
            "raised_by_chance": self.favoured.chance if self.favoured else None,
        }

    def chain(self) -> None:
        """Take the column apart into weighted values, which lie down tip to tail, or as bars."""
        line = "chain" if self.chained else "bar_only"
        if len(self.parts.keys) == 1:
            line = "chain_alone"
        rest = updates_at_rest(self.head.update, self.lineup, self.theme)
        opening = Opening(rest, self.head.update, self.picture, self.lineup, self.focus, self.theme)
        self.add(*rest.everything())
        self.remove(*opening.replaced)
        self.add(*opening.whole.inks())
        self.play(*self.say(line), *self.legend(rest.note), *opening.come_apart())
        self.labelled = ""
        moves, taken = opening.lie_down()
        self.remove(*taken)
        kept = numerals.weight(self.parts.kept)
        name = f"ΔE{numerals.subscript(self.focus + 1)}"
        note = self.notes("plane", update=name, kept=kept) if line == "chain" else ""
        self.play(*self.legend(note), *moves)
        self.add(*self.picture.bars.marks)  # below what is written beside them
        self.play(*opening.name())

    bar_only = chain  # where no plane keeps enough of them

    def bar(self) -> None:
        """Each link drops onto its bar; the bars add up to the length."""
        picture = self.picture
        line = "bar" if self.top is not None else "bar_plain"
        falls = picture.drop() if self.chained else []
        self.play(*self.say(line), *self.legend(self.notes("bars_exact")), *falls)
        self.play(*picture.focus_on(self.parts.keys if self.top is None else {self.top}))

    def sink(self) -> None:
        """Much weight, little push: a share of the length like its weight is held against it."""
        note = self.notes("weight_share", weight=numerals.weight(float(self.parts.weights[0])))
        self.play(*self.say("sink"), *self.legend(note), *self.picture.focus_on({0}))
        self.play(*self.picture.hold_against(0))

    def added(self) -> None:
        """Shrink the chain onto the update, which goes to the tip of the word's vector."""
        picture, moving = self.picture, self.moving
        self.play(*self.say("added"), *self.legend(self.entered_note(self.focus)),
                  *picture.shrink())  # fmt: skip
        told = [self.notes("last_of_word")] * (self.head.token_counts[self.focus] > 1)
        heads = numerals.count(self.head.model.n_heads)
        told += [self.notes("one_head", heads=heads), self.notes("true_plane")]
        vector, room = self.updates.before[self.focus], self.page.content
        column = column_below(picture.word, vector, room, self.theme)
        self.play(*self.legend(" · ".join(told)), *moving.draw_back(picture.update, column))
        self.play(*moving.lie_down(column))
        said = picture.said
        moves, taken = hand_over(said, moving.said, said.values())
        self.remove(*taken)
        self.play(*moves, *moving.join(picture.update))

    def arrow(self) -> None:
        """Swing the vector to where the update ends."""
        seen = float(self.share) > 0  # a step that shows when written
        self.play(*self.say("arrow" if seen else "arrow_none"), *self.moving.move())

    def read_out(self) -> None:
        """Read the update as words, as if the model stopped here."""
        read, room = self.favoured, self.page.content
        assert read is not None  # or there would be no such beat
        left, right = room.rows([0.6, 0.4]) if self.page.portrait else room.columns([0.62, 0.38])
        self.listed = readout_list(read, right.inset(0.2, 0.6), self.theme)
        note = self.notes("stopped_here", n=numerals.count(MIXTURES))
        picture = [*self.moving.everything(), *self.picture.update.inks()]
        aside = look_near(picture, room.center, 0.62, left.center)
        self.play(*self.say("read_out"), *self.legend(note), aside)
        self.play(appear(self.listed, lag=0.12))
        self.rest(LIST_HOLD)

    def every(self) -> None:
        """Lay the update down in its row; every other word's lies in another."""
        rows, moving, focus = self.rows, self.moving, self.focus
        mine, arrow = rows.rows[focus], self.picture.update
        leaving = [*moving.everything(), *self.listed]
        new: dict[Hashable, Ink] = {"word": mine.name, "number": mine.number}
        moves, taken = hand_over(moving.said, new, leaving)
        self.remove(*taken)
        lain = rows.plan.stance(focus, float(self.updates.steps[focus]))
        self.play(*self.say("every"), *self.legend(self._rows_note()), *moves,
                  Swing([arrow], [lain], color=self.theme.text, run_time=1.0))  # fmt: skip
        others = rows.others(focus)
        self.play(
            appear([row.name for row in others], lag=0.08),
            appear([*mine.blocks, *mine.inside]),
            rows.sweep(others, lag=0.08, delay=0.1),
        )
        self.play(appear([VGroup(*row.inside, row.number) for row in others], lag=0.04))

    def _rows_note(self) -> str:
        rows, n = self.rows, len(self.head.labels)
        if not rows.whole:
            self.labelled = self.notes(
            "longest", word=self.brief(self.focus), n=numerals.count(len(rows.rows) - 1),
            all=numerals.count(n),
        )  # fmt: skip
        return self.notes("blocks")
