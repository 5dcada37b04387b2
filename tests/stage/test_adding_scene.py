"""Columns are added up in front of the viewer: every sum that stands is numpy's."""

import numpy as np
import pytest

from attnviz.look import numerals
from attnviz.look.style import DARK
from attnviz.pictures.update_sum_columns import plan_terms
from attnviz.pictures.update_vector_sum import Addition
from attnviz.stage.adding_scene import PAUSE, AddingScene
from tests.core_traces import made_up
from tests.drawing import texts
from tests.stage.playing import play

TERMS = np.random.default_rng(3).normal(size=(4, 64))


class Adding(AddingScene):
    """Adds four columns up, and remembers what stood in the total's column after each term."""

    slug, title, number = "values", "Adding", 1

    def beats(self):
        return ["adding"]

    def adding(self):
        terms = TERMS[:, : self.length]
        self.sum = plan_terms(["a"] * 5, [terms], self.page.content)
        self.sums = Addition(
            terms, terms.sum(axis=0), self.sum, [DARK.value] * 4, DARK.output, DARK
        )
        self.add(*(ink for column in self.sums.columns for ink in column.everything()))
        self.stood, self.rested = [], []
        self.add_up(self.sums)

    def total(self):
        """Return what stands in the total's column, from the top."""
        x, half = self.sum.centers[-1], self.sum.half
        found = [(-y, text) for text, (at, y) in texts(self.mobjects) if abs(at - x) < half]
        return [text for _, text in sorted(found)]

    def rest(self, seconds=1.0):
        if hasattr(self, "stood"):
            self.stood.append(self.total())
            self.rested.append(seconds)
        super().rest(seconds)


@pytest.mark.parametrize("length", [4, 64])
def test_one_row_is_added_term_by_term_and_then_all_the_others(length):
    scene, _ = play(type("Some", (Adding,), {"length": length}), made_up([1, 1]))
    terms, shown = TERMS[:, :length], len(scene.sum.lines)
    row = scene.sums.worked_row()
    entry = row if row < shown - 1 else length - 1
    sums = np.cumsum(terms[:, entry])
    assert scene.stood[:4] == [[numerals.signed(float(s))] for s in sums]
    assert scene.rested[:4] == [PAUSE] * 4
    whole = terms.sum(axis=0)
    drawn = [*range(shown)] if length <= shown else [*range(shown - 1), length - 1]
    assert scene.total() == [numerals.signed(float(whole[i])) for i in drawn]


def test_the_terms_stay_where_they_are():
    scene, _ = play(type("Some", (Adding,), {"length": 64}), made_up([1, 1]))
    on_stage = {id(ink) for ink in scene.mobjects}
    assert all(id(i) in on_stage for c in scene.sums.columns for i in c.everything())
