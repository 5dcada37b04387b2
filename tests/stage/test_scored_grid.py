"""A grid of scores: numbers where they fit, else discs and dashes; −∞ only where it is closed."""

import numpy as np
import pytest

from attnviz.ink.text import text_boxes
from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.style import DARK, DIM
from attnviz.mobjects.standing_scores import head_room
from attnviz.stage.scored_grid import ScoredGrid
from tests.core_traces import made_up, reads_both_ways
from tests.drawing import circles, said
from tests.geometry import bounds
from tests.stage.playing import TALL, WIDE, play


class Standing(ScoredGrid):
    """Stands there with all that it can make."""

    slug = "mask"

    def beats(self):
        return ["scores"]

    def scores(self):
        self.made_axes = self.axes(self.plan)
        self.rest()


def standing(n, **settings):
    return play(Standing, made_up([1] * n), **settings)[0]


def cells(scene, columns):
    """Return what is written where, (query, key) to text."""
    plan, found = scene.plan, {}
    for ink in leaves(columns):
        for text, corners in text_boxes(ink):
            x, y = corners.mean(axis=0)
            query, key = (x - plan.left) / plan.cell_width, (plan.top - y) / plan.cell_height
            found[int(query), int(key)] = text
    return found


@pytest.mark.parametrize("n", [1, 3, 8])
def test_scores_and_closed_cells_together_fill_the_grid_once(n):
    scene = standing(n)
    head = scene.head
    open_cells = cells(scene, scene.marks(scene.plan, head.mask))
    closed = cells(scene, scene.closed(scene.plan))
    assert set(closed.values()) <= {"−∞"}
    assert set(closed) == {(q, k) for q, k in np.argwhere(~head.mask)}
    assert open_cells == {
        (q, k): numerals.signed(float(head.scores[q, k])) for q, k in np.argwhere(head.mask)
    }
    for ink in leaves(scene.closed(scene.plan)):
        assert ink.get_color().to_hex() == DARK.fade


@pytest.mark.parametrize("n", [13, 30])
def test_many_are_discs_as_large_as_their_scores(n):
    scene = standing(n)
    assert scene.size is None
    assert scene.closed(scene.plan) == []
    marks = circles(scene.marks(scene.plan, scene.head.mask))
    whole = circles(scene.discs(scene.plan))
    assert len(marks) < len(whole)
    plan, scores = scene.plan, scene.head.scores
    unit = np.pi * plan.dot_radius**2 / scores.max()
    for found, where in ((marks, scene.head.mask), (whole, np.ones_like(scene.head.mask))):
        for x, y, size, ring, _ in found:
            query = int((x - plan.left) / plan.cell_width)
            key = int((plan.top - y) / plan.cell_height)
            assert where[query, key]
            assert not ring
            assert size == pytest.approx(unit * scores[query, key], rel=1e-3)
    assert scene.marks_note() == "disc: above 0, area = size · dash: below 0"


# The grid of scores in the middle of the page


@pytest.mark.parametrize("frames", [WIDE, TALL], ids=["wide", "tall"])
@pytest.mark.parametrize("n", [1, 2, 8, 14, 30, 52])
def test_the_grid_of_scores_stands_in_the_middle_with_the_followed_column_framed(n, frames):
    scene = play(Standing, made_up([1] * n), frames=frames)[0]
    grid = scene.standing_scores()
    box, room = bounds(grid.everything()), scene.page.content
    if not grid.plan.caption_below:
        room = scene.page.content_without_caption
    middle = np.abs(np.subtract(box.center, room.center))
    assert (middle <= (0.1 * room.width, 0.1 * room.height)).all()
    left, low, right, high = grid.frame.box()
    assert (left + right) / 2 == pytest.approx(grid.plan.center(0, scene.focus)[0])
    assert (low, high) == pytest.approx((grid.plan.bottom, grid.plan.top))
    assert (grid.scores is None) == (n > 48) == bool(grid.picture)


def test_the_columns_that_are_not_followed_step_back():
    scene = standing(8)
    scores = scene.standing_scores().scores
    for query in range(8):
        inks = scores.column(query)
        discs = {ink.opacity for ink in inks if ink.text is None}
        bright = {ink.get_color().to_hex() for ink in inks if (ink.text or "").startswith("+")}
        assert discs <= ({1.0} if query == scene.focus else {DIM})
        assert bright <= ({DARK.text} if query == scene.focus else {DARK.mute})


@pytest.mark.parametrize("n", [2, 8, 14])
def test_heads_have_room_beside_and_above_the_grid_s_labels(n):
    scene = standing(n)
    plan, room = scene.plan_scores(), scene.page.content
    if not plan.caption_below:
        room = scene.page.content_without_caption
    beside, above = head_room(n)
    assert plan.extent.width + beside <= room.width + 1e-6
    assert plan.extent.height + above <= room.height + 1e-6


def test_where_nothing_is_hidden_nothing_is_closed():
    trace = reads_both_ways([1] * 5)
    scene = play(Standing, trace, unit="token")[0]
    assert scene.head.mask.all()
    assert scene.size is not None
    assert scene.closed(scene.plan) == []


@pytest.mark.parametrize(("n", "dotted"), [(12, True), (48, True), (49, False)])
def test_beyond_so_many_words_the_grid_is_a_picture(n, dotted):
    assert standing(n).dotted == dotted


def test_axes_offer_the_labels_that_a_table_also_says():
    scene = standing(5)
    words = scene.words(3)
    assert words["query"].text == scene.plan.labels[3]
    assert words["query"].get_color().to_hex() == DARK.query
    assert [words["key", i].text for i in range(5)] == list(scene.plan.labels)
    on_stage = {id(ink) for ink in leaves(scene.made_axes)}
    assert all(id(ink) in on_stage for ink in words.values())


def test_a_grid_with_too_many_words_for_labels_names_its_focus_and_what_else_fits():
    scene = standing(30)
    written = [what for what, ink in scene.words(3).items() if ink.text]
    assert {what[1] for what in written if what != "query"} == set(scene.plan.rows)
    assert 12 <= len(scene.plan.rows) < 30
    assert scene.plan.labels[scene.focus] in said(scene.made_axes)


def test_of_words_of_several_pieces_it_is_said_how_their_scores_are_one():
    several = play(Standing, made_up([1, 2, 1]))[0]
    assert several.marks_note() == "several tokens: own keys, scores merged · rounded"
    assert standing(3).marks_note() == "rounded"
