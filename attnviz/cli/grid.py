"""`attnviz grid`: one head's attention on a sentence, as a table, a picture or data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from attnviz.catalog.choices import GRID_STEPS, GridStep, Unit
from attnviz.cli.config import config_option
from attnviz.cli.options import (
    Size,
    head_options,
    language_option,
    model_option,
    theme_option,
    word_option,
)
from attnviz.cli.output import BINARY, choose_format, deliver, excel_option, output_option
from attnviz.cli.sentences import sentence_argument

if TYPE_CHECKING:
    from attnviz.look.style import Theme
    from attnviz.traces.head import HeadTrace
    from attnviz.traces.trace import Trace

FORMATS = ("table", "json", "csv", "npz", "png", "svg", "pdf")
PICTURES = ("png", "svg", "pdf")


@click.command()
@sentence_argument()
@head_options
@model_option
@word_option("The word whose column a picture or a table highlights.")
@click.option(
    "--stage",
    "step",
    type=click.Choice(GRID_STEPS),
    default="pattern",
    show_default=True,
    help="The numbers to show: scaled scores, masked scores or attention weights.",
)
@click.option(
    "--format",
    "asked",
    type=click.Choice(FORMATS),
    help="The output's format. [default: from the suffix of FILE, else table]",
)
@theme_option
@language_option
@click.option(
    "-r",
    "--resolution",
    type=Size(),
    metavar="W,H",
    help="Size of a picture in pixels. [default: 1920,1080]",
)
@excel_option
@output_option
@config_option
def grid(
    sentence: str,
    layer: int | None,
    head: int | None,
    unit: Unit,
    model: str,
    word: str | None,
    step: GridStep,
    asked: str | None,
    theme: str,
    lang: str,
    resolution: tuple[int, int] | None,
    excel: bool,
    output: Path | None,
) -> None:
    """Print one head's attention grid on SENTENCE (`-` reads standard input).

    Rows are keys and columns are queries, as in the clips. In json, csv and npz the order is
    [query][key], and numbers are not rounded. --stage sets what a table, a picture or csv shows;
    json and npz hold every stage, and with --stage masked, hidden scores are null or -inf there.
    """
    from attnviz.models.load import trace_head
    from attnviz.traces.words import find_word

    how = choose_format(asked, output, FORMATS, excel)
    look = _look(how, theme, lang, resolution) if how in PICTURES else None
    trace = trace_head(sentence, model, layer, head)
    shown = trace.head(layer, head, unit)
    query = None if word is None else find_word(shown.labels, word)
    content: str | bytes
    if look is not None:
        content = _picture(how, shown, step, query, look)
    else:
        content = _write(how, trace, shown, step, query, to_file=output is not None)
    deliver(content, output, excel)


def _write(
    how: str, trace: Trace, head: HeadTrace, step: GridStep, query: int | None, to_file: bool
) -> str | bytes:
    from attnviz.export import tables

    if how == "json":
        return tables.grid_json(trace, head, step)
    if how == "csv":
        return tables.grid_csv(head, step)
    if how == "npz":
        return tables.grid_npz(trace, head, step)
    from attnviz.cli.table import grid_table
    from attnviz.cli.terminal import Terminal

    terminal = Terminal.plain() if to_file else Terminal.of_stdout()
    return grid_table(head, step, terminal, query)


def _look(
    how: str, theme: str, language: str, size: tuple[int, int] | None
) -> tuple[Theme, tuple[int, int], str]:
    """Return how a picture looks, refused before anything is computed if it cannot be."""
    from attnviz.frames.settings import QUALITIES, FrameSettings
    from attnviz.look.themes import load_theme, warnings

    width, height = size or QUALITIES["h"][:2]
    FrameSettings(width, height, format=how)
    found = load_theme(theme)
    for warning in warnings(found):
        click.echo(f"warning: {warning}", err=True)
    return found, (width, height), language


def _picture(
    how: str,
    head: HeadTrace,
    step: GridStep,
    query: int | None,
    look: tuple[Theme, tuple[int, int], str],
) -> str | bytes:
    from tempfile import TemporaryDirectory

    from attnviz.export.grid_picture import write_grid

    with TemporaryDirectory() as folder:
        path = Path(folder) / f"grid.{how}"
        write_grid(head, step, path, *look, query)
        return path.read_bytes() if how in BINARY else path.read_text(encoding="utf-8")
