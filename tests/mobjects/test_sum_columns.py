"""Columns of a sum stand side by side in their room; their weights are drawn true to area."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.ink.text import Run
from attnviz.look import numerals
from attnviz.look.page import Page
from attnviz.look.style import DARK, SMALLEST
from attnviz.mobjects.sum_columns import brace_below, columns_that_fit, plan_terms, weight_marks
from tests.drawing import area, said

WIDE, TALL = Page.of_pixels(1280, 720), Page.of_pixels(720, 1280)
pages = st.sampled_from([WIDE, TALL, Page.of_pixels(720, 720)])


def some(terms, length=64, seed=0, size=1.0):
    return size * np.random.default_rng(seed).normal(size=(terms, length))


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 7), st.integers(2, 90), pages, st.integers(0, 999), st.floats(0.01, 3000))
def test_columns_stand_side_by_side_inside_the_page(terms, length, page, seed, size):
    values, box = some(terms, length, seed, size), page.content
    fit, number = columns_that_fit([values], box, terms + 1)
    assert number >= SMALLEST
    heads = [f"word{i}" for i in range(fit)]
    plan = plan_terms(heads, [values], box)
    assert plan.centers[0] - plan.half >= box.left - 1e-6
    assert plan.centers[-1] + plan.half <= box.right + 1e-6
    assert all(b - a > 2 * plan.half for a, b in zip(plan.centers, plan.centers[1:], strict=False))
    assert plan.bottom - 0.5 > box.bottom - 0.35
    assert plan.head_base + 0.7 * plan.size <= box.top + 0.05
    assert list(plan.lines) == sorted(plan.lines, reverse=True)
    assert (plan.gap is None) == (len(plan.lines) >= length)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=6).filter(any))
def test_dots_are_as_large_as_their_weights(weights):
    plan = plan_terms(["a"] * (len(weights) + 1), [some(len(weights))], WIDE.content)
    dots, texts = weight_marks(np.array(weights), plan, DARK)
    assert [ink.text for ink in texts] == [numerals.weight(w) for w in weights]
    sizes = [area(dot.points) for dot in dots]
    assert sizes == pytest.approx([np.pi * 0.27**2 * w for w in weights], rel=1e-3, abs=1e-9)


def test_the_longest_wording_that_fits_is_said():
    plan = plan_terms(["a"] * 5, [some(4)], WIDE.content)
    long, short = [Run("long " * 12, DARK.mute, "sans")], [Run("short", DARK.mute, "sans")]
    assert said([brace_below(0, 3, [long, short], plan, DARK.value)[1]]) == ["long " * 12]
    assert said([brace_below(0, 0, [long, short], plan, DARK.value)[1]]) == ["short"]
