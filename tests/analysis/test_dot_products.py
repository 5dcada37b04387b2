"""One query among the keys it sees: exact products, and a best and a worst only as they print."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnviz.analysis.dot_products import DotProducts, dot_products
from attnviz.look import numerals
from tests.core_traces import default_trace, smollm2, traces

heads = st.builds(lambda trace, head: trace.head(1, head), traces, st.integers(0, 3))


@given(heads, st.data())
def test_products_are_exact_and_none_is_of_a_hidden_key(head, data):
    query = data.draw(st.integers(0, len(head.labels) - 1))
    found = dot_products(head, query)
    exact = head.token_keys.astype(np.float64) @ head.queries[query]
    owner = np.repeat(np.arange(len(head.labels)), head.token_counts)
    assert [owner[token] for token in found.tokens] == list(found.visible)
    assert list(found.visible) == [i for i in range(len(head.labels)) if head.mask[query, i]]
    assert found.products == pytest.approx(exact[list(found.tokens)], rel=1e-4, abs=1e-4)


@given(heads)
def test_of_a_word_the_strongest_token_counts(head):
    found = dot_products(head, 0)
    products = head.token_keys @ head.queries[0]
    assert found.visible == (0,)
    assert found.products[0] == pytest.approx(products[: head.token_counts[0]].max(), abs=1e-4)


def test_the_default_head_finds_blue_for_creature():
    head = default_trace().head()
    found = dot_products(head, 3)
    words = [head.labels[found.visible[i]] for i in (found.best, found.worst)]
    assert words == ["blue", "creature"]
    assert [numerals.signed(float(v)) for v in found.products] == [
        "+12.31", "+16.66", "+18.55", "+5.92"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("products", "best", "worst"),
    [
        ([6, 2], 0, 1),
        ([-1, -3, -2], 0, 1),
        ([6.001, 6.0, 2], None, 2),  # both print +6.00
        ([6, 2.0, 2.001], 0, None),
        ([0.001, -0.001], None, None),
        ([6], None, None),  # there is nothing to be higher than
    ],
)
def test_none_is_best_that_prints_like_another(products, best, worst):
    made = DotProducts(
        query=0, length=4, visible=tuple(range(len(products))),
        tokens=tuple(range(len(products))), products=np.array(products, np.float32),
        merged=np.array(products, np.float32),
    )  # fmt: skip
    assert (made.best, made.worst) == (best, worst)


def test_one_word_meets_itself():
    head = smollm2().trace("I", upto=14).head()
    assert dot_products(head, 0).visible == (0,)


def test_none_is_best_where_another_words_tokens_come_to_more():
    made = DotProducts(
        query=0, length=4, visible=(0, 1), tokens=(0, 2),
        products=np.array([5.0, 4.0], np.float32), merged=np.array([5.0, 5.5], np.float32),
    )  # fmt: skip
    assert (made.best, made.worst) == (None, None)


@given(heads, st.data())
def test_what_tokens_come_to_together_is_what_scores_are_made_of(head, data):
    query = data.draw(st.integers(0, len(head.labels) - 1))
    found = dot_products(head, query)
    scores = head.scores[query, list(found.visible)]
    assert found.merged * head.rule.scale == pytest.approx(scores, rel=1e-4, abs=1e-4)
    single = [head.token_counts[i] == 1 for i in found.visible]
    assert found.merged[single] == pytest.approx(found.products[single], rel=1e-4, abs=1e-4)


@given(heads, st.data())
def test_a_token_is_found_in_its_word(head, data):
    query = data.draw(st.integers(0, len(head.labels) - 1))
    found = dot_products(head, query)
    starts = np.cumsum((0, *head.token_counts))
    for i, token, (place, of) in zip(
        found.visible, found.tokens, found.in_word(head.token_counts), strict=True
    ):
        assert of == head.token_counts[i]
        assert starts[i] + place == token
        assert 0 <= place < of
