"""Files that a person writes for us, in TOML: what is wrong with one is said in one line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from attnviz.errors import UsageError
from attnviz.files.atomic import reason


def read_toml(path: Path, kind: str) -> dict[str, Any]:
    """Read a TOML file.

    Parameters
    ----------
    kind
        What it should be, with its article: "a theme file".

    Raises
    ------
    UsageError
        When it cannot be read or is no TOML; the line and column are named.
    """
    import tomllib

    try:
        text = path.read_text(encoding="utf-8-sig")  # a byte-order mark says nothing here
    except OSError as error:
        raise UsageError(f"cannot read {path}: {reason(error)}; pass {kind}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 text: pass {kind}") from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        lines = text.split("\n")
        end = f"(at line {len(lines)}, column {len(lines[-1]) + 1})"
        said = str(error).replace("(at end of document)", end)
        raise UsageError(f"{path} is not valid TOML: {said}; fix it, or pass {kind}") from error
    except RecursionError as error:
        raise UsageError(f"{path} nests lists or tables too deeply: pass {kind}") from error
    except ValueError as error:  # Python's own bound on the digits of a number
        raise UsageError(f"{path} holds a number with too many digits: pass {kind}") from error


def nested(content: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a table of a file, empty if there is none.

    Raises
    ------
    UsageError
        When something else has its name.
    """
    table = content.get(name, {})
    if not isinstance(table, dict):
        raise UsageError(f"{name} is a table: write its keys below a line [{name}]")
    return table
