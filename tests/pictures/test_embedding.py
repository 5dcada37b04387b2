"""The embedding table: whose columns are drawn is said, and each is the table's own."""

from itertools import pairwise, starmap

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.ink.tween import leaves
from attnviz.look.colors import rgb
from attnviz.look.page import Box, Page
from attnviz.look.style import DARK
from attnviz.mobjects.vectors import STRIP_CELLS, entries_drawn, strip_scale
from attnviz.pictures.embedding import plan_table, table_picture
from tests.core_traces import default_trace
from tests.drawing import circles, said, texts
from tests.geometry import apart, bounds, lies_in, on_one_another

ROOMS = [
    Box(page.content.left, page.content.bottom, page.content.right, page.content.top - 0.9)
    for page in starmap(Page.of_pixels, [(1280, 720), (720, 1280), (720, 720), (960, 720)])
]
rooms = st.sampled_from(ROOMS)
counts = st.integers(1, 40)
NAMES = "the old wooden ship crossed a calm grey sea at dawn again".split()


def drawn(count, room=ROOMS[0], seed=0, names=NAMES, size=(576, 49152)):
    vectors = np.random.default_rng(seed).normal(size=(count, size[0]))
    names = [names[i % len(names)] for i in range(count)]
    ids = [17 + 1201 * i for i in range(count)]
    plan = plan_table(count, room)
    made = table_picture(plan, vectors, names, ids, size, strip_scale(vectors), DARK)
    return plan, vectors, ids, made


@given(counts, rooms)
def test_columns_stand_apart_and_between_all_of_them_others_are_left_out(count, room):
    plan = plan_table(count, room)
    shown = len(plan.entries)
    assert plan.entries == tuple(range(shown))
    assert 1 <= shown <= count
    spots = [spot for pair in zip(plan.gaps, plan.centers, strict=False) for spot in pair]
    spots.append(plan.gaps[-1])  # a gap, a column, ..., a gap
    assert len(plan.gaps) == shown + 1
    assert min(np.diff(spots)) > 0.5 * plan.width
    assert plan.frame.left < spots[0] - 0.1
    assert spots[-1] + 0.1 < plan.frame.right
    assert plan.frame.bottom < plan.bottom < plan.top < plan.frame.top


@given(counts, rooms, st.integers(0, 999))
@settings(max_examples=12)
def test_every_drawn_column_has_the_token_it_is_and_its_number(count, room, seed):
    plan, _, ids, made = drawn(count, room, seed)
    found = texts(made.names)
    assert [text for text, _ in found[1::2]] == [str(ids[i]) for i in plan.entries]
    for (name, above), (_, below), strip, i, x in zip(
        found[::2], found[1::2], made.strips, plan.entries, plan.centers, strict=True
    ):
        head, _, tail = name.partition("…")
        whole = NAMES[i % len(NAMES)]
        assert name == whole or (whole.startswith(head) and whole.endswith(tail))
        column = bounds(strip)
        assert [above[0], below[0], column.center[0]] == pytest.approx([x] * 3, abs=0.04)
        assert above[1] > plan.frame.top > column.top > column.bottom > below[1] > plan.frame.bottom


@given(counts, rooms, st.integers(0, 999))
@settings(max_examples=12)
def test_nothing_leaves_the_room_and_no_name_lies_on_another(count, room, seed):
    longest = ["counterrevolutionaries", "WWWWWWWW", "a", "internationalization"]
    _, _, _, made = drawn(count, room, seed, longest)
    assert lies_in(made.everything(), room, 0.01)
    assert not on_one_another(made.everything())
    strips = [bounds(strip) for strip in made.strips]
    assert all(apart(a, b) for a, b in pairwise(strips))


def test_the_size_of_the_whole_table_is_said():
    _, _, _, made = drawn(8)
    assert said(made.frame) == ["W", "E", "576 × 49,152"]
    assert said(drawn(8, size=(64, 100))[3].frame)[-1] == "64 × 100"


def test_dots_stand_wherever_columns_are_left_out_also_at_both_ends():
    plan, _, _, made = drawn(8)
    spots = sorted(x for x, *_ in circles([made.dots]))
    assert len(spots) == 3 * len(plan.gaps)
    assert spots[1::3] == pytest.approx(plan.gaps)
    assert spots[0] < bounds(made.strips[0]).left
    assert spots[-1] > bounds(made.strips[-1]).right


def colors(strip):
    """Return each cell's colour, from the top."""
    cells = [
        (-cell[:, 1].max(), ink.rgba[:3].tolist())
        for ink in leaves(strip)
        for cell in ink.points.reshape(-1, 16, 3)
    ]
    return [color for _, color in sorted(cells)]


def test_on_the_model_cells_show_sign_and_size_on_one_scale():
    trace = default_trace()
    ids = sorted({token.id for token in trace.tokens})
    rows = [[token.id for token in trace.tokens].index(i) for i in ids]
    vectors = trace.residual[0][rows]
    plan = plan_table(len(ids), ROOMS[0])
    scale = strip_scale(trace.residual[0])
    size = trace.model.d_model, trace.model.n_vocab
    names = [trace.tokens[i].text.strip() for i in rows]
    made = table_picture(plan, vectors, names, ids, size, scale, DARK)
    assert said(made.names)[::2] == [names[i] for i in plan.entries]
    shown = entries_drawn(576, STRIP_CELLS)
    found = np.concatenate([colors(strip) for strip in made.strips])
    entries = vectors[: len(made.strips), shown].ravel()
    assert len(found) == len(entries)
    for side, full in ((entries >= 0, DARK.plus), (entries < 0, DARK.minus)):
        away = np.abs(found[side] - rgb(DARK.hair)).sum(axis=1)
        assert (np.diff(away[np.argsort(np.abs(entries[side]))]) >= -1e-9).all()
        assert side.sum() > 50
        large = found[side & (np.abs(entries) >= scale)]
        assert large == pytest.approx(np.tile(rgb(full), (len(large), 1)))
