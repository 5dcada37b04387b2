"""Every text of every scene can be read on what it stands on, in focus or not, in both themes."""

import pytest

from attnviz.catalog.scenes import SCENES
from attnviz.ink.ink import SQUARE
from attnviz.ink.tween import leaves
from attnviz.look.contrast import TEXT_NEEDS, contrast
from attnviz.look.style import DIM, THEMES
from attnviz.stage.settings import SceneSettings
from tests.core_traces import default_trace
from tests.geometry import corners_of, share
from tests.scenes.show import Case, assert_faultless, at_each_beat, every_scene, scene_of


def code(rgb):
    return "#" + "".join(f"{round(255 * float(c)):02X}" for c in rgb)


def over(ink, ground):
    """Return the colour that an Ink shows on a ground."""
    below = [int(ground[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    top, opacity = ink.rgba[:3], ink.opacity
    return code([t * opacity + b * (1 - opacity) for t, b in zip(top, below, strict=True)])


def holds(fill, corners):
    """Tell whether an opaque box stands below all of a text: it then does not stand on the page."""
    left, low, right, high = fill.box()
    wide = left <= corners[:, 0].min() and corners[:, 0].max() <= right
    tall = low <= corners[:, 1].min() and corners[:, 1].max() <= high
    return fill.opacity == 1 and len(fill.outline) == len(SQUARE) and wide and tall


def faults(scene):
    """Return the texts of a picture that are too faint on the ground or on a fill below them."""
    found, fills = [], []
    for ink in leaves(scene.mobjects):
        if ink.opacity == 0 or not len(ink.outline):
            continue
        if ink.text is None:
            fills += [ink] if not ink.is_stroked else []
            continue
        corners = corners_of(ink)
        below = [fill for fill in fills if share(corners_of(fill), corners)]
        grounds = {over(fill, scene.theme.ground) for fill in below}
        inside = any(holds(fill, corners) for fill in below)
        for ground in grounds if inside else {scene.theme.ground, *grounds}:
            ratio = contrast(over(ink, ground), ground)
            if ratio < TEXT_NEEDS:
                found.append(f"{ink.text[:12]!r} on {ground}: {ratio:.2f}")
    return found


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@every_scene
def test_every_text_can_be_read(entry, theme):
    case = Case(default_trace, SceneSettings(theme=theme))
    assert_faultless(scene_of(entry), case, faults)


def test_the_test_sees_a_faint_text():
    def spoil(scene):
        for ink in leaves(scene.mobjects):
            ink.rgba[3] *= DIM
        return faults(scene)

    case = Case(default_trace, SceneSettings(theme=THEMES["light"]))
    assert any(at_each_beat(scene_of(SCENES[0]), case, spoil).values())
