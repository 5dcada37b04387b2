"""Scores: what is said of them is true of the head's, and chosen by the numbers alone."""

import numpy as np
import pytest

from attnviz.ink.raster import Raster
from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.style import DIM
from attnviz.scenes.scores import Scores
from attnviz.stage.settings import SceneSettings
from tests.core_traces import DEFAULT, made_up
from tests.scenes.screen import in_grid, read, signed
from tests.scenes.show import TALL, Case, pick, sentence, show

CASES = {
    **pick(
        "the default", "in tokens", "another head", "the first layer", "one word", "two words",
        "several pieces", "twelve words", "dots", "cells", "many words", "no mask", "upright",
    ),
    "short": Case(sentence("Go home")),
    "a key of several tokens": Case(
        sentence(DEFAULT), SceneSettings(word="forest", key="verdant")
    ),
    "no word of one token": Case(lambda: made_up([2, 2, 2])),
    "few words upright": Case(sentence("red wine"), frame_settings=TALL),
}  # fmt: skip


@pytest.fixture(params=CASES)
def shown(request):
    return show(Scores, CASES[request.param])


def products(scene):
    return scene.head.scores / scene.head.rule.scale


def visible(scene):
    """Return what the followed word may use, printed, by key."""
    head, query = scene.head, scene.focus
    keys = np.flatnonzero(head.mask[query]).tolist()
    return {key: signed(head.scores[query, key])[0] for key in keys}


def best(scene):
    """Return the key whose printed score is above every other that is seen."""
    printed = {key: read(text) for key, text in visible(scene).items()}
    keys = [key for key, value in printed.items() if value == max(printed.values())]
    return keys[0] if len(keys) == 1 and len(printed) > 1 else None


def discs(scene, held):
    """Return the area of every disc in the grid, by (key, query)."""
    plan = scene.plan
    found = {}
    for x, y, size, ring, opacity in held.circles:
        key, query = (plan.top - y) / plan.cell_height, (x - plan.left) / plan.cell_width
        if 0 <= key < plan.n and 0 <= query < plan.n:
            assert not ring
            found[int(key), int(query)] = size, opacity
    return found


# What is said


def test_only_a_pair_that_the_mask_leaves_is_worked_out(shown):
    scene, held = shown
    if "pair" in held:
        assert scene.head.mask[scene.focus, scene.key]


def test_the_best_is_named_only_where_its_score_stands_alone_in_print(shown):
    scene, held = shown
    caption = held["span"].caption
    if best(scene) is None:
        assert caption == "A higher score means a better match."
        return
    key = best(scene)
    assert caption.endswith(f"match: {scene.brief(key)} has {visible(scene)[key]}.")


def test_a_pair_s_product_is_the_one_of_its_two_vectors(shown):
    scene, held = shown
    head = scene.head
    if "pair" not in held:
        return
    query, key = scene.focus, scene.key
    if head.token_counts[key] > 1:
        assert f"has {head.token_counts[key]} keys" in held["pair"].caption
        assert "product" not in held["pair"].caption
        return
    vector = head.token_keys[sum(head.token_counts[:key])]
    (product,) = signed(head.queries[query] @ vector)
    assert held["pair"].caption.endswith(f"their dot product is {product}.")


def test_a_pair_s_number_stands_alone_on_the_page(shown):
    scene, held = shown
    if "pair" not in held:
        return
    (value,) = signed(products(scene)[scene.focus, scene.key])
    numbers = [text for text in held["pair"].said if text in signed(products(scene))]
    stage = [text for text in numbers if text not in held["pair"].caption.split()]
    assert held["pair"].said.count(value) >= 1
    assert not [text for text in stage if text != value]


def test_every_cell_is_counted(shown):
    scene, held = shown
    n = len(scene.head.labels)
    one = "One query meets one key, in a single cell."
    assert held["every"].caption == (
        one if n == 1 else f"Every query meets every key, in {numerals.count(n * n)} cells."
    )


