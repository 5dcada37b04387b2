"""Vectors side by side: how alike they are, which are nearest, and a plane to look at them in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attnviz.attention import Floats
from attnviz.errors import AttnvizError, UsageError
from attnviz.traces.records import seal
from attnviz.traces.vocabulary import Table, chunks

_NOTHING = 1e-6  # of the greatest spread: a direction in which vectors do not differ


def cosine(a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.float64]:
    """Compare directions.

    Vectors of a language model share a large part, so that the cosine of any two is high. To say
    what a pair has in common beyond that, take the mean of a set of reference off both first, and
    name the set.

    Parameters
    ----------
    a, b : array (..., d)
        Vectors; the axes before the last are broadcast.

    Returns
    -------
    float64 array (...)
        From -1 to 1; 0 where a vector has no length.
    """
    cosines: NDArray[np.float64] = np.clip((_unit(a) * _unit(b)).sum(axis=-1), -1.0, 1.0)
    return cosines


@dataclass(frozen=True, eq=False)
class Plane:
    """A flat picture of vectors: the plane in which they differ most.

    Attributes
    ----------
    origin : float32 array (d,)
        What is taken off a vector before it is projected.
    axes : float32 array (2, d)
        Of length 1 and at right angles, the direction of the greatest spread first. An axis is
        zeros where vectors that all lie on a line, or a point, leave nothing to fit it to.
    kept : float
        The share of the variance that the plane keeps: 1 when the picture leaves nothing out.
    """

    origin: Floats
    axes: Floats
    kept: float

    def __post_init__(self) -> None:
        d = self.axes.shape[-1]
        seal(self, "origin", (d,))
        seal(self, "axes", (2, d))

    @classmethod
    def fit(cls, vectors: NDArray[Any], center: bool = True) -> Plane:
        """Fit a plane to vectors: their top two principal directions.

        Pearson 1901, "On lines and planes of closest fit to systems of points in space".

        Parameters
        ----------
        vectors : array (m, d)
            At least one.
        center : bool
            Whether the plane goes through their mean; through zero otherwise, and then `kept` is
            the share of their squared lengths.

        Returns
        -------
        Plane
            The same for the same vectors: an axis points where its largest number is positive.

        Raises
        ------
        AttnvizError
            When there is no vector, or a number is not finite.
        """
        rows = np.asarray(vectors, np.float64)
        if rows.ndim != 2 or not len(rows) or not np.isfinite(rows).all():
            raise AttnvizError(
                f"cannot fit a plane to numbers of shape {rows.shape}: "
                "give at least one vector a row, all of them finite"
            )
        origin = rows.mean(axis=0) if center else np.zeros(rows.shape[1])
        _, spread, directions = np.linalg.svd(rows - origin, full_matrices=False)
        axes = np.zeros((2, rows.shape[1]))
        for i, (size, direction) in enumerate(zip(spread[:2], directions[:2], strict=True)):
            # What rounding leaves of vectors that do not differ is no direction.
            if size > _NOTHING * max(spread[0], np.abs(rows).max()):
                axes[i] = direction * np.sign(direction[np.abs(direction).argmax()])
        variance = spread**2
        kept = float(variance[:2].sum() / variance.sum()) if axes.any() else 1.0
        return cls(origin.astype(np.float32), axes.astype(np.float32), kept)

    def project(self, vectors: NDArray[Any]) -> Floats:
        """Place vectors in the plane.

        Parameters
        ----------
        vectors : array (m, d)
            Any, also such as the plane was not fitted to.

        Returns
        -------
        float32 array (m, 2)
            Their places.
        """
        shifted: Floats = np.asarray(vectors, np.float32) - self.origin  # (m, d)
        return shifted @ self.axes.T


def nearest(
    vector: NDArray[Any],
    table: Table,
    top: int,
    exclude: Iterable[int] = (),
    among: NDArray[np.intp] | None = None,
    center: Floats | None = None,
) -> list[tuple[int, float]]:
    """Find the rows of a table that point most nearly where a vector does.

    Parameters
    ----------
    vector : array (d,)
        The vector.
    table : Table
        The rows; some thousand are in memory at a time.
    top : int
        How many to find.
    exclude : iterable of int
        Rows to leave out, such as the vector's own.
    among : int array, optional
        The only rows to look at, such as `Vocabulary.word_ids`.
    center : array (d,), optional
        Taken off the vector and every row first, such as ``mean_row(table, words)``.

    Returns
    -------
    list of (int, float)
        Row and cosine, the nearest first, of equals the earlier row; fewer when the table has no
        more.

    Raises
    ------
    UsageError
        When `top` is below 1.
    """
    if top < 1:
        raise UsageError(f"cannot find {top} nearest vectors: ask for 1 or more")
    shift = np.zeros(len(vector), np.float32) if center is None else center
    goal = _unit(vector - shift).astype(np.float32)
    found = np.concatenate([_cosines(rows - shift, goal) for rows in chunks(table)])
    wanted = np.ones(len(found), np.bool_) if among is None else np.zeros(len(found), np.bool_)
    if among is not None:
        wanted[among] = True
    wanted[list(exclude)] = False
    ids = np.flatnonzero(wanted)
    order = ids[np.argsort(-found[ids], kind="stable")[:top]]
    return [(int(i), float(found[i])) for i in order]


def mean_row(table: Table, among: NDArray[np.intp]) -> Floats:
    """Average some rows of a table.

    Parameters
    ----------
    table : Table
        The rows.
    among : int array
        Which of them, at least one, each once.

    Returns
    -------
    float32 array (d,)
        Their mean.
    """
    wanted = np.zeros(len(table), np.bool_)
    wanted[among] = True
    sums, start = [], 0
    for rows in chunks(table):
        sums.append(rows[wanted[start : start + len(rows)]].sum(axis=0, dtype=np.float64))
        start += len(rows)
    mean: Floats = (np.sum(sums, axis=0) / wanted.sum()).astype(np.float32)
    return mean


def _cosines(rows: Floats, unit: Floats) -> Floats:
    """Compare many rows with one vector of length 1, without a second copy of them."""
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    found: Floats = np.clip(rows @ unit / np.where(lengths > 0, lengths, 1), -1, 1)
    return found


def _unit(vectors: NDArray[Any]) -> NDArray[np.float64]:
    """Bring vectors to length 1, by way of a largest number of 1 so that no square overflows."""
    exact = np.asarray(vectors, np.float64)
    largest = np.abs(exact).max(axis=-1, keepdims=True)
    exact = exact / np.where(largest > 0, largest, 1)
    lengths = np.linalg.norm(exact, axis=-1, keepdims=True)
    unit: NDArray[np.float64] = exact / np.where(lengths > 0, lengths, 1)
    return unit
