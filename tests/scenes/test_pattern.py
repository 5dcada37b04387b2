"""Truth on screen: at every held beat, each numeral is the trace's, through the one format."""

import ast
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from attnviz.analysis.query import sink as is_sink
from attnviz.catalog.scenes import DEFAULT_SENTENCE
from attnviz.ink.ink import CIRCLE
from attnviz.ink.tween import leaves
from attnviz.look import numerals
from attnviz.look.style import DIM
from attnviz.scenes import pattern
from attnviz.scenes.pattern import AttentionPattern
from attnviz.stage import grid_scene
from attnviz.stage.play import render_clip
from attnviz.stage.settings import SceneSettings
from tests.core_traces import default_trace, made_up, smollm2
from tests.drawing import NUMERAL, fingerprint
from tests.scenes.screen import cell, entries, in_grid, weighed
from tests.scenes.show import COMMON, TALL, WIDE, Case, Shown, pick, sentence, show

CASES = {
    **pick(
        "the default", "in tokens", "another head", "the first layer", "one word",
        "twelve words", "dots", "cells", "no mask", "spread attention",
    ),
    "upright": Case(sentence("red wine stains"), frame_settings=TALL),  # narrow: few have numbers
    "marks": Case(sentence("Yes, my dear!")),
    "dots without labels": COMMON["without labels"],
    "made-up numbers": Case(lambda: made_up([1, 3, 1, 2, 1])),
}  # fmt: skip


class ShownPattern(Shown):
    """A pattern that was played: what its grid says, and what is said beside it."""

    @property
    def head(self):
        return self.scene.head

    @property
    def trace(self):
        return self.scene.trace

    @property
    def plan(self):
        return self.scene.plan

    def standing(self, beat):
        """Return where the grid stood."""
        return self.held[beat].seen

    @property
    def n(self):
        return len(self.head.labels)

    def in_grid(self, beat):
        """Return the numeral that is written in each of the grid's cells, (key, query) to text."""
        texts = self.held[beat].texts
        return in_grid(self.standing(beat), [one for one in texts if NUMERAL.fullmatch(one[0])])

    def outside(self, beat):
        """Return every numeral that stands anywhere else, counted; words and footer left out."""
        known = {*self.head.labels, self.head.footer}
        gridless = beat in ("tokens", "embedding", "queries")
        found = Counter()
        for text, spot in self.held[beat].texts:
            if text not in known and (gridless or cell(self.standing(beat), *spot) is None):
                told = text.replace(self.scene.labelled or "\n", "")
                told = re.sub(r"\(\d+\)", "", told)  # the position of a word there twice
                found.update(NUMERAL.findall(told))
        return found

    def caption_on_screen(self, beat):
        """Read the caption: what stands below the content, or beside the title."""
        page, lines = self.scene.page, {}
        for ink in self.held[beat].inks:
            x, y = ink.place[:2]
            below = page.footer + 0.3 < y < page.content.bottom - 0.2
            titled = abs(y - page.title) < 1e-6
            beside = titled and x > page.left
            if ink.text and (below or beside):
                lines.setdefault(-round(y, 2), []).append((x, ink.text))
        return " ".join("".join(text for _, text in sorted(lines[y])) for y in sorted(lines))

    def plays(self, beat):
        return beat in self.scene.beats()


def standing(scene):
    return scene.cells.plan


def played(case):
    return ShownPattern(*show(AttentionPattern, CASES[case], standing))


@pytest.fixture(params=CASES)
def shown(request):
    return played(request.param)


def cells(where, write):
    """Return what stands in each cell: `write` of query and key, wherever `where` is true."""
    return {(k, q): write(q, k) for q, k in zip(*np.nonzero(where), strict=True)}


# What is played


