"""The grid of scores as `scores` leaves it and `softmax` finds it."""

import numpy as np
import pytest

from attnviz.look.style import DARK, DIM
from attnviz.mobjects.standing_scores import head_room
from attnviz.stage.grid_scene import GridScene
from tests.core_traces import made_up
from tests.geometry import bounds
from tests.stage.playing import TALL, WIDE, play


class Standing(GridScene):
    """Stands there."""

    slug = "softmax"

    def beats(self):
        return ["column"]

    def column(self):
        self.rest()


def standing(n):
    return play(Standing, made_up([1] * n))[0]


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
