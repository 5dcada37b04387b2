"""Links stand tip to tail; each drops straight onto a bar that is as long as its number says."""

import numpy as np
import pytest

from attnviz.analysis.update_chain import update_chain
from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.page import Page
from attnviz.look.style import DARK, DIM
from attnviz.pictures.update_chain import draw_chain, plan_chain
from attnviz.pictures.update_plane import texts_of
from tests.core_traces import default_trace, smollm2
from tests.drawing import said
from tests.geometry import bounds, lies_in, on_one_another

WIDE, TALL, SQUARE = (Page.of_pixels(*s) for s in [(1280, 720), (720, 1280), (720, 720)])
TALE = "The quick brown fox jumps over the lazy dog while a small cat sleeps near the warm fire"
pages = pytest.mark.parametrize("page", [WIDE, TALL, SQUARE], ids=["wide", "tall", "square"])


def draw(head, query, page=WIDE, named=(), chained=True):
    parts = update_chain(head, query)
    names = list(head.labels)
    box = page.content
    return parts, draw_chain(parts, named, names, lambda n: f"{n} others", chained, box, DARK)


def tales():
    head = smollm2().trace(TALE, upto=14).head(13, 1)
    return [(head, query) for query in (1, 4, 9, 17)] + [(default_trace().head(), 3)]


def fallen(chain):
    """Drop all bars; return their boxes."""
    for tween in chain.bars.fall():
        tween.begin()
        tween.interpolate(1.0)
    return [bounds([bar]) for bar in chain.bars.marks]


@pages
def test_links_stand_tip_to_tail_in_one_scale_and_order_of_size(page):
    for head, query in tales():
        parts, chain = draw(head, query, page)
        given = [link.contribution for link in chain.links]
        assert given == sorted(given, reverse=True)
        for link, arrow in zip(chain.links, chain.arrows, strict=True):
            step = np.array(arrow.stance.tip) - arrow.stance[:2]
            assert step == pytest.approx(link.step * chain.plan.scale, abs=1e-6)
        for one, after in zip(chain.arrows, chain.arrows[1:], strict=False):
            assert one.stance.tip == pytest.approx(after.stance[:2])
        assert chain.arrows[0].stance[:2] == pytest.approx(chain.update.stance[:2])
        assert chain.arrows[-1].stance.tip == pytest.approx(chain.update.stance.tip, abs=1e-3)
        assert chain.update.stance.length == pytest.approx(
            parts.length * chain.plan.scale, rel=1e-5
        )
        assert chain.update.stance.angle == pytest.approx(0, abs=1e-6)


@pages
@pytest.mark.parametrize("chained", [True, False])
def test_each_bar_stands_straight_below_its_link_as_long_as_it_contributes(page, chained):
    for head, query in tales():
        parts, chain = draw(head, query, page, chained=chained)
        boxes = fallen(chain)
        for i, (link, box) in enumerate(zip(chain.links, boxes, strict=False)):
            ends = sorted(chain.plan.joints[i : i + 2, 0])
            assert (box.left, box.right) == pytest.approx(ends, abs=1e-6)
            assert box.width == pytest.approx(abs(link.contribution) * chain.plan.scale, abs=1e-6)
            assert chain.bars.marks[i].is_stroked == (
                link.contribution < 0
            )  # hollow: it takes away
        assert boxes[-1].width == pytest.approx(parts.length * chain.plan.scale, rel=1e-5)
        tops = [box.center[1] for box in boxes]
        assert tops == sorted(tops, reverse=True)


def test_on_its_way_a_link_s_ends_keep_their_place_along_the_update():
    _, chain = draw(default_trace().head(), 3)
    fall, *_ = chain.bars.fall()
    fall.begin()
    for alpha in np.linspace(0.05, 0.9, 9):
        fall.interpolate(alpha)
        for bar, *joints in zip(
            chain.bars.marks, chain.plan.joints, chain.plan.joints[1:], strict=False
        ):  # fmt: skip
            if len(bar.outline):
                box = bounds([bar])
                ends = sorted(float(x) for x, _ in joints)
                assert (box.left, box.right) == pytest.approx(ends, abs=1e-6)


