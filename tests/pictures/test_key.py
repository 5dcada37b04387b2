"""A query among the keys: arrows true to scale, bars as long as the products, what is cut said."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.analysis.followed import focus_query
from attnviz.analysis.query_key_plane import query_key_plane
from attnviz.ink.text import Run
from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.pictures.key import plan_meeting, product_rows, query_key_picture, remark_lines
from tests.core_traces import default_trace, made_up, smollm2
from tests.drawing import said, texts
from tests.geometry import apart, bounds, lies_in, on_one_another

WIDE, TALL, SQUARE, BROAD = (
    Page.of_pixels(*size) for size in ((1280, 720), (720, 1280), (720, 720), (960, 720))
)
PAGES = [WIDE, TALL, SQUARE, BROAD]
traces = st.builds(
    made_up, st.lists(st.integers(1, 3), min_size=1, max_size=24), st.integers(0, 2**32 - 1)
)


def of_head(head, query=None):
    return query_key_plane(head, focus_query(head) if query is None else query)


def tips(arrows, origin):
    """Return where each arrow's outline is farthest from its origin."""
    found = []
    for arrow in arrows:
        spots = np.concatenate([ink.points[:, :2] for ink in leaves(arrow)]) - origin
        found.append(spots[np.hypot(*spots.T).argmax()])
    return np.array(found)


# Rooms


@pytest.mark.parametrize("page", PAGES)
def test_plane_remark_and_products_have_rooms_of_their_own(page):
    plan, room = plan_meeting(page), page.content
    boxes = [box for box in (plan.plane, plan.remark, plan.rows) if box is not None]
    for i, box in enumerate(boxes):
        assert min(box.width, box.height) >= 1.2
        assert room.left <= box.left < box.right <= room.right
        assert room.bottom <= box.bottom < box.top <= room.top
        assert all(apart(box, other) for other in boxes[:i])
    assert plan.plane.width * plan.plane.height > plan.rows.width * plan.rows.height


@pytest.mark.parametrize("page", [WIDE, TALL, BROAD])
def test_the_remark_says_what_the_colours_are_and_what_the_plane_is(page):
    box = plan_meeting(page).remark
    kinds = [("queries", DARK.query), ("keys, one a piece", DARK.key)]
    remark = [Run("a plane through ", DARK.mute, "sans"), Run("q", DARK.query, "italic"),
              Run(" that keeps 0.34 of their variance", DARK.mute, "sans")]  # fmt: skip
    group = remark_lines(kinds, remark, box, DARK)
    assert said(group)[:2] == ["queries", "keys, one a piece"]
    whole = " ".join("".join(said(group)[2:]).split())
    assert whole.replace(" ", "") == "aplanethroughqthatkeeps0.34oftheirvariance"
    assert lies_in(group, box, 0.02)
    assert not on_one_another(group)
    strokes = [ink for ink in leaves(group) if ink.is_stroked]
    assert [ink.get_color().to_hex() for ink in strokes] == [DARK.query, DARK.key]
    for stroke, (text, color) in zip(strokes, kinds, strict=True):
        (label,) = [ink for ink in leaves(group) if ink.text == text]
        assert label.get_color().to_hex() == color
        assert stroke.box()[2] < label.box()[0]
        assert label.box()[1] < stroke.box()[1] < label.box()[3]


# Arrows


@given(traces, st.sampled_from([0, 2]), st.sampled_from(PAGES))
@settings(max_examples=12)
def test_every_arrow_is_its_vector_on_one_scale(trace, head, page):
    head = trace.head(1, head)
    plane, box = of_head(head), plan_meeting(page).plane
    picture = query_key_picture(plane, head.labels, head.token_counts, box, DARK)
    others = [i for i in range(len(head.labels)) if i != plane.query]
    vectors = np.concatenate([plane.queries[[*others, plane.query]], plane.keys])
    drawn = tips([*picture.queries, *picture.keys], picture.origin)
    longest = np.hypot(*vectors.T).argmax()
    scale = np.hypot(*drawn[longest]) / np.hypot(*vectors[longest])
    assert drawn == pytest.approx(scale * vectors, abs=0.06)
    parts = [*picture.queries, *picture.keys, *picture.tags, *picture.shadows, picture.axis]
    assert lies_in(parts, box, 0.05)
    assert not on_one_another(picture.tags)


def test_on_the_model_shadows_are_the_products():
    head = default_trace().head()
    plane = of_head(head)
    picture = query_key_picture(
        plane, head.labels, head.token_counts, plan_meeting(WIDE).plane, DARK
    )
    shadows = [leaves(shadow)[-1].points[-1, 0] - picture.origin[0] for shadow in picture.shadows]
    told = sorted({plane.tokens[plane.best], plane.tokens[plane.worst]})
    exact = head.token_keys[told] @ head.queries[plane.query]
    assert len(shadows) == 2
    assert shadows[0] / shadows[1] == pytest.approx(exact[0] / exact[1], rel=1e-3)
    axis = picture.axis.box()
    assert axis[1] == axis[3] == pytest.approx(picture.origin[1])
    assert axis[0] - 1e-6 <= min(0, *shadows) + picture.origin[0]


