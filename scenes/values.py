"""Values: what a word takes from those it attends to, added up to its update."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from manim import VGroup

from attnviz.analysis.update_terms import update_terms
from attnviz.ink.handover import hand_over
from attnviz.ink.ink import Ink
from attnviz.ink.motion import appear, copy_of, gather, replace, without
from attnviz.ink.text import Run, symbol
from attnviz.ink.tween import Tween
from attnviz.look import numerals
from attnviz.look.colors import blend
from attnviz.look.style import L, M, S
from attnviz.mobjects import sum_columns as write
from attnviz.mobjects.update_columns import update_columns
from attnviz.mobjects.vector_sum import Addition
from attnviz.mobjects.words import column_words
from attnviz.plain import runs_alone
from attnviz.stage.adding_scene import AddingScene

MOST_TERMS = 7


@runs_alone
class Values(AddingScene):
    """One column of the pattern: weights beside values, their sum, and every other column."""

    slug = "values"

    def setup(self) -> None:
        """Take the followed word's update apart, into as many terms as stand side by side."""
        super().setup()
        head, room, focus = self.head, self.page.content, self.focus
        whole = update_terms(head, focus, MOST_TERMS)
        written = (whole.values, whole.carried, whole.terms, whole.update[None])
        fit, _ = write.columns_that_fit(written, room, len(whole.weights) + 1)
        self.parts = parts = update_terms(head, focus, max(fit - 1, 2))
        self.heads = [self.word_names[key] for key in parts.keys]
        rest = len(parts.rest)
        self.heads += [self.others(rest)] * bool(rest)
        self.sum = write.plan_terms([*self.heads, self.word_names[focus]], written, room)
        several = any(head.token_counts[key] > 1 for key in parts.keys)
        mean = {(True, True): "both", (True, False): "tokens", (False, True): "others"}
        kind = mean.get((several, bool(rest)))  # of what a term is the mean
        self.note = f"{self.notes(f'mean_{kind}')} · " if kind else ""

    def beats(self) -> Sequence[str]:
        """Leave out the other columns where there is but one."""
        every = ["every"] if len(self.head.labels) > 1 else []
        return ["column", "values", "through", "weigh", "summed", *every]

    def slots(self) -> Mapping[str, Sequence[Run]]:
        """Add the matrices, and how long values are."""
        model, theme = self.head.model, self.theme
        return {
            **super().slots(),
            "short": [Run(numerals.count(model.d_head), theme.text, "sans-bold")],
            "update": symbol("ΔE", str(self.focus + 1), theme.output, M),
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
            "terms": parts.terms,
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
        """Each word that is looked at takes its weight along, and heads a column: its value."""
        plan, parts, theme = self.sum, self.parts, self.theme
        self.caption_below, self.labelled = True, ""
        colors = [theme.key] * len(parts.keys) + [theme.mute] * bool(parts.rest)
        self.words = write.head_labels(plan, [*colors, theme.query])
        self.weights = write.weight_marks(parts.weights, plan, theme)
        new: dict[Hashable, Ink] = {"query": self.words[-1]}
        for what, inks in zip(("key", "dot", "weight"), (self.words, *self.weights), strict=True):
            names = [*parts.keys, *(["others"] if parts.rest else [])]
            new |= {(what, key): ink for key, ink in zip(names, inks, strict=False)}
        moves, taken = hand_over(self.before.said, new, self.before.inks)
        self.remove(*taken)
        self.play(*self.say("values"), *self.legend(""), *moves)
        self.adding = Addition(
            parts.values, parts.update, plan, [theme.value] * len(parts.weights), theme.output,
            theme,
        )  # fmt: skip
        name = symbol("ΔE", str(self.focus + 1), theme.output, L)
        self.name = write.symbol_above(name, len(plan.centers) - 1, plan)
        self.brace = [*self._braced("values")]
        columns = [VGroup(*column.everything()) for column in self.adding.columns]
        goal = [self.adding.total.frame, self.name]
        note = f"{self.note}{write.columns_note(plan, parts.values.shape[1])}"
        self.play(
            appear(columns, lag=0.12), appear([*self.brace, *goal], delay=0.3), *self.legend(note)
        )

    def through(self) -> None:
        """W_O makes values as long as the vectors that they are added to."""
        parts = self.parts
        colors = [self.theme.value] * len(parts.weights)
        short, width = parts.values.shape[1], parts.carried.shape[1]
        note = f"{self.note}{write.columns_note(self.sum, width)}"
        line = "through" if short < width else "through_other"
        self.play(*self.say(line), *self.legend(note), *self._reworded("through"),
                  *self.adding.rewrite(parts.carried, colors))  # fmt: skip

    def weigh(self) -> None:
        """Every weight comes down on its column: heavy ones stay bright."""
        plan, theme, weights = self.sum, self.theme, self.parts.weights
        falling = [
            gather(copy_of(ink), (x, plan.lines[-1]), 1.0, opacity=0.0, introducer=True,
                   remover=True, run_time=1.0)
            for ink, x in zip(self.weights[1], plan.centers, strict=False)
        ]  # fmt: skip
        shares = (weights / max(weights)) ** 1.5
        colors = [blend(theme.fade, theme.value, float(share)) for share in shares]
        rewritten = self.adding.rewrite(self.parts.terms, colors, lag=0.1)
        self.play(*self.say("weigh"), *falling, *rewritten, *self._reworded("weigh"))

    def summed(self) -> None:
        """Add the columns up: one row term by term, then all others."""
        plan, theme, adding = self.sum, self.theme, self.adding
        last, wording = len(plan.centers) - 1, [Run(self.notes("made_update"), theme.mute, "sans")]
        self.below = write.brace_below(last, last, [wording], plan, theme.output)
        self.play(*self.say("summed"), *adding.open(), appear(self.below))
        self.add_up(adding)

    def every(self) -> None:
        """Every other word gets an update in the same way."""
        head, theme, focus, adding = self.head, self.theme, self.focus, self.adding
        lineup = self.plan_lineup()
        self.say_labelled(len(lineup.named), len(head.labels))
        words = column_words(lineup, theme.text)
        drawn = update_columns(head.update, lineup, focus, theme)
        old: dict[Hashable, Ink] = dict(zip(self.parts.keys, self.words, strict=False))
        old[focus] = self.words[-1]
        leaving = [*self.words, *adding.inks(), *self.brace, *self.below, self.name]
        leaving += [*self.weights[0], *self.weights[1]]
        moves, taken = hand_over(old, dict(enumerate(words)), leaving)
        self.remove(*taken)
        spot = (lineup.centers[focus], (lineup.top + lineup.bottom) / 2)
        shrunk = gather(adding.total.everything(), spot, 0.6, opacity=0.0, remover=True)
        self.play(*self.say("every"), *moves, shrunk, appear(drawn.strips[focus], delay=0.5))
        others = without(drawn.strips, focus)
        self.play(appear(others, lag=0.12), appear(drawn.symbols, lag=0.12),
                  *self.legend(drawn.note))  # fmt: skip

    def _braced(self, beat: str) -> tuple[VGroup, VGroup]:
        """Say below the terms what they are by now."""
        mute, theme = self.theme.mute, self.theme

        def said(key: str) -> list[Run]:
            before, wo, after = self.notes(key, wo="{wo}").partition("{wo}")
            matrix = symbol("W", "O", mute, S) if wo else []
            texts = [Run(before, mute, "sans"), *matrix, Run(after, mute, "sans")]
            return [run for run in texts if run.text]

        keys = {
            "values": ["made_values"],
            "through": ["made_carried"],
            "weigh": ["made_weighed", "made_weighed_short", "made_weighed_shortest"],
        }
        wordings = [said(key) for key in keys[beat]]
        last = len(self.sum.centers) - 2
        return write.brace_below(0, last, wordings, self.sum, theme.value)

    def _reworded(self, beat: str) -> list[Tween]:
        old, self.brace[1] = self.brace[1], self._braced(beat)[1]
        return replace(old, self.brace[1])
