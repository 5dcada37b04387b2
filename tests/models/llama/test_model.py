"""Models as commands and scenes use them."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

import attnviz
from attnviz.errors import AttnvizError, UsageError
from attnviz.models.llama.model import LocalModel
from attnviz.models.load import load_model
from attnviz.models.model import Model
from attnviz.models.weights import default

TINY = Path(__file__).parents[2] / "reference" / "tiny.gguf"
DEFAULT = "a fluffy blue creature roamed the verdant forest"


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model()


def test_the_default_model(model: Model) -> None:
    info = model.info
    assert (info.slug, info.name) == ("smollm2", "SmolLM2-135M")
    assert (info.n_layers, info.n_heads, info.n_kv_heads) == (30, 9, 3)
    assert (info.d_model, info.d_head, info.n_vocab, info.n_context) == (576, 64, 49152, 8192)
    assert info.d_value == 64
    rule = model.trace("red wine", upto=1).rules[0]
    assert (rule.scale, rule.is_plain, rule.looks_ahead) == (0.125, True, False)
    assert (info.display_layer, info.display_head) == (13, 1)


def test_a_model_by_path() -> None:
    tiny = load_model(TINY)
    assert (tiny.info.slug, tiny.info.name) == ("tiny", "Tiny")
    assert (tiny.info.display_layer, tiny.info.display_head) == (1, 0)
    same = load_model(str(default()))
    assert (same.info.display_layer, same.info.display_head) == (13, 1)
    assert same.info.slug == "smollm2-135m-instruct-q4-1"


@pytest.mark.parametrize("name", ["smollm3", "smollm2.gguf", "models/nothing.gguf", "", "."])
def test_unknown_models(name: str) -> None:
    with pytest.raises(UsageError) as error:
        load_model(name)
    assert "smollm2" in str(error.value) or "check the path" in str(error.value)


def test_facts_of_the_default_sentence() -> None:
    head = attnviz.trace(DEFAULT, upto=14).head(13, 1)
    at = {label: number for number, label in enumerate(head.labels)}
    creature, forest = head.pattern[at["creature"]], head.pattern[at["forest"]]
    found = [creature[at[word]] for word in ("fluffy", "blue", "a", "creature")]
    np.testing.assert_allclose(found, [0.32, 0.41, 0.19, 0.08], atol=0.005)
    found = [forest[at[word]] for word in ("verdant", "a")]
    np.testing.assert_allclose(found, [0.48, 0.27], atol=0.005)
    assert head.token_counts[at["verdant"]] == 3


def test_stopping_early_changes_nothing(model: Model) -> None:
    early, whole = model.trace(DEFAULT, upto=14), model.trace(DEFAULT)
    assert early.n_layers == 14
    assert early.residual.shape == (15, 10, 576)
    assert early.next_token is None
    np.testing.assert_array_equal(early.residual, whole.residual[:15])
    assert whole.next_token is not None
    assert len(whole.next_token.ids) == 50
    assert whole.next_token.texts[0] == ","


@pytest.mark.parametrize("upto", [0, -1, 31])
def test_layers_that_cannot_run(model: Model, upto: int) -> None:
    with pytest.raises(UsageError, match=f"cannot run {upto} layers: SmolLM2-135M has 30"):
        model.trace(DEFAULT, upto=upto)


@pytest.mark.parametrize(
    ("sentence", "message"),
    [
        ("", "the sentence is empty: give at least one word"),
        ("word " * 9000, "the sentence has 9,001 tokens and SmolLM2-135M reads 8,192: shorten it"),
    ],
)
def test_sentences_that_cannot_be_read(model: Model, sentence: str, message: str) -> None:
    with pytest.raises(UsageError) as error:
        model.trace(sentence)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_markup_is_text(model: Model) -> None:
    trace = model.trace("<b>x</b> costs $x$", upto=1)
    assert "".join(word.text for word in trace.words) == "<b>x</b>costs$x$"


def test_prediction(model: Model) -> None:
    best = model.predict("The capital of France is", top=2)
    assert [text for text, _, _ in best] == [" Paris", " the"]
    assert best[0][2] == pytest.approx(0.77, abs=0.005)
    assert len(model.predict("Line\n\tone", top=1)) == 1
    for top in (0, 49153):
        with pytest.raises(UsageError, match="ask for 1 to 49,152"):
            model.predict("a", top=top)
    with pytest.raises(UsageError, match="empty"):
        model.predict(" ")


def test_embedding(model: Model) -> None:
    trace = model.trace(DEFAULT, upto=1)
    ids = [token.id for token in trace.tokens]
    np.testing.assert_array_equal(model.embedding(ids), trace.residual[0])
    assert model.embedding([]).shape == (0, 576)
    with pytest.raises(UsageError, match="no token 49152: ids run from 0 to 49151"):
        model.embedding([49152])


def test_tokens_know_their_words(model: Model) -> None:
    sentence = "verdant 안녕"
    tokens = model.tokenize(sentence)
    assert [token.text for token in tokens[:3]] == ["ver", "d", "ant"]
    assert [token.word for token in tokens] == [0, 0, 0] + [1] * (len(tokens) - 3)
    assert {sentence[token.start : token.end] for token in tokens[3:]} <= {" ", " 안", "안", "녕"}
    labels = model.trace(sentence, upto=1).head(0, 0, unit="token").labels
    assert all(label.strip() for label in labels)


def test_a_thousand_tokens_take_little_memory() -> None:
    tiny = LocalModel(TINY)
    tiny.info = tiny.info.__class__(**{**vars(tiny.info), "n_context": 4096})
    text = "the theory of heat " * 210
    tokens = len(tiny.tokenize(text))
    assert tokens > 1000
    tracemalloc.start()
    trace = tiny.trace(text)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    kept = trace.residual.nbytes + trace.queries.nbytes + 2 * trace.kv_keys.nbytes
    scores = 6 * tokens * tokens * 4  # of all heads of one layer
    assert peak < kept + 40e6
    assert scores > 2 * 40e6  # or the line above says nothing


def test_the_default_model_takes_little_memory() -> None:
    # Linux counts into ru_maxrss what the process was before it became Python: read VmHWM there.
    code = f"""
import attnviz, pathlib, re, resource
attnviz.trace({DEFAULT!r}, upto=14).head(13, 1).pattern
status = pathlib.Path("/proc/self/status")
print(
    int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1]) * 1024
    if status.exists()
    else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
)
"""
    peak = int(subprocess.check_output([sys.executable, "-c", code], text=True))
    assert peak < 150e6  # of the 200 MB that a command may take


def imports(statement: str) -> set[str]:
    code = f"import sys; {statement}; print(*sys.modules)"
    return set(subprocess.check_output([sys.executable, "-c", code], text=True).split())


def test_computing_imports_neither_manim_nor_torch() -> None:
    loaded = imports(
        f"import attnviz; attnviz.trace('a b', model={str(TINY)!r}).head(0, 0).pattern"
    )
    assert not loaded & {"manim", "torch", "transformers", "tokenizers", "gguf", "cairo"}
    assert "numpy" in loaded
    assert "numpy" not in imports("import attnviz")


def test_that_test_can_fail() -> None:
    assert "gguf" in imports("import attnviz, gguf")


def test_errors_carry_an_exit_status() -> None:
    assert AttnvizError.exit_status == 1
    assert UsageError.exit_status == 2
    assert issubclass(UsageError, AttnvizError)
