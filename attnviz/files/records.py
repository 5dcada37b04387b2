"""Records in JSON that come back: files that we wrote, and that anybody may have changed since.

Nothing here imports numpy: a clip that was made before is delivered at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from attnviz.errors import AttnvizError
from attnviz.files.atomic import reason


def parse_json(text: str | bytes) -> Any:
    """Read JSON of any origin, in bounded depth.

    Raises
    ------
    ValueError
        When it is no JSON in UTF-8, is nested more than a thousand deep, or holds a number that a
        float64 cannot.
    """
    import orjson  # the standard library's reader stops at deep nests with a RecursionError

    return orjson.loads(text)


def read_record(path: Path) -> dict[str, Any]:
    """Read a file that holds one JSON object.

    Raises
    ------
    AttnvizError
        When it cannot be read or holds none.
    """
    try:
        found = parse_json(path.read_bytes())
    except OSError as error:
        raise AttnvizError(f"cannot read {path}: {reason(error)}") from error
    except ValueError as error:
        raise _damaged(path) from error
    if not isinstance(found, dict):
        raise _damaged(path)
    return found


def _damaged(path: Path) -> AttnvizError:
    return AttnvizError(f"{path} is damaged, it holds no JSON record: make the clip again")
