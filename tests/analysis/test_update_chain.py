"""What each key contributes to an update, held against plain numpy on the whole vectors."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnviz.analysis.update_chain import (
    chain_links,
    contributions,
    heavy_and_idle,
    most_of_length,
    update_chain,
)
from attnviz.traces.head import HeadTrace
from attnviz.traces.trace import Trace
from tests.core_traces import default_trace, reads_both_ways, smollm2, traces
from tests.everyday import EVERYDAY, plain

picks = st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 6))


def weighted(head: HeadTrace, query: int) -> np.ndarray:
    """Return the weighted values of all positions that are seen, from single tokens, (m, d)."""
    tokens = head.token_pattern[query].astype(float)[:, None] * head.token_values.astype(float)
    carried = tokens @ head.output_weights.astype(float)
    ends = np.cumsum(head.token_counts)
    words = np.split(carried, ends[:-1])
    return np.array([words[i].sum(axis=0) for i in np.flatnonzero(head.mask[query])])


@settings(max_examples=40, deadline=None)
@given(traces, picks)
def test_what_keys_contribute_sums_to_the_length_of_the_update(
    trace: Trace, pick: tuple[int, int, int]
) -> None:
    head = trace.head(*pick[:2])
    query = pick[2] % len(head.labels)
    chain = update_chain(head, query)
    length = np.linalg.norm(head.update[query].astype(float))
    assert chain.length == pytest.approx(length, rel=1e-4, abs=1e-5)
    terms = weighted(head, query)
    assert chain.contributions == pytest.approx(terms @ head.update[query] / length, abs=1e-3)
    np.testing.assert_allclose(chain.terms, terms, rtol=1e-3, atol=1e-4)
    assert chain.steps[:, 1].sum() == pytest.approx(0, abs=1e-4 * max(length, 1))
    every = contributions(head, query)
    assert every[list(chain.keys)] == pytest.approx(chain.contributions, abs=1e-3)
    assert not np.delete(every, chain.keys).any()


@pytest.mark.parametrize("query", range(1, 8))
@pytest.mark.parametrize("where", [(13, 1), (0, 7), (29, 0), (5, 3)])
def test_the_plane_is_the_one_that_keeps_most(where: tuple[int, int], query: int) -> None:
    head = default_trace().head(*where)
    chain, terms = update_chain(head, query), weighted(head, query)
    ahead = terms.sum(axis=0) / np.linalg.norm(terms.sum(axis=0))
    along = terms @ ahead
    beside = terms - np.outer(along, ahead)
    aside = beside @ np.linalg.svd(beside, full_matrices=False)[2][0]
    share = (along**2 + aside**2).sum() / (terms**2).sum()
    assert chain.kept == pytest.approx(share, abs=1e-5)
    scale = np.abs(chain.steps).max()
    assert np.abs(chain.steps[:, 1]) / scale == pytest.approx(np.abs(aside) / scale, abs=1e-3)


def test_the_numbers_of_the_still() -> None:
    chain = update_chain(default_trace().head(), 3)
    assert chain.contributions == pytest.approx([-0.31, 4.99, 6.35, 0.77], abs=0.005)
    assert chain.length == pytest.approx(11.80, abs=0.005)
    assert chain.kept == pytest.approx(0.96, abs=0.005)
    assert most_of_length(chain) == 2
    assert heavy_and_idle(chain)
    roamed = update_chain(default_trace().head(), 4)
    assert roamed.kept == pytest.approx(0.78, abs=0.005)


def test_a_word_that_sees_itself_alone_is_one_arrow() -> None:
    chain = update_chain(default_trace().head(), 0)
    assert chain.kept == pytest.approx(1)
    assert chain.steps == pytest.approx(np.array([[chain.length, 0.0]]))
    assert most_of_length(chain) is None
    assert not heavy_and_idle(chain)


@settings(max_examples=40, deadline=None)
@given(traces, picks, st.integers(1, 6))
def test_links_leave_nothing_out(trace: Trace, pick: tuple[int, int, int], most: int) -> None:
    head = trace.head(*pick[:2])
    query = pick[2] % len(head.labels)
    chain = update_chain(head, query)
    links = chain_links(chain, most, 0.02, [0])
    assert sorted(key for link in links for key in link.keys) == list(chain.keys)
    assert sum(link.step for link in links) == pytest.approx(chain.steps.sum(axis=0), abs=1e-5)
    np.testing.assert_allclose(sum(link.term for link in links), chain.terms.sum(axis=0), atol=1e-4)
    assert sum(link.weight for link in links) == pytest.approx(chain.weights.sum())
    given_ = [link.contribution for link in links]
    assert given_ == sorted(given_, reverse=True)
    assert sum(len(link.keys) == 1 for link in links) <= most + 2
    assert any(link.keys == (0,) for link in links) or 0 not in chain.keys
    heights = np.cumsum([link.step[1] for link in links])
    assert heights.max() <= -heights.min() + 1e-6


def test_small_contributions_stand_together() -> None:
    tale = "The quick brown fox jumps over the lazy dog while a small cat sleeps near the warm fire"
    chain = update_chain(smollm2().trace(tale, upto=14).head(13, 1), 17)
    links = chain_links(chain, 3, 0.02, [])
    several = [link for link in links if len(link.keys) > 1]
    assert len(several) == 1
    alone = {link.keys[0] for link in links} - {several[0].keys[0]}
    by_size = np.argsort(-np.abs(chain.contributions))[:3]
    assert alone == {chain.keys[i] for i in by_size}


def test_two_that_print_alike_contribute_most_neither() -> None:
    chain = update_chain(default_trace().head(), 3)
    tied = chain.steps.copy()
    tied[1] = tied[2] + [0.001, 0]
    for steps, most in [(chain.steps, 2), (tied, None), (-np.abs(chain.steps), None)]:
        assert most_of_length(type(chain)(**{**vars(chain), "steps": steps})) == most


def idle_by_hand(head: HeadTrace, query: int) -> bool:
    """Measure the bounds on the whole vectors."""
    terms = weighted(head, query)
    length = np.linalg.norm(terms.sum(axis=0))
    share = head.pattern[query, 0] * length
    little = abs(terms[0] @ terms.sum(axis=0)) / length <= 0.25 * share
    short = np.linalg.norm(terms[0]) <= 0.5 * share
    return bool(query > 0 and head.pattern[query, 0] >= 0.15 and little and short)


@pytest.mark.parametrize(
    "marked",
    [pytest.param(s, marks=[] if i % 6 == 0 else pytest.mark.long) for i, s in enumerate(EVERYDAY)],
)
def test_much_weight_and_little_push_on_sixty_sentences(marked: str) -> None:
    trace = smollm2().trace(plain(marked), upto=14)
    for head in (trace.head(13, 1), trace.head(13, 8)):
        for query in range(len(head.labels)):
            assert heavy_and_idle(update_chain(head, query)) == idle_by_hand(head, query)


def test_tokens_of_a_model_that_reads_both_ways() -> None:
    head = reads_both_ways([1, 2, 1]).head(0, 0, "token")
    chain = update_chain(head, 1)
    assert chain.keys == (0, 1, 2, 3)
    assert chain.length == pytest.approx(np.linalg.norm(head.update[1]), rel=1e-4)
