"""Named scores: the number, the two words and the mark of each say the same."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.mobjects.grid_plan import plan_grid
from attnviz.pictures.scores import NamedScore, score_list
from tests.drawing import circles, said
from tests.geometry import bounds, lies_in, on_one_another

BOX = plan_grid(["word"] * 8, Page.of_pixels(1280, 720)).panel
NOTES = ("highest", "lowest", "nearest zero")
words = st.text("abcdefghijklmnopqrstuvwxyzW한", min_size=1, max_size=30)
values = st.floats(-40, 40, width=32)


def listed(named, box=BOX):
    return score_list(named, box, box.top - 0.3, DARK)


def named_scores(found):
    return [
        NamedScore(note, query, key, score, 0.2 * np.sqrt(abs(score) / 40))
        for note, (query, key, score) in zip(NOTES, found, strict=False)
    ]


@given(st.lists(st.tuples(words, words, values), min_size=1, max_size=3))
@settings(max_examples=15)
def test_each_entry_says_its_note_its_number_and_its_words(found):
    named = named_scores(found)
    for group, one in zip(listed(named), named, strict=True):
        note, number, query, key = said(group)
        assert (note, number) == (one.note, numerals.signed(one.score))
        for short, whole in ((query, one.query), (key, one.key)):
            head, _, tail = short.partition("…")
            assert short == whole or (whole.startswith(head) and whole.endswith(tail))


@given(st.lists(st.tuples(words, words, values), min_size=1, max_size=3))
@settings(max_examples=15)
def test_entries_stand_in_the_panel_and_apart(found):
    groups = listed(named_scores(found))
    assert lies_in(groups, BOX, 0.02)
    assert not on_one_another(groups)
    boxes = [bounds(group) for group in groups]
    assert all(a.bottom > b.top for a, b in pairwise(boxes))


def test_the_mark_is_a_disc_above_zero_and_a_ring_below_and_none_where_nothing_is_drawn():
    plus, minus, nothing = listed(
        [
            NamedScore("highest", "ship", "old", 5.06, 0.2),
            NamedScore("lowest", "sea", "the", -5.06, 0.15),
            NamedScore("nearest zero", "a", "a", 0.001, 0.0),
        ]
    )
    (disc,), (ring,) = circles(plus), circles(minus)
    assert (disc[3], ring[3]) == (False, True)
    assert (disc[2], ring[2]) == pytest.approx((np.pi * 0.2**2, np.pi * 0.15**2), rel=1e-4)
    assert circles(nothing) == []
    assert disc[0] < leaves(plus)[2].box()[0]  # beside its number


def test_queries_and_keys_have_their_colours():
    (group,) = listed([NamedScore("highest", "ship", "old", 5.06, 0.2)])
    colors = {ink.text: ink.get_color().to_hex() for ink in leaves(group) if ink.text}
    assert (colors["ship"], colors["old"]) == (DARK.query, DARK.key)
