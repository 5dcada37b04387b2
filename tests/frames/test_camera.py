"""The stage camera draws what manim's draws: the same bytes, and Inks within two levels of 255."""

import cairo
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from manim import (
    BLUE,
    DEGREES,
    GOLD,
    PI,
    RED,
    UP,
    Annulus,
    Arrow,
    Camera,
    Circle,
    Dot,
    ImageMobject,
    Line,
    MovingCamera,
    PMobject,
    Rectangle,
    RegularPolygon,
    Square,
    Star,
    VGroup,
    VMobject,
    tempconfig,
)
from PIL import Image

from attnviz.frames.camera import StageCamera, draw_inks, set_page
from attnviz.ink.ink import CIRCLE, Ink, arrow, brackets, circles, rounded_box
from attnviz.ink.text import label, numbers
from attnviz.look.glyphs import set_text
from attnviz.look.page import Page
from attnviz.look.style import DARK
from attnviz.mobjects import grid as draw
from attnviz.mobjects.cells import Cells
from attnviz.mobjects.grid_plan import plan_grid

SIZE = (256, 144)
PAGE = Page.of_pixels(*SIZE)


@pytest.fixture(autouse=True)
def small():
    with tempconfig({"pixel_width": SIZE[0], "pixel_height": SIZE[1], "frame_rate": 15}):
        yield


def picture(camera, *mobjects):
    """Draw mobjects on a page with a camera of the class given."""
    taken = camera()
    set_page(taken, PAGE, DARK.ground)
    taken.capture_mobjects(mobjects)
    return np.array(taken.pixel_array).astype(int)


def blank():
    return picture(Camera)


def alike(ours, theirs):
    """Say whether two pictures are within two levels, but for pixels that a curve just touches.

    Cairo draws curves as short lines, up to a tenth of a pixel off; which lines depends on the last
    bits of where a curve stands.
    """
    apart = np.abs(ours - theirs).max(axis=2)
    return (apart > 2).mean() < 5e-4 and apart.max() <= 26


# Plain manim

PLAIN = {
    "filled and stroked": lambda: Square(2, fill_color=RED, fill_opacity=1, stroke_width=6),
    "stroke only": lambda: Circle(1.5, stroke_width=3),
    "half clear": lambda: VGroup(
        Square(3, fill_color=BLUE, fill_opacity=0.5, stroke_opacity=0.3),
        Circle(1, fill_color=RED, fill_opacity=0.5).shift(UP),
    ),
    "gradient of the fill": lambda: Rectangle(width=5, height=3, fill_opacity=1).set_fill(
        color=[RED, GOLD, BLUE]
    ),
    "gradient of the stroke": lambda: Star(stroke_width=12).set_stroke(color=[RED, BLUE]).scale(2),
    "sheen": lambda: Square(3, fill_color=BLUE, fill_opacity=1, sheen_factor=0.6),
    "background stroke": lambda: Circle(1.5, fill_color=RED, fill_opacity=1).set_stroke(
        BLUE, 20, background=True
    ),
    "background stroke alone": lambda: Square(2, stroke_width=0).set_stroke(
        GOLD, 9, background=True
    ),
    "invisible": lambda: Square(2, stroke_width=0, fill_opacity=0),
    "many contours": lambda: Annulus(0.5, 1.5, fill_opacity=1, color=GOLD),
    "open path": lambda: VMobject(stroke_width=5).set_points_as_corners(
        [[-3, -1, 0], [0, 2, 0], [2, -2, 0]]
    ),
    "line and arrow": lambda: VGroup(
        Line([-4, -2, 0], [4, 2, 0], stroke_width=1), Arrow([-2, 0, 0], [2, 0, 0])
    ),
    "turned": lambda: RegularPolygon(5, fill_opacity=0.7).rotate(33 * DEGREES).scale(2),
    "dots": lambda: VGroup(*(Dot([x, x / 3, 0], radius=0.04 * (x + 4)) for x in range(-3, 4))),
    "points": lambda: PMobject(stroke_width=4).add_points(
        [[x / 5, np.sin(x / 3), 0] for x in range(-20, 20)], color=RED
    ),
    "no points": VMobject,
    "outside the frame": lambda: Square(2, fill_opacity=1).shift(8 * UP),
}


@pytest.mark.parametrize("build", PLAIN.values(), ids=PLAIN)
def test_plain_mobjects_are_drawn_byte_for_byte_as_manim_draws_them(build):
    assert (picture(StageCamera, build()) == picture(Camera, build())).all()


def test_what_is_compared_is_really_drawn():
    invisible = {"invisible", "no points", "outside the frame"}
    for name, build in PLAIN.items():
        assert (picture(Camera, build()) == blank()).all() == (name in invisible), name


