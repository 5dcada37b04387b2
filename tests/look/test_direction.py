"""Words on a line stand in the order in which a reader of their script expects them."""

from __future__ import annotations

import pytest

from attnviz.look.direction import directions, runs_left, visual_order

OLD, SHIP, SAILED = "الحيوان", "لم", "يعبر"


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        (["old", "ship", "."], ["old", "ship", "."]),
        ([OLD, SHIP, SAILED], [SAILED, SHIP, OLD]),
        ([OLD, SHIP, "."], [".", SHIP, OLD]),
        ([OLD, "big", "ship", SAILED], [SAILED, "big", "ship", OLD]),
        (["he", "said", OLD, SHIP, "today"], ["he", "said", SHIP, OLD, "today"]),
        (["he", "said", OLD, ",", SHIP, "."], ["he", "said", SHIP, ",", OLD, "."]),
        ([OLD, "2024", SHIP], [SHIP, "2024", OLD]),
        (["שלום", "<D8><AF>", "עולם"], ["עולם", "<D8><AF>", "שלום"]),
        ([OLD, "2", "0", SHIP], [SHIP, "2", "0", OLD]),
        (["in", "2", "0", OLD], ["in", "2", "0", OLD]),
        (["12", "!"], ["12", "!"]),
        ([], []),
    ],
)
def test_words_on_a_line_from_the_left(words: list[str], seen: list[str]) -> None:
    assert [words[i] for i in visual_order(*directions(words))] == seen


def test_which_way_a_word_runs() -> None:
    assert [runs_left(word) for word in (OLD, "(שלום)", "ship", "3", "<D8>")] == [
        *(True, True, False, False, False)
    ]
