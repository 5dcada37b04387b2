"""Around a product: the division that is written is the one done, and arrows turn as pairs do."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.ink.text import Run
from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.mobjects.norm_and_rotary import normalising, turning
from tests.core_traces import default_trace
from tests.drawing import circles, said, texts
from tests.geometry import bounds, lies_in, on_one_another

WIDE, TALL, SQUARE, BROAD = (
    Page.of_pixels(*size) for size in ((1280, 720), (720, 1280), (720, 720), (960, 720))
)
pages = st.sampled_from([WIDE, TALL, SQUARE, BROAD])
seeds = st.integers(0, 2**32 - 1)
HEADS = [
    [Run(text, DARK.mute, "sans")]
    for text in ("E4 entering layer 13", "its size", "a learned stretch", "E4 normalised")
]
BESIDE = tuple([Run(text, DARK.query, "italic")] for text in ("q before", "q after"))


def written(values):
    return [numerals.signed(float(v)) for v in values]


def first_and_last(values, count):
    return values if count == len(values) else [*values[: count - 1], values[-1]]


# Normalising


def normed(length, seed=0, page=WIDE, size=1.0):
    rng = np.random.default_rng(seed)
    column, gain = size * rng.normal(size=length), rng.uniform(0.1, 3, length)
    root = float(np.sqrt(np.mean(column**2)))
    result = column / root * gain
    return column, root, gain, result, shown(column, root, gain, result, page)


def shown(column, root, gain, result, page=WIDE):
    return normalising(column, root, gain, result, HEADS, page.content, DARK)


def entries(group):
    """Return the numbers of a part, from the top, with their heights."""
    found = [
        (text, y) for text, (_, y) in texts(group) if text.strip("+−").replace(".", "").isdigit()
    ]
    return [text for text, _ in found], [y for _, y in found]


@given(st.integers(1, 600), seeds, pages, st.floats(0.1, 400))
@settings(max_examples=12)
def test_the_columns_are_the_arrays_first_entries_and_last(length, seed, page, size):
    column, root, gain, result, parts = normed(length, seed, page, size)
    assert [said(part)[:1] for part in parts[1:]] == [["÷"], ["×"], ["="]]
    heights = []
    for part, values in zip((parts[0], parts[2], parts[3]), (column, gain, result), strict=True):
        numbers, ys = entries(part)
        assert numbers == written(first_and_last(values, len(numbers)))
        assert ys == sorted(ys, reverse=True)
        heights.append(ys)
    assert heights[0] == pytest.approx(heights[1], abs=0.03)
    assert heights[0] == pytest.approx(heights[2], abs=0.03)
    assert said(parts[1])[-1] == numerals.positive(root)


def test_what_is_written_is_what_the_model_does():
    trace, layer, token = default_trace(), 13, 3
    block, column = trace.attention_weights[layer], trace.residual[layer][token]
    root = float(np.sqrt(np.mean(np.float64(column) ** 2) + block.norm.epsilon))
    inputs = trace.weights(layer, 1).inputs[token]
    parts = shown(column, root, block.norm.gain, inputs)
    rows = [[float(t.replace("−", "-")) for t in entries(parts[i])[0]] for i in (0, 2, 3)]
    assert len(rows[0]) == 8
    for before, stretch, after in zip(*rows, strict=True):
        # Each is rounded to two decimals before it is multiplied here.
        slack = 0.005 * (1 + abs(stretch) / root + abs(before) / root) + 1e-3
        assert before / root * stretch == pytest.approx(after, abs=slack)


@given(st.integers(1, 600), seeds, pages, st.floats(0.1, 400))
@settings(max_examples=12)
def test_parts_stand_side_by_side_in_their_room(length, seed, page, size):
    *_, parts = normed(length, seed, page, size)
    boxes = [bounds(part) for part in parts]
    assert all(a.right < b.left for a, b in pairwise(boxes))
    assert lies_in(parts, page.content, 0.02)
    assert not on_one_another(parts)


@pytest.mark.parametrize(("length", "dots"), [(576, 3), (8, 0)])
def test_dots_stand_only_where_entries_are_left_out(length, dots):
    *_, parts = normed(length)
    for i in (0, 2, 3):
        assert len(circles(parts[i])) == dots


# Turning


def turned(values, angles):
    """Turn each pair of neighbouring numbers by its angle."""
    a, b = values.reshape(-1, 2).T
    cos, sin = np.cos(angles), np.sin(angles)
    return np.stack([a * cos - b * sin, a * sin + b * cos], axis=1).ravel()


def pairs(count, seed=0):
    rng = np.random.default_rng(seed)
    before = rng.normal(size=2 * count)
    return before, turned(before, rng.uniform(-3, 3, count))


def dialled(before, after, page=WIDE):
    return turning(before, after, BESIDE, DARK.query, page.content, DARK)


def arrows(hands):
    """Return the vector that each arrow is, in scene units."""
    found = []
    for hand in hands:
        points = hand.points[:, :2] - hand.place[:2]
        found.append(points[np.hypot(*points.T).argmax()])
    return np.array(found)


def drawn(values, count):
    return np.array(first_and_last(list(values.reshape(-1, 2)), count))


@given(st.integers(1, 40), seeds, pages)
@settings(max_examples=12)
def test_the_numbers_are_the_first_pairs_and_the_last(count, seed, page):
    before, after = pairs(count, seed)
    made = dialled(before, after, page)
    shown = len(made.hands)
    for group, values in ((made.before, before), (made.after, after)):
        numbers = [text for text in said(group) if text not in ("q before", "q after")]
        assert numbers == written(drawn(values, shown).ravel())
    assert len(circles([made.dials])) == shown + 9 * (shown < count)  # dots: three in each row


@given(st.integers(1, 40), seeds, pages)
@settings(max_examples=12)
def test_every_arrow_is_its_pair_and_turns_into_what_the_position_makes_of_it(count, seed, page):
    before, after = pairs(count, seed)
    made = dialled(before, after, page)
    old, new = (drawn(values, len(made.hands)) for values in (before, after))
    scale = np.hypot(*arrows(made.hands).T).max() / np.hypot(*old.T).max()
    assert arrows(made.hands) == pytest.approx(scale * old, abs=0.01)
    starts = [hand.place[4] for hand in made.hands]
    move = made.turn()
    move.begin()
    move.interpolate(1.0)
    assert arrows(made.hands) == pytest.approx(scale * new, abs=0.01)
    way = np.array([hand.place[4] for hand in made.hands]) - starts
    assert np.abs(way).max() <= np.pi + 1e-9  # the shorter way round


def test_on_the_model_arrows_turn_into_the_query_that_the_scores_use():
    trace = default_trace()
    head, token = trace.head(13, 1), trace.asking("word")[3]
    before, after = trace.weights(13, 1).queries_before[token], head.queries[3]
    made = dialled(before, after)
    count = len(made.hands)
    assert count == 6
    scale = np.hypot(*arrows(made.hands)[0]) / np.hypot(*before[:2])
    move = made.turn()
    move.begin()
    move.interpolate(1.0)
    assert arrows(made.hands) == pytest.approx(scale * drawn(after, count), abs=0.01)


def test_what_stood_before_stays_to_be_compared_with():
    before, after = pairs(6)
    made = dialled(before, after)
    ghosts = [ink for ink in leaves(made.dials) if ink.is_stroked and ink.place[4]]
    looks = [(ghost.place.tolist(), 0 < ghost.opacity < 1) for ghost in ghosts]
    assert looks == [(hand.place.tolist(), True) for hand in made.hands]
    made.turn().begin()
    assert all(hand.opacity == 1 for hand in made.hands)


@given(st.integers(1, 40), seeds, pages)
@settings(max_examples=12)
def test_numbers_stand_above_and_below_their_dial_and_nothing_leaves_the_room(count, seed, page):
    made = dialled(*pairs(count, seed), page)
    parts = [made.before, made.dials, *made.hands, made.after]
    assert lies_in(parts, page.content, 0.02)
    assert not on_one_another(parts)
    dials = bounds([made.dials])
    assert bounds([made.after]).top < dials.center[1] < bounds([made.before]).bottom
    for hand in made.hands:
        x, y = hand.place[:2]
        columns = [[at for text, at in texts(group) if text[0] in "+−0" and abs(at[0] - x) < 0.4]
                   for group in (made.before, made.after)]  # fmt: skip
        assert [len(column) for column in columns] == [2, 2]
        assert min(at[1] for at in columns[0]) > y > max(at[1] for at in columns[1])


def test_a_pair_of_zeros_is_no_arrow_to_speak_of_and_no_error():
    before, after = np.array([0.0, 0.0, 3.0, 4.0]), np.array([0.0, 0.0, -4.0, 3.0])
    made = dialled(before, after)
    assert np.hypot(*arrows(made.hands).T)[0] < 0.01
    dialled(np.zeros(4), np.zeros(4)).turn().begin()
