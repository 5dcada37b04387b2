"""One head's grid as a still: PNG of a slide's size, SVG of outlines only."""

import base64
import io
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PIL import Image

from attnviz.catalog.captions import noting
from attnviz.export.grid_picture import grid_picture, write_grid
from attnviz.ink.ink import CIRCLE
from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.page import Page
from attnviz.look.style import DARK, LIGHT
from tests.core_traces import default_trace, made_up
from tests.drawing import area, said

PAGE = Page.of_pixels(1920, 1080)
SVG = "{http://www.w3.org/2000/svg}"


def pixels(color):
    return [int(color[i : i + 2], 16) for i in (1, 3, 5)]


def packed(colors):
    """Write each colour as one number."""
    return colors[..., :3].astype(int) @ (65536, 256, 1)


@pytest.fixture(scope="module")
def head():
    return default_trace().head()


@pytest.fixture(scope="module")
def many():
    return made_up([1] * 50).head()


@pytest.fixture(scope="module", params=["scores", "masked", "pattern"])
def picture(request, head):
    return request.param, grid_picture(head, request.param, PAGE, DARK)


# What is drawn


def test_it_says_what_it_is(picture, head):
    step, parts = picture
    written = said(parts)
    assert head.footer in written
    assert {"query", "key"} <= set(written)
    for label in head.labels:
        assert written.count(label) == 2
    legend = (
        "dot area = weight" if step == "pattern" else "disc: above 0, area = size · dash: below 0"
    )
    assert any(text.startswith(legend) for text in written)


def test_its_marks_are_the_stage_s_numbers(picture, head):
    step, parts = picture
    marks = [ink for ink in leaves(parts) if ink.outline is CIRCLE]
    values = head.pattern if step == "pattern" else head.scores
    shown = np.ones_like(head.mask) if step == "scores" else head.mask
    if step == "pattern":
        shown = np.vectorize(numerals.weight)(values) != "0.00"
    drawn = np.array([area(ink.points) for ink in marks])
    sizes = values[shown]
    seen = sizes[sizes > 1e-3 * values.max()]
    assert len(drawn) == pytest.approx(len(seen), abs=1)
    assert np.sort(drawn)[-10:] / drawn.max() == pytest.approx(
        np.sort(sizes)[-10:] / sizes.max(), rel=1e-4
    )
    dashes = [ink for ink in leaves(parts) if ink.get_color().to_hex() == DARK.minus]
    assert len(dashes) == (0 if step == "pattern" else sum(values[shown] <= -0.005))


def test_many_words_are_drawn_as_cells_with_their_scale(many):
    written = said(grid_picture(many, "pattern", PAGE, DARK))
    assert {"0.00", "0.50", "1.00"} <= set(written)
    (legend,) = (text for text in written if text.startswith("50 × 50 cells · "))
    assert legend.endswith(" of 50 words labelled")


# PNG


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_a_png_has_the_size_of_a_slide_and_the_theme_s_colours(tmp_path, head, theme):
    write_grid(head, "pattern", tmp_path / "grid.png", theme)
    still = Image.open(tmp_path / "grid.png")
    assert (still.size, still.mode) == ((1920, 1080), "RGB")
    shown = np.array(still)
    assert shown[0, 0].tolist() == pixels(theme.ground)
    for color in (theme.text, theme.query, theme.key):
        assert (shown == pixels(color)).all(axis=2).sum() > 100, color


# SVG


def paths(file):
    return [node for node in ET.parse(file).iter() if node.tag == f"{SVG}path"]


@pytest.mark.parametrize("step", ["scores", "masked", "pattern"])
def test_an_svg_is_outlines_only(tmp_path, head, step):
    file = tmp_path / "grid.svg"
    write_grid(head, step, file)
    root = ET.parse(file).getroot()
    assert root.tag == f"{SVG}svg"
    assert root.get("viewBox") == "0 0 1920 1080"
    kinds = {node.tag.removeprefix(SVG) for node in root.iter()}
    assert not kinds & {"image", "text", "pattern", "font"}
    assert b"data:" not in file.read_bytes()


def test_an_svg_has_a_path_for_everything_drawn(tmp_path, head):
    write_grid(head, "pattern", tmp_path / "grid.svg")
    inks = [ink for ink in leaves(grid_picture(head, "pattern", PAGE, DARK)) if len(ink.outline)]
    assert len(paths(tmp_path / "grid.svg")) == len(inks)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_an_svg_has_the_theme_s_colours(tmp_path, head, theme):
    write_grid(head, "pattern", tmp_path / "grid.svg", theme)
    text = (tmp_path / "grid.svg").read_text()
    used = {
        tuple(round(float(share) * 2.55) for share in found)
        for found in re.findall(r"rgb\(([\d.]+)%,\s*([\d.]+)%,\s*([\d.]+)%\)", text)
    }
    for color in (theme.ground, theme.text, theme.query, theme.key):
        assert tuple(pixels(color)) in used, color


def test_cells_have_the_same_colours_in_svg_and_png(tmp_path, many):
    for name in ("grid.svg", "grid.png"):
        write_grid(many, "pattern", tmp_path / name)
    (cells,) = re.findall(r"base64,([^\"]+)\"", (tmp_path / "grid.svg").read_text())
    inside = np.array(Image.open(io.BytesIO(base64.b64decode(cells))).convert("RGBA"))
    visible = packed(inside[inside[..., 3] > 0])
    assert packed(np.array(pixels(DARK.text))) in visible  # the first query's one weight of 1
    assert np.isin(visible, packed(np.array(Image.open(tmp_path / "grid.png")))).all()


# As a PDF, in a theme, a language and a size of one's own


def words_of(path):
    if shutil.which("pdftotext") is None:
        pytest.skip("there is no pdftotext")
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return done.stdout.decode()


def test_a_pdf_says_in_text_what_it_shows(head, tmp_path):
    path = tmp_path / "grid.pdf"
    write_grid(head, "pattern", path, LIGHT)
    written = words_of(path)
    for text in (*head.labels, head.footer, "query", "dot area = weight"):
        assert text in " ".join(written.split()), text
    again = tmp_path / "again.pdf"
    write_grid(head, "pattern", again, LIGHT)
    assert again.read_bytes() == path.read_bytes()


def test_a_pdf_looks_as_the_png_does(head, tmp_path):
    if shutil.which("pdftoppm") is None:
        pytest.skip("there is no pdftoppm")
    size = (640, 360)
    write_grid(head, "pattern", tmp_path / "grid.png", DARK, size)
    write_grid(head, "pattern", tmp_path / "grid.pdf", DARK, size)
    command = ["pdftoppm", "-r", "72", "-png", "-singlefile", tmp_path / "grid.pdf"]
    subprocess.run([*command, tmp_path / "drawn"], check=True)
    drawn, png = (
        np.array(Image.open(tmp_path / f"{name}.png").convert("RGB")).astype(int)
        for name in ("drawn", "grid")
    )
    assert drawn.shape == png.shape == (360, 640, 3)
    assert np.abs(drawn - png).mean() < 2  # the text below the ground is not to be seen


def test_what_stands_below_is_in_the_language(head):
    for step, says in (("pattern", "점 넓이 = 가중치"), ("scores", "줄표")):
        with noting("ko"):
            written = said(grid_picture(head, step, PAGE, DARK))
        assert any(says in text for text in written)
        assert any(text.endswith("1번 헤드 · 단어") for text in written)
        assert not {"query", "key"} & set(written)
