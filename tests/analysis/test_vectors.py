from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from attnviz.analysis.vectors import Plane, cosine, mean_row, nearest
from attnviz.errors import AttnvizError, UsageError
from tests.core_traces import smollm2

numbers = st.floats(-100, 100, width=32)
vectors = st.tuples(st.integers(1, 8), st.integers(2, 7)).flatmap(
    lambda shape: arrays(np.float32, shape, elements=numbers)
)


def random(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def test_cosine() -> None:
    assert cosine(np.array([1, 0]), np.array([1, 1])) == pytest.approx(np.sqrt(0.5))
    assert cosine(np.array([1, 2]), np.array([-2, -4])) == pytest.approx(-1)
    assert cosine(np.array([0, 0]), np.array([1, 1])) == 0
    assert cosine(np.array([1e200, 0]), np.array([1e-200, 1e-200])) == pytest.approx(np.sqrt(0.5))
    table = cosine(np.eye(3)[:, None], np.eye(3)[None])  # every pair
    np.testing.assert_array_equal(table, np.eye(3))


@given(vectors, st.floats(0.01, 100))
def test_length_does_not_touch_a_cosine(rows: np.ndarray, factor: float) -> None:
    found = cosine(rows[:, None], rows[None])
    np.testing.assert_allclose(found, found.T)
    assert (np.abs(found) <= 1).all()
    longer = factor * rows.astype(np.float64)
    np.testing.assert_allclose(cosine(longer[:, None], rows[None]), found, atol=1e-6)


@given(vectors, st.booleans())
def test_a_plane_keeps_what_it_says(rows: np.ndarray, center: bool) -> None:
    plane = Plane.fit(rows, center)
    places = plane.project(rows).astype(np.float64)
    spread = rows.astype(np.float64) - plane.origin
    assert -1e-9 <= plane.kept <= 1 + 1e-9
    tolerance = 1e-3 * max((spread**2).sum(), 1e-6 * (rows.astype(np.float64) ** 2).sum(), 1e-12)
    assert (places**2).sum() == pytest.approx(plane.kept * (spread**2).sum(), abs=tolerance)
    for axis in plane.axes:
        assert np.linalg.norm(axis) == pytest.approx(1, abs=1e-5) or not axis.any()
    assert plane.axes[0] @ plane.axes[1] == pytest.approx(0, abs=1e-5)


def test_a_plane_holds_what_is_flat() -> None:
    axes = np.linalg.qr(random(9, 2))[0].T
    flat = random(20, 2, seed=1) @ axes + random(9, seed=2)
    plane = Plane.fit(flat)
    assert plane.kept == pytest.approx(1)
    places = plane.project(flat)
    apart = np.linalg.norm(flat[:, None] - flat[None], axis=-1)
    np.testing.assert_allclose(
        np.linalg.norm(places[:, None] - places[None], axis=-1), apart, atol=1e-5
    )


def test_the_first_direction_is_the_widest() -> None:
    rows = random(50, 5) * np.array([1, 9, 1, 4, 1], np.float32)
    plane = Plane.fit(rows)
    assert np.abs(plane.axes).argmax(axis=1).tolist() == [1, 3]
    assert (plane.axes[[0, 1], [1, 3]] > 0).all()
    assert 0.8 < plane.kept < 1


@given(st.permutations(range(12)))
def test_order_does_not_turn_the_picture(order: list[int]) -> None:
    rows = random(12, 6)
    np.testing.assert_allclose(Plane.fit(rows[order]).axes, Plane.fit(rows).axes, atol=1e-5)


def test_a_negated_picture_keeps_its_axes() -> None:
    rows = random(12, 6)
    np.testing.assert_allclose(Plane.fit(-rows).axes, Plane.fit(rows).axes, atol=1e-6)


def test_planes_of_a_point_and_of_a_line() -> None:
    point = Plane.fit(np.full((3, 4), 7.3))
    assert not point.axes.any()
    assert point.kept == 1
    np.testing.assert_array_equal(point.project(np.full((2, 4), 7.3)), np.zeros((2, 2)))
    line = Plane.fit(np.outer(np.arange(5), [1, 2, 2]))
    np.testing.assert_allclose(line.axes, [[1 / 3, 2 / 3, 2 / 3], [0, 0, 0]], atol=1e-6)
    assert line.kept == pytest.approx(1)
    through_zero = Plane.fit([[0, 3, 0]], center=False)  # type: ignore[arg-type]
    np.testing.assert_allclose(through_zero.axes, [[0, 1, 0], [0, 0, 0]], atol=1e-6)
    np.testing.assert_array_equal(through_zero.origin, np.zeros(3))


@pytest.mark.parametrize("bad", [np.zeros((0, 3)), np.zeros(3), np.full((2, 3), np.nan)])
def test_what_no_plane_fits(bad: np.ndarray) -> None:
    with pytest.raises(AttnvizError, match="give at least one vector a row"):
        Plane.fit(bad)


def test_nearest_is_what_a_look_at_every_row_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    table, vector = random(100, 8), random(8, seed=1)
    table[17] = 0
    everything = cosine(table, vector)
    expected = np.argsort(-everything)
    for rows in (7, 100, 4096):
        monkeypatch.setattr("attnviz.traces.vocabulary._ROWS", rows)
        found = nearest(vector, table, 5)
        assert [id for id, _ in found] == expected[:5].tolist()
        np.testing.assert_allclose([c for _, c in found], everything[expected[:5]], rtol=1e-5)
        among = np.arange(0, 100, 3)
        found = nearest(vector, table, 200, exclude=[0, 6], among=among)
        assert len(found) == 32
        assert {id for id, _ in found} == set(among.tolist()) - {0, 6}
        center = mean_row(table, among)
        np.testing.assert_allclose(center, table[among].mean(axis=0), rtol=1e-4, atol=1e-6)
        best = int(cosine(table - center, vector - center).argmax())
        assert nearest(vector, table, 1, center=center)[0][0] == best


def test_nearest_of_equals_is_the_earlier_row() -> None:
    assert nearest(np.ones(2), np.ones((3, 2), np.float32), 2) == [
        (0, pytest.approx(1)),
        (1, pytest.approx(1)),
    ]
    with pytest.raises(UsageError, match="cannot find 0 nearest vectors: ask for 1 or more"):
        nearest(np.ones(2), np.ones((3, 2), np.float32), 0)


def test_facts_of_the_embedding_table() -> None:
    vocabulary = smollm2().vocabulary

    def row(word: str) -> np.ndarray:
        _, token = smollm2().tokenize(f"a {word}")
        return smollm2().embedding([token.id])[0]

    def words(vector: np.ndarray, **more: object) -> list[str]:
        found = nearest(vector, vocabulary.embeddings, 3, among=vocabulary.word_ids, **more)
        return [vocabulary.text(id) for id, _ in found]

    step = row("woman") - row("man")
    assert float(cosine(step, row("daughter") - row("son"))) == pytest.approx(0.47, abs=0.005)
    assert words(row("son") + step)[0] == " daughter"
    center = mean_row(vocabulary.embeddings, vocabulary.word_ids)
    assert words(row("creature"), center=center) == [" creature", " creatures", " animal"]
