"""A kind of word looks where others do not: at what describes it, at what it could mean."""

from __future__ import annotations

import numpy as np
import pytest

from attnviz.analysis.contrasts import modifier_contrast, pronoun_contrast
from tests.core_traces import shifted

WORDS = ["the", "old", "red", "ship", "of", "sand"]


def test_only_what_describes_counts_as_a_modifier() -> None:
    words = ["so", *WORDS]  # ship <- old, red; of <- old, red, ship; sand <- red, ship, of
    pattern = shifted(7, 7)
    pattern[4] = [0.25, 0, 0.25, 0.5, 0, 0, 0]
    assert modifier_contrast(pattern, words) == (0.75, 0)
    pattern[3] = [0, 0, 1, 0, 0, 0, 0]  # red <- old: perhaps it is described too
    assert modifier_contrast(pattern, words) == (0.75, 0)
    pattern[6] = [0.5, 0, 0, 0, 0.5, 0, 0]  # sand <- ship, though not described; old <- none
    assert modifier_contrast(pattern, words) == (0.75, 0.5 / 2)
    pattern[5] = [0.25, 0, 0, 0, 0.75, 0, 0]  # of <- ship: the greater of both means counts
    assert modifier_contrast(pattern, words) == (0.75, 0.75)


def test_no_modifiers_where_no_word_is_described() -> None:
    pattern = shifted(6, 1)
    assert modifier_contrast(pattern, ["나는", "빨간", "배를", "보고", "간다", "오늘"]) == (0, 0)
    assert modifier_contrast(pattern, "Mary gave John books quite often".split()) == (0, 0)


def test_a_pronoun_means_neither_its_verb_nor_the_first_word() -> None:
    words = "Anna met Peter and thanked him".split()
    pattern = np.zeros((6, 6), np.float32)
    pattern[5] = [0.1, 0.1, 0.3, 0.1, 0.4, 0]  # him: Peter .3, met .1, its verb .4
    pattern[4] = [0.8, 0.1, 0.1, 0, 0, 0]
    from_pronouns, elsewhere = pronoun_contrast(pattern, words)
    assert from_pronouns == pytest.approx(0.4)
    assert elsewhere == pytest.approx(0.2 / 2)  # and <- met; thanked <- met, Peter; Peter has none
    assert pronoun_contrast(pattern, "Anna met Peter and thanked Mary".split()) == (0, 0)
