"""Truth on screen: at every held beat, each numeral is the trace's, through the one format."""

import ast
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from attnviz.catalog.scenes import DEFAULT_SENTENCE
from attnviz.frames.settings import FrameSettings
from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.style import DIM
from attnviz.scenes import pattern
from attnviz.scenes.pattern import AttentionPattern
from attnviz.stage import grid_scene, opening
from attnviz.stage.play import render_clip, visit_beats
from attnviz.stage.settings import SceneSettings
from tests.core_traces import default_trace, made_up, reads_both_ways, smollm2
from tests.drawing import circles, fingerprint, texts

WIDE, TALL = FrameSettings(256, 144, 5), FrameSettings(144, 256, 5)
NUMERAL = re.compile(r"[+−]?\d[\d,]*(?:\.\d+)?(?:·10[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?|[+−]∞")
TALE = "the quick brown fox jumps over the lazy dog while a small cat sleeps".split()


def both_ways(sizes):
    """Make a trace of a model whose queries see every key."""
    return reads_both_ways(sizes)


# A trace, how it is directed, and the picture.
CASES = {
    "the default": (default_trace, SceneSettings(), WIDE),
    "in tokens": (default_trace, SceneSettings(unit="token"), WIDE),
    "another head": (default_trace, SceneSettings(layer=5, head=3), WIDE),
    "the first layer": (default_trace, SceneSettings(layer=0, head=7), WIDE),
    "upright": (lambda: smollm2().trace("red wine stains", upto=14), SceneSettings(), TALL),
    "one word": (lambda: smollm2().trace("wine", upto=14), SceneSettings(), WIDE),
    "marks": (lambda: smollm2().trace("Yes, my dear!", upto=14), SceneSettings(), WIDE),
    "twelve words": (lambda: smollm2().trace(" ".join(TALE[:12]), upto=14), SceneSettings(), WIDE),
    "dots": (lambda: smollm2().trace(" ".join(TALE), upto=14), SceneSettings(), WIDE),
    "dots without labels": (lambda: made_up([1, 2] * 13), SceneSettings(), WIDE),
    "cells": (lambda: made_up([1] * 52), SceneSettings(), WIDE),
    "made-up numbers": (lambda: made_up([1, 3, 1, 2, 1]), SceneSettings(), WIDE),
    "no mask": (lambda: both_ways([1] * 5), SceneSettings(unit="token"), WIDE),
    "spread attention": (
        lambda: smollm2().trace("to be, or not to be, that is the question", upto=1),
        SceneSettings(layer=0, head=7),
        WIDE,
    ),
}


@dataclass
class Held:
    """What the screen says and shows at the end of a beat."""

    caption: str  # as the sidecar records it
    said: str  # as it stands on screen
    texts: list  # (text, (x, y))
    circles: list  # (x, y, area, ring, opacity)


@dataclass
class Show:
    """A scene, played from beat to beat."""

    scene: AttentionPattern
    held: dict[str, Held]

    def __post_init__(self):
        self.head, self.trace, self.plan = self.scene.head, self.scene.trace, self.scene.plan
        self.n = len(self.head.labels)

    def cell(self, x, y):
        """Return the key and the query of the cell that a point lies in, or None."""
        plan = self.plan
        column, row = (x - plan.left) / plan.cell_width, (plan.top - y) / plan.cell_height
        inside = 0 <= row < self.n and 0 <= column < self.n
        return (int(row), int(column)) if inside else None

    def in_grid(self, beat):
        """Return what is written in the grid's cells, (key, query) to text."""
        found = {}
        for text, spot in self.held[beat].texts:
            cell = self.cell(*spot)
            if cell is not None and NUMERAL.fullmatch(text):
                assert cell not in found, f"two numbers in {cell}"
                found[cell] = text
        return found

    def outside(self, beat):
        """Return every numeral that stands anywhere else, counted; words and footer left out."""
        known = {*self.head.labels, self.head.footer}
        gridless = beat in ("tokens", "embedding", "queries")
        found = Counter()
        for text, spot in self.held[beat].texts:
            if text not in known and (gridless or self.cell(*spot) is None):
                found.update(NUMERAL.findall(text))
        return found - Counter([str(self.scene.number)])  # of the chapter

    def plays(self, beat):
        return beat in self.held


