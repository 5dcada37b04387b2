"""Key: words answer with keys, and one plane shows where queries and keys meet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from attnviz.analysis.query_key_plane import query_key_plane
from attnviz.attention import Floats
from attnviz.ink.motion import appear, gather, grow, vanish
from attnviz.ink.text import Run, symbol
from attnviz.look import numerals
from attnviz.look.style import S
from attnviz.pictures.key import plan_meeting, product_rows, query_key_picture, remark_lines
from attnviz.plain import runs_alone
from attnviz.stage.detail_steps import StepScene
from attnviz.stage.product_scene import OPEN, SUBSCRIPT

SWEEP, LATE = 0.8, 0.4  # seconds: a sum runs, and what comes while something else goes


@runs_alone
class Key(StepScene):
    """What each word offers, and which of it a query is after."""

    slug, letter = "key", "k"

    def setup(self) -> None:
        """Let the followed query meet the keys."""
        super().setup()
        self.qk_plane = query_key_plane(self.head, self.focus)

    def beats(self) -> Sequence[str]:
        """Answer, multiply, let every word do so, and look at where they meet."""
        _, after = self.steps()
        return ["answer", "multiply", *after, "everyone", "plane", "match"]

    def slots(self) -> Mapping[str, Sequence[Run]]:
        """Add what was asked, and who matches best and worst."""
        theme, qk_plane = self.theme, self.qk_plane
        best, worst = (qk_plane.visible[i] for i in (qk_plane.best, qk_plane.worst))
        kept = Run(numerals.weight(qk_plane.kept), theme.text, "sans-bold")
        return {
            **super().slots(),
            "question": [Run(self.asked(), theme.query, "italic")],
            "best": [Run(self.brief(best), theme.key)],
            "worst": [Run(self.brief(worst), theme.key)],
            "kept": [kept],
        }

    def shown_vectors(self) -> list[Floats]:
        """Return each word's keys, one a token."""
        made = self.head.token_keys if self.settings.detail else self.own
        return np.split(made, np.cumsum(self.head.token_counts)[:-1])

    def answering(self) -> list[int]:
        """Return who answers what was asked, the heaviest first."""
        return list(self.column_read.answers)

    def said(self) -> str:
        """Return what the followed key says."""
        found: str = self.bubbles.get(f"{self.column_read.kind}_answer", "")
        return found if self.followed in self.answering() else ""

    def answer(self) -> None:
        """Let the words that were asked for answer."""
        self.stand()
        text, who = self.bubbles.get(f"{self.column_read.kind}_answer", ""), self.answering()
        half = max(self.lineup.pitch / 2 - 0.04, 0.0)
        said = [self.speak(i, text, self.role, half) for i in who]
        self.play(*self.say("answer" if who else "offer"), *self.highlight(self.focus, who))
        self.leaving += [part for bubble in said for part in bubble]
        self.play(*(appear(bubble, delay=0.2 * i) for i, bubble in enumerate(said) if bubble))
        self.play(*self.equation())

    def multiply(self) -> None:
        """Multiply as the query did, faster: one row, then all of them."""
        moves = self.open_product()
        self.play(*self.say("multiply"), *self.legend(self.note()), *moves, *self.fill_in(OPEN))
        work = self.rows_worked
        self.play(appear(work.frames[0]), work.stand_up(0))
        self.play(appear(work.begin(0)), *work.add_all(SWEEP))
        self.play(work.fly(0), appear(work.frames[1]), *work.other_rows(1))

    def plane(self) -> None:
        """Draw queries and keys, positions mixed in, as arrows in one plane."""
        theme = self.theme
        self.room = plan_meeting(self.page)
        labels = [self.brief(i) for i in range(len(self.head.labels))]
        self.picture = query_key_picture(
            self.qk_plane, labels, self.head.token_counts, self.room.plane, theme
        )
        kept = Run(numerals.weight(self.qk_plane.kept), theme.text, "sans-bold")
        told = [
            Run("a plane through ", theme.mute, "sans"),
            *symbol("q", str(self.focus + 1), theme.query, S),
            Run(" that keeps ", theme.mute, "sans"), kept,
            Run(" of their variance", theme.mute, "sans"),
        ]  # fmt: skip
        kinds = [("queries", theme.query), ("keys, one a piece", theme.key)]
        room, note = self.room.remark, ""
        remark = [remark_lines(kinds, told, room, theme)] if room else []
        if not room:
            note = f"the plane keeps {numerals.weight(self.qk_plane.kept)} of the variance"
        picture = self.picture
        self.play(
            *self.say("plane" if self.turned else "plane_plain"), *self.legend(note),
            vanish(self.lined_up), appear([picture.axis, *remark], delay=LATE),
            gather(self.strips, picture.origin, 0.1, opacity=0.0, remover=True),
            grow(picture.queries, lag=0.06, delay=LATE),
            grow(picture.keys, lag=0.06, delay=2 * LATE),
        )  # fmt: skip
        self.play(appear(picture.tags, lag=0.1))

    def match(self) -> None:
        """Write the dot products, and what each is in the plane: a shadow on the query."""
        qk_plane = self.qk_plane
        rows = product_rows(qk_plane, self.word_names, self.room.rows, self.theme)
        caption = "match_flat" if qk_plane.misleads else "match"
        if len(qk_plane.visible) == 1:
            caption = "match_alone"
        name = f"q{str(self.focus + 1).translate(SUBSCRIPT)}"
        note = f"shadow on {name} × its length = product · rounded"
        if max(self.head.token_counts[i] for i in qk_plane.visible) > 1:
            note = "keys: each word's strongest piece · rounded"
        self.play(*self.say(caption), appear(self.picture.shadows), appear(rows.head))
        self.play(appear(rows.rows, lag=0.15), appear(rows.rest), *self.legend(note))

    def drawn(self) -> Mapping[str, object]:
        """Add the plane's places and the dot products."""
        qk_plane = self.qk_plane
        return {
            **super().drawn(), "plane_queries": qk_plane.queries, "plane_keys": qk_plane.keys,
            "plane_variance": qk_plane.kept, "visible": qk_plane.visible,
            "visible_pieces": qk_plane.tokens, "products": qk_plane.products,
        }  # fmt: skip
