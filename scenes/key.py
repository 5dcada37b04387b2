"""Key: words answer with keys, and every key that a query sees meets it in a dot product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from manim import VGroup

from attnviz.analysis.dot_products import dot_products
from attnviz.ink.motion import appear, fade, recolor, vanish
from attnviz.ink.text import Run
from attnviz.ink.tween import Tween, leaves
from attnviz.look import numerals
from attnviz.look.page import Box
from attnviz.look.style import DIM
from attnviz.mobjects.dot_product import product_panel
from attnviz.mobjects.row_by_row import come_along
from attnviz.pictures.key import plan_race, product_rows
from attnviz.plain import runs_alone
from attnviz.stage.detail_steps import DetailSteps
from attnviz.stage.grid_scene import GridScene
from attnviz.stage.word_product import OPEN, WordProduct

SWEEP, LATE = 0.8, 0.4  # seconds: a sum runs, and what comes while something else goes


@runs_alone
class Key(GridScene):
    """What each word answers with, and how well each answer matches a query."""

    slug = "key"

    def setup(self) -> None:
        """Let the followed query meet the keys that it may look at."""
        super().setup()
        self.product = WordProduct(self, "k", self.key)
        self.around = DetailSteps(self.product)
        self.dots = dot_products(self.head, self.focus)

    def beats(self) -> Sequence[str]:
        """Answer, multiply, let every word do so, and multiply query and keys."""
        _, after = self.around.steps()
        several = len(self.dots.visible) > 1
        return ["answer", "multiply", *after, "everyone", "race", *(["winner"] if several else [])]

    def slots(self) -> Mapping[str, Sequence[Run]]:
        """Add who matches best and worst, where they stand alone in print."""
        extremes = {"best": self.dots.best, "worst": self.dots.worst}
        words = {
            name: [Run(self.brief(self.dots.visible[i]), self.theme.key)]
            for name, i in extremes.items() if i is not None
        }  # fmt: skip
        return {**super().slots(), **self.product.slots(), **words}

    def answering(self) -> list[int]:
        """Return who answers what was asked, the heaviest first."""
        # A word that asks nobody is told so by the first, where its attention goes.
        return [0] if self.column_read.kind == "first" else list(self.column_read.answers)

    def said(self) -> str:
        """Return what the followed key says."""
        found: str = self.product.bubbles.get(f"{self.column_read.kind}_answer", "")
        return found if self.product.followed in self.answering() else ""

    def answer(self) -> None:
        """Let the words that were asked for answer."""
        self.product.stand()
        text, who = (
            self.product.bubbles.get(f"{self.column_read.kind}_answer", ""),
            self.answering(),
        )
        half = max(self.product.lineup.pitch / 2 - 0.04, 0.0)
        said = [self.product.speak(i, text, self.product.role, half) for i in who]
        self.play(
            *self.say("answer"), *self.legend(self.entered_note(self.product.followed)),
            *self.product.highlight(self.focus, who),
        )  # fmt: skip
        self.product.leaving += [part for bubble in said for part in bubble]
        self.play(*(appear(bubble, delay=0.2 * i) for i, bubble in enumerate(said) if bubble))
        self.play(*self.product.equation())

    def multiply(self) -> None:
        """Multiply as the query did, faster: one row, then all of them."""
        several = self.head.token_counts[self.product.followed] > 1
        caption = self.say("multiply_several" if several else "multiply")
        moves = self.product.open_product()
        self.play(
            *caption,
            *self.legend(self.product.note()),
            *moves,
            *self.product.fill_in(OPEN, self.said()),
        )
        work = self.product.rows_worked
        self.play(appear(work.frames[0]), work.stand_up(0))
        self.play(appear(work.begin(0)), *work.add_all(SWEEP))
        self.play(work.fly(0), appear(work.frames[1]), *work.other_rows(1))

    def position(self) -> None:
        """Show, in detail, what the word's place does to its key."""
        self.around.position()

    def everyone(self) -> None:
        """Let the same matrix make every word's key."""
        made = self.product.made
        self.product.everyone(made.stacks(made.after if self.settings.detail else made.before))

    def race(self) -> None:
        """Work one dot product out, and send its sum among those of all keys that are seen."""
        dots, room = self.dots, plan_race(self.page)
        mine = dots.visible.index(self.key)
        added = self.notes("products_added", count=numerals.count(dots.length))
        title = [Run(added, self.theme.mute, "sans")]
        self.rows = product_rows(
            dots, self.word_names, title, self.others, mine, room.rows, self.theme
        )
        caption = "race" if len(dots.visible) > 1 else "race_alone"
        self.play(
            *self.say(caption), *self.legend(self._race_note()),
            vanish([*self.product.lined_up, *self.product.strips]),
            appear(self.rows.head, delay=LATE),
        )  # fmt: skip
        row = self.rows.rows[self.rows.order.index(mine)]
        others = [other for other in self.rows.rows if other is not row]
        if room.panel is None:
            self.play(appear(row))
        else:
            self.play(*self._work_out(mine, room.panel, row))
        self.play(appear(others, lag=0.12), appear(self.rows.rest))

    def _work_out(self, which: int, box: Box, row: VGroup) -> list[Tween]:
        """Write one product out entry by entry: return what brings its sum into its row."""
        head, token = self.head, self.dots.tokens[which]
        panel = product_panel(
            head.queries[self.focus], head.token_keys[token], 1.0, (self.focus + 1, self.key + 1),
            box, self.theme,
        )  # fmt: skip
        self.play(appear([panel.heads, panel.query, panel.key], lag=0.2))
        self.play(appear([panel.products, panel.total], lag=0.3))
        *parts, number = leaves(row)
        return [come_along([number], [leaves(panel.total)[-1]], arc=0.3), appear(parts, delay=LATE)]

    def _race_note(self) -> str:
        """Say in the legend whose keys and which of them meet the query."""
        parts = []
        if max(self.head.token_counts[i] for i in self.dots.visible) > 1:
            parts.append(self.notes("strongest_token"))
        if self.product.made.turned:
            parts.append(self.notes("after_places"))
        return " · ".join([*parts, self.notes("rounded")])

    def winner(self) -> None:
        """Bring out the largest and the smallest product, where they stand alone in print."""
        best, worst = self.dots.best, self.dots.worst
        caption = {(True, True): "winner", (True, False): "winner_best"}.get(
            (best is not None, worst is not None), "winner_tie"
        )
        named = {"winner": [best, worst], "winner_best": [best]}.get(caption, [])
        pairs = zip(self.rows.order, self.rows.rows, strict=True)
        quiet = leaves([row for i, row in pairs if i not in named] if named else [])
        texts, bars = [ink for ink in quiet if ink.text], [ink for ink in quiet if not ink.text]
        # Texts step back only as far as they can be read.
        self.play(*self.say(caption), recolor(texts, self.theme.mute), fade(bars, DIM))

    def drawn(self) -> Mapping[str, object]:
        """Add the dot products, and whose they are."""
        dots = self.dots
        return {
            **self.product.drawn(), "visible": dots.visible, "visible_pieces": dots.tokens,
            "products": dots.products,
        }  # fmt: skip
