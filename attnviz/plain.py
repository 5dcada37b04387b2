"""Scenes run by manim itself, without any flags of ours: they follow attnviz.toml."""

from __future__ import annotations

from attnviz.cli.clips import request_of
from attnviz.cli.render import render
from attnviz.clips.request import Request


def request_here() -> Request:
    """Return what `attnviz render` would ask for in the working folder if it got no flags.

    Raises
    ------
    UsageError
        When something is wrong with the attnviz.toml there.
    """
    return request_of(dict(render.make_context("render", []).params))
