"""Sentences on the command line: how they are given, and what is said where one is out of place."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from itertools import takewhile
from typing import Any, TextIO, TypeVar, cast

import click

from attnviz.catalog.scenes import SCENES, SceneEntry, find_scenes
from attnviz.errors import UsageError

_Command = TypeVar("_Command", bound=Callable[..., Any])
_TYPED = "typed"  # what the argument is called where `--sentence` is there too
_SHOWN = 60  # characters of a sentence that a message repeats


def read_text(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Take a text as it was typed, or read it from the standard input where it is ``-``."""
    if value == "-":
        if sys.stdin is None:  # as Python has it where the shell closed it
            raise UsageError("there is no standard input to read: pass the sentence itself")
        value = _read_input(sys.stdin)
        value = value.rstrip("\r\n")  # a line's end, as echo writes it, is none of the text
    return value


def _read_input(stream: TextIO) -> str:
    """Read text in UTF-8, or in the encoding of this system's pipes: cp1252 on many a Windows."""
    buffer = getattr(stream, "buffer", None)
    if buffer is None:
        return stream.read().removeprefix("\ufeff")  # a byte-order mark says nothing
    content: bytes = buffer.read()
    for encoding in ("utf-8-sig", stream.encoding):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UsageError("standard input is not UTF-8 text")


def read_sentence(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> str | None:
    """Take a sentence as `read_text` does, and leave out, in a word, what nobody sees."""
    value = read_text(context, parameter, value)
    return None if value is None else _tidied(value, context)


def _tidied(sentence: str, context: click.Context) -> str:
    from attnviz.traces.sentence import tidy

    sentence, said = tidy(sentence)
    told = context.meta.setdefault("attnviz.told", set())  # the clips of a file share a sentence
    for note in said:
        if note not in told:
            click.echo(f"warning: {note}", err=True)
    told.update(said)
    return sentence


def sentence_argument(
    metavar: str = "SENTENCE", exact: bool = False
) -> Callable[[_Command], _Command]:
    """Add the sentence, as an argument or as ``--sentence``; the command gets it as `sentence`.

    Parameters
    ----------
    metavar
        What the argument is called in help.
    exact
        Whether white space around it belongs to it.
    """

    def add(command: _Command) -> _Command:
        @wraps(command)
        def given(**flags: Any) -> Any:
            sentence = _given(flags.pop(_TYPED), flags.pop("sentence"))
            if not exact:
                sentence = _tidied(sentence, click.get_current_context())
            return command(sentence=sentence, **flags)

        option = click.option("--sentence", callback=read_text, metavar=metavar,
                              help=f"{metavar} as a flag, for use in attnviz.toml.")  # fmt: skip
        argument = click.argument(
            _TYPED, metavar=f"[{metavar}]", required=False, callback=read_text
        )
        return cast("_Command", argument(option(given)))

    return add


def _given(typed: str | None, named: str | None) -> str:
    """Return the sentence that was given, wherever that was; a file's does not count beside it."""
    context = click.get_current_context()
    source = context.get_parameter_source("sentence")
    if typed is None and named is None:
        argument = next(one for one in context.command.params if one.name == _TYPED)
        name = str(argument.metavar).strip("[]")
        raise click.MissingParameter(ctx=context, param=argument, param_hint=f"'{name}'")
    if typed is not None and source is click.core.ParameterSource.COMMANDLINE:
        raise UsageError("the sentence is given twice: leave out --sentence or the argument")
    return cast("str", named if typed is None else typed)


def asked_scenes(names: Sequence[str]) -> list[SceneEntry]:
    """Return the scenes that a command's arguments name; ``all`` takes all.

    Raises
    ------
    UsageError
        When there is none of a name; where it is a sentence, with how that is given.
    """
    known = ["all", *(name for entry in SCENES for name in (entry.slug, entry.class_name))]
    if sentence := sentence_among(names, known):
        scenes = " ".join(name for name in names if name in known) or "pattern"
        command = click.get_current_context().command_path
        raise UsageError(
            f"no scene is named {quoted(sentence)}: if it is the sentence, "
            f"{command} {scenes} --sentence {quoted(sentence)}; attnviz scenes lists the scenes"
        )
    return find_scenes(names)


def not_a_command(args: Sequence[str], commands: Sequence[str]) -> None:
    """Refuse a sentence or a scene that stands where the command should, and say what is meant."""
    words = list(takewhile(lambda word: not word.startswith("-"), args))
    sentence = sentence_among(words, commands)
    if sentence:
        how = quoted(sentence)
        raise UsageError(
            f"a sentence needs a command: attnviz render pattern --sentence {how} makes the clip, "
            f"attnviz grid {how} prints the grid"
        )
    if args[0] in [entry.slug for entry in SCENES]:
        raise UsageError(f"{args[0]} is a scene: attnviz render {args[0]} makes its clip")


def sentence_among(words: Sequence[str], known: Sequence[str]) -> str:
    """Return what is typed where names are meant, if it is a sentence; else nothing.

    Several words are one, and one in a script that no name is in; not those that begin with a
    name that is nearly right.

    Parameters
    ----------
    known
        The names.
    """
    import difflib

    rest = [word for word in words if word not in known]
    said = " ".join(rest)
    if not rest or (said.isascii() and not said.strip().count(" ")):
        return ""
    near = difflib.get_close_matches(rest[0].lower(), known, n=1, cutoff=0.6)
    return "" if near else said


def quoted(sentence: str) -> str:
    """Write a sentence as it is typed in a shell, cut if it is very long."""
    short = sentence if len(sentence) <= _SHOWN else f"{sentence[:_SHOWN].rstrip()}..."
    return shlex.quote(short) if any(c in short for c in '"$`\\!') else f'"{short}"'
