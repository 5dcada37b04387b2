"""The finished pattern with one column in focus, and what a later picture takes over of it."""

from attnviz.look import numerals
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.mobjects.grid_plan import plan_grid
from attnviz.pictures.values import FollowedColumn
from tests.core_traces import default_trace
from tests.drawing import texts


def test_the_followed_column_offers_what_it_says():
    head, page = default_trace().head(), Page.of_pixels(1280, 720)
    plan = plan_grid(head.labels, page, rows_below=0.9)
    shown = FollowedColumn(
        head.labels, head.pattern, head.mask, 3, [2, 1], (), plan, page, DARK
    )  # fmt: skip
    assert shown.said["query"].text == "creature"
    for key, word in enumerate(["a", "fluffy", "blue", "creature"]):
        assert shown.said["key", key].text == word
        assert shown.said["weight", key].text == numerals.weight(float(head.pattern[3, key]))
        assert ("dot", key) in shown.said
    assert ("key", 4) not in shown.said
    assert all(any(ink is one for one in shown.inks) for ink in shown.said.values())
    assert len(texts(shown.inks)) > 20
