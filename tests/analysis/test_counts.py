"""Parts of a sentence are counted by what they are."""

import pytest

from attnviz.analysis.counts import PartCounts, count_parts, unit_name

CASES = {
    "words": (["a", "fluffy", "well-known", "3.14"], PartCounts(4, 0, 0)),
    "marks": (["Yes", ",", "no", "!", "**"], PartCounts(2, 0, 3)),
    "blanks are nothing": ([" a", "  ", "\n", "b"], PartCounts(2, 0, 0)),
    "scripts without spaces": (["ส", "วั", "小", "猫", "。", "cat"], PartCounts(1, 4, 1)),
    "Korean has words": (["나는", "학교에", "간다"], PartCounts(3, 0, 0)),
    "emoji": (["I", "love", "😀"], PartCounts(2, 0, 1)),
}


@pytest.mark.parametrize(("parts", "counts"), CASES.values(), ids=CASES)
def test_parts_are_counted_by_their_kind(parts, counts):
    assert count_parts(parts) == counts


@pytest.mark.parametrize(
    ("parts", "unit", "name"),
    [
        (["a", "cat"], "word", "word"),
        (["ฉั", "น", "รั", "ก"], "word", "character"),
        (["小", "猫", "。"], "word", "character"),
        (["a", "cat", "猫"], "word", "word"),
        (["小", "猫"], "token", "token"),
        (["…"], "word", "word"),
    ],
)
def test_characters_of_scripts_without_spaces_are_not_called_words(parts, unit, name):
    assert unit_name(parts, unit) == name
