"""An unknown name, answered with the nearest known one."""

from __future__ import annotations

from collections.abc import Iterable

from attnviz.errors import UsageError


def unknown(kind: str, name: str, known: Iterable[str], way_out: str) -> UsageError:
    """Word the error for a name that is not known.

    Parameters
    ----------
    kind
        What it should have named: "command", "scene", "model".
    name
        What was asked for.
    known
        The names there are.
    way_out
        What to do if the nearest name is not meant.
    """
    import difflib  # only ever needed here, and start-up time counts

    near = difflib.get_close_matches(name.lower(), list(known), n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}? " if near else ""
    return UsageError(f'there is no {kind} "{name}": {hint}{way_out}')
