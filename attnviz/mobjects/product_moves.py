"""How a product opens out of its symbols, and folds up again into what it was made of and made."""

from __future__ import annotations

from collections.abc import Sequence

from attnviz.ink.ink import Ink
from attnviz.ink.motion import appear, become, box_around, fit_from, fit_into, vanish
from attnviz.ink.text import Line
from attnviz.ink.tween import Tween, leaves
from attnviz.look.page import Box
from attnviz.mobjects.matrices import Matrix
from attnviz.mobjects.matrix_product import Multiplication
from attnviz.mobjects.rail import SmallMatrix
from attnviz.mobjects.row_by_row import come_along
from attnviz.mobjects.two_rows import TwoRows

_OPEN, _FOLD = 1.0, 1.1  # seconds


def open_out(
    product: Multiplication, symbols: Sequence[Line], column: Sequence[Ink]
) -> list[Tween]:
    """Let symbols go to the heads of their numbers, which open out of them.

    Parameters
    ----------
    product
        All of it is new to the stage; of what comes out only the brackets come.
    symbols
        The equation's, as `equation` gives them, to be taken off the stage at once; or none.
    column
        What goes in, as it stands: it travels and becomes the written column.
    """
    heads = [*product.heads, product.equals]
    starts = [box_around(line) for line in symbols or heads]
    moves = (
        [come_along(leaves(heads), leaves(symbols), run_time=_OPEN)]
        if symbols else [appear(heads, lag=0.05)]
    )  # fmt: skip
    for inks, start in (
        (_written(product.weights), starts[0]),
        ([product.result.frame], starts[2]),
    ):
        moves.append(fit_from(inks, start, start_opacity=0.0, run_time=_OPEN))
    moves += become(column, _written(product.inputs), run_time=_OPEN)
    return [*moves, appear(product.counts, delay=_OPEN)]


def fold_up(
    product: Multiplication, small: SmallMatrix, rows: TwoRows, i: int
) -> tuple[list[Tween], list[Ink]]:
    """Let a product become what every word has: a strip that goes in, and one that came out.

    Parameters
    ----------
    small
        What its matrix becomes.
    rows
        Whose column `i` becomes that which was worked on; it is new to the stage.

    Returns
    -------
    tuple
        The animations, and the symbols that others take the place of: to be taken off at once.
    """
    moves: list[Tween] = []
    gone: list[Ink] = []
    symbols = small.symbol, rows.entering[i], rows.made[i]
    for head, goal in zip(product.heads, symbols, strict=True):
        if leaves(goal):
            gone += leaves(head)
            moves.append(come_along(leaves(goal), leaves(head), run_time=_FOLD))
        else:
            moves.append(vanish(head))
    above, below = (rows.plan.column_box(i, lower) for lower in (False, True))
    for matrix, goals, room in (
        (product.weights, [small.ground, small.cells, small.frame], above),
        (product.inputs, leaves(rows.inputs[i]), above),
        (product.result, leaves(rows.outputs[i]), below),
    ):
        written = _written(matrix)
        if goals:
            moves += become(written, goals, run_time=_FOLD)
        else:  # it is part of a neighbour's picture
            moves.append(fit_into(written, room, opacity=0.0, remover=True, run_time=_FOLD))
    moves.append(vanish([*leaves(product.counts), product.equals]))
    moves.append(appear(small.rail, delay=0.6 * _FOLD))
    for arrow in rows.arrows[i : i + 1]:
        band = box_around(arrow)
        foot = Box(band.left, band.top - 0.01, band.right, band.top)
        moves.append(fit_from(arrow, foot, start_opacity=0.0, delay=0.8 * _FOLD, run_time=0.4))
    return moves, gone


def _written(matrix: Matrix) -> list[Ink]:
    return leaves(matrix.everything())
