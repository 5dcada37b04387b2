"""Tokens in boxes: each over its number, a gap where a space is, several of one word joined."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.ink.tween import leaves
from attnviz.look.glyphs import text_width
from attnviz.look.page import Box, Page
from attnviz.look.style import DARK
from attnviz.mobjects.sentence_plan import plan_columns
from attnviz.mobjects.token_plan import plan_sentence, plan_tokens
from attnviz.mobjects.tokens import (
    blank_marks,
    closed_words,
    ids_below,
    inner_ends,
    token_boxes,
    token_numbers,
    token_texts,
    word_braces,
)
from attnviz.traces.records import Token, Word
from tests.core_traces import default_trace
from tests.drawing import texts
from tests.geometry import bounds, lies_in, on_one_another

WIDE, TALL = Page.of_pixels(1280, 720), Page.of_pixels(720, 1280)
ROOMS = st.sampled_from([
    Box(page.content.left, page.content.bottom, page.content.right, page.content.center[1])
    for page in (WIDE, TALL)
])  # fmt: skip
tokens = st.tuples(
    st.text("abcdefghijklmnopqrstuvwxyzW한猫", min_size=1, max_size=20), st.booleans(),
    st.integers(0, 49151),
)  # fmt: skip
sentences = st.lists(tokens, min_size=1, max_size=60)


def planned(found, room):
    pieces, spaced, ids = zip(*found, strict=True)
    written = [str(i) for i in ids]
    return plan_tokens(pieces, spaced, room, written), written


def lines(plan):
    """Return the places of the boxes of each line."""
    tops = sorted({box.top for box in plan.boxes}, reverse=True)
    return [[i for i, box in enumerate(plan.boxes) if box.top == top] for top in tops]


@given(sentences, ROOMS)
@settings(max_examples=12)
def test_boxes_stand_in_the_order_of_the_sentence_and_in_their_room(found, room):
    plan, ids = planned(found, room)
    assert [i for line in lines(plan) for i in line] == list(range(len(plan.boxes)))
    for line in lines(plan):
        for a, b in pairwise(line):
            assert plan.boxes[a].right < plan.boxes[b].left
        left, right = plan.boxes[line[0]].left, plan.boxes[line[-1]].right
        assert (left + right) / 2 == pytest.approx(room.center[0])
    parts = [token_texts(plan, DARK.text), token_boxes(plan, DARK), token_numbers(plan, ids, DARK)]
    assert lies_in([ink for part in parts for ink in part], room, 0.01)
    assert not on_one_another([ink for part in parts for ink in part])


@given(sentences, ROOMS)
@settings(max_examples=12)
def test_every_token_stands_in_its_box_and_its_number_below(found, room):
    plan, ids = planned(found, room)
    inks, numbers = token_texts(plan, DARK.text), token_numbers(plan, ids, DARK)
    assert len(inks) == len(numbers) == len(plan.boxes) == len(token_boxes(plan, DARK))
    for ink, number, outline, box, (text, _, number_of) in zip(
        inks, numbers, token_boxes(plan, DARK), plan.boxes, found, strict=False
    ):
        assert outline.box() == pytest.approx((box.left, box.bottom, box.right, box.top))
        head, _, tail = ink.text.partition("…")
        assert ink.text == text or (text.startswith(head) and text.endswith(tail))
        assert lies_in([ink], box, 0.01)
        assert number.text == str(number_of)
        left, _, right, high = number.box()
        assert box.left <= left < right <= box.right
        assert high < box.bottom


@given(sentences, ROOMS)
@settings(max_examples=12)
def test_a_space_is_a_wide_gap_and_no_space_a_narrow_one(found, room):
    plan, _ = planned(found, room)
    gaps = {True: set(), False: set()}
    for line in lines(plan):
        for a, b in pairwise(line):
            gaps[found[b][1]].add(round(plan.boxes[b].left - plan.boxes[a].right, 6))
    assert all(len(kind) <= 1 for kind in gaps.values())
    if gaps[True] and gaps[False]:
        assert min(gaps[True]) > 2 * max(gaps[False])


def test_what_finds_no_room_is_left_out_at_the_end():
    low = Box(-6.4, -1.0, 6.4, 0.4)
    plan, _ = planned([("wooden", True, 2411)] * 80, low)
    assert 0 < len(plan.boxes) < 80
    assert len(plan.texts) == len(plan.boxes)
    assert lies_in(token_boxes(plan, DARK), low)


# Words of several tokens


def on_the_model(room):
    trace = default_trace()
    pieces = [token.text.strip() for token in trace.tokens]
    spaced = [token.text.startswith(" ") for token in trace.tokens]
    ids = [str(token.id) for token in trace.tokens]
    return trace, plan_tokens(pieces, spaced, room, ids)


def test_only_words_of_several_tokens_get_a_brace_and_it_holds_them_all():
    trace, plan = on_the_model(WIDE.content)
    words = [word.tokens for word in trace.words]
    braces = word_braces(plan, words, DARK)
    several = [list(word) for word in words if len(word) > 1]
    assert [plan.texts[i] for i in several[0]] == ["ver", "d", "ant"]
    assert len(braces) == len(several) == 1
    numbers = token_numbers(plan, [str(token.id) for token in trace.tokens], DARK)
    for brace, word in zip(braces, several, strict=True):
        held = bounds([brace])
        assert held.left == pytest.approx(plan.boxes[word[0]].left, abs=0.05)
        assert held.right == pytest.approx(plan.boxes[word[-1]].right, abs=0.05)
        assert held.top < min(numbers[i].box()[1] for i in word)
        assert bounds([brace]).bottom > WIDE.content.bottom


def test_a_word_that_parts_at_a_lines_end_gets_a_brace_on_each_line():
    room = Box(-2.0, -2.0, 2.0, 2.0)
    plan, _ = planned([("abcdefgh", False, 7)] * 6, room)
    rows = lines(plan)
    assert len(rows) > 1
    (brace,) = word_braces(plan, [range(6)], DARK)
    bars = [ink.box() for ink in leaves(brace) if ink.box()[2] - ink.box()[0] > 0.1]
    assert len(bars) == len(rows)
    for bar, row in zip(bars, rows, strict=True):
        assert bar[0] == pytest.approx(plan.boxes[row[0]].left, abs=0.05)
        assert bar[2] == pytest.approx(plan.boxes[row[-1]].right, abs=0.05)
        assert bar[3] < plan.boxes[row[0]].bottom


def test_a_word_of_which_no_token_is_drawn_has_no_brace():
    plan, _ = planned([("wooden", True, 2411)] * 80, Box(-6.4, -1.0, 6.4, 0.4))
    drawn = len(plan.boxes)
    assert word_braces(plan, [range(drawn, drawn + 3)], DARK) == []
    assert len(word_braces(plan, [range(drawn - 1, drawn + 3)], DARK)) == 1


# Words that have closed up


def test_seams_stand_where_the_tokens_of_a_word_meet_and_its_box_is_bright():
    plan = closed_plan(["a", "verdant", "sea"], WIDE.content)
    closed = closed_words(plan, [["a"], ["ver", "d", "ant"], ["sea"]], DARK)
    assert [len(seams) for seams in closed.seams] == [0, 2, 0]
    bright = [ink.get_color().to_hex() == DARK.text for ink in closed.boxes]
    assert bright == [False, True, False]
    for seam, text in zip(closed.seams[1], ("ver", "verd"), strict=True):
        x = plan.lefts[1] + text_width(text, "serif", plan.size)
        assert seam.points[:, 0] == pytest.approx(x)
        assert lies_in([seam], plan.boxes[1])


@pytest.mark.parametrize(
    ("word", "pieces"), [("나는", ["<EB>", "<82>", "는"]), ("مر", ["م", "ر"]), ("sea", ["sea"])]
)
def test_tokens_that_are_no_letters_in_a_row_have_no_seams(word, pieces):
    assert inner_ends(pieces, word, 1.0) == []


def closed_plan(words, room):
    tokens = [Token(word, i, 0, 0, i) for i, word in enumerate(words)]
    named = [Word(word, 0, 0, range(i, i + 1)) for i, word in enumerate(words)]
    spaces = [i > 0 for i in range(len(words))]
    return plan_sentence(tokens, named, (spaces, spaces), "word", room).closed


def test_a_blank_is_marked_in_the_box_and_beside_the_text():
    plan = plan_tokens(["a", "sea"], [False, True], WIDE.content, ["7", "9"])
    (mark,) = blank_marks(plan, [False, True], DARK)
    text = token_texts(plan, DARK.text)[1]
    assert plan.boxes[1].left < mark.box()[0] < mark.box()[2] < text.box()[0]


# Numbers under the words


@given(
    st.lists(st.lists(st.integers(0, 49151), min_size=1, max_size=14), min_size=1, max_size=9),
    st.sampled_from([WIDE, TALL]),
)
@settings(max_examples=12)
def test_each_word_stands_over_the_numbers_of_its_tokens(stacks, page):
    plan = plan_columns([f"word{i}" for i in range(len(stacks))], page)
    written = [[str(i) for i in stack] for stack in stacks]
    low = plan.top - 1.5
    columns, note = ids_below(written, plan, low, DARK)
    left_out, some = 0, 0
    for column, stack, x in zip(columns, written, plan.centers, strict=True):
        shown = [ink for ink in column if ink is not None]
        assert len(column) == len(stack)
        if not shown:
            continue
        some += 1
        left_out += len(stack) - len(shown)
        assert [ink.text for ink in shown] == stack[: len(shown)]
        heights = [y for _, (_, y) in texts(shown)]
        assert heights == sorted(heights, reverse=True)
        assert bounds(shown).center[0] == pytest.approx(x, abs=0.05)
        assert low < bounds(shown).bottom < bounds(shown).top < plan.top
    told = [f"numbers of {some} words"] * (some < len(columns))
    told += [f"{left_out} numbers not written"] * bool(left_out)
    assert some
    assert note == " · ".join(told)
    assert not on_one_another([ink for column in columns for ink in column if ink is not None])


def test_of_too_many_words_some_have_numbers_and_that_is_said():
    plan = plan_columns(["w"] * 40, WIDE)
    columns, note = ids_below([["2411"]] * 40, plan, plan.bottom, DARK)
    assert len(columns) == 40
    inks = [ink for (ink,) in columns if ink is not None]
    written = sum(ink.text == "2411" for ink in inks)
    assert 10 < written < 40
    assert note == f"numbers of {written} words"
    assert not on_one_another(inks)