def caption_of(scene):
    """Read the caption off the screen: what stands below the content, or beside the title."""
    page, left = scene.page, scene.page.left
    lines = {}
    for ink in leaves(scene.mobjects):
        x, y = ink.place[:2]
        below = page.footer + 0.3 < y < page.content.bottom - 0.2
        beside = abs(y - page.title) < 1e-6 and x > left and ink.text != str(scene.number)
        if ink.text and ink.opacity > 0 and (below or beside):
            lines.setdefault(-round(y, 2), []).append((x, ink.text))
    return " ".join("".join(text for _, text in sorted(lines[y])) for y in sorted(lines))


def capture(trace, settings, picture):
    held, scenes = {}, []

    def look(beat, scene):
        scenes[:] = [scene]
        shown = texts(scene.mobjects), circles(scene.mobjects)
        held[beat.name] = Held(beat.caption, caption_of(scene), *shown)

    visit_beats(AttentionPattern, trace, settings, picture, look)
    return Show(scenes[0], held)


@cache
def played(case):
    """Play a case from beat to beat, once."""
    trace, settings, picture = CASES[case]
    return capture(trace(), settings, picture)


@pytest.fixture(params=CASES)
def show(request):
    return played(request.param)


def signed(values):
    return [numerals.signed(float(v)) for v in np.ravel(values)]


def weighed(values):
    return [numerals.weight(float(v)) for v in np.ravel(values)]


def entries(vector, count):
    """Return the entries that are written of a vector: the first ones and the last."""
    return vector if len(vector) <= count else np.append(vector[: count - 1], vector[-1])


def cells(show, where, write):
    """Return what stands in each cell: `write` of query and key, wherever `where` is true."""
    return {(k, q): write(q, k) for q, k in zip(*np.nonzero(where), strict=True)}


# What is played


def test_the_beats_of_a_short_sentence():
    assert list(played("the default").held) == [
        "tokens", "embedding", "queries", "grid", "scores", "scale", "mask", "softmax", "columns",
        "reading",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("case", "beats"),
    [
        ("one word", ["scores", "scale", "softmax", "columns"]),
        ("twelve words", ["scores", "scale", "mask", "softmax", "columns"]),
        ("dots", ["scores_plain", "mask", "columns"]),
        ("dots without labels", ["scores_plain", "mask", "columns"]),
        ("cells", ["columns"]),
        ("no mask", ["scores", "scale", "softmax", "columns"]),
    ],
)
def test_beats_that_a_sentence_does_not_call_for_are_left_out(case, beats):
    held = list(played(case).held)
    assert held == ["tokens", "embedding", "queries", "grid", *beats, "reading"]


@pytest.mark.parametrize(
    ("case", "parts"),
    [
        ("the default", DEFAULT_SENTENCE.split()),
        ("in tokens", [token.text.strip() for token in default_trace().tokens]),
    ],
)
def test_the_positions_are_words_or_tokens(case, parts):
    said = Counter(text.strip() for text, _ in played(case).held["grid"].texts)
    wanted = Counter(parts)
    assert {part: said[part] for part in wanted} == {part: 2 * n for part, n in wanted.items()}


def test_another_head_has_other_numbers():
    here, there = played("the default"), played("another head")
    assert here.in_grid("scale") != there.in_grid("scale")
    assert there.head.footer == "SmolLM2-135M · layer 5 · head 3 · words"


# Furniture


def test_every_frame_says_what_it_is_and_where_its_numbers_come_from(show):
    scene = show.scene
    for held in show.held.values():
        said = Counter(text for text, _ in held.texts)
        assert said[show.head.footer] == 1
        assert said["Attention pattern"] == 1
        assert said["12"] >= 1
    assert show.head.footer == (
        f"{show.trace.model.name} · layer {scene.head.layer} · head {scene.head.head} · "
        f"{scene.head.unit}s"
    )


def test_both_axes_are_named_from_the_grid_on(show):
    beats = list(show.held)
    for beat in beats[beats.index("grid") :]:
        said = [text for text, _ in show.held[beat].texts]
        assert said.count("query") >= 1
        assert said.count("key") >= 1


