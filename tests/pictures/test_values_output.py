"""The sum goes through W_O: as many numbers stand as columns have been used."""

import numpy as np
import pytest

from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.pictures.values_output import Output, plan_output
from tests.drawing import said
from tests.geometry import lies_in, on_one_another

RNG = np.random.default_rng(5)
MIXED = RNG.normal(size=16).astype(np.float32)
WEIGHTS = RNG.normal(size=(16, 96)).astype(np.float32)
UPDATE = MIXED @ WEIGHTS
PAGES = [Page.of_pixels(1280, 720), Page.of_pixels(720, 1280)]


def output(page, mixed=MIXED, weights=WEIGHTS):
    made = mixed @ weights
    return Output(mixed, weights, made, (1.0, 8.0), 4, plan_output(page.content), DARK)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("share", [0.0, 0.05, 0.5, 1.0])
def test_as_many_numbers_stand_as_columns_were_used(page, share):
    shown = output(page)
    follow = shown.stretch(1.0)
    follow.begin()
    follow.interpolate(share)
    done = round(share * 96)
    row = shown.row.values[0]
    assert row[:done] == pytest.approx(np.clip(UPDATE[:done] / 8, -1, 1))
    assert np.isnan(row[done:]).all()
    assert str(done) in said([shown.count])
    plan = shown.plan
    edge = plan.row.left + plan.row.width * share
    assert shown.right.place[0] == pytest.approx(edge + 0.09)
    assert shown.veil.place[0] == pytest.approx(edge)
    assert (shown.veil.opacity == 0) == (share == 1)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("share", [0.0, 0.1, 0.2, 0.6, 1.0])
def test_it_stands_inside_the_page_and_no_text_on_another(page, share):
    shown = output(page)
    follow = shown.stretch(1.0)
    follow.begin()
    follow.interpolate(share)
    parts = [*shown.about(), shown.frame, shown.total, shown.matrix, shown.row]
    assert lies_in(parts, page.content, 0.08)
    assert not on_one_another(parts)


def test_each_number_stands_under_its_column():
    plan = plan_output(PAGES[0].content)
    assert (plan.row.left, plan.row.right) == (plan.matrix.left, plan.matrix.right)
    assert plan.total.top == plan.matrix.top
    assert plan.total.right < plan.matrix.left


def test_a_matrix_that_makes_no_more_numbers_than_it_takes_is_drawn_too():
    shown = output(PAGES[0], WEIGHTS[0, :16], WEIGHTS[:, :16])
    follow = shown.stretch(1.0)
    follow.begin()
    follow.interpolate(1.0)
    assert "/ 16" in said([shown.whole])


def test_the_small_matrix_shows_entries_of_the_large_one():
    shown = output(PAGES[0])
    raster, _ = shown.small(shown.plan.row)
    full = np.quantile(np.abs(WEIGHTS), 0.97)
    rows, columns = [*range(7), 15], [*range(23), 95]
    expected = np.clip(WEIGHTS[np.ix_(rows, columns)] / full, -1, 1)
    assert raster.values == pytest.approx(expected)
