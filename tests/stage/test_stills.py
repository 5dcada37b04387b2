"""Stills: the beat that is asked for, as pixels or as outlines, as the scene shows it."""

import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PIL import Image

from attnviz.errors import UsageError
from attnviz.frames.settings import FrameSettings
from attnviz.look.style import LIGHT
from attnviz.stage.play import held_beats, visit_beats
from attnviz.stage.settings import SceneSettings
from attnviz.stage.stills import save_still, still_beat
from tests.core_traces import made_up
from tests.stage.small_scenes import Quick


class Two(Quick):
    """Has two beats."""

    def beats(self):
        self.captions = {"grid": "Here it is.", "mask": "And here."}
        return ["grid", "mask"]

    def mask(self):
        self.rest()


def saved(path, theme=LIGHT, **kind):
    frames = FrameSettings(256, 144, 5, **kind)
    visit_beats(
        Quick, made_up([1, 2]), SceneSettings(theme=theme), frames,
        lambda beat, scene: save_still(scene, frames, path),
    )  # fmt: skip
    return path


def test_a_still_is_the_last_beat_unless_another_is_asked_for():
    scenes = []
    trace, frames = made_up([1, 2]), FrameSettings(256, 144, 5)
    visit_beats(Two, trace, SceneSettings(), frames, lambda beat, scene: scenes.append(scene))
    scene = scenes[0]
    assert still_beat(scene, None) == "mask"
    assert [still_beat(scene, name) for name in scene.beats()] == ["grid", "mask"]
    with pytest.raises(UsageError, match=r'no beat "maks": did you mean mask.*has grid, mask'):
        still_beat(scene, "maks")


def test_a_png_has_the_pixels_that_the_clip_holds(tmp_path):
    picture = np.asarray(Image.open(saved(tmp_path / "x.png", format="png")))
    ((_, held),) = held_beats(
        Quick, made_up([1, 2]), SceneSettings(theme=LIGHT), FrameSettings(256, 144, 5)
    )
    assert np.array_equal(picture, held)
    assert picture.shape == (144, 256, 4)


def svg(path):
    root = ET.parse(path).getroot()
    return root, {node.tag.rpartition("}")[2] for node in root.iter()}


def test_an_svg_has_outlines_and_its_ground_and_no_font(tmp_path):
    path = saved(tmp_path / "x.svg", format="svg")
    root, kinds = svg(path)
    assert (root.get("width"), root.get("height")) == ("256px", "144px")
    assert "path" in kinds
    assert not kinds & {"text", "font", "image"}
    assert "<rect" in path.read_text()


def test_an_svg_without_a_ground_has_none(tmp_path):
    path = saved(tmp_path / "x.svg", format="svg", transparent=True)
    assert "<rect" not in path.read_text()
    assert "path" in svg(path)[1]
