"""A scene as it stands, as a picture: pixels, or outlines for print."""

from __future__ import annotations

from pathlib import Path

import cairo
from PIL import Image

from attnviz.errors import unknown
from attnviz.frames.camera import draw_inks
from attnviz.frames.pdf import write_pdf
from attnviz.frames.renderer import StageRenderer
from attnviz.frames.settings import FrameSettings
from attnviz.stage.scene import AttentionScene


def still_beat(scene: AttentionScene, asked: str | None) -> str:
    """Return the beat that a still shows: the one asked for, or the last.

    Raises
    ------
    UsageError
        When this scene has no such beat on this sentence; it names the nearest, and all.
    """
    names = list(scene.beats())
    if asked is None:
        return names[-1]
    if asked not in names:
        raise unknown("beat", asked, names, f"{scene.slug} has {', '.join(names)}")
    return asked


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
