"""Models that score otherwise: what scenes say of a scale, a cap, a window and a sink is so."""

import dataclasses

import numpy as np
import pytest

from attnviz.scenes.pattern import AttentionPattern
from attnviz.scenes.scores import Scores
from tests.core_traces import made_up
from tests.scenes.screen import in_grid, signed
from tests.scenes.show import Case, show


def ruled(sizes=(1,) * 4, **changes):
    """Make a trace whose layers score by another rule."""
    trace = made_up(list(sizes))
    rules = tuple(dataclasses.replace(rule, **changes) for rule in trace.rules)
    return dataclasses.replace(trace, rules=rules)


def standing(scene):
    """Return where the grid of the pattern stands."""
    return getattr(getattr(scene, "cells", None), "plan", None)


def of_rule(scene=AttentionPattern, **changes):
    return show(scene, Case(lambda: ruled(**changes)), standing)


@pytest.mark.parametrize("n", [4, 14])
def test_a_model_that_divides_by_nothing_says_of_no_root(n):
    scene, held = of_rule(sizes=(1,) * n, scale=1.0)
    assert "scale" not in held
    assert not any("√" in text or "ivided" in text for text in held["scores"].said)
    if n == 4:
        found = in_grid(held["scores"].seen, held["scores"].texts)
        assert set(found.values()) == set(signed(scene.head.scores))


def test_a_model_that_divides_by_something_else_says_that():
    _, held = of_rule(scale=0.1)
    assert held["scale"].caption == "Divided by 10.00, each is a score."


def test_a_score_that_is_more_than_a_product_is_not_worked_out_as_one():
    scene, held = of_rule(softcap=5.0)
    assert "scale" not in held
    assert "product" not in " ".join(held["scores"].said)
    assert "product" not in held["scores"].caption
    found = in_grid(held["scores"].seen, held["scores"].texts)
    assert set(found.values()) == set(signed(scene.head.scores))


def test_a_window_is_not_said_to_hide_only_what_comes_later():
    _, held = of_rule(mask=np.tri(4) > np.tri(4, k=-2))
    assert held["mask"].caption == "The mask hides some words from others."


def test_where_a_sink_takes_weight_shares_are_not_said_to_be_all():
    _, held = of_rule(sinks=np.ones(4, np.float32))
    assert "nowhere" in held["softmax"].caption


def test_a_score_that_is_the_product_is_called_a_score_and_divided_by_nothing():
    scene, held = of_rule(Scores, scale=1.0)
    (product,) = signed(scene.head.scores[scene.focus, scene.key])
    assert held["pair"].caption.endswith(f"their dot product is {product}.")
    assert held["scale"].caption == "We call each of them a score."
    assert not any("√" in text or "÷" in text for beat in held.values() for text in beat.said)


def test_no_pair_is_worked_out_where_a_cap_makes_scores_more_than_products():
    scene, held = of_rule(Scores, softcap=5.0)
    assert list(held) == ["heads", "every", "span"]
    found = in_grid(scene.plan, held["every"].texts)
    assert set(found.values()) == set(signed(scene.head.scores))