def test_products_are_divided_by_the_model_s_own_root(shown):
    scene, held = shown
    d_head = scene.head.model.d_head
    if np.isclose(scene.head.rule.scale, d_head**-0.5):
        assert f"√{d_head}" in held["scale"].caption


# What stands in the cells


def test_products_fill_the_grid_and_then_the_scores(shown):
    scene, held = shown
    if scene.grid.scores is None or scene.grid.scores.cells.size is None:
        return
    for beat, values in (
        ("every", products(scene)), ("scale", scene.head.scores), ("span", scene.head.scores),
    ):  # fmt: skip
        found = in_grid(scene.plan, held[beat].texts)
        n = scene.plan.n
        expected = {(k, q): signed(values[q, k])[0] for k in range(n) for q in range(n)}
        assert found == expected


def test_a_disc_s_area_is_its_number_and_stays_while_all_are_divided(shown):
    scene, held = shown
    if scene.grid.scores is None:
        return
    scores, radius = scene.head.scores, scene.grid.scores.cells.radius
    full = np.pi * radius**2 / max(scores.max(), 1e-9)
    for beat in ("every", "span"):
        drawn = discs(scene, held[beat])
        for (key, query), (size, _) in drawn.items():
            assert size == pytest.approx(full * scores[query, key], rel=1e-3)
        visible_discs = {(k, q) for q, k in np.argwhere(scores > 0.02 * scores.max())}
        assert visible_discs <= set(drawn)


def test_at_last_all_but_the_followed_column_steps_back(shown):
    scene, held = shown
    if scene.grid.scores is None:
        return
    for (_, query), (_, opacity) in discs(scene, held["span"]).items():
        assert opacity == pytest.approx(1.0 if query == scene.focus else DIM)


def test_where_cells_hold_no_number_one_is_drawn_near_while_all_are_divided():
    scene, held = show(Scores, CASES["dots"])
    assert scene.grid.scores.cells.size is None
    (before,) = signed(products(scene)[scene.focus, scene.key])
    (after,) = signed(scene.head.scores[scene.focus, scene.key])
    assert before in held["pair"].said
    assert before not in held["every"].said
    assert after in held["scale"].said
    assert not any(text in held["span"].said for text in signed(products(scene)))


# It ends as softmax begins


def test_it_ends_with_the_grid_that_softmax_begins_with(shown):
    scene, held = shown
    made = [ink for ink in leaves(scene.standing_scores().everything()) if len(ink.outline)]
    known = {(ink.text, *np.round(ink.box(), 3)) for ink in held["span"].inks if len(ink.outline)}
    for ink in made:
        if ink.opacity > 0 and not isinstance(ink, Raster):
            box = np.round(ink.box(), 3)
            near = [one for one in known if one[0] == ink.text
                    and np.allclose(np.array(one[1:], float), box, atol=4e-3)]  # fmt: skip
            assert near, (ink.text, box)


def test_too_many_for_marks_are_cells_of_every_score():
    scene, held = show(Scores, CASES["cells"])
    scores, n = scene.head.scores, len(scene.head.labels)
    bands = [ink for ink in held["every"].inks if isinstance(ink, Raster)]
    pixels = np.concatenate([band.pixels for band in bands], axis=1)
    assert pixels.shape == (n, n, 4)
    assert pixels[..., 3].min() == 255  # none is left out
    blue = pixels[..., 2].astype(int) - pixels[..., 0] > 0
    strong = np.abs(scores.T) > 0.2 * np.abs(scores).max()
    assert (blue == (scores.T > 0))[strong].all()
    for beat, values in (("every", products(scene)), ("scale", scores)):
        largest = numerals.signed(float(np.abs(values).max()))
        assert {largest, "score, square-root ramp"} <= set(held[beat].said)
    assert not any("not drawn" in text for text in held["every"].said)
    assert any("blue above 0, pink below" in text for text in held["every"].said)
