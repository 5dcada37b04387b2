"""Clips without a ground: what lies under them shows through, and edges keep their colour."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from PIL import Image, ImageFilter

from attnviz.clips.fit import frames_of
from attnviz.frames.clear import matte, spread
from attnviz.frames.settings import FrameSettings
from attnviz.look.colors import rgb
from attnviz.look.style import DARK, DIM
from attnviz.scenes.pattern import AttentionPattern
from attnviz.stage.play import render_clip
from attnviz.stage.settings import SceneSettings
from tests.core_traces import smollm2

AMBER, CLEAR, BLACK = (255, 176, 31, 255), (0, 0, 0, 0), (0, 0, 0)
WHITE, GROUND = (255, 255, 255), tuple(rgb(DARK.ground) * 255)


def over(frame, ground):
    """Lay a picture over a ground, as a slide does."""
    alpha = frame[..., 3:] / 255
    return frame[..., :3] * alpha + np.array(ground) * (1 - alpha)


def lines():
    """Draw thin upright lines with soft edges."""
    frame = np.zeros((96, 128, 4), np.uint8)
    frame[:, 10::20] = AMBER
    frame[:, 11::20] = (*AMBER[:3], 90)
    return frame


# What is done to a picture


def test_spreading_colour_changes_nothing_that_is_seen():
    frame = lines()
    done = spread(frame)
    assert np.array_equal(done[..., 3], frame[..., 3])
    assert np.array_equal(done[frame[..., 3] > 0], frame[frame[..., 3] > 0])


def test_what_is_clear_takes_the_colour_beside_it():
    done = spread(lines()).astype(int)
    beside = done[:, [9, 12, 13]]
    assert (beside[..., 3] == 0).all()
    assert np.abs(beside[..., :3] - AMBER[:3]).max() < 16


def test_an_empty_picture_stays_empty():
    assert not spread(np.zeros((96, 128, 4), np.uint8)).any()


def test_a_matte_knows_all_or_nothing_and_looks_right_on_its_ground():
    frame = np.array([[AMBER, (*AMBER[:3], 107), (*AMBER[:3], 20), CLEAR]], np.uint8)
    done = matte(frame, DARK.ground)
    assert done[..., 3].tolist() == [[255, 255, 0, 0]]
    assert over(done, GROUND)[0, :2] == pytest.approx(over(frame, GROUND)[0, :2], abs=1)


# A real scene in every format that can be clear

SMALL = FrameSettings(480, 270, 4, "png", transparent=True)


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """Return how a clip ends in a format, decoded, and as the still shows it."""
    folder, trace = tmp_path_factory.mktemp("clear"), smollm2().trace("red wine stains", upto=14)

    @cache
    def play(form):
        picture, path = replace(SMALL, format=form), folder / f"clip.{form}"
        render_clip(AttentionPattern, trace, SceneSettings(pace=4), picture, path)
        if form == "png":
            return np.array(Image.open(path))
        *_, last = frames_of(path, picture)
        return last

    still = play("png")
    return lambda form: (play(form), still)


@pytest.mark.parametrize(("form", "bits"), [("webm", 24), ("mov", 1)])
def test_the_ground_is_clear_and_text_is_not(played, form, bits):
    shown, still = played(form)
    assert shown.shape == still.shape
    assert shown[still[..., 3] == 0][:, 3].max() <= bits
    near = Image.fromarray(still[..., 3]).filter(ImageFilter.MaxFilter(33))  # a codec's block
    away = np.array(near) == 0
    assert away.mean() > 0.2
    assert not shown[away][:, 3].any()
    assert shown[still[..., 3] == 255][:, 3].min() >= 255 - bits


@pytest.mark.parametrize(("form", "off"), [("webm", 3.0), ("mov", 1.0)])
@pytest.mark.parametrize("ground", [WHITE, GROUND, BLACK], ids=["white", "theme", "black"])
def test_edges_are_neither_darker_nor_lighter(played, form, off, ground):
    shown, still = played(form)
    edge = (still[..., 3] > 20) & (still[..., 3] < 235)
    assert edge.sum() > 1000
    change = over(shown, ground)[edge] - over(still, ground)[edge]
    assert np.abs(change.mean(axis=0)).max() < off
    doubled = still[..., :3] * (still[..., 3:] / 255.0)  # the fault this looks for
    wrong = over(np.dstack([doubled, still[..., 3:]]), ground)[edge] - over(still, ground)[edge]
    assert np.abs(wrong.mean(axis=0)).max() > 4 * off


def test_a_clear_gif_keeps_dots_out_of_focus(played):
    shown, still = played("gif")
    assert set(np.unique(shown[..., 3])) == {0, 255}
    dim = np.abs(still[..., 3] - 255.0 * DIM) < 1
    assert dim.sum() > 50
    wanted = over(still, GROUND)[dim]
    assert np.abs(over(shown, GROUND)[dim] - wanted).mean() < 6
