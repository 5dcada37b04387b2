"""Softmax: every numeral of the table is the column's; shares stack up to 1 at any T."""

import dataclasses

import numpy as np
import pytest

from attnviz.ink.follow import Follow
from attnviz.ink.ink import SQUARE, Ink
from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.mobjects.grid_plan import DOTS_AT_MOST
from attnviz.mobjects.score_cells import plan_score_cells
from attnviz.pictures.softmax import StackedShares
from attnviz.pictures.softmax_columns import SharedColumns
from attnviz.scenes.softmax import COLD, HOT, PLAIN, Softmax
from attnviz.stage.play import render_clip
from tests.core_traces import made_up
from tests.scenes.show import COMMON, Case, pick, show

CASES = {
    **pick(
        "the default", "in tokens", "another head", "upright", "one word", "twelve words",
        "dots", "cells",
    ),
    "the last word": COMMON["two words"],  # nothing is hidden from it
    "dots without labels": COMMON["without labels"],
    "no mask": COMMON["many tokens, no mask"],  # too many for a row each
}  # fmt: skip


def look(scene):
    """Read the table."""
    return written(scene.table)


def played(case):
    return show(Softmax, CASES[case], look)


@pytest.fixture(params=CASES)
def shown(request):
    return played(request.param)


def softmax(scores, seen, temperature=1.0):
    """Compute it the plain way, in double precision."""
    exps = np.where(seen, np.exp(scores.astype(float) / temperature), 0.0)
    return exps, exps / exps.sum()


def expected(scene, temperature=1.0):
    """Return the lines of the table: score, exp, share."""
    row, seen = scene.head.scores[scene.focus], scene.head.mask[scene.focus]
    exps, shares = softmax(row, seen, temperature)
    lines = []
    for line in scene.table_plan.rows.rows:
        keys = list(line.keys)
        # Several keys have no single score.
        score = numerals.signed(float(row[keys[0]])) if len(keys) == 1 else None
        exp, share = numerals.positive(exps[keys].sum()), numerals.weight(shares[keys].sum())
        lines.append((score, exp, share))
    return lines, numerals.positive(exps.sum())


def written(table):
    """Return the lines that the table says now."""
    columns = zip(table.scores, table.exps, table.shares, strict=True)
    return [tuple(ink.text or None for ink in line) for line in columns], table.total[-1].text


def test_every_key_that_is_seen_has_a_row_or_shares_one_and_no_other_key(shown):
    scene, _ = shown
    rows = scene.table_plan.rows.rows
    keys = [key for row in rows for key in row.keys]
    assert sorted(keys) == np.flatnonzero(scene.head.mask[scene.focus]).tolist()
    singles = [row.keys[0] for row in rows if not row.shared]
    rest = [key for row in rows if row.shared for key in row.keys]
    weights = scene.head.pattern[scene.focus]
    assert not rest or min(weights[singles], default=1.0) >= max(weights[rest])


def test_nothing_masked_is_spoken_of(shown):
    _, held = shown
    for beat in ("exp", "shares", "name"):
        assert "∞" not in " ".join([held[beat].caption, *held[beat].said])


def test_the_table_says_the_column(shown):
    scene, held = shown
    assert written(scene.table) == expected(scene)
    lines, total = expected(scene)
    wanted = [text for line in lines for text in line if text] + [total, numerals.weight(1.0)]
    said = held["shares"].said
    for text in wanted:
        assert said.count(text) >= wanted.count(text), text


