"""One query among the keys: the plane keeps what it says, and loses nothing of this query."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnviz.analysis.followed import focus_query
from attnviz.analysis.query_key_plane import QueryKeyPlane, query_key_plane
from tests.core_traces import default_trace, smollm2, traces

heads = st.builds(lambda trace, head: trace.head(1, head), traces, st.integers(0, 3))


@given(heads, st.data())
def test_the_shadow_on_the_query_is_the_product_in_all_dimensions(head, data):
    query = data.draw(st.integers(0, len(head.labels) - 1))
    found = query_key_plane(head, query)
    length = np.linalg.norm(head.queries[query])
    shadows = found.keys[list(found.tokens), 0] * length
    assert np.allclose(shadows, found.products, rtol=1e-3, atol=1e-3)
    exact = head.token_keys[list(found.tokens)] @ head.queries[query]
    assert np.allclose(found.products, exact, rtol=1e-4, atol=1e-4)
    assert np.allclose(found.queries[query], [length, 0], atol=1e-3)


@given(heads)
def test_of_a_word_the_strongest_token_counts_and_no_hidden_word_does(head):
    found = query_key_plane(head, 0)
    assert found.visible == (0,)
    products = head.token_keys @ head.queries[0]
    assert found.products[0] == pytest.approx(products[: head.token_counts[0]].max(), abs=1e-4)


@given(heads)
def test_the_plane_is_a_projection_and_keeps_a_share_of_the_variance(head):
    found = query_key_plane(head, len(head.labels) - 1)
    vectors = np.concatenate([head.queries, head.token_keys])
    seen = np.concatenate([found.queries, found.keys])
    assert (np.linalg.norm(seen, axis=1) <= np.linalg.norm(vectors, axis=1) + 1e-3).all()
    assert 0 <= found.kept <= 1
    whole, flat = vectors.var(axis=0).sum(), seen.var(axis=0).sum()
    assert found.kept == pytest.approx(flat / whole, abs=1e-3)


def test_no_plane_through_the_query_keeps_more():
    head = default_trace().head()
    found = query_key_plane(head, focus_query(head))
    vectors = np.concatenate([head.queries, head.token_keys]).astype(np.float64)
    spread = vectors - vectors.mean(axis=0)
    first = head.queries[found.query] / np.linalg.norm(head.queries[found.query])
    rng = np.random.default_rng(0)
    for _ in range(200):
        second = rng.normal(size=64)
        second -= (second @ first) * first
        second /= np.linalg.norm(second)
        kept = ((spread @ np.stack([first, second]).T) ** 2).sum() / (spread**2).sum()
        assert kept <= found.kept + 1e-6


def test_the_default_head_finds_blue_for_creature():
    head = default_trace().head()
    found = query_key_plane(head, 3)
    assert head.labels[found.visible[found.best]] == "blue"
    assert not found.misleads


def made(keys, products, kept=0.9):
    keys = np.array(keys, np.float32)
    return QueryKeyPlane(
        query=0, dimensions=4, queries=np.array([[2.0, 0.0]], np.float32), keys=keys, kept=kept,
        visible=tuple(range(len(keys))), tokens=tuple(range(len(keys))),
        products=np.array(products, np.float32),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("keys", "products", "kept", "misleads"),
    [
        ([[3, 0], [1, 4]], [6, 2], 0.9, False),
        ([[3, 0], [1, 4]], [6, 2], 0.49, True),  # too little of it
        ([[1, 0], [3, 4]], [6, 2], 0.9, True),  # another order
        ([[1, 1]], [2], 0.9, False),
    ],
)
def test_a_plane_misleads_by_rule(keys, products, kept, misleads):
    assert made(keys, products, kept).misleads is misleads


def test_one_word_meets_itself():
    head = smollm2().trace("I", upto=14).head()
    found = query_key_plane(head, 0)
    assert (found.best, found.worst, found.visible) == (0, 0, (0,))
    assert found.kept == pytest.approx(1.0, abs=1e-3)