def test_things_lie_on_one_another_by_their_z_index():
    def pile():
        squares = [
            Square(2, fill_color=color, fill_opacity=1).shift(i * 0.4 * UP)
            for i, color in enumerate((RED, GOLD, BLUE))
        ]
        return squares[0].set_z_index(2), squares[1].set_z_index(-1), squares[2]

    ours, theirs = picture(StageCamera, *pile()), picture(Camera, *pile())
    assert (ours == theirs).all()
    assert (ours[SIZE[1] // 2, SIZE[0] // 2, :3] == (RED.to_int_rgb())).all()


@pytest.fixture
def pillow(monkeypatch):
    """Read what manim 0.22 hands to Pillow as versions before the 13th did."""
    original = Image.fromarray

    def fromarray(array, mode=None):
        if mode == "RGBA" and array.ndim == 2:  # numbers without a type, all of them zero
            array = np.zeros((*array.shape, 4), np.uint8)
        return original(array, mode)

    monkeypatch.setattr(Image, "fromarray", fromarray)


def test_images_are_drawn_as_manim_draws_them(pillow):
    shades = np.arange(12 * 16 * 3, dtype=np.uint8).reshape(12, 16, 3)

    def build():
        return ImageMobject(shades).scale(30), Square(1, fill_opacity=1)

    ours, theirs = picture(StageCamera, *build()), picture(Camera, *build())
    assert (ours == theirs).all()
    assert (ours != picture(Camera, build()[1])).any()


def test_a_camera_can_move():
    class MovingStage(StageCamera, MovingCamera):
        pass

    def take(kind):
        camera = kind()
        camera.frame.scale(0.5).shift(UP)
        camera.capture_mobjects([Square(2, fill_opacity=1), label("ink", "#FFB01F", 0.8, (0, 1))])
        return np.array(camera.pixel_array).astype(int)

    still, moved = take(MovingCamera), take(MovingStage)
    assert alike(moved, still)
    assert (moved != blank()).any()


def test_a_clear_ground_stays_clear():
    with tempconfig({"background_opacity": 0.0}):
        shown = picture(StageCamera, Ink(CIRCLE, "#FF0000"))
    assert shown[0, 0].tolist()[3] == 0
    assert shown[SIZE[1] // 2, SIZE[0] // 2].tolist() == [255, 0, 0, 255]


# Inks


def page_of_inks():
    plan = plan_grid("a fluffy blue creature roamed".split(), PAGE)
    weights = np.tri(5) / np.arange(1, 6)[:, None]
    return VGroup(
        draw.grid_lines(plan, DARK), draw.axis_names(plan, DARK),
        *draw.column_labels(plan, DARK.query), *draw.row_labels(plan, DARK.key),
        *draw.dot_columns(weights, plan, DARK.text),
        draw.column_frame(plan, 3, DARK.query),
    )  # fmt: skip


INKS = {
    "a word": lambda: label("creature", DARK.query, 1.5, (0, 0)),
    "a small word": lambda: label("verdant forest", DARK.text, 0.2, (-3, 1)),
    "a turned word": lambda: label("forest", DARK.key, 0.9, (0, 0), angle=PI / 4),
    "Hangul": lambda: label("어제 우리는", DARK.text, 1.0, (0, 0)),
    "an emoji": lambda: label("😀", DARK.text, 3.0, (0, 0)),
    "numbers": lambda: numbers(["+1.25", "−0.33"], [(-2, 0), (2, 1)], DARK.text, 0.6),
    "half clear": lambda: Ink(CIRCLE, DARK.text, (1, 1), 2.0, opacity=0.42),
    "two circles in one": lambda: Ink(circles([(-1, 0), (1, 0)], [1.2, 1.2]), DARK.value),
    "a ring": lambda: Ink(CIRCLE, DARK.text, (1, 1), 0.8, stroke=1.1),
    "a squashed ring": lambda: Ink(CIRCLE, DARK.text, (1, 1), (3.0, 0.5), stroke=4.0),
    "brackets": lambda: Ink(brackets(-1, -2, 1, 2), DARK.embedding, stroke=1.8),
    "a box": lambda: Ink(rounded_box(-3, -1, 3, 1, 0.4), DARK.output, opacity=0.8),
    "an arrow": lambda: VGroup(*arrow(DARK.query, (-3, -2), (2, 2), 0.4)),
    "a mirrored word": lambda: Ink(set_text("forest").points, DARK.text, (3, 0), (-1.0, 1.0)),
    "a page": page_of_inks,
}


@pytest.mark.parametrize("build", INKS.values(), ids=INKS)
def test_inks_look_as_manim_would_draw_them(build):
    ours, theirs = picture(StageCamera, build()), picture(Camera, build())
    assert alike(ours, theirs)
    assert (ours != blank()).any()


@given(
    st.floats(-6, 6), st.floats(-3, 3), st.floats(0.05, 3), st.floats(-PI, PI), st.floats(0.05, 1),
    st.none() | st.floats(0.5, 8),
)  # fmt: skip
@settings(max_examples=40)
def test_inks_look_so_wherever_they_stand(x, y, size, angle, opacity, stroke):
    def build():
        outline = set_text("forest").points if stroke is None else CIRCLE
        return Ink(outline, DARK.query, (x, y), size, opacity, stroke, angle=angle)

    assert alike(picture(StageCamera, build()), picture(Camera, build()))


@pytest.mark.parametrize(
    "change",
    [lambda m: m.shift(UP), lambda m: m.scale(2), lambda m: m.rotate(1), lambda m: m.stretch(3, 0)],
    ids=["shift", "scale", "rotate", "stretch"],
)
def test_inks_changed_by_manim_are_drawn_where_they_are_now(change):
    def build():
        return change(label("forest", DARK.text, 1.0, (-1, 0)))

    assert alike(picture(StageCamera, build()), picture(Camera, build()))


@pytest.mark.parametrize("place", [(9, 9, 0, 1, 0), (0, 0, 1, 0, 0)])
def test_an_ink_without_extent_draws_nothing(place):
    ink = Ink(CIRCLE, DARK.text)
    ink.place[:] = place
    assert (picture(StageCamera, ink) == blank()).all()


def test_an_invisible_ink_draws_nothing():
    assert (picture(StageCamera, Ink(CIRCLE, DARK.text, opacity=0.0)) == blank()).all()


def test_one_camera_draws_many_frames_of_moving_inks():
    camera = StageCamera()
    set_page(camera, PAGE, DARK.ground)
    word = label("forest", DARK.text, 1.0, (-4, 0), "left")
    for step in range(4):
        word.place[0] = step - 4
        camera.reset()
        camera.capture_mobjects([word])
        fresh = label("forest", DARK.text, 1.0, (step - 4, 0), "left")
        assert (camera.pixel_array == picture(StageCamera, fresh)).all()


def test_inks_and_plain_mobjects_lie_on_one_another_in_order():
    def pile():
        return (
            Square(2, fill_color=RED, fill_opacity=1, stroke_width=0),
            Ink(CIRCLE, "#00FF00", size=0.8),
            Square(0.5, fill_color=BLUE, fill_opacity=1, stroke_width=0),
        )

    shown = picture(StageCamera, *pile())
    middle, unit = SIZE[1] // 2, SIZE[1] // 8
    colors = [shown[middle, SIZE[0] // 2 + round(x * unit), :3].tolist() for x in (0, 0.5, 0.9)]
    assert colors == [list(BLUE.to_int_rgb()), [0, 255, 0], list(RED.to_int_rgb())]


# Cells


def test_cells_show_their_pixels_the_right_way_round():
    weights = np.tri(5) * np.arange(1, 26).reshape(5, 5) / 25
    plan = plan_grid(["w"] * 5, PAGE)
    cells = Cells(weights, plan, "#200040", "#FFE0A0", np.tri(5, dtype=bool))
    shown, unit = picture(StageCamera, cells), SIZE[1] / PAGE.height
    for key, query in np.ndindex(5, 5):
        x, y = plan.center(key, query)
        at = shown[int((PAGE.height / 2 - y) * unit), int((x + PAGE.width / 2) * unit)]
        if query < key:  # hidden by the mask
            assert at.tolist() == blank()[0, 0].tolist()
        else:
            assert at.tolist() == cells.pixels[key, query].tolist()


def test_a_pixel_shows_the_largest_of_its_cells():
    n = 300  # more cells than pixels
    plan = plan_grid(["w"] * n, PAGE)
    rng = np.random.default_rng(0)
    peaks = [(int(query), int(key)) for query, key in rng.integers(0, n, (12, 2))]
    weights = np.full((n, n), 0.01)
    for peak in peaks:
        weights[peak] = 1.0
    shown = Cells(weights, plan, "#000000", "#FFFFFF", np.ones((n, n), bool))
    drawn, unit = picture(StageCamera, shown), SIZE[1] / PAGE.height
    for query, key in peaks:
        x, y = plan.center(key, query)
        row, column = int((PAGE.height / 2 - y) * unit), int((x + PAGE.width / 2) * unit)
        assert drawn[row - 1 : row + 2, column - 1 : column + 2, 0].max() == 255
    bright = (drawn[..., 0] > 128) & (drawn[..., 1] > 128)
    assert bright.sum() <= 4 * len(peaks)


def test_cells_fade():
    plan = plan_grid(["w"] * 2, PAGE)
    cells = Cells(np.ones((2, 2)), plan, "#000000", "#FFFFFF", np.ones((2, 2), bool))
    cells.rgba[3] = 0.5
    shown, unit = picture(StageCamera, cells), SIZE[1] / PAGE.height
    x, y = plan.center(0, 0)
    at = shown[int((PAGE.height / 2 - y) * unit), int((x + PAGE.width / 2) * unit), :3]
    assert at == pytest.approx((blank()[0, 0, :3] + 255) / 2, abs=2)


# Other surfaces


def test_a_page_can_be_drawn_on_any_surface():
    surface = cairo.ImageSurface(cairo.FORMAT_RGB24, *SIZE)
    inks = page_of_inks().family_members_with_points()
    draw_inks(inks, cairo.Context(surface), PAGE, DARK.ground, SIZE)
    # What Cairo calls RGB lies in memory as blue, green, red.
    drawn = np.ndarray((SIZE[1], SIZE[0], 4), np.uint8, surface.get_data())[..., 2::-1].astype(int)
    assert alike(drawn, picture(StageCamera, *inks)[..., :3])
