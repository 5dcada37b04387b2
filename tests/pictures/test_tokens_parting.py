"""The words of a sentence part into their tokens, letter by letter, and close up again."""

import numpy as np
import pytest

from attnviz.ink.text import label
from attnviz.ink.tween import leaves
from attnviz.look.glyphs import text_width
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.mobjects.token_plan import plan_sentence
from attnviz.mobjects.tokens import closed_words, token_boxes, token_texts
from attnviz.mobjects.words import flowing_words
from attnviz.pictures.tokens_parting import close_boxes, close_words, part_words
from tests.core_traces import default_trace
from tests.ink.moving import at

PAGE = Page.of_pixels(1280, 720)
OF = [word.tokens for word in default_trace().words]


def planned():
    trace = default_trace()
    tokens, words = trace.tokens, trace.words
    spaces = [t.text.startswith(" ") for t in tokens], [w.start > 0 for w in words]
    return plan_sentence(tokens, words, spaces, "word", PAGE.content)


def played(moves):
    for move in moves:
        at(move, 1.0)


def test_a_word_of_one_token_goes_to_its_box_itself():
    plan = planned()
    line, targets = flowing_words(plan.flow, DARK.text), token_texts(plan.pieces, DARK.text)
    parting = part_words(line, targets, OF)
    played(parting.moves)
    for i, word in enumerate(line[:6]):
        assert parting.inks[i] is word
        assert word.place == pytest.approx(targets[i].place)


def test_tokens_that_spell_a_word_start_as_its_letters():
    plan = planned()
    line, targets = flowing_words(plan.flow, DARK.text), token_texts(plan.pieces, DARK.text)
    parting = part_words(line, targets, OF)
    assert parting.off == [line[6]]  # verdant
    for move in parting.moves:
        at(move, 0.0)
    for ink, before in zip(targets[6:9], ("", "ver", "verd"), strict=True):
        start = line[6].place[0] + text_width(before, "serif", plan.flow.size)
        assert ink.place[0] == pytest.approx(start)
        assert ink.opacity == 1.0


def test_bytes_of_a_character_come_out_of_their_word_and_sink_into_it_again():
    word = label("나", DARK.text, 0.44, (0, 0), "left")
    pieces = [
        label(text, DARK.text, 0.44, (x, 0), "left") for text, x in (("<EB>", -2), ("<98>", 2))
    ]
    parting = part_words([word], pieces, [range(2)])
    assert not parting.off
    assert not any(
        at(move, 0.0)[0, 8] for move in parting.moves if pieces[0] in leaves(move.mobject)
    )
    played(parting.moves)
    assert word.opacity == 0.0
    assert [ink.opacity for ink in pieces] == [1.0, 1.0]
    closing = close_words(pieces, [label("나", DARK.text, 0.44, (0, 0), "left")], [range(2)])
    played(closing.moves)
    assert [ink.opacity for ink in pieces] == [0.0, 0.0]
    assert closing.inks[0].opacity == 1.0


def test_closing_up_ends_on_the_words_and_their_boxes():
    plan, trace = planned(), default_trace()
    texts, boxes = token_texts(plan.pieces, DARK.text), token_boxes(plan.pieces, DARK)
    pieces = [[trace.tokens[i].text.strip() for i in span] for span in OF]
    closed = closed_words(plan.closed, pieces, DARK)
    closing = close_words(texts, closed.texts, OF)
    played(closing.moves)
    played(close_boxes(boxes, plan.pieces, plan.closed, OF, closed.boxes))
    assert closing.off == texts[6:9]
    assert closing.on == [closed.texts[6]]
    for i, span in enumerate(OF):
        if len(span) == 1:
            assert closing.inks[i] is texts[span.start]
            assert texts[span.start].place == pytest.approx(closed.texts[i].place)
            assert boxes[span.start].box() == pytest.approx(closed.boxes[i].box())
    sides = [boxes[i].box() for i in OF[6]]
    assert sides[0][0] == pytest.approx(closed.boxes[6].box()[0])
    assert sides[2][2] == pytest.approx(closed.boxes[6].box()[2])
    assert [one[2] for one in sides[:2]] == pytest.approx([one[0] for one in sides[1:]])
    assert not np.any([boxes[i].opacity for i in OF[6]])
