"""The two ways in which attnviz fails, each a single line that a person can act on."""

from collections.abc import Iterable


class AttnvizError(Exception):
    """Something could not be done: the message says what, where and the way out.

    Attributes
    ----------
    exit_status : int
        What a command that stops on this error exits with: 1, a failure.
    """

    exit_status = 1


class UsageError(AttnvizError):
    """What was asked for cannot be: an empty sentence, a head out of range, an unknown word.

    Attributes
    ----------
    exit_status : int
        2, wrong usage.
    """

    exit_status = 2


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