@pages
@pytest.mark.parametrize("chained", [True, False])
def test_labels_say_weights_and_contributions_and_keep_clear_of_each_other(page, chained):
    for head, query in tales():
        parts, chain = draw(head, query, page, chained=chained)
        fallen(chain)
        for link, name, tag, row in zip(
            chain.links, chain.names, chain.tags, chain.bars.labels, strict=False
        ):
            told = [ink.text for ink in texts_of(row)]
            assert told == [name, numerals.signed(link.contribution)]
            if len(tag):
                weight = numerals.weight(link.weight)
                assert [ink.text.strip() for ink in texts_of(tag)] == [weight, "×", name]
            several = len(link.keys) > 1
            assert name == (f"{len(link.keys)} others" if several else head.labels[link.keys[0]])
        assert texts_of(chain.bars.labels[-1])[-1].text == numerals.positive(parts.length)
        assert not on_one_another(leaves(chain.everything()), 0.02)
        assert lies_in(leaves(chain.everything()), page.content, 0.1)


def test_who_is_named_has_a_link_of_its_own():
    head = smollm2().trace(TALE, upto=14).head(13, 1)
    for named in range(17):
        _, chain = draw(head, 17, named=[named])
        assert any(link.keys == (named,) for link in chain.links)


def test_what_steps_back_is_dim_and_quiet():
    _, chain = draw(default_trace().head(), 3)
    fallen(chain)
    for tween in chain.focus_on({2}):
        tween.begin()
        tween.interpolate(1.0)
    assert chain.names[0] == "blue"
    assert [bar.opacity for bar in chain.bars.marks] == pytest.approx([1, DIM, DIM, DIM, 1])
    colors = {
        ink.text: ink.get_color().to_hex() for row in chain.bars.labels for ink in texts_of(row)
    }
    assert colors["blue"] == DARK.key
    assert colors["fluffy"] == colors["+4.99"] == DARK.mute


def test_a_weight_is_held_against_what_it_contributes():
    parts, chain = draw(default_trace().head(), 3, named=[0])
    fallen(chain)
    assert chain.hold_against(0)
    frame, label = chain.held
    assert frame.place[2] == pytest.approx(
        float(parts.weights[0]) * parts.length * chain.plan.scale
    )
    assert frame.place[0] == pytest.approx(chain.plan.tail[0])
    assert said(label)[0] == "0.19"
    assert not on_one_another([*label, *leaves(chain.bars.labels)])


def test_one_weighted_value_is_one_arrow_without_bars():
    parts, chain = draw(default_trace().head(), 0)
    assert len(chain.arrows) == 1
    assert not chain.bars.labels
    assert not chain.bars.marks
    assert chain.arrows[0].stance[:4] == pytest.approx(chain.update.stance[:4], abs=1e-6)
    assert chain.arrows[0].stance.length == pytest.approx(parts.length * chain.plan.scale)


def test_the_chain_shrinks_onto_the_update():
    _, chain = draw(default_trace().head(), 3)
    fallen(chain)
    for tween in chain.shrink():
        tween.begin()
        tween.interpolate(1.0)
    y = chain.update.stance.y
    for arrow in chain.arrows:
        assert arrow.stance.y == pytest.approx(y)
        assert arrow.stance.tip[1] == pytest.approx(y)
    for bar in chain.bars.marks:
        assert bounds([bar] if bar.opacity else [chain.update.shaft]).center[1] == pytest.approx(y)


def test_bars_that_reach_across_leave_room_for_a_number():
    plan = plan_chain(np.array([[10.0, 0.0]]), WIDE.content, beside=1.5)
    assert plan.tip[0] + 1.5 <= WIDE.content.right + 1e-9
    narrow = plan_chain(np.array([[1.0, -5.0], [1.0, 5.0]]), WIDE.content, beside=1.5, before=1.0)
    middle = (narrow.tail[0] - 1.0 + narrow.tip[0] + 1.5) / 2
    assert middle == pytest.approx(WIDE.content.center[0])
