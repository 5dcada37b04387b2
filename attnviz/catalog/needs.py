"""What must be there to play a scene: how far the model runs, on what, and what of it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from attnviz.errors import UsageError


@dataclass(frozen=True)
class Needs:
    """What a scene needs, told before anything is computed.

    Attributes
    ----------
    layers
        ``"head"``: the layers up to that of the head that is shown. ``"all"``: every one.
    sentences
        How many sentences at least and at most, a trace each.
    long
        Whether the text may be a long one, with line breaks.
    arrays
        What of a trace is drawn, by the names of `attnviz.traces.parts.PARTS`: some models, and
        traces from elsewhere, do not have all of it.
    weights
        Whose W_Q, W_K and W_V are read: nobody's, those of the head that is shown, or all.
    vocabulary
        Whether the model's words are looked at, and the rows that stand for them.
    """

    layers: Literal["head", "all"] = "head"
    sentences: tuple[int, int] = (1, 1)
    long: bool = False
    arrays: tuple[str, ...] = ()
    weights: Literal["none", "head", "all"] = "none"
    vocabulary: bool = False

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> Needs:
        """Read what a table of ``scenes/catalog.toml`` says.

        Raises
        ------
        TypeError
            When it says something else too.
        """
        lists = {key: tuple(value) for key, value in table.items() if isinstance(value, list)}
        return cls(**{**table, **lists})

    @property
    def parts(self) -> tuple[str, ...]:
        """What a trace must have: its arrays, and ``weights`` and ``vocabulary`` if need be."""
        weights = ("weights",) if self.weights != "none" else ()
        return (*self.arrays, *weights, *(("vocabulary",) if self.vocabulary else ()))

    def check_count(self, scene: str, sentences: int) -> None:
        """See that there are as many sentences as a scene needs.

        Raises
        ------
        UsageError
            When there are not.
        """
        fewest, most = self.sentences
        if fewest <= sentences <= most:
            return
        count = f"{fewest}" if fewest == most else f"{fewest} to {most}"
        noun = "sentence" if most == 1 else "sentences"
        raise UsageError(f"{scene} is made from {count} {noun}, and {sentences} are given")

    def check_parts(self, scene: str, lacks: Mapping[str, str]) -> None:
        """See that a trace has what a scene needs.

        Parameters
        ----------
        scene
            What the scene is called.
        lacks
            What the trace lacks, with a sentence that says so: `attnviz.Trace.lacks`.

        Raises
        ------
        UsageError
            When it lacks something that the scene draws.
        """
        for part in self.parts:
            if part in lacks:
                raise UsageError(f"{scene} cannot be shown: {lacks[part]}")


#: What most scenes need: one head, on one sentence.
ONE_HEAD = Needs()
