"""A list of words keeps to its room and says what was measured."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.analysis.logit_attribution import Raised, Readout
from attnviz.ink.tween import leaves
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.pictures.update_readout import LISTED, ranking, readout_list
from tests.drawing import said

SHAPES = [(1280, 720), (720, 1280), (720, 720), (960, 720)]
pages = st.sampled_from([Page.of_pixels(*shape) for shape in SHAPES])


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 9), pages)
def test_a_ranking_keeps_to_its_room(count, page):
    box = page.content.columns([0.62, 0.38])[1]
    rows = [(f"word{i}", "−0.12 → −0.11") for i in range(count)]
    title, *shown = ranking(["what was measured,", "and how"], rows, 4, box, DARK)
    assert 1 <= len(shown) <= min(count, 4)
    assert "".join(said(title)).replace(" ", "") == "whatwasmeasured,andhow"
    for i, row in enumerate(shown):
        assert said(row)[1] == rows[i][1]
    for ink in leaves([title, *shown]):
        left, bottom, right, top = ink.box()
        assert box.left - 0.05 <= left
        assert right <= box.right + 0.05
        assert top <= box.top + 0.05
        assert bottom >= box.bottom - 0.35


@pytest.mark.parametrize("shape", SHAPES)
def test_a_readout_says_by_how_much_and_how_far_out(shape):
    words = [Raised("forest", 3.0, 8.0), Raised("tree", 2.9, 7.0)]
    box = Page.of_pixels(*shape).content.columns([0.6, 0.4])[1]
    title, *rows = readout_list(Readout(words, 6.5, 9), box, DARK)
    assert "8.00 deviations out; by chance up to 6.50" in " ".join(said(title))
    assert [said(row) for row in rows] == [["forest", "+3.00"], ["tree", "+2.90"]][:LISTED]
