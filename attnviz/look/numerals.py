"""How numbers are written, in a frame and in a terminal: the only place that formats one.

Two decimals, a true minus sign (U+2212), no sign on what rounds to zero.
"""

from __future__ import annotations

import math

MINUS = "\N{MINUS SIGN}"
INFINITY = "\N{INFINITY}"
_SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def weight(value: float) -> str:
    """Write an attention weight or a probability: ``0.41``.

    Parameters
    ----------
    value
        A number in [0, 1], without unit.
    """
    return f"{value:.2f}"


def signed(value: float) -> str:
    """Write a score or a vector's entry with its sign: ``+2.32``, ``−3.09``, ``0.00``.

    Minus infinity, a masked score, is ``−∞``.
    """
    if math.isinf(value):
        return (MINUS if value < 0 else "+") + INFINITY
    digits = f"{abs(value):.2f}"
    if float(digits) == 0:
        return digits
    return (MINUS if value < 0 else "+") + digits


def positive(value: float) -> str:
    """Write a number that can be large, such as exp(score): ``10.17``, ``3,269``, ``4.85·10⁸``.

    What no float can hold is ``∞``.
    """
    if math.isinf(value):
        return INFINITY
    if value < 999.995:
        return f"{value:.2f}"
    if value < 99_999.5:
        return f"{value:,.0f}"
    mantissa, exponent = f"{value:.2e}".split("e")
    return f"{mantissa}·10{superscript(int(exponent))}"


def count(value: int) -> str:
    """Write a count: ``49,152``."""
    return f"{value:,}"


def superscript(value: int) -> str:
    """Write a whole number raised: ``¹³``, ``⁻⁸``."""
    return str(value).translate(_SUPERSCRIPT)


def subscript(value: int) -> str:
    """Write a count lowered, as the index of a symbol: ``₁₃``."""
    return str(value).translate(_SUBSCRIPT)


def divisor(scale: float, width: int) -> str:
    """Write what dot products are divided by: ``√64`` where it is that root, else the number.

    Parameters
    ----------
    scale
        What the model multiplies them with.
    width
        Length of a query and of a key.
    """
    if math.isclose(scale, 1 / math.sqrt(width), rel_tol=1e-6):
        return f"√{count(width)}"
    return positive(1 / scale)
