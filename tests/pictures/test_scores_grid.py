"""A grid with vectors for heads: what meets in its cells is what stands there at last."""

import numpy as np
import pytest

from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.mobjects.grid import row_labels
from attnviz.mobjects.score_cells import ScoreCells, plan_score_cells
from attnviz.mobjects.sentence_plan import plan_columns
from attnviz.mobjects.standing_scores import plan_scores
from attnviz.pictures.scores_grid import MeetingGrid
from attnviz.pictures.scores_heads import vector_rows
from attnviz.pictures.scores_near import plan_near

PAGE = Page.of_pixels(1280, 720)
NAMES = "the old wooden ship crossed a calm grey sea at dawn again".split()


def gridded(n):
    names = [NAMES[i % len(NAMES)] for i in range(n)]
    rng = np.random.default_rng(3)
    queries, keys = rng.normal(size=(2, n, 64)).astype(np.float32)
    products = queries @ keys.T
    plan = plan_scores(names, PAGE, list(range(n)), list(range(n)))
    rows = vector_rows(
        list(queries[:, None]), list(keys[:, None]), plan_columns(names, PAGE), DARK, (n - 1, 0)
    )
    cells = plan_score_cells(products / 8, products, plan)
    return MeetingGrid(products, rows, plan, cells, True, DARK)


def run(tweens):
    for tween in tweens:
        tween.begin()
    for tween in tweens:
        tween.interpolate_mobject(1.0)


def meeting(grid, query, key):
    names = grid.plan.labels
    near = plan_near(grid.heads.plan, query, key, (names[query], names[key]), PAGE, True)
    return grid.meeting(near, grid.rows.queries[query], grid.rows.keys[key])


def played(n, query, key):
    grid = gridded(n)
    met = meeting(grid, query, key)
    run(grid.arrive())
    run(grid.lattice())
    for step in (
        grid.step_aside, grid.draw_near, grid.meet, grid.product, grid.draw_back, grid.come_back,
    ):  # fmt: skip
        run(step(met))
    run(grid.fall((query, key)))
    run(grid.settle(met))
    return grid, met


@pytest.mark.parametrize(("n", "query", "key"), [(1, 0, 0), (2, 1, 0), (8, 3, 2), (14, 8, 6)])
def test_after_all_met_the_grid_stands_as_if_it_had_been_drawn_there(n, query, key):
    grid, _ = played(n, query, key)
    fresh = ScoreCells(grid.scores.values, grid.plan, grid.scores.cells, DARK)
    for one, other in zip(grid.scores.everything(), fresh.everything(), strict=True):
        assert one.text == other.text
        assert one.box() == pytest.approx(other.box(), abs=1e-6)
        assert one.rgba == pytest.approx(other.rgba)
    for side, label in zip(grid.sides, row_labels(grid.plan, DARK.key), strict=True):
        assert side.place == pytest.approx(label.place)
        assert side.rgba == pytest.approx(label.rgba)
    low, high = grid.lines.points[:, :2].min(axis=0), grid.lines.points[:, :2].max(axis=0)
    assert (*low, *high) == pytest.approx(
        (grid.plan.left, grid.plan.bottom, grid.plan.right, grid.plan.top)
    )


def test_what_comes_of_a_pair_is_the_number_of_its_cell():
    grid = gridded(8)
    met = meeting(grid, 3, 2)
    assert met.number is grid.scores.numbers[3][2]
    assert met.number.text == numerals.signed(float(grid.scores.values[3, 2]))
    assert met.number.box()[0] > met.near.cell.left  # drawn near, before it goes home
    assert met.home is not None


def test_where_cells_have_no_room_the_number_turns_into_its_mark():
    grid = gridded(14)
    met = meeting(grid, 8, 6)
    value = float(grid.scores.values[8, 6])
    assert met.home is None
    assert met.number.text == numerals.signed(value)
    (mark,) = met.mark
    assert mark.is_stroked == (value < 0)
    left, low, right, high = mark.box()
    x, y = grid.heads.plan.center(6, 8)
    assert ((left + right) / 2, (low + high) / 2) == pytest.approx((x, y))


def test_a_known_product_is_not_written_a_second_time():
    grid = gridded(8)
    known = {id(ink) for tween in grid.fall((3, 2)) for ink in tween.leaves}
    assert id(grid.scores.numbers[3][2]) not in known
    others = [ink for ink in leaves(grid.scores.numbers) if ink is not grid.scores.numbers[3][2]]
    assert all(id(ink) in known for ink in others)
