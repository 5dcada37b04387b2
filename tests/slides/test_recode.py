"""Videos encoded again: backwards, or smaller, and no frame less."""

import numpy as np
import pytest

from attnviz.errors import AttnvizError
from attnviz.slides.recode import encode_backwards, encode_smaller, h264_level
from tests.decks import decoded, frames


def test_backwards_is_backwards_in_blocks_of_any_size(parts, tmp_path, monkeypatch):
    for block in (1, 5 * 256 * 144 * 3 // 2, 2**28):  # a frame, five, all at once
        monkeypatch.setattr("attnviz.slides.recode._BLOCK", block)
        back = tmp_path / "back.mp4"
        encode_backwards(parts[2], back)
        forth, reverse = frames(parts[2]), frames(back)
        assert len(forth) == len(reverse) == 21
        away = [[np.abs(a.astype(int) - b).mean() for a in forth] for b in reverse]
        assert np.argmin(away, axis=1).tolist() == list(range(20, -1, -1))
        assert np.min(away, axis=1).max() < 6  # of 255: it is encoded again
        assert [t for t, _ in decoded(back)] == pytest.approx(np.arange(21) / 10)


def test_smaller_is_as_small_as_asked_and_no_frame_less(clip, tmp_path):
    small = tmp_path / "small.mp4"
    asked = clip.stat().st_size // 2
    encode_smaller(clip, small, asked)
    assert asked / 4 < small.stat().st_size <= asked
    assert [t for t, _ in decoded(small)] == [t for t, _ in decoded(clip)]


def test_too_small_for_any_quality_is_refused(clip, tmp_path):
    with pytest.raises(AttnvizError, match=r"at the lowest quality.*lower --quality"):
        encode_smaller(clip, tmp_path / "small.mp4", 1000)


def test_a_level_says_what_a_decoder_must_be_able_to_do(clip):
    assert 1 <= h264_level(clip) <= 1.3  # 256 x 144 at 10 frames a second
