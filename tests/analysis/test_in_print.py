"""What stands out in print: numbers that print alike do not differ."""

import numpy as np
import pytest

from attnviz.analysis.in_print import highest, lowest
from attnviz.look import numerals

CASES = {
    "apart": ([0.1, 2.5, -3.0], 1, 2),
    "alike at the top": ([2.501, 2.499, -3.0], None, 2),
    "alike below": ([1.0, 0.001, -0.001], 0, None),
    "hidden keys do not count": ([0.1, np.nan, 0.3, np.nan], 2, 0),
    "one alone is no comparison": ([np.nan, 4.0], None, None),
    "none": ([np.nan], None, None),
}


@pytest.mark.parametrize(("values", "high", "low"), CASES.values(), ids=CASES)
def test_the_highest_and_the_lowest_stand_alone_in_print(values, high, low):
    assert highest(np.array(values), numerals.signed) == high
    assert lowest(np.array(values), numerals.signed) == low
