"""A scene as it stands, as a picture: pixels, or outlines for print."""

from __future__ import annotations

from pathlib import Path

import cairo
from PIL import Image

from attnviz.catalog.scenes import beat_name, nearest_beat
from attnviz.errors import unknown
from attnviz.frames.camera import draw_inks
from attnviz.frames.pdf import write_pdf
from attnviz.frames.renderer import StageRenderer
from attnviz.frames.settings import FrameSettings
from attnviz.stage.scene import AttentionScene


def still_beat(scene: AttentionScene, asked: str | None) -> str:
    """Return the beat that a still shows: the one asked for, or the last.

    A beat that the scene leaves out on this sentence is shown as the one before it stands.

    Raises
    ------
    UsageError
        When this scene has no such beat; it names the nearest, and all.
    """
    names = [beat_name(scene.slug, beat) for beat in scene.beats()]
    if asked is None:
        return names[-1]
    shown = nearest_beat(scene.slug, asked, names)
    if shown is None:
        raise unknown("beat", asked, names, f"{scene.slug} has {', '.join(names)}")
    return shown


def save_still(scene: AttentionScene, frame_settings: FrameSettings, path: Path) -> None:
    """Write what a scene shows now.

    Parameters
    ----------
    frame_settings
        Its ``format`` is ``png``, or ``svg`` for outlines only: text too, so that no font is
        needed; ``pdf`` for the same above text that can be searched and marked. A table of very
        many cells remains a picture inside them.
    path
        The file.

    Raises
    ------
    AttnvizError
        When the scene shows anything but Inks and no PNG is asked for.
    """
    renderer = scene.renderer
    assert isinstance(renderer, StageRenderer)
    if frame_settings.format == "png":
        Image.fromarray(renderer.picture(scene)).save(path)
        return
    inks, size = renderer.inks(scene), (frame_settings.width, frame_settings.height)
    ground = None if frame_settings.transparent else scene.theme.ground
    if frame_settings.format == "pdf":
        title = f"{scene.slug}: {scene.trace.sentence}"
        write_pdf(inks, scene.page, scene.theme.ground, size, title, path)
        return
    with cairo.SVGSurface(str(path), *size) as surface:
        surface.set_document_unit(cairo.SVG_UNIT_PX)
        draw_inks(inks, cairo.Context(surface), scene.page, ground, size)
