"""Where each command is: `attnviz grid` must not pay for what `attnviz render` imports."""

from __future__ import annotations

from importlib import import_module

import click

#: Modules and the attribute in each, the most used first.
COMMANDS = {
    name: f"attnviz.cli.{name}:{name}"
    for name in (
        "render", "film", "slides", "storyboard", "grid", "heads", "predict", "scenes", "init",
        "weights", "cache", "doctor",
    )
}  # fmt: skip


def load(name: str) -> click.Command:
    """Import a command.

    Parameters
    ----------
    name
        One of `COMMANDS`.
    """
    module, _, attribute = COMMANDS[name].partition(":")
    command: click.Command = getattr(import_module(module), attribute)
    return command
