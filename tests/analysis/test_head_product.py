"""What a head's matrix makes of each token is the model's, and angles are those of its places."""

import dataclasses

import numpy as np
import pytest

from attnviz.analysis.head_product import head_product
from tests.core_traces import default_trace, made_up, smollm2

BOTH = pytest.mark.parametrize("letter", ["q", "k"])


def of_the_model(letter, trace=None):
    return head_product(trace or default_trace(), 13, 1, "word", letter)


@BOTH
def test_the_matrix_times_what_goes_in_is_what_comes_out(letter):
    made = head_product(made_up([2, 1, 3], seed=4), 1, 2, "word", letter)
    assert made.before == pytest.approx(made.inputs @ made.matrix.T + made.bias, abs=1e-5)
    assert np.abs(made.bias).min() > 0


def test_a_word_has_one_query_of_its_last_token_and_a_key_a_token():
    trace = default_trace()
    queries, keys = of_the_model("q"), of_the_model("k")
    assert np.array_equal(np.concatenate(queries.stacks(queries.after)), trace.head(13, 1).queries)
    assert [len(stack) for stack in queries.stacks(queries.before)] == [1] * 8
    assert np.array_equal(np.concatenate(keys.stacks(keys.after)), trace.head(13, 1).token_keys)
    assert [len(stack) for stack in keys.stacks(keys.before)] == [1, 1, 1, 1, 1, 1, 3, 1]
    assert [len(stack) for stack in keys.entered()] == [1, 1, 1, 1, 1, 1, 3, 1]


@BOTH
def test_a_pair_turns_by_its_place_times_an_angle_of_its_own(letter):
    made = of_the_model(letter)
    assert made.turned
    places = np.arange(len(made.before))
    base = 100_000.0  # of this model
    step = base ** (-np.arange(32) / 32)
    assert made.angles() == pytest.approx(np.outer(places, step), abs=5e-3)


@BOTH
def test_turning_by_these_angles_makes_the_one_of_the_other(letter):
    made = of_the_model(letter, smollm2().trace("the cat " * 12, upto=14))
    old, new = (v.reshape(len(v), -1, 2) for v in (made.before, made.after))
    turns = made.angles()
    cosine, sine = np.cos(turns), np.sin(turns)
    again = np.stack(
        [cosine * old[..., 0] - sine * old[..., 1], sine * old[..., 0] + cosine * old[..., 1]], 2
    )
    assert again == pytest.approx(new, abs=1e-3)
    assert turns.max() > 2 * np.pi  # whole turns are counted


def test_what_changes_nothing_or_is_no_turn_does_not_turn():
    trace = default_trace()
    queries = np.array(trace.queries)
    queries[13, 1] = trace.weights(13, 1).queries_before
    assert not of_the_model("q", dataclasses.replace(trace, queries=queries)).turned
    queries[13, 1] *= 2
    assert not of_the_model("q", dataclasses.replace(trace, queries=queries)).turned
    assert not head_product(made_up([1, 1]), 1, 2, "word", "q").turned
