"""Scores: what is said of them is true of the head's, and chosen by the numbers alone."""

import numpy as np
import pytest

from attnviz.ink.raster import Raster
from attnviz.look import numerals
from attnviz.scenes.scores import Scores
from attnviz.stage.settings import SceneSettings
from tests.core_traces import DEFAULT, made_up
from tests.scenes.screen import signed
from tests.scenes.show import Case, pick, sentence, show

CASES = {
    **pick(
        "the default", "in tokens", "another head", "the first layer", "one word", "two words",
        "several pieces", "twelve words", "dots", "cells", "many words", "no mask",
    ),
    "short": Case(sentence("Go home")),
    "a key of several tokens": Case(
        sentence(DEFAULT), SceneSettings(word="forest", key="verdant")
    ),
    "no word of one token": Case(lambda: made_up([2, 2, 2])),
}  # fmt: skip


@pytest.fixture(params=CASES)
def shown(request):
    return show(Scores, CASES[request.param])


def visible(scene):
    """Return what the followed word may use, printed, by key."""
    head, query = scene.head, scene.focus
    keys = np.flatnonzero(head.mask[query]).tolist()
    return {key: signed(head.scores[query, key])[0] for key in keys}


def extremes(scene):
    """Return the keys whose printed score is above, and below, every other that is seen."""
    found, printed = [], visible(scene)
    number = {key: float(text.replace("−", "-")) for key, text in printed.items()}
    for best in (max(number.values()), min(number.values())):
        keys = [key for key, value in number.items() if value == best]
        found.append(keys[0] if len(keys) == 1 and len(number) > 1 else None)
    return found


def test_only_pairs_that_the_mask_leaves_are_worked_out(shown):
    scene, _ = shown
    assert all(scene.head.mask[cell] for cell in scene.pairs)


def test_the_best_is_named_only_where_its_score_stands_alone_in_print(shown):
    scene, held = shown
    best, _ = extremes(scene)
    caption = held["span"].caption
    if best is None:
        assert caption == "A higher score means a better match."
        return
    words = f"{scene.brief(scene.focus)} and {scene.brief(best)}"
    assert caption.endswith(f"{words} have {visible(scene)[best]}.")


def test_highest_and_lowest_are_those_of_what_the_followed_word_sees(shown):
    scene, held = shown
    if scene.plan.panel is None:
        return
    which = "" if scene.head.mask[scene.focus].all() else " of those it sees"
    said = held["span"].said
    for name, key in zip(("highest", "lowest"), extremes(scene), strict=True):
        assert said.count(f"{name}{which}") == (key is not None)
        assert key is None or visible(scene)[key] in said


def test_a_score_is_called_near_zero_only_where_it_is(shown):
    scene, held = shown
    if "near_zero" not in held:
        return
    near = abs(scene.head.scores[scene.pairs[1]]) < 0.1
    assert ("near zero" in held["near_zero"].caption) == near
    assert "nothing" not in held["near_zero"].caption


def test_a_pair_s_score_is_the_one_of_its_words(shown):
    scene, held = shown
    head = scene.head
    if "pair" not in held:
        return
    query, key = scene.pairs[0]
    assert (query, key) == (scene.focus, scene.key)
    assert held["pair"].caption.endswith(f"{numerals.signed(float(head.scores[query, key]))}.")
    if head.token_counts[key] > 1:
        assert f"has {head.token_counts[key]} keys" in held["pair"].caption
        assert "product" not in held["pair"].said


def test_every_cell_is_counted(shown):
    scene, held = shown
    n = len(scene.head.labels)
    one = "One query meets one key: a single score."
    assert held["every"].caption == (
        one if n == 1 else f"Every query meets every key, in {numerals.count(n * n)} cells."
    )


def test_a_word_of_several_tokens_is_said_to_have_a_key_for_each(shown):
    scene, held = shown
    several = max(scene.head.token_counts) > 1
    assert held["words"].caption.endswith("a key for each token." if several else "and a key.")


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
    largest = numerals.signed(float(np.abs(scores).max()))
    assert {largest, "score, square-root ramp"} <= set(held["every"].said)
    assert not any("not drawn" in text for text in held["every"].said)
    assert any("blue above 0, pink below" in text for text in held["every"].said)
