"""Modifiers are found by the words around them: function words bound a run, nothing is parsed."""

from __future__ import annotations

from attnviz.analysis.modifiers import modifier_contrast
from tests.core_traces import shifted

WORDS = ["the", "old", "red", "ship", "of", "sand"]


def test_modifier_contrast() -> None:
    pattern = shifted(6, 1)
    on_run, elsewhere = modifier_contrast(pattern, WORDS)
    assert (on_run, elsewhere) == (1, 1)  # red <- old, ship <- red; of <- ship, sand <- of
    assert modifier_contrast(pattern, ["나는", "빨간", "배를", "보고", "간다", "오늘"]) == (0, 0)
