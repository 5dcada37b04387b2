"""A model by its name or file: an architecture is a folder and a line."""

import sys
from pathlib import Path
from types import ModuleType

import pytest

from attnviz.errors import UsageError
from attnviz.models.llama.model import LocalModel
from attnviz.models.load import ARCHITECTURES, MODELS, load_model, trace_head

TINY = Path(__file__).parents[1] / "reference" / "tiny.gguf"


def test_a_name_and_a_path_open_a_model():
    assert isinstance(load_model(TINY), LocalModel)
    assert load_model(TINY).info.slug == "tiny"
    (slug,) = MODELS
    assert load_model(slug).info.name == MODELS[slug]


@pytest.fixture
def bertx(tmp_path):
    """A file of an architecture that nobody runs."""
    path = tmp_path / "model.gguf"
    path.write_bytes(TINY.read_bytes().replace(b"llama", b"bertx", 1))
    return path


def test_an_architecture_that_nobody_runs_is_named(bertx):
    with pytest.raises(UsageError, match="holds 'bertx'; attnviz runs dense llama models"):
        load_model(bertx)


def test_another_architecture_is_a_line(bertx, monkeypatch):
    module = ModuleType("bertx")
    module.Model = lambda weights, *names: (weights.metadata["general.architecture"], names)
    monkeypatch.setitem(sys.modules, "bertx", module)
    monkeypatch.setitem(ARCHITECTURES, "bertx", "bertx:Model")
    assert load_model(bertx) == ("bertx", ())
    assert isinstance(load_model(TINY), LocalModel)


def test_what_is_no_model_is_refused_with_the_way_out(tmp_path):
    with pytest.raises(UsageError, match="no model 'gpt5': known is smollm2, or give the path"):
        load_model("gpt5")
    with pytest.raises(UsageError, match="there is no weights file"):
        load_model(tmp_path / "nowhere.gguf")


def test_a_head_is_traced_no_further_than_it_needs():
    assert trace_head("red wine", TINY, 0, 2).n_layers == 1
    assert trace_head("red wine", "smollm2").n_layers == 14
    with pytest.raises(UsageError, match="has no layer 30"):
        trace_head("red wine", "smollm2", 30)
