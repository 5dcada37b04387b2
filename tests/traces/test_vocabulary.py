from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from attnviz.models.llama.model import LocalModel
from tests.core_traces import DEFAULT, smollm2

TINY = Path(__file__).parents[1] / "reference" / "tiny.gguf"


def test_words_begin_with_a_space_and_are_letters() -> None:
    vocabulary = smollm2().vocabulary
    texts = [vocabulary.text(int(id)) for id in vocabulary.word_ids]
    assert all(text[0] == " " and text[1:].isalpha() and len(text) >= 4 for text in texts)
    assert {" creature", " forest", " Paris", " the"} <= set(texts)
    assert len(texts) == len(set(texts)) == 30_589
    with pytest.raises(ValueError, match="read-only"):
        vocabulary.word_ids[0] = 0


def test_rows_are_those_of_the_model() -> None:
    model = smollm2()
    vocabulary, tokens = model.vocabulary, model.tokenize(DEFAULT)
    assert len(vocabulary.embeddings) == len(vocabulary.outputs) == 49_152
    for token in tokens[:3]:
        row = model.embedding([token.id])
        np.testing.assert_array_equal(vocabulary.embeddings[token.id : token.id + 1], row)
        np.testing.assert_array_equal(vocabulary.outputs[token.id : token.id + 1], row)  # tied
        assert vocabulary.text(token.id) == token.text


def test_a_model_whose_two_ends_differ() -> None:
    vocabulary = LocalModel(TINY).vocabulary
    embeddings, outputs = vocabulary.embeddings[0:50], vocabulary.outputs[0:50]
    assert embeddings.shape == outputs.shape == (50, 30)
    assert np.abs(embeddings - outputs).max() > 0
    assert vocabulary.norm.gain.shape == (30,)
