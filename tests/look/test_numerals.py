"""Numbers as they are written: two decimals, a true minus, no sign on what rounds to zero."""

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from attnviz.look import numerals

MINUS = "\N{MINUS SIGN}"
shares = st.floats(0, 1)
finite = st.floats(-1e6, 1e6)
large = st.floats(0, 1e300)


def read(text):
    """Read a written number back."""
    digits = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
    mantissa, _, power = text.replace(MINUS, "-").replace(",", "").partition("·10")
    return float(mantissa) * 10.0 ** int(power.translate(digits) or 0)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (2.318, "+2.32"),
        (-3.09, MINUS + "3.09"),
        (0.0, "0.00"),
        (-0.0, "0.00"),
        (0.0049, "0.00"),
        (-0.0049, "0.00"),
        (-0.0051, MINUS + "0.01"),
        (-1234.5, MINUS + "1234.50"),
        (-math.inf, MINUS + "\N{INFINITY}"),
        (math.inf, "+\N{INFINITY}"),
    ],
)
def test_scores_and_entries_carry_their_sign(value, written):
    assert numerals.signed(value) == written


@given(finite)
@example(-0.005)
@example(0.005)
def test_a_signed_number_reads_back_to_half_of_its_last_digit(value):
    assert read(numerals.signed(value)) == pytest.approx(value, abs=0.00500001)


@given(finite)
def test_a_sign_stands_exactly_where_a_digit_is_not_zero(value):
    written = numerals.signed(value)
    assert (written[0] in "+" + MINUS) == any(c in "123456789" for c in written)
    assert "-" not in written
    assert written[-3] == "."


@given(finite)
def test_opposite_numbers_differ_by_their_sign_only(value):
    there, back = numerals.signed(value), numerals.signed(-value)
    assert there.lstrip("+" + MINUS) == back.lstrip("+" + MINUS)
    assert there == back or {there[0], back[0]} == {"+", MINUS}


@pytest.mark.parametrize(
    ("value", "written"), [(0.41, "0.41"), (1.0, "1.00"), (0.0, "0.00"), (0.004, "0.00")]
)
def test_weights_have_no_sign(value, written):
    assert numerals.weight(value) == written


@given(shares)
def test_a_weight_reads_back_to_half_of_its_last_digit(value):
    written = numerals.weight(value)
    assert len(written) == 4
    assert read(written) == pytest.approx(value, abs=0.00500001)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (10.17, "10.17"),
        (999.99, "999.99"),
        (999.996, "1,000"),
        (3269.4, "3,269"),
        (99_999.4, "99,999"),
        (99_999.6, "1.00·10⁵"),
        (4.854e8, "4.85·10⁸"),
        (9.999e11, "1.00·10¹²"),
        (1e-9, "0.00"),
        (math.inf, "\N{INFINITY}"),
    ],
)
def test_sums_of_exponentials_stay_short(value, written):
    assert numerals.positive(value) == written


@given(large)
def test_a_positive_number_reads_back_to_three_figures_or_two_decimals(value):
    written = numerals.positive(value)
    assert len(written) <= len("1.00·10³⁰⁰")
    assert read(written) == pytest.approx(value, rel=0.00500001, abs=0.00500001)


@given(large, large)
def test_a_greater_number_is_never_written_smaller(a, b):
    low, high = sorted((a, b))
    assert read(numerals.positive(low)) <= read(numerals.positive(high)) * (1 + 1e-12)


@pytest.mark.parametrize(
    ("value", "written"), [(0, "0"), (576, "576"), (49152, "49,152"), (1_000_000, "1,000,000")]
)
def test_counts_are_grouped_by_thousands(value, written):
    assert numerals.count(value) == written


def test_indices_are_lowered_and_layers_raised():
    assert numerals.subscript(12) == "₁₂"
    assert numerals.superscript(13) == "¹³"
    assert numerals.superscript(-8) == "⁻⁸"


@pytest.mark.parametrize(
    ("scale", "width", "written"),
    [
        (0.125, 64, "√64"),
        (float(np.float32(128**-0.5)), 128, "√128"),
        (0.0123, 64, "81.30"),
        (0.0625, 64, "16.00"),
    ],
)
def test_a_divisor_is_a_root_only_where_it_is_that_root(scale, width, written):
    assert numerals.divisor(scale, width) == written
