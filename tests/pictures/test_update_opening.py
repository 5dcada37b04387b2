"""A column comes apart into its weighted values, and these lie down as what they are of."""

import numpy as np
import pytest

from attnviz.analysis.update_chain import update_chain
from attnviz.ink.tween import leaves
from attnviz.look.colors import rgb
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.mobjects.sentence_plan import plan_columns
from attnviz.mobjects.update_columns import updates_at_rest
from attnviz.pictures.update_chain import draw_chain
from attnviz.pictures.update_opening import Opening
from attnviz.pictures.update_plane import texts_of
from tests.core_traces import default_trace
from tests.geometry import bounds

PAGES = [Page.of_pixels(1280, 720), Page.of_pixels(720, 1280)]


def opened(page, chained, query=3):
    head = default_trace().head()
    plan = plan_columns(head.labels, page)
    rest = updates_at_rest(head.update, plan, DARK)
    names, box = list(head.labels), page.content
    picture = draw_chain(
        update_chain(head, query), [], names, lambda n: f"{n} others", chained, box, DARK
    )
    return Opening(rest, head.update, picture, plan, query, DARK), picture, plan, rest


def finish(tweens):
    for tween in tweens:
        tween.begin()
    for tween in tweens:
        tween.interpolate(1.0)


@pytest.mark.parametrize("page", PAGES, ids=["wide", "tall"])
@pytest.mark.parametrize("chained", [True, False])
def test_parts_go_to_their_words_and_lie_down_where_links_or_bars_are(page, chained):
    opening, picture, plan, rest = opened(page, chained)
    finish(opening.come_apart())
    for part, link in zip(opening.parts, picture.links, strict=True):
        assert bounds(part.inks()).center[0] == pytest.approx(plan.centers[link.keys[0]], abs=0.03)
    words = {ink.text: ink for ink in rest.words}
    assert words["roamed"].opacity == 0  # it comes later, and gives nothing
    goals = [arrow.stance for arrow in picture.arrows]
    moves, taken = opening.lie_down()
    assert {ink.text for ink in taken} >= {"a", "fluffy", "blue", "creature", "ΔE"}
    finish(moves)
    if chained:
        for arrow, goal in zip(picture.arrows, goals, strict=True):
            assert arrow.stance == pytest.approx(goal, abs=1e-6)
            assert arrow.shaft.opacity == 1
    else:
        for part, bar in zip(opening.parts, picture.bars.marks, strict=False):
            lain, box = part.stance, bounds([bar])
            assert sorted((lain.x, lain.tip[0])) == pytest.approx([box.left, box.right], abs=1e-6)
            assert lain.y == pytest.approx(box.center[1], abs=1e-6)
    finish(opening.name())
    for link, name, tag, row in zip(
        picture.links, picture.names, picture.tags, picture.bars.labels, strict=False
    ):
        for label in (tag, row):
            shown = [ink for ink in texts_of(label) if ink.text == name]
            for ink in shown:
                assert ink.rgba[:3] == pytest.approx(rgb(DARK.key), abs=0.01)
                assert ink.opacity == 1
        assert len(link.keys) == 1


def test_the_whole_stands_for_the_column_exactly():
    opening, _, _, rest = opened(PAGES[0], True)
    shown = [ink for ink in leaves(rest.strips[3]) if not ink.is_stroked]
    assert {id(ink) for ink in opening.replaced} == {id(ink) for ink in shown}
    for mine, theirs in zip(opening.whole.inks(), shown, strict=True):
        assert np.allclose(mine.points, theirs.points, atol=1e-6)
        assert mine.get_color() == theirs.get_color()


def test_parts_are_not_seen_before_they_come_out():
    opening, *_ = opened(PAGES[0], True)
    *_, apart = opening.come_apart()
    apart.begin()
    apart.interpolate(0.0)
    assert not any(ink.opacity for part in opening.parts for ink in part.inks())