@pytest.mark.parametrize("temperature", [COLD, 0.73, PLAIN, 1.31, HOT])
def test_the_staircase_adds_up_at_any_temperature(shown, temperature):
    scene, _ = shown
    table = scene.table
    table.show(*scene.softmax_at(temperature))
    try:
        assert written(table) == expected(scene, temperature)
        left, right = scene.table_plan.bars
        _, shares = softmax(
            scene.head.scores[scene.focus], scene.head.mask[scene.focus], temperature
        )
        x = left
        for row, bar in zip(scene.table_plan.rows.rows, table.bars, strict=False):
            width = (right - left) * shares[list(row.keys)].sum()
            low, _, high, _ = bar.box()
            assert (low, high) == pytest.approx((x, x + width), abs=2e-3)
            x = high
        assert x == pytest.approx(right, abs=5e-3)
        for bar, segment in zip(table.bars, table.segments, strict=True):
            (start, _, end, _), (low, _, high, _) = bar.box(), segment.box()
            assert low == pytest.approx(start)
            assert end - 0.021 <= high <= end + 1e-6
    finally:
        table.show(*scene.softmax_at(PLAIN))


def test_the_slide_ends_where_it_began(shown):
    scene, held = shown
    if "temperature" not in held:
        assert scene.seen.sum() == 1
        return
    assert held["temperature"].seen == held["shares"].seen
    said = held["temperature"].said
    slide = [numerals.positive(t) for t in (COLD, PLAIN, HOT, PLAIN)]
    for text in slide:
        assert said.count(text) >= slide.count(text)


def test_the_temperature_runs_evenly_from_end_to_end():
    seen = []
    slide = Follow([Ink(SQUARE, "#FFFFFF")], seen.append, COLD, HOT, 1.0)
    slide.begin()
    for alpha in (0.25, 0.5, 0.75):
        slide.interpolate(alpha)
    slide.finish()
    assert seen[-4:] == pytest.approx([0.875, 1.25, 1.625, HOT])
    assert seen[0] == COLD
    assert seen[-1] == HOT


def test_between_the_ends_the_numbers_are_computed_anew(monkeypatch, tmp_path):
    drawn = []
    real = StackedShares.show

    def watch(table, exps, weights, nowhere):
        real(table, exps, weights, nowhere)
        drawn.append((np.array(exps), [ink.text for ink in table.shares]))

    monkeypatch.setattr(StackedShares, "show", watch)
    case = COMMON["two words"]
    render_clip(Softmax, case.trace(), case.settings, case.frame_settings, tmp_path / "clip.mp4")
    assert len({tuple(exps) for exps, _ in drawn}) > 12
    for exps, shares in drawn:
        assert shares == [numerals.weight(share) for share in exps / exps.sum()]


def test_it_ends_with_the_dots_of_every_weight_that_prints(shown):
    scene, held = shown
    if scene.n == 1:
        assert "columns" not in held
        return
    pattern = scene.head.pattern
    areas = sorted(size for _, _, size, *_ in held["columns"].circles)
    if scene.n > DOTS_AT_MOST:
        assert not areas
        return
    printed = sorted(float(w) for w in pattern.ravel() if numerals.weight(float(w)) != "0.00")
    assert [size / areas[-1] * printed[-1] for size in areas] == pytest.approx(printed, rel=1e-3)


def test_it_ends_with_the_whole_pattern_in_the_middle(shown):
    scene, _ = shown
    if scene.n == 1:
        return

    def drawn(inks):
        return sorted((ink.text or "", *np.round(ink.box(), 4)) for ink in inks if ink.box())

    furniture = {id(ink) for ink in leaves([scene._caption, scene._legend])}
    wanted = drawn(leaves(scene.pattern_in_the_middle().everything()))
    found = drawn(ink for ink in leaves(scene.mobjects) if id(ink) not in furniture)
    assert set(wanted) <= set(found)
    if scene.n <= DOTS_AT_MOST:  # cells have their scale as well
        assert len(found) == len(wanted) + 2  # the title, and where the numbers come from


def test_before_they_turn_scores_stand_in_the_cells_that_are_seen():
    scene, _ = played("the default")
    grid = scene.pattern_in_the_middle()
    head, focus = scene.head, scene.focus
    cells = plan_score_cells(head.scores, head.scores / head.rule.scale, grid.plan)
    others = SharedColumns(head.scores, head.mask, cells, grid, focus, scene.theme)
    written = {cell: ink.text for cell, ink in others.numbers.items()}
    assert written == {
        (q, k): numerals.signed(float(head.scores[q, k]))
        for q, k in np.argwhere(head.mask) if q != focus
    }  # fmt: skip


