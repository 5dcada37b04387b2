"""Queries and keys as a grid's heads: the vectors' own entries, turned and small, and apart."""

import numpy as np
import pytest

from attnviz.ink.tween import leaves
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.mobjects.grid_plan import GridPlan
from attnviz.mobjects.sentence_plan import plan_columns
from attnviz.mobjects.standing_scores import HEADS_AT_MOST, plan_scores
from attnviz.pictures.scores_heads import (
    ENTRIES,
    TurningStrip,
    fine_heads,
    go_together,
    has_heads,
    plan_heads,
    vector_rows,
)
from tests.geometry import bounds

NAMES = "the old wooden ship crossed a calm grey sea at dawn again".split()
PAGES = {"wide": Page.of_pixels(1280, 720), "tall": Page.of_pixels(720, 1280)}


def named(n):
    return [NAMES[i % len(NAMES)] for i in range(n)]


def stacks(n, seed=0, tokens=1):
    return list(np.random.default_rng(seed).normal(size=(n, tokens, 64)).astype(np.float32))


def rows_of(n, page=PAGES["wide"], **kwargs):
    lineup = plan_columns(named(n), page)
    return vector_rows(stacks(n), stacks(n, 1, **kwargs), lineup, DARK, (n - 1, 0))


def cells(strip):
    """Return the (sign, middle) of every cell of a strip that stands somewhere."""
    found = []
    for ink in strip.inks:
        if not ink.is_stroked:
            sign = ink.rgba[2] > ink.rgba[0]
            for cell in ink.points.reshape(-1, 16, 3):
                found.append((bool(sign), *cell[:, :2].mean(axis=0).round(4)))
    return found


@pytest.mark.parametrize("on_its_side", [False, True])
def test_a_strip_shows_the_signs_of_its_entries_from_its_first_on(on_its_side):
    vector = stacks(1)[0][:, :ENTRIES]
    made = TurningStrip(vector, 1e-6, (0.2, 1.0), DARK, DARK.query)
    made.stand(made.placed((2.0, 1.0), (0.3, 0.6), on_its_side))
    box = bounds(made.inks)
    assert box.center == pytest.approx((2.0, 1.0), abs=0.02)
    wide, high = (box.width, box.height) if on_its_side else (box.height, box.width)
    assert wide > high  # it lies, or stands
    order = sorted(cells(made), key=lambda one: one[1] if on_its_side else -one[2])
    assert [sign for sign, *_ in order] == (vector[0] >= 0).tolist()


def test_a_copy_moves_alone():
    made = TurningStrip(stacks(1)[0][:, :4], 1.0, (0.2, 1.0), DARK, None)
    twin = made.copy()
    twin.stand(twin.placed((3.0, 0.0), (0.2, 0.5), True))
    assert bounds(made.inks).center == pytest.approx((0.0, 0.0), abs=0.02)
    assert len(twin.inks) == len(made.inks)
    assert twin.tokens == made.tokens == 1


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize("n", [1, 2, 8, 14, 30])
def test_every_word_has_its_query_over_its_key(n, page):
    rows = rows_of(n, page)
    assert len(rows.queries) == len(rows.keys) == n
    for query, key in zip(rows.queries, rows.keys, strict=True):
        upper, lower = bounds(query.inks), bounds(key.inks)
        assert upper.bottom > lower.top
        assert upper.center[0] == pytest.approx(lower.center[0], abs=0.02)
    symbols = ["".join(ink.text for ink in leaves(line)) for row in rows.symbols for line in row]
    assert {"q", "k"} == {symbol[0] for symbol in symbols if symbol}
    assert n > 8 or len([symbol for symbol in symbols if symbol]) == 2 * n


def test_very_many_are_pictures_that_shrink_into_the_lattice_s_edges():
    n = 60
    rows, plan = rows_of(n), plan_scores(named(n), PAGES["wide"], [], [])
    assert not rows.queries
    assert not rows.keys
    above, beside = (
        fine_heads(row, plan, side) for row, side in zip(rows.fine, (0, 1), strict=True)
    )
    assert above[:, 1] == pytest.approx(plan.top)
    assert above[0, 0] == pytest.approx(plan.left)
    assert above[-1, 0] + above[-1, 2] == pytest.approx(plan.right)
    assert beside[:, 0] == pytest.approx(plan.left)
    assert beside[-1, 1] - beside[-1, 2] == pytest.approx(plan.bottom)


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize("tokens", [1, 3])
@pytest.mark.parametrize("n", [1, 2, 8, 14, HEADS_AT_MOST])
def test_heads_stand_between_labels_and_lattice_and_apart(n, tokens, page):
    rows = rows_of(n, page, tokens=tokens)
    heads = plan_heads(plan_scores(named(n), page, list(range(n)), list(range(n))))
    assert has_heads(n)
    plan: GridPlan = heads.plan
    tops, sides = heads.tops(DARK.query), heads.sides(DARK.key)
    boxes = []
    for strips, places in (
        (rows.queries, heads.queries(rows.queries)), (rows.keys, heads.keys(rows.keys)),
    ):  # fmt: skip
        boxes.append([
            bounds(strip.stand(place).inks) for strip, place in zip(strips, places, strict=True)
        ])  # fmt: skip
    for i, (query, key) in enumerate(zip(*boxes, strict=True)):
        assert query.bottom > plan.top
        assert query.center[0] == pytest.approx(plan.center(0, i)[0], abs=0.02)
        assert query.width <= plan.cell_width
        assert query.top <= bounds([tops[i]]).bottom + 0.06 * (plan.angle > 0) + 1e-6
        assert key.right < plan.left
        assert key.center[1] == pytest.approx(plan.row_y(i), abs=0.02)
        assert key.height <= plan.cell_height
        assert key.left >= bounds([sides[i]]).right


def test_strips_go_together_one_after_another():
    rows = rows_of(3)
    heads = plan_heads(plan_scores(named(3), PAGES["wide"], [], []))
    places = heads.queries(rows.queries)
    tween = go_together(rows.queries, places, lag=0.1)
    tween.begin()
    tween.interpolate_mobject(1.0)
    for strip, place in zip(rows.queries, places, strict=True):
        assert np.array([ink.place for ink in strip.inks]) == pytest.approx(place)


def test_beyond_so_many_words_there_is_no_room_for_heads():
    assert not has_heads(HEADS_AT_MOST + 1)
    plan = plan_scores(named(HEADS_AT_MOST + 1), PAGES["wide"], [], [])
    assert plan_heads(plan).plan == plan
