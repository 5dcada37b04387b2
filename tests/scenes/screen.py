"""What tests read off the screen: numbers as they are written, columns, cells of a grid."""

import numpy as np

from attnviz.look import numerals
from tests.drawing import NUMERAL


def signed(values):
    """Write scores or a vector's entries."""
    return [numerals.signed(float(v)) for v in np.ravel(values)]


def weighed(values):
    """Write attention weights."""
    return [numerals.weight(float(v)) for v in np.ravel(values)]


def entries(vector, count):
    """Write what a column of so many rows says of a vector: its first entries and its last."""
    exact = np.asarray(vector, np.float32)
    return signed(exact if len(exact) <= count else [*exact[: count - 1], exact[-1]])


def read(numeral):
    """Return the number that is written."""
    return float(numeral.replace(numerals.MINUS, "-"))


def column(plan, held, i):
    """Read a column off the screen, from the top."""
    x = plan.centers[i]
    found = [
        (-spot[1], text)
        for text, spot in held.texts
        if abs(spot[0] - x) < plan.half and plan.bottom < spot[1] < plan.top
    ]
    return [text for _, text in sorted(found) if NUMERAL.fullmatch(text)]


def cell(plan, x, y):
    """Return the key and the query of the cell that a point lies in, or None."""
    key, query = (plan.top - y) / plan.cell_height, (x - plan.left) / plan.cell_width
    return (int(key), int(query)) if 0 <= key < plan.n and 0 <= query < plan.n else None


def in_grid(plan, texts):
    """Return which of the texts stand in the grid's cells, (key, query) to text."""
    found = {}
    for text, spot in texts:
        where = cell(plan, *spot)
        if where is not None:
            assert where not in found, f"two texts in {where}"
            found[where] = text
    return found