def test_the_beats_of_a_short_sentence():
    assert list(played("the default").held) == [
        "tokens", "embedding", "queries", "grid", "scores", "scale", "mask", "softmax", "columns",
        "name", "sink", "reading",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("case", "beats"),
    [
        ("one word", ["scores", "scale", "softmax", "columns"]),
        ("twelve words", ["scores", "scale", "mask", "softmax", "columns", "name", "sink"]),
        ("dots", ["scores", "mask", "columns", "name", "sink"]),
        ("dots without labels", ["scores", "mask", "columns", "name"]),
        ("cells", ["columns", "name"]),
        ("no mask", ["scores", "scale", "softmax", "columns", "name"]),
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
    said = Counter(text.strip() for text in played(case).held["grid"].said)
    wanted = Counter(parts)
    assert {part: said[part] for part in wanted} == {part: 2 * n for part, n in wanted.items()}


def test_another_head_has_other_numbers():
    here, there = played("the default"), played("another head")
    assert here.in_grid("scale") != there.in_grid("scale")
    assert there.head.footer == "SmolLM2-135M · layer 5 · head 3 · words"


# Furniture


def test_every_frame_says_what_it_is_and_where_its_numbers_come_from(shown):
    scene = shown.scene
    for held in shown.held.values():
        said = Counter(held.said)
        assert said[shown.head.footer] == 1
        assert said["Attention pattern"] == 1
    assert shown.head.footer == (
        f"{shown.trace.model.name} · layer {scene.head.layer} · head {scene.head.head} · "
        f"{scene.head.unit}s"
    )


def test_both_axes_are_named_from_the_grid_on(shown):
    beats = list(shown.held)
    for beat in beats[beats.index("grid") :]:
        assert "query" in shown.held[beat].said
        assert "key" in shown.held[beat].said


def test_the_caption_that_is_recorded_is_the_one_on_screen_said_without_colour(shown):
    for beat, held in shown.held.items():
        read = re.sub(r"\s", "", shown.caption_on_screen(beat))
        assert read == re.sub(r"\s", "", held.caption), beat
        spoken = re.sub("the square root of ", "√", held.spoken)
        assert read == re.sub(r"[\s“”]", "", spoken), beat
    focus = shown.scene.brief(shown.scene.focus)
    assert f"“{focus}”" in shown.held["reading"].spoken


def test_words_that_were_cut_are_said_to_be():
    long = show(AttentionPattern, Case(sentence("w" * 120 + " is long")))
    assert any("long words cut" in text for text in long.held["grid"].said)
    assert not any("words cut" in text for text in played("the default").held["grid"].said)


# Numbers before the grid


def test_tokens_are_counted(shown):
    labels, words = shown.head.labels, [word.text for word in shown.trace.words]
    marks = sum(not re.search(r"\w", word) for word in words)
    tokens = len(shown.trace.tokens)
    expected = Counter([str(tokens)] * (tokens > 1))
    if shown.head.unit == "word" and tokens > 1:
        expected.update([str(len(words) - marks), *[str(marks)] * bool(marks)])
    if shown.n <= 24:
        assert all(label in shown.held["tokens"].said for label in labels)
        expected.update(str(count) for count in shown.head.token_counts if count > 1)
        assert shown.outside("tokens") == expected
    else:
        assert expected <= shown.outside("tokens")


COUNTED = {
    "Yes, no!": "Tokens: 4. Words: 2. Marks: 2.",
    "red wine": "The model reads 2 tokens; we follow 2 words.",
    "wine": "The model reads one token.",
    "สวัสดี": "The model reads 12 tokens; we follow 4 characters.",
    "小猫 cat": "Tokens: 6. Parts of the text that we follow: 3.",
    "a  b": "Tokens: 3. Words: 2. Marks: 0.",
}


@pytest.mark.parametrize(("words", "caption"), COUNTED.items())
def test_words_and_marks_are_counted_and_nothing_else_is_called_a_word(words, caption):
    scene, held = show(AttentionPattern, Case(sentence(words)), standing)
    assert held["tokens"].caption == caption
    said = "".join(held["tokens"].said)
    assert all(word.text.strip() in said for word in scene.trace.words)


def test_words_that_find_no_room_are_counted_in_the_legend():
    scene, held = show(AttentionPattern, Case(lambda: made_up([8] * 300)), standing)
    left_out = scene.opening.left_out
    assert 0 < left_out < 300
    assert f"{left_out} more words" in held["tokens"].said


def test_the_column_that_speaks_is_a_row_of_the_embedding_table(shown):
    found, table = shown.outside("embedding"), shown.trace.residual[0]
    width = table.shape[1]
    legend = next(text for text in shown.held["embedding"].said if "pink" in text)
    found -= Counter(NUMERAL.findall(legend))
    found -= Counter([numerals.count(width)])  # the caption's
    drawn = int(re.search(r"below; (\d+) of ", legend)[1])
    assert drawn == min(width, 28)
    if "written" not in legend:
        assert not found
        return
    count = int(re.search(r"(\d+) written", legend)[1])
    starts = np.cumsum([0, *shown.head.token_counts])
    spoken = [Counter(entries(table[starts[i]], count)) for i in range(shown.n)]
    assert found in [spoken[shown.scene.focus], spoken[shown.scene.key]]


def test_queries_and_keys_are_numbered_in_order(shown):
    if shown.n > 24:
        return
    texts = shown.held["queries"].texts
    plain = [(*spot, text) for text, spot in texts if re.fullmatch(r"\d+", text)]
    rows = {round(y, 1): [] for _, y, _ in plain}
    for _, y, text in sorted(plain):
        rows[round(y, 1)].append(text)
    in_order = [str(i + 1) for i in range(shown.n)]
    assert list(rows.values()).count(in_order) >= 2
    said = re.findall(r"\d+", shown.caption_on_screen("queries"))
    assert said == [str(shown.head.layer)]


def test_the_empty_grid_says_no_number(shown):
    assert shown.in_grid("grid") == {}
    assert not shown.outside("grid")


# Numbers in the grid


def test_raw_scores_are_products_before_scaling(shown):
    if shown.plays("scores"):
        raw = shown.head.scores / shown.head.rule.scale
        every = np.ones((shown.n, shown.n), bool)
        assert shown.in_grid("scores") == cells(
            every, lambda q, k: numerals.signed(float(raw[q, k]))
        )


def test_scaled_scores_are_the_head_s(shown):
    if shown.plays("scale"):
        scores, every = shown.head.scores, np.ones((shown.n, shown.n), bool)
        assert shown.in_grid("scale") == cells(
            every, lambda q, k: numerals.signed(float(scores[q, k]))
        )


def hidden_or(shown, write):
    return lambda q, k: write(q, k) if shown.head.mask[q, k] else "−∞"


def test_masked_scores_are_minus_infinity(shown):
    if shown.plays("mask") and shown.plays("scale"):
        scores, every = shown.head.scores, np.ones((shown.n, shown.n), bool)
        assert shown.in_grid("mask") == cells(
            every, hidden_or(shown, lambda q, k: numerals.signed(float(scores[q, k])))
        )
        rule, width = shown.head.rule, shown.head.model.d_head
        said = Counter(NUMERAL.findall(numerals.divisor(rule.scale, width)))  # by the caption
        beside = shown.outside("scale") - said  # the product that was worked out is still there
        assert shown.outside("mask") == beside + Counter(["−∞"])  # the legend's


def test_the_column_in_focus_turns_into_weights_first(shown):
    if shown.plays("softmax"):
        head, focus = shown.head, shown.scene.focus

        def write(q, k):
            if q == focus:
                return numerals.weight(float(head.pattern[q, k]))
            return numerals.signed(float(head.scores[q, k]))

        found = shown.in_grid("softmax")
        beyond = {(k, q) for k, q in found if not head.mask[q, k]}
        assert {where: text for where, text in found.items() if where not in beyond} == cells(
            head.mask, write
        )
        assert {found[where] for where in beyond} <= {"−∞"}


def test_every_column_turns_into_weights_and_cells_that_it_does_not_see_become_empty(shown):
    if shown.plays("scores") and shown.n > 1 and shown.scene.cells.numbers:
        head = shown.head
        assert shown.in_grid("columns") == cells(
            head.mask, lambda q, k: numerals.weight(float(head.pattern[q, k]))
        )


def test_weights_end_as_dots_not_as_numbers(shown):
    for beat in ("name", "sink", "reading"):
        if shown.plays(beat):
            assert shown.in_grid(beat) == {}


# Numbers beside the grid


def test_the_product_worked_out_is_numpy_s(shown):
    if not shown.plays("scores"):
        return
    head, focus, key = shown.head, shown.scene.focus, shown.scene.key
    if head.token_counts[key] > 1 or shown.plan.panel is None:
        assert not shown.outside("scores")
        return
    query = head.queries[focus]
    other = head.token_keys[sum(head.token_counts[:key])]
    total = float(np.dot(query, other))
    expected = Counter([str(focus + 1), str(key + 1), str(len(query)), numerals.signed(total)])
    for vector in (query, other, query * other):
        expected.update(entries(vector, 6))
    assert shown.outside("scores") == expected
    assert numerals.signed(total) == shown.in_grid("scores")[key, focus]
    scaled = numerals.signed(total * head.rule.scale)
    root = str(len(query))
    assert shown.outside("scale") == expected + Counter(
        [numerals.signed(total), root, root, scaled]
    )
    assert scaled == shown.in_grid("scale")[key, focus]


def test_the_softmax_worked_out_is_numpy_s(shown):
    if not shown.plays("softmax"):
        return
    head, focus = shown.head, shown.scene.focus
    seen = head.mask[focus]
    exps = np.exp(head.scores[focus][seen].astype(float))
    weights = head.pattern[focus][seen]
    expected = Counter(numerals.positive(float(v)) for v in exps)
    expected.update(weighed(weights))
    expected.update([numerals.positive(float(exps.sum())), weighed(weights.sum())[0]])
    expected.update("1")  # the caption's: shares of 1
    assert shown.outside("softmax") == expected
    assert weights == pytest.approx(exps / exps.sum(), abs=1e-6)


def test_the_caption_s_share_is_the_weight_of_the_words_it_names(shown):
    weights = shown.head.pattern[shown.scene.focus]
    caption = shown.held["reading"].caption
    seen = shown.head.mask[shown.scene.focus].sum()
    assert ("all its attention to itself" in caption) == (seen == 1)
    if seen == 1:
        return
    (share,) = re.findall(r"\d\.\d\d", caption)
    order = np.argsort(-weights, kind="stable")
    names = [shown.scene.brief(int(i)) for i in order]
    named = re.split(", | and ", re.search(r"attention to (.+)\.$", caption)[1])
    itself = shown.scene.brief(shown.scene.focus) if named == ["itself"] else None
    assert [itself or name.strip() for name in named] == names[: len(named)]
    assert share == numerals.weight(float(weights[order[: len(named)]].sum()))
    assert caption.startswith(shown.scene.brief(shown.scene.focus))


def test_the_column_read_out_is_the_pattern_s(shown):
    head, found = shown.head, shown.outside("reading")
    caption = Counter(re.findall(r"\d\.\d\d", shown.caption_on_screen("reading")))
    if shown.plan.panel is None:
        scale = Counter(["0.00", "0.50", "1.00", str(shown.n), str(shown.n)])
        assert found == caption + (scale if shown.n > 48 else Counter())
        return
    weights = head.pattern[shown.scene.focus]
    said = shown.held["reading"].said
    order = np.argsort(-weights, kind="stable")
    printed = [w for w in weighed(weights[order]) if w != "0.00"]
    others = next((text for text in said if text.endswith(" others")), None)
    if others is not None:
        listed = len(weights[weights > 0]) - int(others.split()[0])
        rest = numerals.weight(float(weights[order[listed:]].sum()))
        printed = [*printed[:listed], rest, others.split()[0]]
    assert found == caption + Counter([*printed, numerals.weight(float(weights.sum()))])


# Marks in the grid


def grid_circles(shown, beat):
    plan = shown.standing(beat)
    return {
        cell(plan, x, y): (size, ring, opacity)
        for x, y, size, ring, opacity in shown.held[beat].circles
        if cell(plan, x, y) is not None
    }


def whole(shown):
    """Return the beat that shows the whole pattern."""
    return "name" if shown.plays("name") else "columns"


def test_dots_are_as_large_as_their_weights(shown):
    if shown.n > 48:
        return
    pattern = shown.head.pattern
    dots = grid_circles(shown, whole(shown))
    printed = np.vectorize(numerals.weight)(pattern) != "0.00"
    assert set(dots) == {(k, q) for q, k in zip(*np.nonzero(printed), strict=True)}
    sizes = np.array([size for size, *_ in dots.values()])
    weights = np.array([pattern[q, k] for k, q in dots])
    ratio = (sizes @ weights) / (weights @ weights)
    assert sizes == pytest.approx(ratio * weights, rel=1e-5)
    assert not any(ring for _, ring, _ in dots.values())


def test_reading_a_column_dims_the_others_and_leaves_their_size(shown):
    if shown.n > 48:
        return
    before, after = grid_circles(shown, whole(shown)), grid_circles(shown, "reading")
    assert set(before) == set(after)
    for (key, query), (size, _, opacity) in after.items():
        assert size == pytest.approx(before[key, query][0])
        assert opacity == pytest.approx(1 if query == shown.scene.focus else DIM)


def test_the_panel_s_dots_are_as_large_as_the_grid_s_or_smaller_all_alike(shown):
    if shown.plan.panel is None:
        return
    weights = shown.head.pattern[shown.scene.focus]
    sizes = sorted(
        (
            size
            for x, y, size, *_ in shown.held["reading"].circles
            if cell(shown.plan, x, y) is None
        ),
        reverse=True,
    )  # fmt: skip
    heaviest = np.sort(weights)[::-1][: len(sizes)]
    assert sizes == pytest.approx(sizes[0] / heaviest[0] * heaviest, rel=1e-5)
    assert sizes[0] <= np.pi * shown.plan.dot_radius**2 * heaviest[0] * (1 + 1e-3)


def test_discs_are_scores_above_zero_and_as_large(shown):
    if not shown.plays("scores_plain"):
        return
    scores, marks = shown.head.scores, grid_circles(shown, "scores")
    largest, full = scores.max(), np.pi * shown.plan.dot_radius**2
    for (key, query), (size, ring, _) in marks.items():
        assert scores[query, key] > 0
        assert not ring
        assert size == pytest.approx(full * scores[query, key] / largest, rel=1e-3)
    small = [scores[q, k] for q, k in np.ndindex(scores.shape) if (k, q) not in marks]
    assert max(small, default=0) < 0.02 * largest
    left = grid_circles(shown, "mask")
    assert left == {(k, q): mark for (k, q), mark in marks.items() if shown.head.mask[q, k]}


def test_a_sink_is_a_row_whose_dots_stay_bright_while_all_others_step_back(shown):
    assert shown.plays("sink") == is_sink(shown.head)
    if not shown.plays("sink") or shown.n > 48:
        return
    dots = grid_circles(shown, "sink")
    assert {key for (key, _), (*_, opacity) in dots.items() if opacity == 1} == {0}
    assert all(opacity == pytest.approx(DIM) for (key, _), (*_, opacity) in dots.items() if key)
    assert shown.held["sink"].caption.startswith("Nearly every")


# Where it stands


def test_the_grid_stands_in_the_middle_unless_there_is_a_panel_beside_it(shown):
    middle = shown.plan.in_the_middle(shown.scene.page)
    for beat in shown.held:
        aside = beat in ("scale", "mask", "softmax", "columns") and shown.scene.cells.numbers
        if beat == "reading":
            expected = shown.plan if shown.plan.panel else middle
        elif beat in ("scores", "scale", "mask") and aside:
            continue  # where a product can be worked out
        elif aside and shown.plan.panel and (beat == "softmax" or shown.n > 1):
            expected = shown.plan
        else:
            expected = middle
        if beat != "scores":
            assert shown.standing(beat) == expected, beat


def test_it_ends_as_the_clip_of_values_begins(shown):
    """See also tests/scenes/test_seams.py: here on more than it looks at."""

    def standing_there(inks):
        return Counter(
            (ink.text, *ink.place[:2].round(4), *ink.rgba.round(4))
            for ink in inks
            if ink.text or ink.outline is CIRCLE
        )

    found = standing_there(shown.held["reading"].inks)
    assert standing_there(leaves(shown.scene.followed_column().inks)) <= found


def joined(case):
    wanted = CASES[case]
    case = Case(wanted.trace, replace(wanted.settings, joined=True), wanted.frame_settings)
    return ShownPattern(*show(AttentionPattern, case, standing))


@pytest.mark.parametrize("case", ["the default", "one word", "dots", "cells", "no mask", "upright"])
def test_after_the_mask_it_begins_with_all_dots_and_ends_as_it_does_alone(case):
    alone, after = played(case), joined(case)
    assert list(after.held) == [beat for beat in alone.held if beat in ("name", "sink", "reading")]
    for beat, held in after.held.items():
        assert held.caption == alone.held[beat].caption
        dots, wanted = grid_circles(after, beat), grid_circles(alone, beat)
        assert {cell: pytest.approx(dot) for cell, dot in wanted.items()} == dots
    assert Counter(after.held["reading"].said) == Counter(alone.held["reading"].said)


# The same again


def test_two_renders_show_the_same_to_the_last_bit_and_another_sentence_something_else(tmp_path):
    prints = []
    for i, words in enumerate(("red wine", "red wine", "old wine")):
        trace, path = smollm2().trace(words, upto=14), tmp_path / f"{i}.mp4"
        render_clip(AttentionPattern, trace, SceneSettings(pace=2), WIDE, path)
        prints.append(fingerprint(path))
    assert prints[0] == prints[1] != prints[2]


# The file itself


@pytest.fixture(params=[pattern, grid_scene], ids=lambda module: module.__name__)
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


def test_a_word_that_looks_at_itself_is_not_named_twice():
    case = Case(sentence("The cat sat", 1), SceneSettings(layer=0, head=0, word="cat"))
    scene, held = show(AttentionPattern, case)
    assert scene.column_read.named == (scene.focus,)
    share = numerals.weight(float(scene.head.pattern[scene.focus, scene.focus]))
    assert held["reading"].caption == f"cat gives {share} of its attention to itself."


def test_the_first_position_is_said_to_draw_weight_only_where_it_is_a_sink(shown):
    said = "The first position draws weight." in shown.held["reading"].said
    drawn = shown.head.pattern[1:, 0]
    nearly_all = drawn.size and (drawn >= 0.1).mean() >= 0.8 and drawn.mean() >= 0.3
    assert said == bool(nearly_all and shown.plan.panel is not None)
