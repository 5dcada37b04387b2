"""One treatment for all labels, the first that fits; and nothing ever leaves the page."""

from itertools import pairwise
from math import pi, sin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.ink.ink import Ink
from attnviz.ink.text import label
from attnviz.look.glyphs import text_width
from attnviz.look.page import Page
from attnviz.look.style import DARK, XS, L, M, S
from attnviz.look.typeset import TREATMENTS
from attnviz.mobjects import grid_plan
from attnviz.mobjects.grid_plan import plan_grid

WIDE, TALL, SQUARE = (Page.of_pixels(*s) for s in ((1280, 720), (720, 1280), (720, 720)))
CREATURE = "a fluffy blue creature roamed the verdant forest".split()
LONG = "internationalization"
FLAT, SLANTED, STEEP = 0.0, pi / 4, 55 * pi / 180

words = st.text("abcdefghijklmnopqrstuvwxyzW한猫😀", min_size=1, max_size=25)
sentences = st.lists(words, min_size=1, max_size=30)
pages = st.builds(Page.of_pixels, st.integers(128, 420), st.integers(128, 420))
flags = st.booleans()


def short(n):
    return [CREATURE[i % 4] for i in range(n)]


def extent(labels, size):
    return max(text_width(text, "serif", size) for text in labels)


# The rule


@given(sentences, pages, flags, st.sampled_from([0.0, 0.9]))
@settings(max_examples=60)
def test_labels_fit_by_the_guide_s_rule(labels, page, panel, below):
    plan = plan_grid(labels, page, panel=panel, rows_below=below)
    row, column = closest(plan.rows), closest(plan.columns)
    assert row * plan.cell_height >= plan.size
    if plan.angle:
        assert column * plan.cell_width * sin(plan.angle) >= 1.05 * plan.size - 1e-9
    else:
        assert extent(plan.labels, plan.size) + 0.06 <= plan.cell_width + 1e-9


def closest(positions):
    """Return how near two of the positions come; 1 for a single one."""
    return min((b - a for a, b in pairwise(sorted(positions))), default=1)


def test_flat_labels_keep_their_distance():
    for n in range(2, 13):
        for letters in range(1, 40):
            plan = plan_grid(["i" * letters] * n, WIDE)
            if not plan.angle:
                assert extent(plan.labels, plan.size) + 0.06 <= plan.cell_width + 1e-9


@pytest.mark.parametrize(("n", "below"), [(2, True), (13, True), (21, True), (24, False)])
def test_the_caption_makes_room_only_where_labels_would_not_fit_otherwise(n, below):
    plan = plan_grid(short(n), WIDE, panel=False)
    assert plan.caption_below == below
    assert (plan.bottom >= WIDE.content.bottom - 1e-9) == below


def alone(treatment, labels, page, **kwargs):
    """Plan as if a treatment were the only one."""
    with pytest.MonkeyPatch.context() as only:
        only.setattr(grid_plan, "TREATMENTS", (treatment,))
        plan = plan_grid(labels, page, **kwargs)
    whole = len(plan.rows) == len(plan.columns) == plan.n
    return plan if whole and not plan.shortened and plan.cell_height >= plan.size else None


@given(st.lists(words, min_size=1, max_size=24), pages, flags)
@settings(max_examples=40)
def test_the_first_treatment_that_fits_is_taken_with_the_caption_before_without(
    labels, page, panel
):
    plans = [alone(treatment, labels, page, panel=panel) for treatment in TREATMENTS]
    fitting = [plan for plan in plans if plan is not None]
    order = [p for p in fitting if p.caption_below] + [p for p in fitting if not p.caption_below]
    taken = plan_grid(labels, page, panel=panel)
    if order:
        assert taken == order[0]
    else:
        assert taken.shortened or taken.size == TREATMENTS[-1][0]


