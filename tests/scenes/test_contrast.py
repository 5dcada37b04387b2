"""Every text of every scene can be read on what it stands on, in focus or not, in both themes."""

import pytest

from attnviz.frames.settings import FrameSettings
from attnviz.ink.tween import leaves
from attnviz.look.contrast import TEXT_NEEDS, contrast
from attnviz.look.style import DIM, THEMES
from attnviz.stage.play import visit_beats
from attnviz.stage.settings import SceneSettings
from tests.scenes.test_layout import every_scene, scene_of, traced

SENTENCE = "a fluffy blue creature roamed the verdant forest"


def code(rgb):
    return "#" + "".join(f"{round(255 * float(c)):02X}" for c in rgb)


def over(ink, ground):
    """Return the colour that an Ink shows on a ground."""
    below = [int(ground[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    top, opacity = ink.rgba[:3], ink.opacity
    return code([t * opacity + b * (1 - opacity) for t, b in zip(top, below, strict=True)])


def meet(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def faults(scene):
    """Return the texts of a picture that are too faint on the ground or on a fill below them."""
    found, fills = [], []
    for ink in leaves(scene.mobjects):
        if ink.opacity == 0 or not len(ink.outline):
            continue
        if ink.text is None:
            fills += [ink] if not ink.is_stroked else []
            continue
        grounds = {over(fill, scene.theme.ground) for fill in fills if meet(fill.box(), ink.box())}
        for ground in {scene.theme.ground, *grounds}:
            ratio = contrast(over(ink, ground), ground)
            if ratio < TEXT_NEEDS:
                found.append(f"{ink.text[:12]!r} on {ground}: {ratio:.2f}")
    return found


def visited(entry, theme, look):
    trace, picture = traced(SENTENCE, 14), FrameSettings(256, 144, 15)
    visit_beats(scene_of(entry), trace, SceneSettings(theme=theme), picture, look)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@every_scene
def test_every_text_can_be_read(entry, theme):
    found = []
    visited(
        entry, theme,
        lambda beat, scene: found.extend(f"{beat.name}: {fault}" for fault in faults(scene)),
    )  # fmt: skip
    assert not found, "\n".join(found[:12])


def test_the_test_sees_a_faint_text():
    found = []

    def spoil(beat, scene):
        for ink in leaves(scene.mobjects):
            ink.rgba[3] *= DIM
        found.extend(faults(scene))

    from attnviz.catalog.scenes import SCENES

    visited(SCENES[0], THEMES["light"], spoil)
    assert found
