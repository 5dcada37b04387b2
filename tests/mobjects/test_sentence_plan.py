"""A sentence as running text, and its words side by side above their columns."""

from itertools import groupby, pairwise
from math import sin

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from attnviz.ink.text import label
from attnviz.look.glyphs import text_width
from attnviz.look.page import Box, Page
from attnviz.look.style import DARK, XL, XS, L, M, S
from attnviz.look.typeset import TREATMENTS
from attnviz.mobjects.grid_plan import LABELS_AT_MOST
from attnviz.mobjects.sentence_plan import plan_columns, plan_flow

SIZES = (XL, L, M, S, XS)
WIDE = Page.of_pixels(1280, 720)
CREATURE = "a fluffy blue creature roamed the verdant forest".split()

words = st.text("abcdefghijklmnopqrstuvwxyzW한猫", min_size=1, max_size=25)
sentences = st.lists(words, min_size=1, max_size=40)
pages = st.builds(Page.of_pixels, st.integers(128, 420), st.integers(128, 420))
rooms = st.sampled_from([0.0, 0.42])


def flow(text, page=WIDE, below=0.0):
    return plan_flow(text, [True] * len(text), page.content, SIZES, below)


def lines(plan):
    """Return the words of each line with where they start and how wide they are."""
    each = [
        (y, x, text_width(text, "serif", plan.size), text)
        for text, (x, y) in zip(plan.words, plan.points, strict=True)
    ]
    return [[word[1:] for word in line] for _, line in groupby(each, lambda word: word[0])]


# Running text


@given(sentences, pages, rooms)
@settings(max_examples=60)
def test_words_stay_in_their_room_and_apart(text, page, below):
    plan, room = flow(text, page, below), page.content
    for line in lines(plan):
        assert line[0][0] >= room.left - 1e-6
        assert line[-1][0] + line[-1][1] <= room.right + 1e-6
        for (x, width, _), (after, _, _) in pairwise(line):
            assert after > x + width
    ys = [y for _, y in plan.points]
    assert ys == sorted(ys, reverse=True)
    assert max(ys) <= room.top
    assert min(ys) >= room.bottom - 0.5 * plan.size
    for above, under in pairwise(sorted(set(ys), reverse=True)):
        assert above - under >= 1.15 * plan.size + below - 1e-9


@given(sentences, pages)
@settings(max_examples=60)
def test_words_keep_their_order_and_the_last_ones_are_left_out_first(text, page):
    plan = flow(text, page)
    assert len(plan.words) == len(plan.points) <= len(text)
    for word, written in zip(text, plan.words, strict=False):
        assert written == word or "…" in written
    if len(plan.words) < len(text) or list(plan.words) != text[: len(plan.words)]:
        assert plan.size == SIZES[-1]


@given(sentences, pages, rooms)
@settings(max_examples=60)
def test_lines_are_centred(text, page, below):
    plan, room = flow(text, page, below), page.content
    for line in lines(plan):
        middle = (line[0][0] + line[-1][0] + line[-1][1]) / 2
        assert middle == pytest.approx(room.center[0])


def test_a_short_sentence_is_large_and_on_one_line():
    plan = flow(["red", "wine"])
    assert plan.size == XL
    assert len(lines(plan)) == 1
    assert plan.points[0][1] == pytest.approx(WIDE.content.center[1], abs=0.3)


@given(sentences, pages)
@settings(max_examples=40)
def test_more_words_are_never_set_larger_once_they_are_small(text, page):
    if flow(text, page).size <= S:
        assert flow([*text, "more"], page).size <= M


def test_no_word_stands_alone_on_the_last_line():
    text = CREATURE * 2
    for n in range(3, len(text) + 1):
        found = lines(flow(text[:n]))
        widths = [line[-1][0] + line[-1][1] - line[0][0] for line in found]
        if len(found) > 1:
            assert min(widths) > 0.5 * max(widths), text[:n]


def test_a_space_is_a_gap_and_a_missing_one_is_none():
    plan = plan_flow(["well", "-", "known", "fact"], [0, 0, 0, 1], WIDE.content, SIZES)
    ((first, second, third, fourth),) = lines(plan)
    assert second[0] == pytest.approx(first[0] + first[1])
    assert third[0] == pytest.approx(second[0] + second[1])
    assert fourth[0] > third[0] + third[1] + 0.2 * plan.size


