"""The group of commands: each is imported only when it is called, and every error is one line."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import click

from attnviz._version import __version__
from attnviz.cli.commands import COMMANDS, load
from attnviz.cli.config import remember, traced
from attnviz.errors import AttnvizError, UsageError

INTERRUPTED = 130
BROKEN_PIPE = 1  # as click says too


class LazyGroup(click.Group):
    """A group whose commands are imported when asked for, and named when mistyped."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands, the most used first."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        return load(cmd_name) if cmd_name in COMMANDS else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that `args` begin with, or name the nearest one."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from attnviz.cli.sentences import not_a_command

            not_a_command(args, list(COMMANDS))
            from attnviz.errors import unknown

            raise unknown("command", args[0], COMMANDS, "attnviz --help lists them")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what is wrong with a value from a file is said with the file's name."""
        try:
            return super().invoke(ctx)
        except UsageError as error:
            raise traced(error, ctx) from error


@click.group(
    cls=LazyGroup,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("-c", "--config", type=click.Path(path_type=Path), metavar="FILE", callback=remember,
              expose_value=False, help="A file with defaults for flags, see `attnviz init`. "
              "[default: attnviz.toml, if present]")  # fmt: skip
@click.version_option(__version__, prog_name="attnviz", message="%(prog)s %(version)s")
def cli() -> None:
    """Show attention on your own sentence, with a real language model's numbers.

    `attnviz render pattern --sentence "..."` makes the clip, `attnviz grid "..."` prints the grid.
    """


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and end the process with its exit status.

    Parameters
    ----------
    args
        The arguments; those of the process if None.
    """
    # Matrices here are small. Shared over threads, each product waits for the slowest of them: no
    # faster on an idle machine, six times slower on a busy one (a render in the background).
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if sys.stdout is None:  # closed by whoever started us
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    # A letter that the stream's encoding has not, as cp1252 in a pipe on Windows, is spelled out.
    if isinstance(sys.stdout, TextIOWrapper) and sys.stdout.errors == "strict":
        sys.stdout.reconfigure(errors="backslashreplace")
    # A stop from outside unwinds like Ctrl-C does, so that no temporary file is left behind.
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _terminated)
    raise SystemExit(run(args))


def run(args: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status: 0, 1 for a failure, 2 for wrong usage."""
    try:
        status = cli.main(
            args=None if args is None else list(args), prog_name="attnviz", standalone_mode=False
        )
        sys.stdout.flush()
        return status if isinstance(status, int) else 0  # what click.exceptions.Exit carried
    except AttnvizError as error:
        return _say(str(error), error.exit_status)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else error.format_message())
        return 2
    except click.ClickException as error:
        return _say(_usage(error), error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        print("interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        _drop_output()  # whoever read it has seen enough
        return BROKEN_PIPE
    except MemoryError:
        return _say("there is not enough memory for this: shorten the sentence", 1)
    except OSError as error:
        from attnviz.files.atomic import reason

        _drop_output()
        return _say(f"{error.filename or 'cannot write the output'}: {reason(error)}", 1)


def _drop_output() -> None:
    """Let what could not be printed go nowhere: Python would try it again at the end."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(message: str, status: int) -> int:
    """Print one line of error, whatever control characters the user's own words bring in."""
    line = " ".join(message.split())
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in line)
    print(f"error: {shown}", file=sys.stderr)
    return status


def _usage(error: click.ClickException) -> str:
    """Word click's own complaint as one line with the way out."""
    message = error.format_message().strip().rstrip(".")
    context: Any = getattr(error, "ctx", None)
    if context is None:
        return message
    stop = "" if message.endswith("?") else ";"
    return f"{message[:1].lower()}{message[1:]}{stop} see {context.command_path} --help"


def _terminated(signum: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + signum)
