"""Tokens: the sentence, the model's tokens of it with their numbers, and words again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from manim import VGroup

from attnviz.ink.ink import Ink
from attnviz.ink.motion import appear, recolor, travel, vanish
from attnviz.ink.text import Run
from attnviz.ink.tween import Tween
from attnviz.look import numerals
from attnviz.look.style import M
from attnviz.look.typeset import shorten
from attnviz.mobjects.token_plan import plan_sentence
from attnviz.mobjects.tokens import (
    blank_marks,
    closed_words,
    token_boxes,
    token_numbers,
    token_texts,
    word_braces,
)
from attnviz.mobjects.words import flowing_words
from attnviz.pictures.tokens_parting import close_boxes, close_words, part_words
from attnviz.plain import runs_alone
from attnviz.stage.captions import unit_slots
from attnviz.stage.scene import AttentionScene
from attnviz.traces.records import label
from attnviz.traces.words import tell_apart


@dataclass
class Parted:
    """The sentence in tokens, as it stands on the scene."""

    texts: list[Ink]
    boxes: list[Ink]
    below: list[Ink]  # the tokens' numbers
    marks: VGroup  # blanks
    joints: list[VGroup]  # braces


@runs_alone
class Tokens(AttentionScene):
    """A sentence breaks into the tokens that a model knows, and tokens join into words."""

    slug = "tokens"

    def setup(self) -> None:
        """Plan the sentence's lines: as typed, in tokens, and in what is followed."""
        tokens, words = self.trace.tokens, self.trace.words
        self.ids = [str(token.id) for token in tokens]
        spaces = self.spaces(tokens), self.spaces(words)
        self.plan = plan_sentence(tokens, words, spaces, self.head.unit, self.page.content)
        self.split = [i for i, word in enumerate(words) if len(word.tokens) > 1]
        self.of = [word.tokens for word in words]
        self.line = flowing_words(self.plan.flow, self.theme.mute)
        pieces, theme = self.plan.pieces, self.theme
        blanks = [token.text[:1] == " " != token.text for token in tokens]
        self.parted = Parted(
            token_texts(pieces, theme.text), token_boxes(pieces, theme),
            token_numbers(pieces, self.ids, theme), blank_marks(pieces, blanks, theme),
            word_braces(pieces, self.of, theme),
        )  # fmt: skip

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
        return {"pieces_drawn": len(self.plan.pieces.boxes)}

    def sentence(self) -> None:
        """Show the sentence as it was typed, and read it word by word."""
        self.add(*self.line)
        note = self._more(len(self.trace.words) - len(self.line))
        read = Tween(self.line, color=self.theme.text, lag=0.08, run_time=0.4)
        self.play(read, *self.say("sentence"), *self.legend(note))

    def _more(self, left_out: int) -> str:
        return self.notes("more", n=numerals.count(left_out)) if left_out else ""

    def pieces(self) -> None:
        """Part it into tokens, and let each drop its number."""
        parted = self.parted
        parting = part_words(self.line, parted.texts, self.of)
        parted.texts = parting.inks
        self.remove(*parting.off)
        note = self._more(len(self.ids) - len(parted.boxes))
        around = appear([*parted.boxes, *parted.marks], delay=0.5)
        self.play(*self.say("pieces"), *self.legend(note), *parting.moves, around)
        drop = np.array([0.0, 0.1 + 0.25 * self.plan.pieces.size, 0.0, 0.0, 0.0])
        self.play(
            Tween(
                parted.below, start_place=lambda now: now + drop, start_opacity=0.0,
                introducer=True, lag=0.05, run_time=0.6,
            )
        )  # fmt: skip

    def braces(self) -> None:
        """Join the tokens of one word under a brace; the words of one token step back."""
        parted = self.parted
        joined = {i for word in self.split for i in self.of[word]}
        single = [ink for i, ink in enumerate(parted.texts) if i not in joined]
        self.play(*self.say("braces"), recolor(single, self.theme.mute))
        self.play(appear(parted.joints, lag=0.25))

    def together(self) -> None:
        """Let numbers fall away, and close up what belongs to one word."""
        parted, theme, apart = self.parted, self.theme, self.head.unit == "token"
        of = [range(i, i + 1) for i in range(len(self.ids))] if apart else self.of
        reads = [label(token.text) for token in self.trace.tokens]
        closed = closed_words(self.plan.closed, [[reads[i] for i in span] for span in of], theme)
        falls = travel(
            [*parted.below, *parted.joints], (0.0, -0.4), opacity=0.0, remover=True, run_time=0.5
        )
        caption = "together" if self.split else "together_single"
        note = self._more(len(of) - len(closed.texts))
        self.play(
            *self.say("together_tokens" if apart else caption), *self.legend(note), falls,
            vanish(parted.marks), recolor(parted.texts, theme.text),
        )  # fmt: skip
        closing = close_words(parted.texts, closed.texts, of)
        boxes = close_boxes(parted.boxes, self.plan.pieces, self.plan.closed, of, closed.boxes)
        self.play(*closing.moves, *boxes, appear(closed.seams, delay=0.5))
        self.remove(*closing.off, *parted.boxes)
        self.add(*closed.boxes, *closing.on)