def test_the_caption_that_is_recorded_is_the_one_on_screen(show):
    for name, held in show.held.items():
        assert re.sub(r"\s", "", held.said) == re.sub(r"\s", "", held.caption), name


# Numbers before the grid


def test_tokens_are_counted(show):
    labels, words = show.head.labels, [word.text for word in show.trace.words]
    marks = sum(not re.search(r"\w", word) for word in words)
    expected = Counter([str(len(words) - marks), str(len(show.trace.tokens))])
    expected.update([str(marks)] * bool(marks))
    written = [text for text, _ in show.held["tokens"].texts]
    if show.n <= 24:
        assert all(label in written for label in labels)
        expected.update(str(count) for count in show.head.token_counts if count > 1)
        assert show.outside("tokens") == expected
    else:
        assert expected <= show.outside("tokens")


def test_the_column_that_speaks_is_a_row_of_the_embedding_table(show):
    found, table = show.outside("embedding"), show.trace.residual[0]
    width = table.shape[1]
    legend = next(text for text, _ in show.held["embedding"].texts if "brightness" in text)
    found -= Counter(NUMERAL.findall(legend))
    found -= Counter([numerals.count(width)])  # the caption's
    drawn = int(re.search(r"(\d+) drawn", legend)[1])
    assert drawn == min(width, 28)
    if "written" not in legend:
        assert not found
        return
    count = int(re.search(r"(\d+) written", legend)[1])
    starts = np.cumsum([0, *show.head.token_counts])
    spoken = [Counter(signed(entries(table[starts[i]], count))) for i in range(show.n)]
    assert found in [spoken[show.scene.focus], spoken[show.scene.key]]


def test_queries_and_keys_are_numbered_in_order(show):
    if show.n > 24:
        return
    held = show.held["queries"]
    plain = [(*spot, text) for text, spot in held.texts if re.fullmatch(r"\d+", text)]
    rows = {round(y, 1): [] for _, y, _ in plain}
    for _, y, text in sorted(plain):
        rows[round(y, 1)].append(text)
    in_order = [str(i + 1) for i in range(show.n)]
    assert list(rows.values()).count(in_order) >= 2
    said = re.findall(r"\d+", held.said)
    assert said == ([str(show.head.layer)] if show.head.layer else [])


def test_the_empty_grid_says_no_number(show):
    assert show.in_grid("grid") == {}
    assert not show.outside("grid")


# Numbers in the grid


def test_raw_scores_are_products_before_scaling(show):
    if show.plays("scores"):
        raw = show.head.scores / show.head.model.scale
        every = np.ones((show.n, show.n), bool)
        assert show.in_grid("scores") == cells(
            show, every, lambda q, k: numerals.signed(float(raw[q, k]))
        )


def test_scaled_scores_are_the_head_s(show):
    if show.plays("scale"):
        scores, every = show.head.scores, np.ones((show.n, show.n), bool)
        assert show.in_grid("scale") == cells(
            show, every, lambda q, k: numerals.signed(float(scores[q, k]))
        )


def hidden_or(show, write):
    return lambda q, k: write(q, k) if show.head.mask[q, k] else "−∞"


def test_masked_scores_are_minus_infinity(show):
    if show.plays("mask") and show.plays("scale"):
        scores, every = show.head.scores, np.ones((show.n, show.n), bool)
        assert show.in_grid("mask") == cells(
            show, every, hidden_or(show, lambda q, k: numerals.signed(float(scores[q, k])))
        )
        assert show.outside("mask") == Counter(["−∞"])  # the legend's


def test_the_column_in_focus_turns_into_weights_first(show):
    if show.plays("softmax"):
        head, focus = show.head, show.scene.focus

        def write(q, k):
            if q == focus:
                return numerals.weight(float(head.pattern[q, k]))
            return numerals.signed(float(head.scores[q, k]))

        shown = show.in_grid("softmax")
        beyond = {(k, q) for k, q in shown if not head.mask[q, k]}
        assert {cell: text for cell, text in shown.items() if cell not in beyond} == cells(
            show, head.mask, write
        )
        assert {shown[cell] for cell in beyond} <= {"−∞"}


