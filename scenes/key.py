"""Key: words answer with keys, and one plane shows where queries and keys meet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from attnviz import numerals
from attnviz.attention import Floats
from attnviz.heads import modifiers_before
from attnviz.meeting import meet
from attnviz.mobjects.ink import line
from attnviz.mobjects.keyplane import plan_meeting, product_rows, remark_lines
from attnviz.mobjects.motion import appear, gather, grow, vanish
from attnviz.mobjects.plane import Tag, place_tags, plan_plane, shadow, vector_arrows
from attnviz.mobjects.style import DIM, GRID_STROKE, S
from attnviz.mobjects.text import Run, symbol
from attnviz.scenes._steps import StepScene

FEW = 4  # words: the arrows of so many are all labelled
SWEEP = 0.8  # seconds


class Key(StepScene):
    """What each word offers, and which of it a query is after."""

    slug, title, number, letter = "key", "Key", 8, "k"

    def setup(self) -> None:
        """Let the followed query meet the keys."""
        super().setup()
        self.meeting = meet(self.head, self.focus)

    def beats(self) -> Sequence[str]:
        """Answer, multiply, let every word do so, and look at where they meet."""
        _, after = self.steps()
        return ["answer", "multiply", *after, "everyone", "plane", "match"]

    def slots(self) -> Mapping[str, Sequence[Run]]:
        """Add what was asked, and who matches best and worst."""
        theme, meeting = self.theme, self.meeting
        best, worst = (meeting.visible[i] for i in (meeting.best, meeting.worst))
        kept = Run(numerals.weight(meeting.kept), theme.text, "sans-bold")
        return {
            **super().slots(),
            "question": [Run(self.asked(), theme.query, "italic")],
            "best": [Run(self.brief(best), theme.key)],
            "worst": [Run(self.brief(worst), theme.key)],
            "kept": [kept],
        }

    def shown_vectors(self) -> list[Floats]:
        """Return each word's keys, one a piece."""
        made = self.head.piece_keys if self.direction.detail else self.own
        return np.split(made, np.cumsum(self.head.pieces)[:-1])

    def answering(self) -> list[int]:
        """Return who answers: by the same rules, those that get at least an even share."""
        if self.kind == "previous":
            return [self.focus - 1]
        if self.kind != "modifiers":
            return []
        weights = self.head.pattern[self.focus]
        run = modifiers_before(self.head.labels, self.focus)
        even = 1 / len(self.meeting.visible)
        return [i for i in run if weights[i] >= min(even, float(weights[list(run)].max()))]

    def said(self) -> str:
        """Return what the followed key says."""
        found: str = self.bubbles.get(f"{self.kind}_answer", "")
        return found if self.followed in self.answering() else ""

    def answer(self) -> None:
        """Let the words that were asked for answer."""
        self.stand()
        text, who = self.bubbles.get(f"{self.kind}_answer", ""), self.answering()
        half = max(self.lineup.pitch / 2 - 0.04, 0.0)
        said = [self.speak(i, text, self.role, half) for i in who]
        self.play(*self.say("answer" if who else "offer"), *self.highlight(self.focus, who))
        self.leaving += [part for bubble in said for part in bubble]
        self.play(*(appear(bubble, delay=0.2 * i) for i, bubble in enumerate(said) if bubble))
        self.play(*self.equation())

    def multiply(self) -> None:
        """Multiply as the query did, faster: one row, then all of them."""
        self.play(*self.say("multiply"), *self.open_product())
        self.play(*self.legend(self.note()), *self.fill_in())
        work = self.rows_worked
        self.play(appear(work.frames[0]), work.stand_up(0))
        self.play(appear(work.begin(0)), *work.add_all(SWEEP))
        self.play(work.fly(0), appear(work.frames[1]), *work.other_rows(1))

    def plane(self) -> None:
        """Draw queries and keys, positions mixed in, as arrows in one plane."""
        theme, meeting = self.theme, self.meeting
        self.room = plan_meeting(self.page)
        points = np.concatenate([meeting.queries, meeting.keys])
        self.flat = flat = plan_plane(points, self.room.plane)
        queries = vector_arrows(meeting.queries, flat, theme.query)
        keys = vector_arrows(meeting.keys, flat, theme.key)
        bright = {id(queries[self.focus])} | {id(keys[i]) for i in self._told()}
        for arrow in [*queries, *keys]:
            for ink in arrow if id(arrow) not in bright else ():
                ink.rgba[3] = DIM
        first = [queries[self.focus], *(q for q in queries if id(q) not in bright)]
        ends = [np.array([min(points[:, 0].min(), 0.0), 0.0]), np.array([points[:, 0].max(), 0.0])]
        axis = line(theme.hair, *(flat.at(end) for end in ends), width=GRID_STROKE)
        self.play(
            *self.say("plane" if self.turned else "plane_plain"), *self.legend(""),
            vanish(self.lined_up),
            gather(self.strips, flat.origin, 0.1, opacity=0.0, remover=True),
        )  # fmt: skip
        kept = Run(numerals.weight(meeting.kept), theme.text, "sans-bold")
        remark = [
            Run("a plane through ", theme.mute, "sans"), *self._symbol("q", self.focus),
            Run(" that keeps ", theme.mute, "sans"), kept,
            Run(" of their variance", theme.mute, "sans"),
        ]  # fmt: skip
        kinds = [("queries", theme.query), ("keys, one a piece", theme.key)]
        room = self.room.remark
        told = [remark_lines(kinds, remark, room, theme)] if room else []
        self.play(
            appear(axis), grow(first, lag=0.06), grow(keys, lag=0.06, delay=0.4), appear(told)
        )
        self.play(appear(place_tags(self._tags(), self._strokes(), flat, theme), lag=0.1))

    def match(self) -> None:
        """Write the dot products, and what each is in the plane: a shadow on the query."""
        theme, meeting = self.theme, self.meeting
        shadows = [shadow(meeting.keys[i], self.flat, theme, theme.key) for i in self._told()]
        names = [
            [Run(self.head.labels[i], theme.key), Run(" ", theme.key), *self._symbol("k", i)]
            for i in meeting.visible
        ]
        title = [
            *self._symbol("q", self.focus), Run(" · ", theme.mute, "sans"),
            Run("k", theme.key, "italic"), Run(", in all ", theme.mute, "sans"),
            Run(numerals.count(len(self.made_values)), theme.mute, "sans"),
            Run(" dimensions", theme.mute, "sans"),
        ]  # fmt: skip
        rows = product_rows(title, names, meeting.products, self.room.rows, theme)
        caption = "match_flat" if meeting.misleads else "match"
        if len(meeting.visible) == 1:
            caption = "match_alone"
        self.play(*self.say(caption), appear(shadows), appear(rows.head))
        self.play(appear(rows.rows, lag=0.15), appear(rows.rest), *self.legend("rounded"))

    def _told(self) -> list[int]:
        """Return the pieces whose keys match best and worst."""
        pieces = self.meeting.pieces
        return sorted({pieces[self.meeting.best], pieces[self.meeting.worst]})

    def _symbol(self, letter: str, position: int) -> list[Run]:
        color = self.theme.query if letter == "q" else self.theme.key
        return symbol(letter, str(position + 1), color, S)

    def _tags(self) -> list[Tag]:
        meeting, theme = self.meeting, self.theme
        named = [("q", self.focus, meeting.queries[self.focus])]
        ends = [meeting.best] + [meeting.worst] * (len(meeting.visible) > 1)
        named += [("k", meeting.visible[i], meeting.keys[meeting.pieces[i]]) for i in ends]
        if len(self.head.labels) <= FEW:
            known = {(letter, i) for letter, i, _ in named}
            owners = np.repeat(np.arange(len(self.head.pieces)), self.head.pieces)
            others = [("q", i, p) for i, p in enumerate(meeting.queries)]
            others += [("k", int(i), p) for i, p in zip(owners, meeting.keys, strict=True)]
            named += [other for other in others if other[:2] not in known]
        return [
            Tag(
                (Run(f"{self.brief(i)} ", theme.query if letter == "q" else theme.key),
                 *self._symbol(letter, i)),
                self.flat.at(point), S,
            )
            for letter, i, point in named
        ]  # fmt: skip

    def _strokes(self) -> list[tuple[tuple[float, float], tuple[float, float]]]:
        points = [*self.meeting.queries, *self.meeting.keys]
        return [(self.flat.origin, self.flat.at(point)) for point in points]
