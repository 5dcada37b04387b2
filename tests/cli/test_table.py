"""The table in the terminal: labelled on both axes, never wider than the terminal."""

import re

import pytest

import attnviz
from attnviz.cli.table import grid_table
from attnviz.cli.terminal import Terminal, fit, text_width

ANSI = re.compile(r"\x1b\[[0-9;]*m")
WORDS = "one two three four five six seven eight nine ten eleven twelve"
SENTENCES = {
    "one": "hello",
    "two": "a b",
    "eight": "a fluffy blue creature roamed the verdant forest",
    "long": "internationalization and antidisestablishmentarianism are extraordinarily long words",
    "twelve": WORDS,
    "twenty-four": f"{WORDS} {WORDS}",
    "sixty": " ".join([WORDS] * 5),
    "korean": "푸른 숲속을 걷던 작은 생물이 조용히 잠들었다",
    "emoji": "👨‍👩‍👧 ❤️ 🇰🇷 👍🏽 漢字 and text",
    "marks": "e\u0301te\u0301 n\u0303 क्षि العربية עברית ไทย",
    "direction": "abc \u202edef\u202c ghi",
}


@pytest.fixture(scope="module")
def heads():
    model = attnviz.load_model("smollm2")
    return {name: model.trace(text, upto=14).head() for name, text in SENTENCES.items()}


@pytest.mark.parametrize("depth", ["none", "256", "true"])
@pytest.mark.parametrize("step", ["scores", "masked", "pattern"])
@pytest.mark.parametrize("width", [40, 80, 132, 250])
def test_no_line_is_wider_than_the_terminal(heads, width, step, depth):
    for name, head in heads.items():
        for line in grid_table(head, step, Terminal(width, depth)).splitlines():
            assert text_width(ANSI.sub("", line)) <= width, (name, line)


@pytest.mark.parametrize("step", ["scores", "masked", "pattern"])
def test_both_axes_are_named_and_the_source_stands_above(heads, step):
    for head in heads.values():
        shown = grid_table(head, step, Terminal(80, "none"))
        assert "queries →" in shown
        assert "keys ↓" in shown
        assert shown.startswith(head.footer)


def test_the_numbers_are_the_pattern_keys_down_queries_across(heads):
    head = heads["eight"]
    lines = grid_table(head, "pattern", Terminal(80, "none")).splitlines()
    first = next(i for i, line in enumerate(lines) if line.lstrip().startswith("keys ↓")) + 1
    for key, line in enumerate(lines[first:]):
        label, *numbers = line.split()
        assert label == head.labels[key]
        assert numbers == [f"{head.pattern[query, key]:.2f}" for query in range(key, 8)]


def test_twenty_four_words_keep_their_numbers_in_eighty_columns(heads):
    head = heads["twenty-four"]
    lines = grid_table(head, "pattern", Terminal(80, "none")).splitlines()
    assert lines[-1].strip() == "in hundredths: 41 is 0.41"
    last = lines[-2].split()
    assert last[-1] == str(round(float(head.pattern[23, 23]) * 100))


def test_a_score_that_rounds_to_zero_has_no_sign(heads):
    for name in ("twelve", "twenty-four"):
        for width in (60, 80, 200):
            shown = grid_table(heads[name], "scores", Terminal(width, "none"))
            assert not re.search(r"[−+-]0(\.00)?(?![.\d])", shown)


def test_masked_cells(heads):
    head = heads["two"]
    assert "−∞" in grid_table(head, "masked", Terminal(80, "none"))
    assert "−∞" not in grid_table(head, "scores", Terminal(80, "none"))
    assert "−∞" not in grid_table(head, "pattern", Terminal(80, "none"))


def test_what_was_left_out_is_said(heads):
    shown = grid_table(heads["sixty"], "pattern", Terminal(40, "none"))
    rows = [line for line in shown.splitlines() if re.match(r"\s*\S+\s+\d+( |$)", line)]
    left_out = int(re.search(r"the last (\d+) are left out", shown)[1])
    assert len(rows) + left_out == 60
    assert "left out" not in grid_table(heads["sixty"], "pattern", Terminal(150, "none"))
    assert "shades instead of numbers" in grid_table(
        heads["sixty"], "pattern", Terminal(150, "none")
    )


def test_colour_changes_nothing_but_the_colour(heads):
    for name, head in heads.items():
        if name == "sixty":
            continue
        plain = grid_table(head, "masked", Terminal(80, "none")).splitlines()
        for depth in ("256", "true"):
            painted = ANSI.sub("", grid_table(head, "masked", Terminal(80, depth))).splitlines()
            assert [line.rstrip() for line in painted] == [line.rstrip() for line in plain]


def test_a_heavier_weight_is_brighter(heads):
    shown = grid_table(heads["eight"], "pattern", Terminal(80, "true"))
    grounds = {
        float(number): sum(map(int, rgb.split(";")))
        for rgb, number in re.findall(r"48;2;(\d+;\d+;\d+)m\s*(\d\.\d\d)", shown)
    }
    by_weight = [grounds[weight] for weight in sorted(grounds)]
    assert by_weight == sorted(by_weight)
    assert len(set(by_weight)) > 5


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("abc", 3),
        ("한국어", 6),
        ("\u1112\u1161\u11ab", 2),
        ("漢字", 4),
        ("é", 1),
        ("e\u0301", 1),
        ("👍", 2),
        ("👍🏽", 2),
        ("👨‍👩‍👧", 2),
        ("❤️", 2),
        ("🇰🇷", 2),
        ("−∞", 2),
        ("", 0),
    ],
)
def test_width(text, width):
    assert text_width(text) == width


def test_width_agrees_with_rich_on_words():
    from rich.cells import cell_len

    for sentence in SENTENCES.values():
        for word in sentence.split():
            if not re.search("[\u200d\ufe0f\u202c\u202e🇰ิ-ฺि]", word):
                assert text_width(word) == cell_len(word), word


@pytest.mark.parametrize(
    "text", ["internationalization", "한국어한국어", "👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧", "e\u0301" * 9]
)
@pytest.mark.parametrize("width", range(2, 9))
def test_cut_text_fits_and_says_so(text, width):
    shown = fit(text, width)
    assert text_width(shown) <= width
    assert shown.endswith("…") or shown == text
    assert "\u200d…" not in shown


def test_colour_only_where_it_is_wanted(monkeypatch):
    def depth(tty, **variables):
        for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "TERM"):
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("sys.stdout.isatty", lambda: tty)
        return Terminal.of_stdout().depth

    assert depth(True, TERM="xterm-256color") == "256"
    assert depth(True, TERM="xterm", COLORTERM="truecolor") == "true"
    assert depth(False, TERM="xterm-256color") == "none"
    assert depth(True, TERM="xterm-256color", NO_COLOR="1") == "none"
    assert depth(True, TERM="dumb") == "none"
    assert depth(True) == "none"
    assert depth(False, FORCE_COLOR="1") == "256"
    assert depth(False, FORCE_COLOR="1", NO_COLOR="1") == "none"


def test_a_pipe_gets_no_escape_codes(run, monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b" not in run("grid", "a blue creature").out
    assert "\x1b[" in run("grid", "a blue creature", FORCE_COLOR="1").out