def test_beats_fit_the_data():
    beats = {case: list(played(case).held) for case in CASES}
    every = ["column", "exp", "shares", "name", "temperature", "columns"]
    assert beats.pop("one word") == ["column", "exp", "shares", "name"]
    assert set(map(tuple, beats.values())) == {tuple(every)}


def test_the_table_takes_names_and_numbers_of_the_followed_column():
    scene, held = played("the default")
    seen = np.flatnonzero(scene.seen)
    row = scene.head.scores[scene.focus]
    names = [scene.head.labels[i] for i in seen]
    numbers = [numerals.signed(float(row[i])) for i in seen]
    table = [text for text in held["column"].said if text in names or text in numbers]
    followed = scene.head.labels[scene.focus]  # it heads the table, and the caption names it
    assert sorted(table) == sorted([*names, *numbers, followed, followed])


def test_what_was_left_out_is_said():
    scene, _ = played("no mask")
    assert any(row.shared for row in scene.table_plan.rows.rows)
    assert any("others" in ink.text for ink in scene.table.names)
    assert "others: their sum" in scene._table_note()


def test_the_sidecar_holds_the_ends_of_the_slide(shown):
    scene, _ = shown
    drawn = scene.drawn()
    assert drawn["followed_query"] == scene.focus
    for t, weights in zip(drawn["temperatures"], drawn["weights_at_them"], strict=True):
        row, seen = scene.head.scores[scene.focus], scene.head.mask[scene.focus]
        assert weights == pytest.approx(softmax(row, seen, t)[1], abs=1e-6)


# What is said


def test_some_are_said_to_print_as_nothing_only_where_they_do(shown):
    scene, held = shown
    lines, _ = expected(scene)
    nothing = any(exp == "0.00" for _, exp, _ in lines)
    assert ("0.00" in held["exp"].caption) == nothing


def test_temperature_is_said_to_even_out_only_where_the_largest_share_prints_lower(shown):
    scene, held = shown
    if "temperature" not in held:
        return
    row, seen = scene.head.scores[scene.focus], scene.head.mask[scene.focus]
    cold, plain, hot = (
        float(numerals.weight(softmax(row, seen, t)[1].max())) for t in (COLD, PLAIN, HOT)
    )
    assert ("evens" in held["temperature"].caption) == (cold > plain > hot)


def test_a_word_that_sees_only_itself_shares_nothing_out(shown):
    scene, held = shown
    alone = scene.head.mask[scene.focus].sum() == 1
    assert ("sees only itself" in held["column"].caption) == alone
    assert ("itself" in held["shares"].caption) == alone
    assert ("the share is" in held["name"].caption) == alone


def with_rules(**changes):
    """Make a trace whose layers score by another rule."""
    trace = made_up([1] * 5)
    rules = tuple(dataclasses.replace(rule, **changes) for rule in trace.rules)
    return dataclasses.replace(trace, rules=rules)


def test_what_a_sink_takes_is_in_the_sum_and_said():
    sinks = np.array([0.5, 1.0, 1.5, 2.0], np.float32)
    scene, held = show(Softmax, Case(lambda: with_rules(sinks=sinks)), look)
    head, row = scene.head, scene.row
    exps = np.exp(row[scene.seen])
    total = exps.sum() + np.exp(float(sinks[head.head]))
    assert scene.table.total[-1].text == numerals.positive(total)
    assert {ink.text for ink in scene.table.shares} >= {numerals.weight(e / total) for e in exps}
    assert numerals.weight(exps.sum() / total) in held["shares"].caption
    assert "nowhere" in held["shares"].caption
    assert "sum, sink too" in held["shares"].said
