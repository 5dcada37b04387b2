"""What a scene needs is read from the catalogue, and refused before anything is computed."""

import pytest

from attnviz.catalog.needs import ONE_HEAD, Needs
from attnviz.catalog.scenes import SCENES
from attnviz.errors import UsageError
from attnviz.traces.parts import PARTS


def test_what_a_table_says():
    table = {"layers": "all", "sentences": [2, 9], "arrays": ["residual"], "weights": "all"}
    assert Needs.read(table) == Needs("all", (2, 9), False, ("residual",), "all", False)
    assert Needs.read({}) == ONE_HEAD
    with pytest.raises(TypeError, match="vocabluary"):
        Needs.read({"vocabluary": True})


@pytest.mark.parametrize("entry", SCENES, ids=lambda entry: entry.slug)
def test_the_catalogue_names_parts_that_there_are(entry):
    assert set(entry.needs.parts) <= set(PARTS)
    assert entry.needs.layers in ("head", "all")
    assert entry.needs.weights in ("none", "head", "all")


@pytest.mark.parametrize("count", [0, 1, 4])
def test_another_number_of_sentences_is_refused(count):
    with pytest.raises(UsageError, match=f"context is made from 2 to 3 sentences, and {count} are"):
        Needs(sentences=(2, 3)).check_count("context", count)
    with pytest.raises(UsageError, match="pattern is made from 1 sentence, and 2 are given"):
        ONE_HEAD.check_count("pattern", 2)


def test_a_number_that_fits_is_not():
    for count in (2, 3):
        Needs(sentences=(2, 3)).check_count("context", count)


def test_a_part_that_is_not_there_is_refused_with_its_sentence():
    needs = Needs(arrays=("residual",), weights="head", vocabulary=True)
    assert needs.parts == ("residual", "weights", "vocabulary")
    needs.check_parts("update", {"queries": "which it does not draw"})
    for part in needs.parts:
        with pytest.raises(UsageError, match="update cannot be shown: it came without"):
            needs.check_parts("update", {part: "it came without"})