def test_weights_end_as_dots_not_as_numbers(show):
    assert show.in_grid("columns") == show.in_grid("reading") == {}


# Numbers beside the grid


def test_the_product_worked_out_is_numpy_s(show):
    if not show.plays("scores"):
        return
    head, focus, key = show.head, show.scene.focus, show.scene.key
    if head.token_counts[key] > 1 or show.plan.panel is None:
        assert not show.outside("scores")
        return
    query = head.queries[focus]
    other = head.token_keys[sum(head.token_counts[:key])]
    total = float(np.dot(query, other))
    expected = Counter([str(focus + 1), str(key + 1), str(len(query)), numerals.signed(total)])
    for vector in (query, other, query * other):
        expected.update(signed(entries(vector, 6)))
    assert show.outside("scores") == expected
    assert numerals.signed(total) == show.in_grid("scores")[key, focus]
    scaled = numerals.signed(total * head.model.scale)
    root = str(len(query))
    assert show.outside("scale") == expected + Counter([numerals.signed(total), root, root, scaled])
    assert scaled == show.in_grid("scale")[key, focus]


def test_the_softmax_worked_out_is_numpy_s(show):
    if not show.plays("softmax"):
        return
    head, focus = show.head, show.scene.focus
    seen = head.mask[focus]
    exps = np.exp(head.scores[focus][seen].astype(float))
    weights = head.pattern[focus][seen]
    expected = Counter(numerals.positive(float(v)) for v in exps)
    expected.update(weighed(weights))
    expected.update([numerals.positive(float(exps.sum())), weighed(weights.sum())[0]])
    assert show.outside("softmax") == expected
    assert weights == pytest.approx(exps / exps.sum(), abs=1e-6)


def test_the_caption_s_share_is_the_weight_of_the_words_it_names(show):
    weights = show.head.pattern[show.scene.focus]
    caption = show.held["reading"].caption
    (share,) = re.findall(r"\d\.\d\d", caption)
    order = np.argsort(-weights, kind="stable")
    names = [show.scene.brief(int(i)) for i in order]
    named = re.split(", | and ", re.search(r"attention to (.+)\.$", caption)[1])
    assert [name.strip() for name in named] == names[: len(named)]
    assert share == numerals.weight(float(weights[order[: len(named)]].sum()))
    assert caption.startswith(show.scene.brief(show.scene.focus))


def test_the_column_read_out_is_the_pattern_s(show):
    head, found = show.head, show.outside("reading")
    caption = Counter(re.findall(r"\d\.\d\d", show.held["reading"].said))
    if show.plan.panel is None:
        scale = Counter(["0.00", "0.50", "1.00", str(show.n), str(show.n)])
        assert found == caption + (scale if show.n > 48 else Counter())
        return
    weights = head.pattern[show.scene.focus]
    said = [text for text, _ in show.held["reading"].texts]
    order = np.argsort(-weights, kind="stable")
    printed = [w for w in weighed(weights[order]) if w != "0.00"]
    others = next((text for text in said if text.endswith(" others")), None)
    if others is not None:
        shown = len(weights[weights > 0]) - int(others.split()[0])
        rest = numerals.weight(float(weights[order[shown:]].sum()))
        printed = [*printed[:shown], rest, others.split()[0]]
    assert found == caption + Counter([*printed, numerals.weight(float(weights.sum()))])


# Marks in the grid


def grid_circles(show, beat):
    return {
        show.cell(x, y): (size, ring, opacity)
        for x, y, size, ring, opacity in show.held[beat].circles
        if show.cell(x, y) is not None
    }


def test_dots_are_as_large_as_their_weights(show):
    if show.n > 48:
        return
    pattern = show.head.pattern
    dots = grid_circles(show, "columns")
    printed = np.vectorize(numerals.weight)(pattern) != "0.00"
    assert set(dots) == {(k, q) for q, k in zip(*np.nonzero(printed), strict=True)}
    sizes = np.array([size for size, *_ in dots.values()])
    weights = np.array([pattern[q, k] for k, q in dots])
    ratio = (sizes @ weights) / (weights @ weights)
    assert sizes == pytest.approx(ratio * weights, rel=1e-5)
    assert not any(ring for _, ring, _ in dots.values())


