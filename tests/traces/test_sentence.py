"""A sentence that cannot be read is refused in one line, with the place and the way out."""

from __future__ import annotations

import pytest

from attnviz.errors import UsageError
from attnviz.traces.sentence import check_text, tidy


@pytest.mark.parametrize(
    ("sentence", "message"),
    [
        ("", "the sentence is empty: give at least one word"),
        (" \u3000\t", "the sentence is empty"),
        ("a\x07b", "a control character, U+0007, at position 1: put a space there"),
        ("a\u2028b", "a control character, U+2028, at position 1"),
        ("a\udcffb", "not valid UTF-8 at position 1"),
    ],
)
def test_sentences_that_cannot_be_read(sentence: str, message: str) -> None:
    with pytest.raises(UsageError) as error:
        check_text(sentence)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_line_breaks_and_tabs_are_text() -> None:
    assert check_text("Line\n\tone") == "Line\n\tone"
    with pytest.raises(UsageError, match=r"U\+0009, at position 5"):
        check_text("Line\n\tone", allow="\n")


@pytest.mark.parametrize(
    "sentence", ["나는 학교에 간다", "I love 👩\u200d👩\u200d👧", "مرحبا", "e\u0301"]
)
def test_other_scripts_with_their_joiners_and_marks_can_be_read(sentence: str) -> None:
    check_text(sentence)


@pytest.mark.parametrize(
    ("typed", "sentence", "said"),
    [
        ("The old ship", "The old ship", ""),
        (
            "The old ship ",
            "The old ship",
            "white space around the sentence is left out (1 at its end)",
        ),
        (
            " \tThe  ship\u00a0",
            "The  ship",
            "white space around the sentence is left out (2 at its beginning, 1 at its end)",
        ),
        ("\ufeffThe ship", "The ship", ""),
        ("Roses,\r\nviolets\rand", "Roses,\nviolets\nand", ""),
        (
            "a\u200eb\u200b",
            "ab",
            "marks that cannot be seen are left out "
            "(U+200E LEFT-TO-RIGHT MARK, U+200B ZERO WIDTH SPACE)",
        ),
        ("می\u200cخواهم 👩\u200d💻", "می\u200cخواهم 👩\u200d💻", ""),
        (" \n", " \n", ""),
    ],
)
def test_what_was_hardly_meant_is_left_out_in_a_word(typed: str, sentence: str, said: str) -> None:
    assert tidy(typed) == (sentence, [said] if said else [])
