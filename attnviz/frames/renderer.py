"""A renderer for scenes of Inks: manim's own loop, with a canvas that redraws what changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol, cast

import numpy as np
from manim import Mobject, Scene, config
from manim.renderer.cairo_renderer import CairoRenderer
from manim.scene.scene_file_writer import SceneFileWriter

from attnviz.errors import AttnvizError
from attnviz.frames.canvas import Canvas
from attnviz.frames.encoder import Frame, Rect
from attnviz.ink.ink import Ink


def straight(pixels: Frame) -> Frame:
    """Return pixels whose colours are no longer multiplied by their opacity.

    Cairo keeps them multiplied; video and PNG want the colour itself.
    """
    alpha = pixels[..., 3:].astype(np.uint32)
    color = (pixels[..., :3] * np.uint32(255) + alpha // 2) // np.maximum(alpha, 1)
    result: Frame = np.concatenate([np.minimum(color, 255), alpha], axis=2).astype(np.uint8)
    return result


class FrameSink(Protocol):
    """Where a scene's frames go, such as an `Encoder`."""

    def mark(self) -> None:
        """Hear that a section begins with the next frame."""

    def write(self, pixels: Frame, repeat: int = 1, rects: list[Rect] | None = None) -> None:
        """Take a picture, shown for `repeat` frames; it changed inside `rects`, or anywhere."""


class StageWriter(SceneFileWriter):
    """Keeps manim's sections and writes no files: frames go from the renderer to the encoder."""

    def __init__(self, settings: Any, encoder: FrameSink | None) -> None:
        self._encoder = encoder
        super().__init__(settings)

    def next_section(self, name: str, type_: str, skip_animations: bool) -> None:
        """Begin a section: the clip can be cut here."""
        if self._encoder is not None:
            self._encoder.mark()
        super().next_section(name, type_, skip_animations)

    def begin_animation(self, *args: Any, **kwargs: Any) -> None:
        """Open nothing: one stream takes the whole scene."""

    def end_animation(self, *args: Any, **kwargs: Any) -> None:
        """Close nothing."""


class StageRenderer(CairoRenderer):
    """Draws Inks on a `Canvas`; a scene with anything else on it is drawn as manim draws it.

    Parameters
    ----------
    encoder
        Where frames go; None keeps them in the renderer.
    camera_class
        What draws mobjects that are no Inks, and any if `redraw_all` is set.
    skip_animations
        Whether only the end of each animation is drawn.
    redraw_all
        Whether to leave the canvas out: every frame is drawn whole by the camera.
    """

    def __init__(
        self,
        encoder: FrameSink | None,
        camera_class: type[Any],
        skip_animations: bool = False,
        redraw_all: bool = False,
    ) -> None:
        def make_writer(settings: Any) -> StageWriter:
            return StageWriter(settings, encoder)

        super().__init__(
            file_writer_class=make_writer,  # type: ignore[arg-type]
            camera_class=camera_class,
            skip_animations=skip_animations,
        )
        self._encoder = encoder
        self._redraw_all = redraw_all
        self._canvas: Canvas | None = None
        self._changed: list[tuple[int, int, int, int]] | None = None

    def picture(self, scene: Scene) -> Frame:
        """Return the scene as it stands now, (height, width, 4), RGBA."""
        self.update_frame(scene)
        return straight(self._pixels) if self._is_clear else np.array(self._pixels)

    @property
    def _is_clear(self) -> bool:
        return bool(self.camera.background_opacity == 0)

    @property
    def _pixels(self) -> Frame:
        return self._canvas.pixels if self._canvas else cast(Frame, self.camera.pixel_array)

    def save_static_frame_data(self, scene: Scene, static_mobjects: Iterable[Mobject]) -> None:
        """Save nothing: the canvas knows what changed."""

    def update_frame(
        self,
        scene: Scene,
        mobjects: Iterable[Mobject] | None = None,
        include_submobjects: bool = True,
        ignore_skipping: bool = True,
        **kwargs: Any,
    ) -> None:
        """Draw the scene as it stands, as far as it changed."""
        if self.skip_animations and not ignore_skipping:
            return
        inks = self._all_inks(scene)
        if inks is None:
            self._canvas, self._changed = None, None
            self.camera.reset()
            self.camera.capture_mobjects(scene.mobjects, **kwargs)
            return
        if self._canvas is None:
            self._canvas = self._new_canvas(scene)
            self._canvas.draw(inks)
            self._changed = None
        else:
            self._changed = self._canvas.draw(inks)

    def inks(self, scene: Scene) -> list[Ink]:
        """Return what the scene shows now, in drawing order.

        Raises
        ------
        AttnvizError
            When it shows anything but Inks.
        """
        found = self._all_inks(scene)
        if found is None:
            raise AttnvizError("this scene shows manim's own mobjects: only pixels can hold them")
        return found

    def close(self) -> None:
        """Let go of surfaces and of the encoder.

        A scene and its renderer know each other: they stay in memory until somebody collects them.
        """
        self._canvas, self._changed, self._encoder = None, None, None
        self.camera.pixel_array_to_cairo_context.clear()
        self.camera.pixel_array = self.camera.background = np.zeros((0, 0, 4), np.uint8)

    def _new_canvas(self, scene: Scene) -> Canvas:
        page = scene.page  # type: ignore[attr-defined]
        size = int(self.camera.pixel_width), int(self.camera.pixel_height)
        return Canvas(page, size, self.camera.background_color.to_hex(), self._is_clear)

    def _all_inks(self, scene: Scene) -> list[Ink] | None:
        """Return the scene's Inks in drawing order, or None if it shows anything else."""
        if self._redraw_all:
            return None
        found: list[Ink] = []
        for mobject in scene.mobjects:
            if isinstance(mobject, Ink) and not mobject.submobjects:
                found.append(mobject)
                continue
            family = mobject.get_family()
            # A Wait leaves an empty mobject on the scene; anything else that shows is manim's own.
            if any(m.get_num_points() > 0 for m in family if not isinstance(m, Ink)):
                return None
            found += [m for m in family if isinstance(m, Ink)]
        return found

    def render(
        self, scene: Scene, time: float, moving_mobjects: Iterable[Mobject] | None = None
    ) -> None:
        """Draw one frame and pass it on."""
        self.update_frame(scene)
        self._pass_on(1)

    def freeze_current_frame(self, duration: float) -> None:
        """Hold the present picture."""
        self._pass_on(round(duration * config.frame_rate))

    def _pass_on(self, count: int) -> None:
        if self.skip_animations:
            return
        self.time += count / config.frame_rate
        if self._encoder is not None:
            pixels = straight(self._pixels) if self._is_clear else self._pixels
            self._encoder.write(pixels, count, self._changed)