def test_reading_a_column_dims_the_others_and_leaves_their_size(show):
    if show.n > 48:
        return
    before, after = grid_circles(show, "columns"), grid_circles(show, "reading")
    assert set(before) == set(after)
    for (key, query), (size, _, opacity) in after.items():
        assert size == before[key, query][0]
        assert opacity == pytest.approx(1 if query == show.scene.focus else DIM)


def test_the_panel_s_dots_are_as_large_as_the_grid_s_or_smaller_all_alike(show):
    if show.plan.panel is None:
        return
    weights = show.head.pattern[show.scene.focus]
    sizes = sorted(
        (size for x, y, size, *_ in show.held["reading"].circles if show.cell(x, y) is None),
        reverse=True,
    )
    heaviest = np.sort(weights)[::-1][: len(sizes)]
    assert sizes == pytest.approx(sizes[0] / heaviest[0] * heaviest, rel=1e-5)
    assert sizes[0] <= np.pi * show.plan.dot_radius**2 * heaviest[0] * (1 + 1e-3)


def test_discs_and_rings_are_scores_of_either_sign(show):
    if not show.plays("scores_plain"):
        return
    scores, marks = show.head.scores, grid_circles(show, "scores_plain")
    largest = np.abs(scores).max()
    full = np.pi * show.plan.dot_radius**2
    for (key, query), (size, ring, _) in marks.items():
        assert ring == (scores[query, key] < 0)
        assert size == pytest.approx(full * abs(scores[query, key]) / largest, rel=1e-3)
    small = [
        abs(scores[q, k]) for q, k in np.ndindex(scores.shape) if (k, q) not in marks
    ]  # too small to be seen
    assert max(small, default=0) < 0.02 * largest
    left = grid_circles(show, "mask")
    assert left == {(k, q): mark for (k, q), mark in marks.items() if show.head.mask[q, k]}


# The same again


def test_two_renders_show_the_same_to_the_last_bit_and_another_sentence_something_else(tmp_path):
    shown = []
    for i, sentence in enumerate(("red wine", "red wine", "old wine")):
        trace, path = smollm2().trace(sentence, upto=14), tmp_path / f"{i}.mp4"
        render_clip(AttentionPattern, trace, SceneSettings(pace=2), WIDE, path)
        shown.append(fingerprint(path))
    assert shown[0] == shown[1] != shown[2]


# The file itself


@pytest.fixture(params=[pattern, grid_scene, opening], ids=lambda module: module.__name__)
def source(request):
    return ast.parse(Path(request.param.__file__).read_text("utf-8"))


def literals(tree):
    """Return every string in a file but its documentation."""
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body
        and isinstance(node.body[0], ast.Expr)
    }  # fmt: skip
    strings = (n for n in ast.walk(tree) if isinstance(n, ast.Constant) and id(n) not in docs)
    return [node.value for node in strings if isinstance(node.value, str)]


def test_a_scene_imports_no_model(source):
    imported = set()
    for node in ast.walk(source):
        if isinstance(node, ast.ImportFrom):
            imported |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
        elif isinstance(node, ast.Import):
            imported |= {name.name for name in node.names}
    wrong = {"random", "attnviz.load_model", "attnviz.traces.trace", "attnviz.models", "gguf"}
    assert not {name for name in imported if name.startswith(tuple(wrong))}
    names = {node.id for node in ast.walk(source) if isinstance(node, ast.Name)}
    assert not names & {"open", "load_model", "random"}


def test_a_scene_types_no_number_and_no_word_of_a_sentence(source):
    strings = literals(source)
    typed = {numeral for text in strings for numeral in NUMERAL.findall(text)}
    assert typed <= {"0", "−∞"}  # "above 0", "−∞: hidden by the mask"
    words = {word for text in strings for word in re.findall(r"[a-z]+", text)}
    assert not words & (set(DEFAULT_SENTENCE.split()) - {"a", "the"})


def test_a_scene_places_nothing_by_a_word(source):
    compared = [
        side.value
        for node in ast.walk(source)
        if isinstance(node, ast.Compare)
        for side in (node.left, *node.comparators)
        if isinstance(side, ast.Constant) and isinstance(side.value, str)
    ]
    assert compared == []
