"""Words in a sentence and above their columns; how many tokens a word has."""

from itertools import pairwise

import pytest

from attnviz.look.glyphs import text_width
from attnviz.look.page import Page
from attnviz.look.style import DARK, XL, XS, L, M, S
from attnviz.mobjects.sentence_plan import plan_columns, plan_flow
from attnviz.mobjects.words import column_words, flowing_words, symbols_below, token_brackets
from tests.drawing import said, texts

WIDE = Page.of_pixels(1280, 720)
WORDS = ["a", "verdant", "forest", "blooms"]


@pytest.fixture
def flow():
    return plan_flow(WORDS, [True] * 4, WIDE.content, (XL, L, M, S, XS), 0.42)


def test_words_stand_where_the_flow_puts_them(flow):
    inks = flowing_words(flow, DARK.text)
    assert [ink.text for ink in inks] == WORDS
    assert [tuple(ink.place[:2]) for ink in inks] == list(flow.points)
    assert {ink.em for ink in inks} == {flow.size}


def test_words_of_several_tokens_say_how_many(flow):
    group = token_brackets([1, 3, 1, 2], flow, DARK)
    (three, at), (two, there) = texts(group)
    assert (three, two) == ("3", "2")
    for (x, y), word in ((at, 1), (there, 3)):
        left, base = flow.points[word]
        assert left < x < left + text_width(WORDS[word], "serif", flow.size)
        assert y < base
    brackets = [ink for ink in group if ink.text is None]
    for bracket, word in zip(brackets, (1, 3), strict=True):
        left, width = flow.points[word][0], text_width(WORDS[word], "serif", flow.size)
        box = bracket.box()
        assert left <= box[0] < box[2] <= left + width


def test_words_of_one_token_say_nothing(flow):
    assert len(token_brackets([1] * 4, flow, DARK)) == 0


def test_columns_have_their_words_above_and_their_symbols_below():
    plan = plan_columns(WORDS, WIDE)
    words = column_words(plan, DARK.text)
    assert [ink.text for ink in words] == WORDS
    for row, letter in enumerate("qk"):
        symbols = symbols_below(letter, plan, row, DARK.query)
        assert [said(symbol) for symbol in symbols] == [[letter, str(i)] for i in (1, 2, 3, 4)]
        for symbol, word, x in zip(symbols, words, plan.centers, strict=True):
            assert symbol.get_center()[0] == pytest.approx(x, abs=0.05)
            assert word.get_center()[0] == pytest.approx(x, abs=0.05)
            assert symbol.get_top()[1] < plan.bottom < plan.top < word.get_bottom()[1]


def test_columns_that_enter_a_layer_have_it_above_their_number():
    symbols = symbols_below("E", plan_columns(WORDS, WIDE), 0, DARK.embedding, 13)
    assert [said(symbol) for symbol in symbols] == [["E", str(i), "(13)"] for i in (1, 2, 3, 4)]


@pytest.mark.parametrize("n", [2, 12, 24])
@pytest.mark.parametrize(("letter", "layer"), [("q", 0), ("E", 13)])
def test_symbols_never_touch(n, letter, layer):
    plan = plan_columns(["word"] * n, WIDE)
    symbols = [s for s in symbols_below(letter, plan, 0, DARK.query, layer) if len(s)]
    for left, right in pairwise(symbols):
        assert left.get_right()[0] < right.get_left()[0]
