"""`attnviz grid`: its keys are a contract, its numbers are the trace's, every digit."""

import csv
import io
import json

import numpy as np
import pytest
from PIL import Image, ImageColor

import attnviz
from attnviz.look.style import LIGHT
from attnviz.models.gguf import GGUF
from tests.models.written import TINY, altered

SENTENCE = "a fluffy blue creature roamed the verdant forest"
KEYS = [
    *("model", "sentence", "unit", "layer", "head", "tokens", "words", "labels"),
    *("queries", "keys", "values", "scores", "mask", "pattern", "update"),
]


@pytest.fixture(scope="module")
def trace():
    return attnviz.load_model("smollm2").trace(SENTENCE, upto=14)


@pytest.fixture(params=["word", "token"])
def unit(request):
    return request.param


def test_json_has_exactly_these_keys(run, unit):
    for step in ("scores", "masked", "pattern"):
        done = run("grid", SENTENCE, "--format", "json", "--unit", unit, "--stage", step)
        assert (done.status, done.err) == (0, "")
        assert list(json.loads(done.out)) == KEYS


def test_json_is_the_trace_number_for_number(run, trace, unit):
    got = json.loads(run("grid", SENTENCE, "--format", "json", "--unit", unit).out)
    head = trace.head(unit=unit)
    for name in ("queries", "scores", "mask", "pattern", "update"):
        assert np.array_equal(np.array(got[name], getattr(head, name).dtype), getattr(head, name))
    for name in ("keys", "values"):
        for ours, theirs in zip(got[name], getattr(head, name), strict=True):
            assert np.array_equal(np.array(ours, np.float32), theirs)
    assert got["model"] == "smollm2"
    assert got["sentence"] == SENTENCE
    assert (got["unit"], got["layer"], got["head"]) == (unit, 13, 1)
    assert got["labels"] == list(head.labels)


def test_json_shapes(run, trace, unit):
    got = json.loads(run("grid", SENTENCE, "--format", "json", "--unit", unit).out)
    n, d_head, d_model = len(got["labels"]), trace.model.d_head, trace.model.d_model
    assert np.shape(got["queries"]) == (n, d_head)
    assert np.shape(got["update"]) == (n, d_model)
    for name in ("scores", "mask", "pattern"):
        assert np.shape(got[name]) == (n, n)
    if unit == "token":
        assert np.shape(got["keys"]) == np.shape(got["values"]) == (n, d_head)
    else:
        tokens = [len(word["pieces"]) for word in got["words"]]
        assert [len(stack) for stack in got["keys"]] == tokens
        assert [len(stack) for stack in got["values"]] == tokens
        assert all(np.shape(token) == (d_head,) for stack in got["keys"] for token in stack)
    assert np.allclose(np.sum(got["pattern"], axis=1), 1, atol=1e-6)


def test_json_tokens_and_words_lead_back_to_the_sentence(run):
    got = json.loads(run("grid", SENTENCE, "--format", "json").out)
    assert [set(token) for token in got["tokens"]] == [{"text", "id", "start", "end", "word"}] * 10
    for word in got["words"]:
        assert SENTENCE[word["start"] : word["end"]] == word["text"]
        assert all(
            got["tokens"][token]["word"] == got["words"].index(word) for token in word["pieces"]
        )


def test_a_masked_score_is_null_at_stage_masked_only(run):
    full = json.loads(run("grid", SENTENCE, "--format", "json", "--stage", "scores").out)
    cut = json.loads(run("grid", SENTENCE, "--format", "json", "--stage", "masked").out)
    mask = full["mask"]
    for query, row in enumerate(mask):
        for key, seen in enumerate(row):
            assert full["scores"][query][key] is not None
            assert cut["scores"][query][key] == (full["scores"][query][key] if seen else None)
    assert {k: v for k, v in full.items() if k != "scores"} == {
        k: v for k, v in cut.items() if k != "scores"
    }


def test_another_head(run):
    got = json.loads(run("grid", SENTENCE, "--format", "json", "--layer", 2, "--head", 8).out)
    head = attnviz.load_model("smollm2").trace(SENTENCE).head(2, 8)
    assert np.array_equal(np.array(got["pattern"], np.float32), head.pattern)


def test_csv_names_its_row_and_column(run, trace):
    rows = list(csv.reader(io.StringIO(run("grid", SENTENCE, "--format", "csv").out)))
    head = trace.head()
    assert rows[0] == ["query", *head.labels]
    assert [row[0] for row in rows[1:]] == list(head.labels)
    numbers = np.array([row[1:] for row in rows[1:]], np.float32)
    assert np.array_equal(numbers, head.pattern)


def test_csv_quotes_and_leaves_masked_scores_empty(run):
    done = run("grid", 'He said, "no, no"', "--format", "csv", "--stage", "masked")
    rows = list(csv.reader(io.StringIO(done.out)))
    assert len({len(row) for row in rows}) == 1
    assert rows[1][2:] == [""] * (len(rows[0]) - 2)
    assert "" not in rows[-1]


MARK = "\ufeff".encode()


@pytest.mark.parametrize("command", ["grid", "heads"])
def test_csv_for_excel_begins_with_a_mark_and_is_the_same_after_it(run, tmp_path, command):
    plain = run(command, "나는 고양이", "--format", "csv").out.encode()
    assert not plain.startswith(MARK)
    assert run(command, "나는 고양이", "--excel", "-o", "x.csv").status == 0
    assert (tmp_path / "x.csv").read_bytes() == MARK + plain
    assert run(command, "나는 고양이", "--excel").out.encode() == MARK + plain


