"""A row is worked out: what is multiplied, added and carried is the model's own."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.ink.text import symbol
from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.page import Box, Page
from attnviz.look.style import DARK, L
from attnviz.mobjects.matrix_product import multiplication, plan_product
from attnviz.mobjects.row_by_row import RowWork, come_along
from tests.core_traces import default_trace
from tests.drawing import said
from tests.geometry import bounds

WIDE, TALL = Page.of_pixels(1280, 720), Page.of_pixels(720, 1280)
PATH = Box(3.8, -1.2, 6.4, 0.6)
seeds = st.integers(0, 2**32 - 1)


def work_on(weights, inputs, bias, page=WIDE, path=PATH):
    result = weights @ inputs + bias
    plan = plan_product(weights, inputs, result, page)
    symbols = [symbol(letter, "", DARK.query, L) for letter in "WEq"]
    product = multiplication(weights, inputs, result, plan, symbols, DARK.query, DARK)
    return RowWork(product, weights, inputs, bias, path, DARK.query, DARK)


def some(shape=(64, 576), seed=0, biased=True, **kwargs):
    rng = np.random.default_rng(seed)
    bias = rng.normal(size=shape[0]) if biased else np.zeros(shape[0])
    return work_on(rng.normal(size=shape) / 4, rng.normal(size=shape[1]), bias, **kwargs)


def places(inks):
    return np.array([ink.place for ink in inks])


def ended(tween):
    tween.begin()
    tween.interpolate(1.0)
    return tween


def read(text):
    return float(text.replace("−", "-"))


def test_what_comes_along_starts_as_large_as_its_source_and_ends_where_it_was():
    work = some()
    goals, sources = work.product.result.column, work.product.inputs.column
    ends, starts = places(goals), places(sources)
    move = come_along(goals, sources)
    move.begin()
    move.interpolate(0.0)
    assert places(goals) == pytest.approx(starts)
    move.interpolate(1.0)
    assert places(goals) == pytest.approx(ends)
    assert move.is_introducer()


@pytest.mark.parametrize("row", [0, 2])
def test_a_row_stands_up_out_of_its_own_numbers(row):
    work = some()
    source = work.product.weights.entries[row]
    before, move = places(source), work.stand_up(row)
    ends = places(work.standing)
    move.begin()
    move.interpolate(0.0)
    assert places(move.leaves) == pytest.approx(before)
    move.interpolate(1.0)
    assert places(move.leaves) == pytest.approx(ends)
    assert said(move.leaves) == said(source)
    assert places(source) == pytest.approx(before)  # which stays


def test_frames_go_round_one_row_and_its_result_and_move_with_the_work():
    work = some()
    for row in range(3):
        if row:
            ended(work.move_frames(row))
        for frame, part in zip(
            work.frames, (work.product.weights, work.product.result), strict=True
        ):
            left, low, right, high = frame.box()
            inside = [
                [left < x0 and x1 < right and low < y0 and y1 < high for x0, y0, x1, y1 in boxes]
                for boxes in ([ink.box() for ink in entries] for entries in part.entries)
            ]
            assert [i for i, whole in enumerate(inside) if all(whole)] == [row]
            assert [i for i, partly in enumerate(inside) if any(partly)] == [row]


def test_nothing_is_added_yet_where_a_row_begins():
    work = some()
    work.stand_up(0)
    shown = said(work.begin(0))
    assert shown[:2] == ["=", numerals.signed(0.0)]
    assert said(work.sum.rest) != []
    assert not set(shown) & set(said(work.sum.rest))


@given(st.integers(1, 40), st.integers(2, 300), seeds, st.booleans())
@settings(max_examples=10)
def test_each_term_is_an_entry_of_the_row_times_the_one_it_met(height, width, seed, biased):
    work = some((height, width), seed, biased)
    for row in {0, len(work.product.weights.entries) - 1}:
        work.stand_up(row)
        work.begin(row)
        upright, column = said(work.standing), said(work.product.inputs.column)
        last = len(work.sum.terms) - 1
        for i, term in enumerate(work.sum.terms):
            at = len(upright) - 1 if i == last else i
            assert (term.weight.text, term.entry.text) == (upright[at], column[at])
            fall, signs = work.add_term(i, 0.4)
            fall.begin()
            fall.interpolate(0.0)
            sources = [work.standing[at], work.product.inputs.column[at]]
            assert places([term.weight, term.entry]) == pytest.approx(places(sources))
            assert leaves(term.signs) == signs.leaves


@given(st.integers(1, 40), st.integers(1, 300), seeds, st.booleans())
@settings(max_examples=10)
def test_the_sum_ends_at_the_number_that_the_vector_has_there(height, width, seed, biased):
    work = some((height, width), seed, biased)
    assert work.length == width
    for row, entry in enumerate(work.product.result.column):
        work.begin(row)
        ended(work.follow(0, work.length, 1.0))
        assert work.sum.total.text == entry.text


def test_on_the_model_every_row_comes_out_as_the_model_made_it():
    head = default_trace().weights(13, 1)
    work = work_on(head.query, head.inputs[3], head.query_bias)
    for row, place in enumerate(work.product.plan.weights.rows):
        work.begin(row)
        ended(work.follow(0, work.length, 1.0))
        assert work.sum.total.text == numerals.signed(float(head.queries_before[3, place]))


def test_the_number_and_its_path_run_together():
    rng = np.random.default_rng(1)
    weights, inputs = rng.normal(size=(64, 576)), rng.normal(size=576)
    work = work_on(weights, inputs, np.zeros(64))
    work.begin(1)
    move = work.follow(0, 576, 1.0)
    move.begin()
    ends = []
    for count in (0, 144, 288, 576):
        move.interpolate(count / 576)
        exact = weights[1, :count] @ inputs[:count]
        assert work.sum.total.text == numerals.signed(float(exact))
        ends.append((exact, *work.path.end.place[:2]))
    sums, xs, ys = np.array(ends).T
    assert np.diff(xs) == pytest.approx(np.array([144, 144, 288]) * np.diff(xs)[0] / 144)
    assert np.diff(ys) / np.diff(sums) == pytest.approx([np.diff(ys)[0] / np.diff(sums)[0]] * 3)
    assert PATH.left == xs[0] < xs[-1] <= PATH.right
    assert xs[-1] > PATH.right - 0.2
    assert PATH.bottom < ys.min() <= ys.max() < PATH.top


def test_without_room_there_is_no_path_and_the_number_runs_all_the_same():
    work = some(path=None, biased=False)
    shown = work.begin(0)
    assert work.path is None
    assert said(shown) == ["=", numerals.signed(0.0)]
    ended(work.follow(0, 576, 1.0))
    assert work.sum.total.text == work.product.result.column[0].text


def test_all_terms_at_once_bring_every_number_that_is_written():
    work = some()
    work.stand_up(0)
    work.begin(0)
    moves = work.add_all(1.0)
    moved = {id(ink) for move in moves for ink in move.leaves}
    assert {id(ink) for ink in leaves(work.sum.everything())} <= moved | {id(work.sum.equals)}
    for move in moves:
        ended(move)
    assert work.sum.total.text == work.product.result.column[0].text
    terms = [read(t.weight.text) * read(t.entry.text) for t in work.sum.terms]
    (note,) = [text for text in said(work.sum.rest) if ": " in text]
    rest = read(note.rpartition(": ")[2])
    assert sum(terms) + rest == pytest.approx(read(work.sum.total.text), abs=0.06)  # rounded


def test_the_sum_flies_to_its_place_in_the_vector():
    work = some()
    work.begin(2)
    ended(work.follow(0, work.length, 1.0))
    entry = work.product.result.column[2]
    home, start = entry.place.copy(), work.sum.total.place.copy()
    move = work.fly(2)
    move.begin()
    move.interpolate(0.0)
    assert entry.place == pytest.approx(start)
    move.interpolate(1.0)
    assert entry.place == pytest.approx(home)
    assert said(move.leaves) == [work.sum.total.text]


def test_the_other_rows_numbers_come_out_of_the_matrix_each_level_with_its_row():
    work = some()
    rest = work.product.result.column[2:]
    homes = places(rest)
    numbers, dots = work.other_rows(2)
    numbers.begin()
    numbers.interpolate(0.0)
    assert numbers.leaves == rest
    edge = bounds([work.product.weights.frame]).right
    assert [ink.place[0] for ink in rest] == pytest.approx([edge] * len(rest), abs=0.01)
    assert places(rest)[:, 1] == pytest.approx(homes[:, 1])
    assert [ink.opacity for ink in rest] == [0.0] * len(rest)
    numbers.interpolate(1.0)
    assert places(rest) == pytest.approx(homes)
    assert dots.leaves == leaves(work.product.result.dots)


@pytest.mark.parametrize("path", [PATH, None])
@pytest.mark.parametrize("page", [WIDE, TALL])
def test_what_goes_at_the_end_is_all_that_was_written_for_a_row(page, path):
    work = some(page=page, path=path)
    before = {id(ink) for ink in leaves([*work.product.everything(), *work.frames])}
    moves = [work.stand_up(0)]
    begun = work.begin(0)
    moves += work.add_all(1.0)
    made = {id(ink) for ink in [*leaves(begun), *(ink for m in moves for ink in m.leaves)]}
    assert {id(ink) for ink in leaves(work.end())} == made - before
