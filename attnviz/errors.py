"""The two ways in which attnviz fails, each a single line that a person can act on."""


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