def test_the_query_its_best_and_its_worst_key_stand_out_and_are_named():
    head = default_trace().head()
    plane = of_head(head)
    picture = query_key_picture(
        plane, head.labels, head.token_counts, plan_meeting(WIDE).plane, DARK
    )
    named = [
        ("q", plane.query), ("k", plane.visible[plane.best]), ("k", plane.visible[plane.worst])
    ]  # fmt: skip
    assert [said(tag) for tag in picture.tags] == [
        [f"{head.labels[i]} ", letter, str(i + 1)] for letter, i in named
    ]
    bright = [
        picture.queries[-1],
        *(picture.keys[plane.tokens[i]] for i in (plane.best, plane.worst)),
    ]
    for arrow in [*picture.queries, *picture.keys]:
        opacities = {ink.opacity for ink in leaves(arrow)}
        assert opacities == {1.0} if any(arrow is b for b in bright) else max(opacities) < 0.5
    colors = [
        {ink.get_color().to_hex() for ink in leaves(a)} for a in (picture.queries, picture.keys)
    ]
    assert colors == [{DARK.query}, {DARK.key}]


def test_where_there_are_few_all_are_named():
    head = smollm2().trace("red wine", upto=14).head()
    plane = of_head(head)
    picture = query_key_picture(
        plane, head.labels, head.token_counts, plan_meeting(WIDE).plane, DARK
    )
    named = sorted("".join(said(tag)) for tag in picture.tags)
    assert named == ["red k1", "red q1", "wine k2", "wine q2"]


# Products


def bars(rows):
    """Return where the bar of each row starts and ends."""
    return np.array(
        [next(ink for ink in leaves(row) if ink.text is None).box()[::2] for row in rows]
    )


@given(traces, st.sampled_from(PAGES))
@settings(max_examples=12)
def test_products_go_from_the_largest_to_the_smallest_and_bars_are_as_long(trace, page):
    head = trace.head(1, 2)
    plane = of_head(head, len(head.labels) - 1)
    made = product_rows(plane, head.labels, plan_meeting(page).rows, DARK)
    values = plane.products[made.order]
    assert (np.diff(values) <= 0).all()
    assert (made.order[0], made.order[-1]) == (plane.best, plane.worst)
    assert [said(row)[-1] for row in made.rows] == [numerals.signed(float(v)) for v in values]
    (zero,) = [ink.box()[0] for ink in leaves(made.head) if ink.text is None]
    ends = bars(made.rows)
    lengths = np.diff(ends, axis=1)[:, 0]
    longest = np.abs(values).argmax()
    assert lengths == pytest.approx(
        lengths[longest] * np.abs(values) / abs(values[longest]), abs=2e-3
    )
    for (left, right), value in zip(ends, values, strict=True):
        assert (left if value > 0 else right) == pytest.approx(zero, abs=2e-3)


@given(traces, st.sampled_from(PAGES))
@settings(max_examples=12)
def test_rows_stay_in_their_room_and_nothing_lies_on_another(trace, page):
    head = trace.head(1, 2)
    plane, box = of_head(head, len(head.labels) - 1), plan_meeting(page).rows
    labels = ["counterrevolutionaries", "a", "WWWWWWWWWW"] * 8
    made = product_rows(plane, labels, box, DARK)
    assert lies_in(made.everything(), box, 0.08)
    assert not on_one_another(made.everything())
    for row, (left, right) in zip(made.rows, bars(made.rows), strict=True):
        *name, number = [ink.box() for ink in leaves(row) if ink.text]
        assert max(box[2] for box in name) < left
        assert right < number[0]
    heights = [bounds(row).center[1] for row in made.rows]
    assert all(a > b for a, b in pairwise(heights))


@pytest.mark.parametrize("page", [WIDE, TALL, BROAD])
@pytest.mark.parametrize("n", [1, 4, 12, 24])
def test_products_that_find_no_row_are_counted_between_the_others(n, page):
    head = made_up([1] * n).head(1, 2)
    plane = of_head(head, n - 1)
    made = product_rows(plane, head.labels, plan_meeting(page).rows, DARK)
    missing = n - len(made.rows)
    assert said([made.rest]) == ([f"{missing} between"] if missing else [])
    if missing:
        ((_, (_, y)),) = texts([made.rest])
        above, below = (bounds(row).center[1] for row in made.rows[-2:])
        assert above > y > below


def test_the_title_says_whose_products_and_in_how_many_dimensions():
    head = default_trace().head()
    plane = of_head(head)
    made = product_rows(plane, head.labels, plan_meeting(WIDE).rows, DARK)
    assert "".join(said(made.head)) == f"q{plane.query + 1} · k, in all 64 dimensions"
    exact = head.token_keys @ head.queries[plane.query]
    for row, i in zip(made.rows, made.order, strict=True):
        word = plane.visible[i]
        assert said(row)[:3] == [head.labels[word], "k", str(word + 1)]
        assert said(row)[-1] == numerals.signed(float(exact[plane.tokens[i]]))
