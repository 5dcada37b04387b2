"""The contact sheet: a frame a beat, in order, each named."""

import numpy as np
import pytest
from PIL import Image

from attnviz.export.storyboard import contact_sheet
from attnviz.look.style import DARK, LIGHT

COLORS = [(200, 30, 30), (30, 200, 30), (30, 30, 200), (200, 200, 30), (30, 200, 200)]


def frame(color, width=256, height=144, alpha=255):
    return np.full((height, width, 4), (*color, alpha), np.uint8)


def sheet(path, frames, theme=DARK, **kwargs):
    named = [(f"beat {i}", picture) for i, picture in enumerate(frames)]
    contact_sheet(named, path, theme, **kwargs)
    return np.array(Image.open(path)).astype(int)


def spot(picture, color):
    """Return the box (left, top, right, bottom) of a colour."""
    rows, columns = np.nonzero((picture == color).all(axis=2))
    return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1


@pytest.mark.parametrize("count", [1, 2, 5])
def test_every_frame_is_there_whole_and_in_order(tmp_path, count):
    picture = sheet(tmp_path / "sheet.png", [frame(color) for color in COLORS[:count]])
    boxes = [spot(picture, color) for color in COLORS[:count]]
    for left, top, right, bottom in boxes:
        assert (right - left, bottom - top) == (256, 144)
    assert boxes == sorted(boxes, key=lambda box: (box[1], box[0]))
    assert len({box[0] for box in boxes}) == min(count, 2)


def test_upright_frames_stand_four_in_a_row(tmp_path):
    picture = sheet(tmp_path / "sheet.png", [frame(color, 144, 256) for color in COLORS])
    tops = [spot(picture, color)[1] for color in COLORS]
    assert len(set(tops[:4])) == 1
    assert tops[4] > tops[0]


def test_columns_can_be_chosen(tmp_path):
    picture = sheet(tmp_path / "sheet.png", [frame(color) for color in COLORS[:3]], columns=3)
    assert len({spot(picture, color)[1] for color in COLORS[:3]}) == 1


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_each_frame_is_named_below(tmp_path, theme):
    ground = tuple(int(theme.hair[i : i + 2], 16) for i in (1, 3, 5))
    picture = sheet(tmp_path / "sheet.png", [frame(color) for color in COLORS[:2]], theme)
    below = spot(picture, COLORS[0])[3]
    for color in COLORS[:2]:
        left, _, right, _ = spot(picture, color)
        name = picture[below:, left:right]
        ink = np.abs(name - ground).sum(axis=2) > 200
        assert 20 < ink.sum() < 0.5 * ink.size
    # Names differ in their number only.
    first, second = (spot(picture, color)[0] for color in COLORS[:2])
    assert (picture[below:, first : first + 100] != picture[below:, second : second + 100]).any()


def test_clear_frames_get_the_theme_s_ground(tmp_path):
    picture = sheet(tmp_path / "sheet.png", [frame((0, 0, 0), alpha=0)], LIGHT)
    ground = tuple(int(LIGHT.ground[i : i + 2], 16) for i in (1, 3, 5))
    left, top, right, bottom = spot(picture, ground)
    assert (right - left, bottom - top) == (256, 144)


def test_names_are_drawn_in_any_script(tmp_path):
    drawn = []
    for name in ("점수", "마스"):
        contact_sheet([(name, frame(COLORS[0]))], tmp_path / "sheet.png", DARK)
        drawn.append(np.array(Image.open(tmp_path / "sheet.png")))
    # Boxes in place of letters would all look the same.
    assert not np.array_equal(drawn[0], drawn[1])