def test_a_picture_has_a_theme_a_language_and_a_size(run, tmp_path):
    done = run("grid", "red wine", "--theme", "light", "-r", "640,360", "-o", "x.png")
    assert (done.status, done.out, done.err) == (0, "", "")
    with Image.open(tmp_path / "x.png") as picture:
        assert picture.size == (640, 360)
        assert picture.getpixel((0, 0)) == ImageColor.getrgb(LIGHT.ground)
    assert run("grid", "red wine", "--lang", "ko", "-o", "x.pdf").status == 0
    assert (tmp_path / "x.pdf").read_bytes().startswith(b"%PDF-1.")


def test_npz_opens_without_pickle(run, trace, tmp_path):
    done = run("grid", SENTENCE, "-o", "x.npz", "--stage", "masked")
    assert (done.status, done.out, done.err) == (0, "", "")
    head = trace.head()
    with np.load(tmp_path / "x.npz", allow_pickle=False) as got:
        assert str(got["sentence"]) == SENTENCE
        assert np.array_equal(got["pattern"], head.pattern)
        assert np.array_equal(got["keys"], head.token_keys)
        assert got["pieces"].sum() == len(got["keys"])
        assert np.array_equal(np.isneginf(got["scores"]), ~head.mask)
        assert set(KEYS) <= set(got.files)


def test_npz_goes_through_a_pipe(spawn, trace):
    done = spawn("grid", SENTENCE, "--format", "npz")
    assert done.returncode == 0
    with np.load(io.BytesIO(done.stdout)) as got:
        assert np.array_equal(got["pattern"], trace.head().pattern)


@pytest.mark.parametrize("name", ["x.json", "x.csv", "x.txt", "x", "X.JSON"])
def test_a_file_holds_what_would_be_printed(run, tmp_path, name):
    how = {"x.json": "json", "X.JSON": "json", "x.csv": "csv"}.get(name, "table")
    printed = run("grid", SENTENCE, "--format", how).out
    assert run("grid", SENTENCE, "-o", name).status == 0
    assert (tmp_path / name).read_text() == printed
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_the_format_asked_for_wins_over_the_suffix(run, tmp_path):
    run("grid", SENTENCE, "--format", "csv", "-o", "x.json")
    assert (tmp_path / "x.json").read_text().startswith("query,a,fluffy")


def test_a_sentence_from_the_standard_input(spawn):
    typed = spawn("grid", SENTENCE)
    piped = spawn("grid", "-", input=SENTENCE.encode() + b"\n")
    assert piped.stdout == typed.stdout
    assert typed.returncode == 0


def test_json_is_utf8_whatever_the_locale(spawn):
    environment = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    environment["PYTHONIOENCODING"] = "ascii"
    done = spawn("grid", "-", "--format", "json", input=b"caf\xc3\xa9", env={"PYTHONUTF8": "1"})
    assert json.loads(done.stdout)["sentence"] == "café"
    done = spawn("grid", SENTENCE, "--format", "table", env=environment)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "queries →" in done.stdout.decode()


@pytest.mark.parametrize("sentence", ["x <b>bold</b> $x$ [red]r[/red]", "\\alpha %s {} &amp;"])
def test_markup_is_shown_literally(run, sentence):
    got = json.loads(run("grid", sentence, "--format", "json").out)
    assert "".join(got["labels"]) == sentence.replace(" ", "")
    shown = run("grid", sentence).out
    assert all(label in shown for label in got["labels"])


def test_white_space_around_a_sentence_changes_no_number_and_is_spoken_of(run):
    done = run("grid", f" {SENTENCE} ", "--format", "json")
    said = "white space around the sentence is left out (1 at its beginning, 1 at its end)"
    assert done.err.splitlines() == [f"warning: {said}"]
    assert done.out == run("grid", SENTENCE, "--format", "json").out


def test_white_space_inside_a_sentence_has_numbers_of_its_own(run):
    got = json.loads(run("grid", "a  warm\u00a0nest", "--format", "json").out)
    assert got["labels"] == ["a", "␣", "warm", "⍽", "nest"]
    assert [word["text"] for word in got["words"]] == ["a", " ", "warm", "\u00a0", "nest"]


def test_lines_tabs_and_a_byte_order_mark_on_the_standard_input(run, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("\ufeffdef f:\r\n\treturn 1\n"))
    got = json.loads(run("grid", "-", "--format", "json").out)
    assert got["sentence"] == "def f:\n\treturn 1"
    assert got["labels"] == ["def", "f", ":", "↵", "⇥", "return", "1"]


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_no_escape_of_a_model_file_reaches_the_terminal(run, tmp_path, form):
    evil = "\x1b[31mEVIL\x1b]0;title\x07\x9b2J"
    tokens = GGUF(TINY).metadata["tokenizer.ggml.tokens"]
    keys = {
        "general.name": evil,
        "tokenizer.ggml.tokens": [evil.encode(), *tokens[1:]],
        "tokenizer.ggml.token_type": np.array([3] + [1] * (len(tokens) - 1), np.int32),
        "tokenizer.ggml.add_bos_token": True,
        "tokenizer.ggml.bos_token_id": 0,
    }
    path = altered(tmp_path / "evil.gguf", keys)
    done = run("grid", "the heat", "--model", path, "--unit", "token", "--format", form)
    assert done.status == 0
    assert "EVIL" in done.out
    assert not {c for c in done.out + done.err if c != "\n" and not c.isprintable()}
