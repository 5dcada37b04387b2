"""Write docs/commands.md from the commands themselves, for `make docs`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from attnviz.cli.commands import COMMANDS
from attnviz.cli.main import cli

PAGE = Path(__file__).parents[1] / "docs" / "commands.md"
_HEAD = """\
# Commands

Written by `make docs` from the commands themselves; each says the same with `--help`. Exit status:
0, 1 for a failure, 2 for wrong usage; an error is one line on the standard error.
"""


def page() -> str:
    """Return the whole page."""
    with click.Context(cli, info_name="attnviz") as context:
        parts = [_HEAD, *(_section(name, context) for name in COMMANDS)]
    return "\n".join(parts)


def _section(name: str, parent: click.Context) -> str:
    command = cli.get_command(parent, name)
    assert command is not None
    with click.Context(command, info_name=name, parent=parent) as context:
        usage = " ".join(command.collect_usage_pieces(context))
        lines = [f"## {name}\n", f"```\nattnviz {name} {usage}\n```\n"]
        paragraphs = (command.help or "").strip().split("\n\n")
        lines += [" ".join(text.split()) + "\n" for text in paragraphs]
        flags = [p for p in command.get_params(context) if isinstance(p, click.Option)]
        records = [record for flag in flags if (record := flag.get_help_record(context))]
        lines += [f"- `{flag}` {text}".replace("  [", " [") for flag, text in records]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if sys.argv[1:] == ["-"]:
        sys.stdout.write(page())
    else:
        PAGE.write_text(page(), encoding="utf-8")
