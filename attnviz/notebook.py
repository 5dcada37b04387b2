"""`%load_ext attnviz`: the cell magic `%%attnviz`, and pictures of grids in notebooks."""

from __future__ import annotations

import shlex
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attnviz.errors import AttnvizError

if TYPE_CHECKING:
    from attnviz.traces.head import HeadTrace

_WIDTH = 760  # CSS pixels of a grid's picture, about a notebook's column


def grid_bundle(head: HeadTrace) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a head's grid as a notebook shows it: a PNG with how wide it stands."""
    from tempfile import TemporaryDirectory

    from attnviz.export.grid_picture import write_grid

    with TemporaryDirectory() as folder:
        path = Path(folder, "grid.png")
        write_grid(head, "pattern", path)
        picture = path.read_bytes()
    text = f"{head.footer}: {' '.join(head.labels)}"
    return {"image/png": picture, "text/plain": text}, {"image/png": {"width": _WIDTH}}


def show_grids() -> None:
    """Let a notebook, if this is one, show a head as its grid, drawn only when it is looked at.

    A result does not draw itself: a running IPython is told how to show it.
    """
    shells = sys.modules.get("IPython")  # nobody is in a notebook who has not imported it
    shell = shells.get_ipython() if shells else None
    if shell is not None:
        bundles = shell.display_formatter.mimebundle_formatter
        bundles.for_type_by_name("attnviz.traces.head", "HeadTrace", grid_bundle)


def cell(line: str, sentence: str) -> Any:
    """Render scenes on the sentence in a cell: ``%%attnviz SCENE... [flags]``.

    The flags are those of ``attnviz render``; each clip shows itself.
    """
    import click
    from IPython.core.error import UsageError as Complaint
    from IPython.display import display

    from attnviz.catalog.scenes import find_scenes
    from attnviz.cli.clips import request_of
    from attnviz.cli.config import check_places
    from attnviz.cli.render import render as command
    from attnviz.clips.plan import plan
    from attnviz.clips.render import make

    try:
        words = [*shlex.split(line), "--sentence", sentence.removesuffix("\n")]
        with command.make_context("%%attnviz", words) as context:
            check_places(context)
            asked = dict(context.params)
        if not asked["scene"]:
            raise click.UsageError("name a scene, such as %%attnviz pattern")
        request = request_of(asked)
        if asked["save_last_frame"]:
            request = replace(request, form="png")
        for planned in plan(find_scenes(asked["scene"]), request):
            display(make(planned))  # type: ignore[no-untyped-call]
    except click.exceptions.Exit:  # --help was asked for, and printed
        return
    except (AttnvizError, click.ClickException, ValueError) as error:
        said = error.format_message() if isinstance(error, click.ClickException) else str(error)
        raise Complaint(said) from None  # one line instead of a traceback


def load(shell: Any) -> None:
    """Register the magic with a running IPython, and how heads are shown."""
    show_grids()
    shell.register_magic_function(cell, magic_kind="cell", magic_name="attnviz")
