"""Beside a product: who speaks is pointed at, and a remark is said whole or not at all."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.ink.text import Run
from attnviz.ink.tween import leaves
from attnviz.look.page import Page
from attnviz.look.style import DARK, M
from attnviz.look.typeset import shorten
from attnviz.mobjects.matrix_product import plan_product
from attnviz.mobjects.product_notes import notes_beside
from tests.drawing import said
from tests.geometry import apart, bounds, lies_in, on_one_another

WIDE, TALL, SQUARE = (Page.of_pixels(*size) for size in ((1280, 720), (720, 1280), (720, 720)))
SAYING = "any modifiers before me?"
REMARK = "what creature asks, in 64 numbers"
words = st.lists(st.text("abcdefghijklm", min_size=1, max_size=10), min_size=1, max_size=9)


def planned(page=WIDE, shape=(64, 576)):
    rng = np.random.default_rng(0)
    weights, inputs = rng.normal(size=shape) / 4, rng.normal(size=shape[1])
    return plan_product(weights, inputs, weights @ inputs, page)


PLANS = {"beside": planned(), "below": planned(TALL)}


def notes(plan, saying=SAYING, remark=REMARK):
    return notes_beside(plan, saying, [Run(remark, DARK.mute, "sans")], DARK.query, DARK)


def together(texts):
    return " ".join(" ".join(texts).split())


def test_below_a_product_there_is_room_for_a_bubble_a_remark_and_a_path():
    made = notes(PLANS["below"])
    assert together(said(made.bubble.text)) == SAYING
    assert together(said(made.remark)) == REMARK
    assert made.path.height >= 1.3
    assert {ink.get_color().to_hex() for ink in leaves(made.bubble.everything())} == {DARK.query}
    assert {ink.get_color().to_hex() for ink in leaves(made.remark)} == {DARK.mute}


def test_beside_a_product_the_remark_gives_way_to_the_path():
    spoken, silent = notes(PLANS["beside"]), notes(PLANS["beside"], saying="")
    assert together(said(spoken.bubble.text)) == SAYING
    assert len(spoken.remark) == 0
    assert spoken.path is not None
    assert silent.bubble is None
    assert together(said(silent.remark)) == REMARK
    assert silent.path.height > spoken.path.height


@given(words, words, st.sampled_from([*PLANS.values()]))
@settings(max_examples=20)
def test_nothing_leaves_the_panel_and_nothing_lies_on_another(saying, remark, plan):
    made = notes(plan, " ".join(saying), " ".join(remark))
    panel, parts = plan.panel, []
    if made.bubble is not None:
        parts.append(made.bubble.box)
        assert lies_in(made.bubble.text, made.bubble.box)
    if len(made.remark):
        parts.append(bounds(made.remark))
    if made.path is not None:
        parts.append(made.path)
        assert made.path.height >= 1.3
    for i, part in enumerate(parts):
        assert panel.left - 0.02 <= part.left
        assert part.right <= panel.right + 0.02
        assert panel.bottom - 1e-9 <= part.bottom
        assert part.top <= panel.top + 1e-9
        assert all(apart(part, other) for other in parts[:i])
    assert not on_one_another(made.everything())


@given(st.text("abcdefghijklmW한", min_size=1, max_size=40), st.sampled_from([*PLANS.values()]))
@settings(max_examples=20)
def test_a_remark_is_said_whole_or_not_at_all(word, plan):
    word = shorten(word, 0.28 * WIDE.width, M)  # as captions name a position
    remark = f"what {word} offers, in 64 numbers"
    for saying in ("", SAYING):
        made = notes(plan, saying, remark)
        assert together(said(made.remark)) in ("", remark)
        assert len(made.remark) or made.path is not None


def test_who_speaks_is_the_vector_that_comes_out():
    for place, plan in PLANS.items():
        made = notes(plan).bubble
        tip = made.outline.points[:, :2]
        result = plan.result.box
        if place == "beside":  # the tail's end is left of the box, by the result
            left = tip[:, 0].min()
            assert result.right < left < made.box.left
            assert result.bottom < tip[tip[:, 0].argmin(), 1] < result.top
        else:
            top = tip[:, 1].max()
            assert made.box.top < top < result.bottom
            assert result.left < tip[tip[:, 1].argmax(), 0] < result.right


def test_without_a_panel_there_is_nothing():
    plan = planned(SQUARE)
    assert plan.panel is None
    made = notes(plan)
    assert (made.bubble, made.path, len(made.remark)) == (None, None, 0)
    assert leaves(made.everything()) == []
