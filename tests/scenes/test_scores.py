"""Scores: what is said of them is true of the head's, and chosen by the numbers alone."""

import numpy as np
import pytest

from attnviz.scenes.scores import NEXT_TO_NOTHING, Scores
from tests.core_traces import DEFAULT
from tests.scenes.screen import signed
from tests.scenes.show import COMMON, Case, sentence, show


def test_scores_names_the_highest_the_lowest_and_the_one_nearest_zero():
    scene, held = show(Scores, COMMON["the default"])
    scores = scene.trace.head().scores
    for value in signed([scores.max(), scores.min(), scores.flat[np.abs(scores).argmin()]]):
        assert value in held["span"].said


@pytest.mark.parametrize(
    "words", [DEFAULT, "Go home", "internationalization of electroencephalographically"]
)
def test_next_to_nothing_is_said_only_of_what_is(words):
    scene, held = show(Scores, Case(sentence(words)))
    is_near = abs(scene.trace.head().scores[scene.pairs[1]]) < NEXT_TO_NOTHING
    assert ("nothing" in " ".join(held["near_zero"].said)) == is_near