def test_a_word_wider_than_the_room_loses_its_middle():
    room = Box(-1, -1, 1, 1)
    (word,) = plan_flow(["w" * 120], [False], room, SIZES).words
    assert text_width(word, "serif", XS) <= room.width
    assert word.startswith("ww")
    assert word.endswith("ww")


def test_what_has_no_room_is_left_out():
    plan = plan_flow(CREATURE * 20, [True] * 160, Box(-2, -1, 2, 1), SIZES)
    assert 0 < len(plan.words) < 160
    assert list(plan.words) == (CREATURE * 20)[: len(plan.words)]


def test_every_line_of_arabic_runs_from_right_to_left_and_words_stay_apart():
    text = "الحيوان لم يعبر الشارع لأنه كان متعبا".split() * 3
    plan = plan_flow(text, [True] * len(text), WIDE.content, SIZES)
    found = lines(plan)
    assert len(found) > 1
    for line in found:
        for (before, *_), (x, width, _) in pairwise(line):
            assert x + width < before
        assert line[-1][0] + line[0][0] + line[0][1] == pytest.approx(0.0)


def test_a_line_of_two_directions_keeps_the_order_of_each():
    text = ["he", "said", "شكرا", "جزيلا", "today"]
    ((he, said, thanks, much, today),) = lines(flow(text))
    assert he[0] < said[0] < much[0] < thanks[0] < today[0]


# Columns


@given(st.lists(words, min_size=1, max_size=60), pages)
@settings(max_examples=60)
def test_columns_stand_evenly_inside_the_page(text, page):
    plan, room = plan_columns(text, page), page.content
    assert len(plan.centers) == len(text)
    for left, right in pairwise(plan.centers):
        assert right - left == pytest.approx(plan.pitch)
    assert plan.pitch > 0
    assert plan.centers[0] - plan.pitch / 2 >= room.left - 1e-6
    assert plan.centers[-1] + plan.pitch / 2 <= room.right + 1e-6
    first, second = plan.symbol_rows
    assert room.bottom < second < first < plan.bottom < plan.top < plan.label_base <= room.top


@given(st.lists(words, min_size=1, max_size=LABELS_AT_MOST), pages)
@example(["W"] * 14 + ["W" * 14], Page.of_pixels(128, 141))  # the long one narrows all columns
@settings(max_examples=60)
def test_labels_above_columns_fit_and_stay_inside_the_page(text, page):
    plan = plan_columns(text, page)
    assert (plan.size, plan.angle) in TREATMENTS
    if plan.angle and list(plan.labels) == text:
        assert plan.pitch * sin(plan.angle) >= 0.9 * plan.size
    if not plan.angle:
        widest = max(text_width(word, "serif", plan.size) for word in text)
        assert widest < plan.pitch
    for i, word in enumerate(plan.labels):
        side = "left" if plan.angle else "center"
        ink = label(word, DARK.text, plan.size, plan.label_point(i), side, angle=plan.angle)
        left, low, right, high = ink.box()
        assert left >= page.left - 0.05
        assert right <= page.right + 0.05
        assert low > plan.top
        assert high <= page.content.top + 0.12


@pytest.mark.parametrize("n", [24, 25, 48, 200, 1000])
def test_of_too_many_columns_some_keep_their_labels_apart_the_important_ones_first(n):
    plan = plan_columns(["lighthouse"] * n, WIDE, [n - 3, n - 9])
    assert plan.size > 0
    if len(plan.named) < n:
        assert n - 3 == plan.named[0]
        assert len(plan.named) > 20
    near = min(b - a for a, b in pairwise(sorted(plan.named)))
    assert near * plan.pitch * sin(plan.angle) >= 0.9 * plan.size
    below = sorted(plan.spaced(1.0))
    assert set(below) <= set(plan.named)
    assert all((b - a) * plan.pitch >= 1.0 - 1e-6 for a, b in pairwise(below))


def test_few_columns_stand_together_in_the_middle():
    plan = plan_columns(["red", "wine"], WIDE)
    assert sum(plan.centers) == pytest.approx(0)
    assert plan.pitch == pytest.approx(2.2)
    assert (plan.size, plan.angle) == (L, 0.0)