@pytest.mark.parametrize(
    ("labels", "size", "angle"),
    [
        (["blue", "sky"], L, FLAT),
        (CREATURE[:3], L, FLAT),
        (CREATURE, S, FLAT),
        ([*CREATURE[:4], LONG], S, SLANTED),
        (CREATURE + CREATURE[:4], S, SLANTED),
        (CREATURE * 3, XS, STEEP),
    ],
    ids=["2", "3", "8", "long", "12", "24"],
)
def test_more_and_longer_words_are_set_smaller_and_steeper(labels, size, angle):
    plan = plan_grid(labels, WIDE, rows_below=0.9)
    assert (plan.size, plan.angle) == (size, pytest.approx(angle))
    assert plan.labels == tuple(labels)
    assert not plan.shortened


@given(st.integers(2, 20), words)
@settings(max_examples=30)
def test_a_longer_word_never_gets_a_better_treatment(n, word):
    def rank(labels):
        plan = plan_grid(labels, WIDE)
        return plan.shortened, not plan.caption_below, TREATMENTS.index((plan.size, plan.angle))

    assert rank([word] * n) <= rank([word + "nn"] * n)


def test_words_too_long_for_any_treatment_lose_their_middle_and_the_plan_says_so():
    plan = plan_grid(["w" * 120, "a"], WIDE)
    assert plan.shortened
    first, second = plan.labels
    assert second == "a"
    assert first.startswith("ww")
    assert first.endswith("ww")
    assert "…" in first


# The limits


@pytest.mark.parametrize(("n", "panel"), [(1, True), (12, True), (13, False), (24, False)])
def test_a_panel_stands_beside_up_to_twelve_columns(n, panel):
    assert (plan_grid(short(n), WIDE).panel is not None) == panel


@pytest.mark.parametrize(("n", "all_of_them"), [(24, True), (28, False), (48, False), (200, False)])
def test_labels_thin_out_beyond_twenty_four_rows(n, all_of_them):
    plan = plan_grid(short(n), WIDE)
    assert (len(plan.rows) == n) == all_of_them
    assert min(len(plan.rows), len(plan.columns)) >= 12


def test_numbers_give_way_to_dots_and_dots_to_cells_as_the_guide_says():
    assert (grid_plan.PANEL_AT_MOST, grid_plan.LABELS_AT_MOST, grid_plan.DOTS_AT_MOST) == (
        12,
        24,
        48,
    )


@given(st.integers(1, 80), pages, flags)
@settings(max_examples=60)
def test_cells_keep_their_shape(n, page, panel):
    plan = plan_grid(short(n), page, panel=panel)
    broadest = 2.7 if n <= 12 else (1.8 if n <= 48 else 1.0)
    assert 0 < plan.cell_height <= 1 + 1e-9
    assert 0 < plan.cell_width <= broadest * plan.cell_height + 1e-9


# The page


def written(plan):
    """Yield every label of a plan as it is drawn."""
    side = "left" if plan.angle else "center"
    for i in plan.columns:
        at = plan.column_label(i)
        yield label(plan.labels[i], DARK.text, plan.size, at, side, angle=plan.angle)
    for i in plan.rows:
        yield label(plan.labels[i], DARK.text, plan.size, plan.row_label(i), "right")


@given(sentences, pages, flags, st.sampled_from([0.0, 0.9]))
@settings(max_examples=50)
def test_everything_stays_inside_the_page(labels, page, panel, below):
    plan = plan_grid(labels, page, panel=panel, rows_below=below)
    room = page.content if plan.caption_below else page.content_without_caption
    assert plan.left > room.left
    assert plan.right <= room.right + 1e-6
    assert plan.bottom >= room.bottom - 1e-6
    assert plan.top < room.top
    for ink in written(plan):
        left, low, right, high = ink.box()
        assert left >= room.left - 0.05
        assert right <= page.right + 0.05
        assert low >= room.bottom - 0.05
        assert high <= room.top + 0.12  # accents stand above the tallest letters


