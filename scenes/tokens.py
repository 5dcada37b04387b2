"""Tokens: the sentence, the model's tokens of it with their numbers, and words again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from manim import VGroup

from attnviz.ink.handover import succeed
from attnviz.ink.motion import appear, recolor, vanish
from attnviz.ink.text import Run
from attnviz.ink.tween import Tween
from attnviz.look import numerals
from attnviz.look.direction import runs_left
from attnviz.look.glyphs import text_width
from attnviz.look.page import Box
from attnviz.look.style import XL, XS, L, M, S
from attnviz.look.typeset import shorten
from attnviz.mobjects.sentence_plan import plan_columns, plan_flow
from attnviz.mobjects.tokens import (
    id_columns,
    plan_tokens,
    token_boxes,
    token_numbers,
    token_texts,
    word_braces,
)
from attnviz.mobjects.words import column_words, flowing_words
from attnviz.plain import runs_alone
from attnviz.stage.captions import unit_slots
from attnviz.stage.scene import AttentionScene
from attnviz.traces.records import visible
from attnviz.traces.words import tell_apart


@runs_alone
class Tokens(AttentionScene):
    """A sentence breaks into the tokens that a model knows, and tokens join into words."""

    slug = "tokens"

    def setup(self) -> None:
        """Plan the tokens' boxes below the sentence."""
        trace, room = self.trace, self.page.content
        self.ids = [str(token.id) for token in trace.tokens]
        texts = [visible(token.text) for token in trace.tokens]
        below = Box(room.left, room.bottom, room.right, room.bottom + 0.62 * room.height)
        self.above = Box(room.left, below.top, room.right, room.top)
        self.plan = plan_tokens(texts, self.spaces(trace.tokens), self.ids, below)
        self.joints: list[VGroup] = []
        self.split = [i for i, word in enumerate(trace.words) if len(word.tokens) > 1]

    def source(self) -> str:
        """Name the vocabulary instead of a head: none is at work yet."""
        model = self.head.model
        return f"{model.name} · {self.notes('vocabulary', count=numerals.count(model.n_vocab))}"

    def beats(self) -> Sequence[str]:
        """Join tokens only where a word has several."""
        return ["sentence", "pieces", *(["braces"] if self.split else []), "together"]

    def slots(self) -> Mapping[str, Sequence[Run]]:
        """Return what positions are called, the word of several tokens that is named, its count."""
        words, color = self.trace.words, self.theme.text
        slots = unit_slots(self.unit_name, self.settings.language, self.theme)
        named = self._named()
        if named is None:
            return slots
        name = shorten(tell_apart([word.label for word in words])[named], 0.28 * self.page.width, M)
        count = numerals.count(len(words[named].tokens))
        return {
            **slots, "split": [Run(name, color)], "count": [Run(count, color, "sans-bold")],
        }  # fmt: skip

    def _named(self) -> int | None:
        """Return the first word of several tokens; a mark or a sign only where there is no word."""
        words = self.trace.words
        spelled = [i for i in self.split if any(map(str.isalnum, words[i].text))]
        return next(iter([*spelled, *self.split]), None)

    def drawn(self) -> Mapping[str, object]:
        """Return how many tokens have a box."""
        return {"pieces_drawn": len(self.plan.boxes)}

    def sentence(self) -> None:
        """Show the sentence as it was typed."""
        text = [word.label for word in self.trace.words]
        flow = plan_flow(text, self.spaces(self.trace.words), self.above, (XL, L, M, S, XS))
        self.flow, self.line = flow, flowing_words(flow, self.theme.text)
        left_out = len(text) - len(flow.words)
        note = self._more(left_out)
        self.play(appear(self.line, lag=0.06), *self.say("sentence"), *self.legend(note))

    def _more(self, left_out: int) -> str:
        return self.notes("more", n=numerals.count(left_out)) if left_out else ""

    def pieces(self) -> None:
        """Part it into tokens, each with its number."""
        plan, theme = self.plan, self.theme
        self.texts, self.boxes = token_texts(plan, theme.text), token_boxes(plan, theme)
        self.numbers = token_numbers(plan, self.ids, theme)
        left_out = len(self.ids) - len(plan.boxes)
        note = self._more(left_out)
        out_of = self._places_in_sentence()
        boxes = appear(self.boxes, lag=0.04, delay=0.5)
        parting = Tween(
            self.texts, start_place=lambda now: out_of, start_opacity=0.0, introducer=True, lag=0.04
        )
        self.play(*self.say("pieces"), *self.legend(note), parting, boxes)
        self.play(appear(self.numbers, lag=0.05))

    def _places_in_sentence(self) -> np.ndarray:
        """Return where each drawn token stands inside the sentence, as places of Inks."""
        flow, trace = self.flow, self.trace
        places = np.array([ink.place for ink in self.texts])
        for i, token in enumerate(trace.tokens[: len(self.texts)]):
            if token.word < len(flow.points):
                word, (x, y) = trace.words[token.word], flow.points[token.word]
                before = trace.sentence[word.start : max(token.start, word.start)].rstrip()
                if runs_left(word.text):
                    written = trace.sentence[word.start : max(token.end, word.start)]
                    x += text_width(word.text, "serif", flow.size)
                    x -= text_width(written, "serif", flow.size)
                else:
                    x += text_width(before, "serif", flow.size)
                places[i] = (x, y, flow.size, flow.size, 0.0)
        return places

    def braces(self) -> None:
        """Join the tokens of one word under a brace; the words of one token step back."""
        words = self.trace.words
        joined = {i for word in self.split for i in words[word].tokens}
        single = [ink for i, ink in enumerate(self.texts) if i not in joined]
        self.joints = word_braces(self.plan, [word.tokens for word in words], self.theme)
        self.play(*self.say("braces"), recolor(single, self.theme.mute))
        self.play(appear(self.joints, lag=0.25))

    def together(self) -> None:
        """Keep the words, each above the numbers of its tokens; or the tokens, if they stay."""
        theme, words, apart = self.theme, self.trace.words, self.head.unit == "token"
        stacks = [[self.ids[i] for i in word.tokens] for word in words]
        if apart:
            stacks = [[id] for id in self.ids]
        split = [] if apart else self.split
        lineup = plan_columns(self.head.labels, self.page, split)
        targets = column_words(lineup, theme.text)
        gone = [*self.boxes, *self.numbers, *self.joints, *(self.line if apart else self.texts)]
        moves, self.line = succeed(self.texts if apart else self.line, targets, theme.text)
        columns, note = id_columns(stacks, lineup, theme)
        self.say_labelled(len(lineup.named), len(stacks))
        caption = "together" if self.split else "together_single"
        self.play(
            *self.say("together_tokens" if apart else caption), *self.legend(note), vanish(gone),
            *moves,
        )  # fmt: skip
        self.play(appear(columns, lag=0.06))
