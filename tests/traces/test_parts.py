"""A trace that holds only a part of a pass: what it has is right, and the rest says why not."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from attnviz.analysis.followed import focus_query
from attnviz.analysis.query import readout
from attnviz.errors import AttnvizError
from attnviz.traces.parts import PARTS
from attnviz.traces.trace import Trace
from tests.core_traces import default_trace, made_up


def pattern_only(whole: Trace, **more: object) -> Trace:
    """Keep of a trace what models give of which no more is known: their weights."""
    given = [
        [whole.head(layer, head, "token").pattern for head in range(whole.model.n_heads)]
        for layer in range(whole.n_layers)
    ]
    return Trace(
        model=whole.model,
        sentence=whole.sentence,
        tokens=whole.tokens,
        words=whole.words,
        rules=whole.rules,
        given_pattern=np.array(given),
        **more,  # type: ignore[arg-type]
    )


def test_a_whole_trace_lacks_nothing() -> None:
    assert default_trace().lacks == {}
    assert set(made_up([1, 2]).lacks) == {"vocabulary"}


@pytest.mark.parametrize("unit", ["word", "token"])
def test_a_pattern_alone_can_be_looked_at(unit: str) -> None:
    whole = made_up([1, 3, 2])
    kept = pattern_only(whole)
    for layer, head in np.ndindex(3, 4):
        made, given = whole.head(layer, head, unit), kept.head(layer, head, unit)
        np.testing.assert_allclose(given.pattern, made.pattern, rtol=1e-5, atol=1e-6)
        assert (given.mask == made.mask).all()
        assert given.labels == made.labels
    assert focus_query(kept.head()) == focus_query(whole.head())
    assert readout(kept.head(), 2) == readout(whole.head(), 2)


def test_what_a_pattern_alone_does_not_hold_says_so() -> None:
    kept = pattern_only(made_up([1, 3, 2]))
    assert set(kept.lacks) == set(PARTS)
    head = kept.head()
    for name in ("queries", "token_keys", "keys", "scores"):
        with pytest.raises(AttnvizError, match=r"Made up came without queries and keys: run"):
            getattr(head, name)
    for name in ("token_values", "values", "output_weights", "update"):
        with pytest.raises(AttnvizError, match=r"came without values and W_O: run"):
            getattr(head, name)
    for name, what in (("residual", "the residual stream"), ("embedding", "rows of the embedding")):
        with pytest.raises(AttnvizError, match=what):
            getattr(kept, name)
    with pytest.raises(AttnvizError, match="W_Q, W_K and W_V"):
        kept.weights()


def test_a_model_can_say_itself_why_it_has_none() -> None:
    why = "no one matrix makes the keys of this model"
    kept = pattern_only(made_up([1, 2]), reasons={"weights": why})
    assert kept.lacks["weights"] == why
    with pytest.raises(AttnvizError, match=why):
        kept.weights()


def test_a_given_pattern_must_be_that_of_its_own_scores() -> None:
    whole = made_up([2, 1])
    given = pattern_only(whole).given_pattern
    assert given is not None
    dataclasses.replace(whole, given_pattern=given)  # which is the same
    wrong = given.copy()
    wrong[2, 1, 2, :2] += [0.01, -0.01]
    with pytest.raises(AttnvizError, match="given for layer 2, head 1 is not that of its queries"):
        dataclasses.replace(whole, given_pattern=wrong)


def test_rows_of_the_table_are_not_what_enters_the_first_layer() -> None:
    whole = made_up([2, 1])
    moved = dataclasses.replace(whole, embedding=whole.residual[0] / 2)
    np.testing.assert_array_equal(moved.embedding * 2, moved.residual[0])
    with pytest.raises(AttnvizError, match=r"Trace\.embedding has shape"):
        dataclasses.replace(whole, embedding=whole.residual[0][:2])


def test_what_the_matrices_multiplied_is_the_models_own() -> None:
    """A model without a normalisation before its blocks: the inputs are what it says they are."""
    whole = made_up([2, 1])
    blocks = tuple(dataclasses.replace(block, norm=None) for block in whole.attention_weights)
    given = np.random.default_rng(3).normal(size=(3, 3, 6)).astype(np.float32)
    trace = dataclasses.replace(whole, inputs=given, attention_weights=blocks)
    weights = trace.weights(1, 2)
    np.testing.assert_array_equal(weights.inputs, given[1])
    expected = given[1] @ blocks[1].query[2].T + blocks[1].query_bias[2]
    np.testing.assert_allclose(weights.queries_before, expected, rtol=1e-5)
