"""`attnviz.toml`: defaults of flags, and clips, in a file that is checked as flags are."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from attnviz.cli import flags
from attnviz.errors import UsageError

FILE = Path("attnviz.toml")
CLIP, SCENES = "clip", ("scene", "scenes")
# Of all clips together, so that a clip cannot say it for itself.
_OF_ALL = ("jobs", "disable_caching")
_PLACES = ("output", "media_dir")  # where commands write to
_ASKED, _FROM, _USED = "attnviz.config", "attnviz.from", "attnviz.used"
_Command = TypeVar("_Command", bound=Callable[..., Any])


@dataclass(frozen=True)
class Config:
    """A file's defaults and clips, and the commands that they are for."""

    path: Path
    content: Mapping[str, Any]
    commands: Mapping[str, click.Command]

    @classmethod
    def read(cls, path: Path) -> Config:
        """Read a file and refuse keys that nothing has, and values that no flag takes.

        Raises
        ------
        UsageError
            One line that names the file and the key, and for an unknown key the nearest one.
        """
        from attnviz.files.toml import read_toml

        read = cls(path, read_toml(path, "a configuration file"), flags.configurable())
        for name in read.commands:
            read.defaults(name)
        read.clips()
        return read

    def defaults(self, name: str) -> dict[str, Any]:
        """Return what a command's flags are if they are not given, by the flag's parameter."""
        command = self.commands[name]
        known = flags.of(command)
        found: dict[str, Any] = {}
        for key, value in self._top.items():
            parameter = known.get(key)
            # What another command's flag of this name takes may be nothing for this one: gif
            # is a format of clips, and not of grids.
            if parameter is not None and flags.takes(command, parameter, value):
                found[str(parameter.name)] = flags.shaped(parameter, value)
        return found | self._checked(self._table(name), f"[{name}] ", {name: command})

    def clips(self) -> list[tuple[list[str], dict[str, Any]]]:
        """Return the scenes of every clip that the file lists, and its flags by parameter."""
        tables = self.content.get(CLIP, [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            raise UsageError(f"{self.path}: {CLIP} is a list of tables: begin each with [[{CLIP}]]")
        return [self._clip(i, dict(table)) for i, table in enumerate(tables, 1)]

    def _clip(self, number: int, table: dict[str, Any]) -> tuple[list[str], dict[str, Any]]:
        where = f"[[{CLIP}]] {number}, "
        asked = [table.pop(key) for key in SCENES if key in table]
        names = asked[0] if asked and isinstance(asked[0], list) else asked
        if len(asked) != 1 or not names or not all(isinstance(name, str) for name in names):
            raise UsageError(
                f'{self.path}: {where}name its scene: write scene = "pattern", or a list of them'
            )
        if "output" in table:  # as short as it is clear, and what Python calls it
            table.setdefault("output_file", table.pop("output"))
        return names, self._checked(table, where, {"render": self.commands["render"]}, _OF_ALL)

    @cached_property
    def _top(self) -> dict[str, Any]:
        """What stands above all tables: each key is some command's, and some command takes it."""
        others = (CLIP, *self.commands)
        top = {key: value for key, value in self.content.items() if key not in others}
        self._checked(top, "", self.commands, known_too=others)
        return self._resolved(top)

    def _table(self, name: str) -> dict[str, Any]:
        from attnviz.files.toml import nested

        try:
            return nested(dict(self.content), name)
        except UsageError as error:
            raise UsageError(f"{self.path}: {error}") from error

    def _checked(
        self, table: Mapping[str, Any], where: str, commands: Mapping[str, click.Command],
        without: Iterable[str] = (), known_too: Iterable[str] = (),
    ) -> dict[str, Any]:  # fmt: skip
        """Return a table's values by parameter, each such as one of these commands takes."""
        known = {name: flags.of(command) for name, command in commands.items()}
        names = {key for keys in known.values() for key in keys} - set(without)
        found: dict[str, Any] = {}
        for written, value in self._resolved(table).items():
            if written not in names:
                raise self._unknown(where + "key", written, [*sorted(names), *known_too])
            having = [(commands[n], keys[written]) for n, keys in known.items() if written in keys]
            wrong = [flags.fault(command, parameter, value) for command, parameter in having]
            if all(wrong):
                raise UsageError(f"{self.path}: {where}{written}: {wrong[0]}")
            parameter = having[0][1]
            found[str(parameter.name)] = flags.shaped(parameter, value)
        return found

    def _unknown(self, kind: str, name: str, known: Iterable[str]) -> UsageError:
        from attnviz.errors import unknown

        way_out = "`attnviz init` writes a file with every key"
        return UsageError(f"{self.path}: {unknown(kind, name, known, way_out)}")

    def _resolved(self, table: Mapping[str, Any]) -> dict[str, Any]:
        """Write keys as flags do, with underscores, and paths as seen from the file's folder."""
        folder = self.path.parent
        keys = {key.replace("-", "_"): value for key, value in table.items()}
        try:
            return {key: flags.seen_from(folder, key, value) for key, value in keys.items()}
        except UsageError as error:
            raise UsageError(f"{self.path}: {error}") from error


def config_option(command: _Command) -> _Command:
    """Add ``--config``, and let a file in the working folder settle what flags do not."""

    @functools.wraps(command)
    def inside(*arguments: Any, **values: Any) -> Any:
        check_places(click.get_current_context())
        del values["outside"]
        return command(*arguments, **values)

    outside = click.option(
        "--outside", is_flag=True,
        help="Let a configuration file write outside its own folder.",
    )  # fmt: skip
    return click.option(
        "-c", "--config", "config", type=click.Path(path_type=Path), metavar="FILE", is_eager=True,
        expose_value=False, callback=_configure,
        help="A file with defaults for flags, see `attnviz init`. [default: attnviz.toml, if "
        "present]",
    )(outside(cast("_Command", inside)))  # fmt: skip


def check_places(context: click.Context) -> None:
    """Refuse a file's places to write to that are outside of its folder, unless ``--outside``.

    The file may have come with a folder of somebody else's.

    Raises
    ------
    UsageError
        One line that names the key and the place.
    """
    if _USED not in context.meta:
        return
    path, command = context.meta[_USED]
    from_file = click.core.ParameterSource.DEFAULT_MAP
    for name in _PLACES:
        if command.get_parameter_source(name) is from_file:
            _check_inside(path, name, command.params.get(name), command.params)


def _check_inside(file: Path, name: str, place: Path | None, params: Mapping[str, Any]) -> None:
    if place is None or params.get("outside"):
        return
    folder = Path(os.path.realpath(file)).parent
    if folder not in (found := Path(os.path.realpath(place))).parents and found != folder:
        raise UsageError(
            f"{file}: {name} is {place}, outside the folder of this file: pass --outside to "
            "allow it"
        )


def remember(context: click.Context, parameter: click.Parameter, value: Path | None) -> None:
    """Keep the group's ``--config`` for the command that follows: some never look at it."""
    context.meta[_ASKED] = value


def _configure(context: click.Context, parameter: click.Parameter, value: Path | None) -> None:
    asked = value or context.meta.get(_ASKED)
    if asked is None and _FROM in context.meta:  # its file stands for the one in this folder
        return
    path = asked or (FILE if FILE.exists() else None)
    if path is not None:
        defaults = _named(context, Config.read(path))
        context.default_map = {**defaults, **(context.default_map or {})}


def configure_from(
    context: click.Context, parameter: click.Parameter, value: Path | None
) -> Config | None:
    """Read the clips of ``--from``, whose file settles too what they leave open."""
    if value is None:
        return None
    config = Config.read(value)
    if not config.clips():
        raise UsageError(f"{value} lists no clips: add some, each below a line [[{CLIP}]]")
    context.meta[_FROM] = value
    context.default_map = {**(context.default_map or {}), **_named(context, config)}
    return config


def _named(context: click.Context, config: Config) -> dict[str, Any]:
    """Return a command's defaults, and note where they are from."""
    context.meta[_USED] = config.path, context
    return config.defaults(str(context.info_name))


def each_clip(context: click.Context, config: Config) -> Iterator[tuple[list[str], dict[str, Any]]]:
    """Return every clip's scenes and all of its flags: those on the command line win.

    Parameters
    ----------
    context
        Of `attnviz render`, whose flags are settled but for what a clip says of its own.
    """
    given = click.core.ParameterSource.COMMANDLINE
    parameters = {parameter.name: parameter for parameter in context.command.params}
    for names, own in config.clips():
        values = dict(context.params)
        for name, value in own.items():
            if context.get_parameter_source(name) is not given:
                values[name] = parameters[name].process_value(context, value)
                if name in _PLACES:
                    _check_inside(config.path, name, values[name], context.params)
        yield names, values


def traced(error: UsageError, context: click.Context) -> UsageError:
    """Say of an error where the value stands that it is about, if that is in a file."""
    if _USED not in context.meta:
        return error
    path, command = context.meta[_USED]
    said = str(error)
    for key, parameter in flags.of(command.command).items():
        name = str(parameter.name)
        if command.get_parameter_source(name) is not click.core.ParameterSource.DEFAULT_MAP:
            continue
        if str(path) not in said and flags.is_about(said, key, parameter, command.params.get(name)):
            return UsageError(f"{said} ({key} stands in {path})")
    return error
