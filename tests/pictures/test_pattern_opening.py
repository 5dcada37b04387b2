"""How a grid is opened: a step hands its Inks on to the next, and nothing comes from nowhere."""

import numpy as np
import pytest

from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.colors import rgb
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.mobjects.grid_plan import plan_grid
from attnviz.mobjects.pattern_grid import pattern_grid
from attnviz.mobjects.sentence_plan import plan_columns
from attnviz.pictures.pattern_opening import Opening
from tests.drawing import said

WIDE, TALL = Page.of_pixels(1280, 720), Page.of_pixels(720, 1280)
NAMES = "the old wooden ship crossed a calm grey sea at dawn again".split()


def built(n=8, page=WIDE, counts=None, words=NAMES):
    labels = [words[i % len(words)] for i in range(n)]
    counts = counts or [1] * n
    table = np.float32(np.random.default_rng(n).normal(0, 0.1, (sum(counts), 576)))
    spaces = [i > 0 for i in range(n)]
    lineup = plan_columns(labels, page)
    speakers = (n // 2, 0)
    return table, Opening(labels, spaces, counts, table, speakers, page.content, lineup, DARK)


def whole(n):
    plan = plan_grid([NAMES[i % len(NAMES)] for i in range(n)], WIDE).in_the_middle(WIDE)
    return pattern_grid(np.float32(np.eye(n)), np.tri(n, dtype=bool), plan, DARK)


def play(*tweens):
    for tween in tweens:
        if tween.leaves:
            tween.begin()
            tween.interpolate(1)


@pytest.mark.parametrize("page", [WIDE, TALL])
def test_words_of_several_tokens_say_how_many(page):
    _, opening = built(4, page, [1, 3, 1, 2])
    assert said(opening.words) == NAMES[:4]
    assert said(opening.counts) == [numerals.count(3), numerals.count(2)]
    assert opening.left_out == 0


def test_words_that_find_no_room_are_counted():
    _, opening = built(900, words=["internationalization"])
    assert 0 < opening.left_out < 900
    assert len(opening.words) + opening.left_out == 900


def test_words_travel_as_themselves_to_above_their_columns():
    _, opening = built()
    before = list(opening.words)
    play(*opening.line_up())
    assert opening.words == before
    for word, x in zip(opening.words, opening.lineup.centers, strict=True):
        left, _, right, _ = word.box()
        assert (left + right) / 2 == pytest.approx(x, abs=0.05)


def test_columns_hang_from_under_their_words_and_the_one_with_room_is_written():
    table, opening = built()
    growing = opening.hang_columns()
    growing.begin()
    growing.interpolate(0)
    assert max(ink.box()[3] for ink in leaves(opening.strips)) <= opening.lineup.top + 0.01
    assert min(ink.box()[1] for ink in leaves(opening.strips)) > opening.lineup.top - 0.1
    growing.interpolate(1)
    assert min(ink.box()[1] for ink in leaves(opening.strips)) == pytest.approx(
        opening.lineup.bottom
    )
    written = "\n".join(said([opening.strips[4]]))
    assert numerals.signed(float(table[4, 0])) in written
    assert "written" in opening.note


def test_queries_and_keys_drop_out_of_their_own_columns():
    _, opening = built()
    falling = opening.ask()
    for tween, row in zip(falling, (opening.keys, opening.queries), strict=True):
        tween.begin()
        tween.interpolate(0)
        for symbol, x in zip(row, opening.lineup.centers, strict=True):
            for ink in symbol:
                left, bottom, right, _ = ink.box()
                assert abs((left + right) / 2 - x) < 0.1
                assert bottom >= opening.lineup.bottom - 0.05
    assert [said([line])[0] for line in opening.queries] == ["q"] * 8
    assert [said([line])[0] for line in opening.keys] == ["k"] * 8


@pytest.mark.parametrize("n", [1, 5, 12])
def test_words_head_columns_and_rows_and_all_else_has_gone_into_them(n):
    _, opening = built(n)
    play(*opening.line_up(), opening.hang_columns(), *opening.ask())
    grid = whole(n)
    ends = {id(ink): ink.place.copy() for ink in (*grid.tops, *grid.sides)}
    moves, taken = opening.head(grid)
    assert {id(ink) for ink in taken} <= {id(ink) for ink in opening.words}
    play(*moves)
    for inks, color in ((grid.tops, DARK.query), (grid.sides, DARK.key)):
        for ink in inks:
            assert ink.place == pytest.approx(ends[id(ink)])
            assert ink.rgba[:3] == pytest.approx(rgb(color))
    gone = {id(ink) for tween in moves if tween.remover for ink in tween.leaves}
    assert gone >= {id(ink) for ink in leaves([*opening.strips, *opening.queries, *opening.keys])}
    for symbol, top in zip(opening.queries, grid.tops, strict=True):
        for ink in symbol:
            assert np.hypot(*(ink.place[:2] - top.box()[:2])) < top.box()[2] - top.box()[0] + 0.3
