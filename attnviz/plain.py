"""Scenes run by manim itself, without any flags of ours: they follow attnviz.toml.

`attnviz render` hands a scene its Trace; ``manim scenes/pattern.py AttentionPattern`` cannot. A
scene's file says with `runs_alone` that its class may be run so, and what it then draws.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from attnviz.clips.request import Request
    from attnviz.stage.scene import AttentionScene
    from attnviz.stage.settings import SceneSettings
    from attnviz.traces.trace import Trace

_Class = TypeVar("_Class", bound="type[AttentionScene]")


def runs_alone(scene: _Class) -> _Class:
    """Let a class of scenes be run by manim's own command: it draws what `asked_here` says."""
    scene.unasked = partial(asked_here, scene.slug)
    return scene


def asked_here(
    slug: str, settings: SceneSettings | None = None
) -> tuple[tuple[Trace, ...], SceneSettings]:
    """Compute what the working folder's attnviz.toml asks for, or else the default sentence.

    Parameters
    ----------
    slug
        The scene's.
    settings
        How to play it; None is what the file says, or else the default.

    Raises
    ------
    UsageError
        When something is wrong with the attnviz.toml there.
    """
    from manim import logger

    from attnviz.catalog.scenes import find_scene
    from attnviz.clips.computed import traces_for

    request = request_here()
    job = request.job(find_scene(slug), request.frame_settings("png"))
    if settings is not None:
        job = replace(job, settings=settings)
    for warning in request.check():
        logger.warning(warning)
    return traces_for(job), job.settings


def request_here() -> Request:
    """Return what `attnviz render` would ask for in the working folder if it got no flags.

    Raises
    ------
    UsageError
        When something is wrong with the attnviz.toml there.
    """
    from attnviz.cli.clips import request_of
    from attnviz.cli.render import render

    return request_of(dict(render.make_context("render", []).params))
