from __future__ import annotations

from hypothesis import given

from attnviz.analysis.followed import focus_query
from attnviz.analysis.query import readout, sink
from attnviz.traces.trace import Trace
from tests.core_traces import default_trace, head_of, traces


def test_focus_and_readout_on_the_default_sentence() -> None:
    head = default_trace().head()
    query = focus_query(head)
    assert head.labels[query] == "creature"
    assert [head.labels[key] for key in readout(head, query)] == ["blue", "fluffy"]
    assert sink(head)


def test_readout() -> None:
    head = head_of([[1, 0, 0, 0], [0.5, 0.5, 0, 0], [0.2, 0.6, 0.2, 0], [0.25, 0.25, 0.25, 0.25]])
    assert readout(head, 0) == (0,)
    assert readout(head, 1) == (0, 1)  # half is not more than half
    assert readout(head, 2) == (1,)
    assert readout(head, 3) == (0, 1, 2)


@given(traces)
def test_readout_holds_more_than_half(trace: Trace) -> None:
    head = trace.head()
    for query in range(len(head.labels)):
        keys = readout(head, query)
        assert head.pattern[query, list(keys)].sum() > 0.5 - 1e-6
        assert head.pattern[query, list(keys[:-1])].sum() <= 0.5 + 1e-6


def test_sink() -> None:
    assert sink(head_of([[1, 0, 0], [0.6, 0.4, 0], [0.3, 0.3, 0.4]]))
    assert not sink(head_of([[1, 0, 0], [0, 1, 0], [0, 0, 1]]))
    assert not sink(head_of([[1]]))
