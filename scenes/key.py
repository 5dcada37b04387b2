"""Key: words answer with keys, and every key that a query sees meets it in a dot product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from manim import VGroup

from attnviz.analysis.dot_products import dot_products
from attnviz.ink.motion import (
    appear,
    box_around,
    copy_of,
    emerge,
    fade,
    look_near,
    travel,
    vanish,
)
from attnviz.ink.text import Run
from attnviz.ink.tween import Tween, leaves
from attnviz.look import numerals
from attnviz.look.glyphs import text_width
from attnviz.look.style import DIM, XL, XS
from attnviz.mobjects.matrix_product import equation
from attnviz.mobjects.rail import slide
from attnviz.pictures.key import Meeting, meeting
from attnviz.pictures.key_answer import answer_picture, plan_answer
from attnviz.pictures.key_fold import fold
from attnviz.pictures.key_meet import come_together, take_no_part
from attnviz.plain import runs_alone
from attnviz.stage.detail_steps import DetailSteps
from attnviz.stage.grid_scene import GridScene
from attnviz.stage.word_product import WordProduct

FASTER = 0.65  # of the time that the same takes in `query`
NEAR = 1.4  # how near a word is drawn while its key is worked out
MOVE = 0.6  # seconds for words to go to the middle
SWEEP = 0.6  # seconds in which a row's terms come down
FIRST, FIRST_SECONDS, SECONDS = 4, 1.5, 2.2  # products added slowly; how long they and others take


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
        _, closely = self.around.steps()
        winner = ["winner"] if len(self.dots.visible) > 1 else []
        return ["answer", "multiply", "everyone", *closely, "race", *winner]

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
        """Return what the keys that answer say."""
        found: str = self.product.bubbles.get(f"{self.column_read.kind}_answer", "")
        return found

    # The words answer

    def answer(self) -> None:
        """Let the words that were asked for answer, where the query asks."""
        asked = WordProduct(self, "q", self.focus).two_rows(turned=True)
        self.add(*asked.everything())
        who, colors = self.answering(), (self.theme.query, self.theme.key)
        plan = plan_answer(
            self.product.lineup, self.page, self.focus, who, (self.product.asked(), self.said()),
            colors,
        )  # fmt: skip
        picture = self.answered = answer_picture(plan, self.focus, who, colors)
        self.product.line = asked.words
        points = [(x, plan.lineup.label_base - plan.rise - 0.25) for x in plan.lineup.centers]
        columns = [VGroup(*parts) for parts in zip(asked.inputs, asked.outputs, strict=True)]
        self.play(
            *self.say("answer"), *self.legend(self.entered_note(self.key)),
            vanish([*asked.arrows, *asked.entering, *asked.made]),
            fold(columns, points, run_time=MOVE),
            *self.product.highlight(self.focus, who),
        )  # fmt: skip
        self.play(travel(asked.words, (0.0, plan.rise), run_time=MOVE))
        self.product.word = [asked.words[self.key]]
        if picture.question:
            self.bubbles_said.append(("ask", self.focus, self.product.asked()))
        self.play(*picture.come(plan, asked.words[self.focus]))
        if picture.answer:
            self.bubbles_said += [("answer", i, self.said()) for i in who]
            self.play(*picture.reply(who))
        else:
            self.play(*self.equation())

    def equation(self, late: float = 0.0) -> list[Tween]:
        """Write in symbols, below the words, what makes the followed word's key."""
        picture, product = self.answered, self.product
        lowest = box_around([picture.query, *picture.keys]).bottom
        low = (lowest + self.page.content.bottom) / 2 - 0.3
        self.symbols = equation(product.symbols(XL), low, self.page, self.theme)
        matrix, column, key, equals = self.symbols
        at = box_around(picture.keys[self.key]).center
        return [
            appear([matrix, equals], delay=late + 0.3),
            *(emerge(line, at, 0.4, delay=late, start_opacity=0.0) for line in (column, key)),
        ]

    # One key

    def multiply(self) -> None:
        """Multiply as the query did, faster: one row, then all of them."""
        several = self.head.token_counts[self.key] > 1
        late = self.equation(0.5) if self.answered.answer else []
        caption = self.say("multiply_several" if several else "multiply")
        self.play(*caption, *self.answered.shrink(self.answering()), *late)
        product = self.product
        others = [word for i, word in enumerate(product.line) if i != self.key]
        others += leaves([self.answered.query, *self.answered.keys])
        about = self.product.lineup.centers[self.key], float(product.word[0].place[1])
        column = [copy_of(ink) for ink in leaves(self.symbols[1])]
        for ink in column:  # the numbers open out of it
            ink.rgba[3] = 0.0
        saying = self.said() if self.key in self.answering() else ""
        self.play(
            *self.legend(product.note()), *product.open_out(self.symbols, column, saying),
            look_near(others, about, NEAR, opacity=0.0, remover=True, run_time=0.4),
        )  # fmt: skip
        work = product.rows_worked
        self.play(appear(work.frames[0]), work.stand_up(0), appear(work.begin(0), delay=0.3))
        self.play(*work.add_all(SWEEP))
        self.play(work.fly(0), appear(work.frames[1]), *work.other_rows(1))

    # Every key

    def everyone(self) -> None:
        """Let the matrix, small on its rail, make every word's key."""
        product = self.product
        turned = product.made.turned and "pairs" not in self.beats()
        rows = self.rows = product.two_rows(turned)
        small = product.small_matrix(rows)
        caption = "everyone" if turned else "everyone_plain"
        if len(rows.words) == 1:
            caption = "everyone_one"
        self.play(
            *self.say(caption), *self.legend(product.rows_note(turned=turned)),
            rows.come_back(self.key), *product.fold_up(small, rows),
        )  # fmt: skip
        passing = slide(rows, small, product.role, [self.key])
        for tween in passing:
            tween.run_time *= FASTER
        self.play(fade(leaves(rows.inputs), DIM), *passing)
        self.play(vanish(small.everything()), fade(leaves(rows.inputs), 1.0))

    def pairs(self) -> None:
        """Show, in detail, what the word's place does to its key, pair by pair."""
        self.around.pairs(self.rows)

    # Query and keys meet

    def race(self) -> None:
        """Send the query and the keys together, and add their products up, all at once."""
        if "pairs" in self.beats():
            self.rows = self.product.two_rows(turned=True)
            self.around.back(self.rows)
        dots, rows = self.dots, self.rows
        picture = self.picture = self.draw_meeting()
        caption = "race" if len(dots.visible) > 1 else "race_alone"
        self.play(
            *self.say(caption), *self.legend(self.race_note()), take_no_part(rows, dots.visible)
        )  # fmt: skip
        tokens = dots.in_word(self.head.token_counts)
        moves, taken = come_together(picture, rows, self.focus, dots.visible, tokens)
        self.remove(*taken)
        self.play(*moves, appear(picture.standing(), delay=1.1))
        self.add(*picture.race.everything())
        self.play(picture.run(0, FIRST, FIRST_SECONDS))
        self.play(picture.run(FIRST, dots.length, SECONDS))
        self.play(*picture.come_in())
        self.add(*picture.totals.threads)
        self.play(*picture.fill())

    def draw_meeting(self) -> Meeting:
        """Draw how the followed query meets the keys that it sees."""
        dots, head = self.dots, self.head
        added = Run(
            self.notes("products_added", count=numerals.count(dots.length)), self.theme.mute, "sans"
        )
        return meeting(
            head.queries[self.focus], head.token_keys[list(dots.tokens)], dots.merged,
            (self.focus, dots.visible),
            (head.labels[self.focus], [head.labels[i] for i in dots.visible]),
            dots.visible.index(self.key), [added], self.page, self.theme,
        )  # fmt: skip

    def race_note(self) -> str:
        """Say in the legend what is drawn of which keys."""
        head, picture, parts = self.head, self.picture, []
        left_out, thin = len(self.dots.visible) - len(picture.named), len(picture.thin)
        if left_out:
            key = "one" if left_out == 1 else "some" if thin < left_out else ""
            shown = {"n": numerals.count(left_out), "shown": numerals.count(thin)}
            parts.append(self.notes("_".join(filter(None, ["others_thin", key])), **shown))
        if max(head.token_counts[i] for i in self.dots.visible) > 1:
            parts.append(self.notes("best_line"))
        if self.scaled:
            root = numerals.divisor(head.rule.scale, head.model.d_head)
            parts.append(self.notes("undivided", root=root))
        parts.append(self.notes("rounded"))
        room = self.page.right - self.page.left
        while len(parts) > 1 and text_width(" · ".join(parts), "sans", XS) > room:
            parts.pop()
        return " · ".join(parts)

    def winner(self) -> None:
        """Bring out the largest and the smallest product, where they stand alone in print."""
        best, worst = self.dots.best, self.dots.worst
        caption = {(True, True): "winner", (True, False): "winner_best"}.get(
            (best is not None, worst is not None), "winner_tie"
        )
        kept = {"winner": [best, worst], "winner_best": [best]}.get(caption, [])
        self.play(*self.say(caption), *self.picture.bring_out(best, kept, self.theme))

    def drawn(self) -> Mapping[str, object]:
        """Add the dot products, and whose they are."""
        dots = self.dots
        return {
            **self.product.drawn(), "visible": dots.visible, "visible_pieces": dots.tokens,
            "products": dots.products,
        }  # fmt: skip
