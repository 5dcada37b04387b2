"""Words answer in the middle of the page: one bubble, a tail to each, at any length."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.ink.tween import leaves
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.mobjects.sentence_plan import plan_columns
from attnviz.mobjects.words import column_words
from attnviz.pictures.key_answer import answer_picture, plan_answer
from tests.drawing import said
from tests.geometry import bounds, lies_in, on_one_another
from tests.ink.moving import at

WIDE, TALL, SQUARE, BROAD = (
    Page.of_pixels(*size) for size in ((1280, 720), (720, 1280), (720, 720), (960, 720))
)
PAGES = [WIDE, TALL, SQUARE, BROAD]
COLORS = (DARK.query, DARK.key)
ASKS, ANSWERS = "who describes me?", "I do."
WORDS = "Yesterday , my grandmother baked a warm apple pie for her hungry neighbours and".split()
lengths = st.integers(2, 28)


def made(n, page, answering, question=ASKS, answer=ANSWERS):
    labels = (WORDS * 2)[:n]
    lineup = plan_columns(labels, page)
    focus = max(answering, default=0) + 1
    plan = plan_answer(lineup, page, focus, answering, (question, answer), COLORS)
    return plan, answer_picture(plan, focus, answering, COLORS), focus


@given(lengths, st.sampled_from(PAGES), st.data())
@settings(max_examples=40)
def test_all_of_it_stays_in_the_content_and_no_text_lies_on_another(n, page, data):
    answering = data.draw(st.lists(st.integers(0, n - 2), min_size=1, max_size=4, unique=True))
    plan, picture, _ = made(n, page, answering)
    words = column_words(plan.lineup, DARK.text)
    bubbles = [b.everything() for b in (picture.question, picture.answer) if b]
    room = page.content
    for parts in bubbles:
        assert lies_in(parts, room, 0.02)
    assert bounds(words).top <= room.top + 0.02
    texts = [*picture.query, *leaves(picture.keys), *(ink for parts in bubbles for ink in parts)]
    assert not on_one_another(texts)
    if not plan.lineup.angle:  # boxes of slanted words lie in one another
        assert not on_one_another([*words, *texts])


@given(lengths, st.sampled_from(PAGES), st.data())
@settings(max_examples=30)
def test_one_answer_has_a_tail_to_each_who_gives_it(n, page, data):
    answering = data.draw(st.lists(st.integers(0, n - 2), min_size=1, max_size=4, unique=True))
    plan, picture, _ = made(n, page, answering)
    if picture.answer is None:
        return
    points = picture.answer.outline.points
    height = points[:, 1].max()
    tips = {round(float(x), 3) for x, y, _ in points if abs(y - height) < 1e-6}
    assert tips == {round(plan.lineup.centers[i], 3) for i in answering}
    box = picture.answer.box
    inside = [box.left <= plan.lineup.centers[i] <= box.right for i in answering]
    assert all(inside) or box.width >= page.content.width - 1e-6
    assert said(picture.answer.text) == ["I do."]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("n", [2, 8, 17, 28])
def test_who_says_nothing_has_no_bubble_and_still_a_symbol(n, page):
    _, picture, focus = made(n, page, [], question="", answer="")
    assert picture.question is picture.answer is None
    assert "".join(said(picture.query)) == f"q{focus + 1}"
    assert picture.shrink([]) == []


def test_the_question_stands_above_where_there_is_room_and_the_answer_below():
    plan, picture, focus = made(8, WIDE, [1, 2])
    base = plan.lineup.label_base
    if not plan.lineup.angle:
        assert picture.question.box.bottom > base > picture.answer.box.top
    points = picture.question.outline.points
    assert any(np.allclose(point[:2], plan.tip) for point in points)
    assert plan.tip[0] == plan.lineup.centers[focus]


def test_an_answer_shrinks_into_every_symbol_that_gave_it():
    _, picture, _ = made(6, WIDE, [0, 1, 3])
    question, *answers = picture.shrink([0, 1, 3])
    for move in (question, *answers):
        at(move, 1.0)
    ends = [np.mean([ink.place[:2] for ink in move.leaves], axis=0) for move in answers]
    goals = [bounds([picture.keys[i]]).center for i in (0, 1, 3)]
    for end, goal in zip(ends, goals, strict=True):
        assert np.hypot(*(end - goal)) < 0.1