@given(sentences, pages)
@settings(max_examples=50)
def test_a_panel_has_room_of_its_own(labels, page):
    plan = plan_grid(labels, page)
    if plan.panel is None:
        return
    box = plan.panel
    assert box.width >= 3.0
    assert box.height >= 3.0
    assert page.content.left - 1e-6 <= box.left
    assert box.right <= page.content.right + 1e-6
    assert box.bottom >= page.content.bottom - 1e-6
    assert box.top <= page.content.top
    beside, below = box.left - plan.right, plan.bottom - box.top
    assert max(beside, below) > 0.3
    for ink in written(plan):
        _, low, right, _ = ink.box()
        assert right < box.left or low > box.top


@given(st.lists(words, min_size=2, max_size=24), pages)
@settings(max_examples=40)
def test_slanted_labels_do_not_touch_one_another(labels, page):
    plan = plan_grid(labels, page, panel=False)
    if plan.angle:
        across = plan.cell_width * sin(plan.angle)  # between neighbouring columns
        apart = closest(plan.columns) * across
        assert apart >= 1.05 * plan.size - 1e-9


@pytest.mark.parametrize("angle", [SLANTED, STEEP])
def test_a_slanted_label_points_at_the_middle_of_its_column(angle):
    plan = plan_grid(CREATURE + CREATURE[:4] if angle == SLANTED else CREATURE * 3, WIDE)
    assert plan.angle == pytest.approx(angle)
    x, y = plan.column_label(3)
    ink: Ink = label("n", DARK.text, plan.size, (x, y), "left", angle=plan.angle)
    left, _, _, _ = ink.box()
    middle = plan.left + 3.5 * plan.cell_width
    assert abs(left - middle) < 0.25 * plan.size


@pytest.mark.parametrize("page", [WIDE, TALL, SQUARE], ids=["16:9", "9:16", "1:1"])
@pytest.mark.parametrize("n", [1, 2, 5, 9])
def test_a_small_grid_does_not_cling_to_a_corner(n, page):
    plan = plan_grid(short(n), page, panel=False)
    labels = [ink.box() for ink in written(plan)]
    left = min(box[0] for box in labels) - page.left
    right = page.right - max(plan.right, *(box[2] for box in labels))
    assert right == pytest.approx(left, abs=1.3)  # the axes' names stand to the left


def test_a_portrait_page_has_its_panel_below():
    plan = plan_grid(CREATURE, TALL)
    assert plan.panel is not None
    assert plan.panel.top < plan.bottom
    assert plan_grid(CREATURE, WIDE).panel.left > plan_grid(CREATURE, WIDE).right


# Numbers and words


@given(st.floats(0.5, 8), st.integers(1, 12))
def test_numbers_take_the_largest_size_that_fits_their_cells(widest, n):
    plan = plan_grid(short(n), WIDE)

    def tight(size):
        beside, below = plan.cell_width - widest * size, plan.cell_height - size
        return beside < 0.5 * size or below < 0.2 * size

    size = plan.number_size(widest)
    assert all(tight(larger) for larger in (M, S, XS) if size is None or larger > size)
    if size is not None:
        assert widest * size < plan.cell_width
        assert size < plan.cell_height


@pytest.mark.parametrize("n", [2, 8, 14, 30])
@pytest.mark.parametrize("page", [WIDE, TALL])
def test_without_its_panel_a_grid_stands_in_the_middle(n, page):
    plan = plan_grid([f"word{i}" for i in range(n)], page)
    alone = plan.in_the_middle(page)
    room = page.content if plan.caption_below else page.content_without_caption
    assert alone.extent.center == pytest.approx(room.center)
    assert (alone.cell_width, alone.panel) == (plan.cell_width, plan.panel)
    for spot in (plan.row_label(0), plan.column_label(n - 1)):
        assert plan.extent.left < spot[0] < plan.extent.right + 1e-9
        assert plan.extent.bottom < spot[1] < plan.extent.top
