"""Sections are the clip's own frames, bit for bit; a deck is made of them, or of whole scenes."""

import av
import numpy as np
import pytest
from PIL import Image

from attnviz.clips.join import join_clips
from attnviz.errors import AttnvizError
from attnviz.frames.encoder import Encoder
from attnviz.frames.settings import FrameSettings
from attnviz.look.style import DARK, LIGHT
from attnviz.slides import sections
from attnviz.slides.sections import cut_sections, save_ends
from tests.decks import BOUNDS, decoded, frames


def test_a_section_decodes_to_the_very_frames_of_the_clip(clip, parts):
    whole = [picture for _, picture in decoded(clip)]
    assert len(set(whole)) == len(whole) == BOUNDS[-1][1]
    for (start, end), part in zip(BOUNDS, parts, strict=True):
        assert [picture for _, picture in decoded(part)] == whole[start:end]


def test_a_section_starts_at_once_and_keeps_the_rate(parts):
    for (start, end), part in zip(BOUNDS, parts, strict=True):
        assert [time for time, _ in decoded(part)] == pytest.approx(np.arange(end - start) / 10)
        with av.open(str(part)) as movie:
            stream = movie.streams.video[0]
            assert (stream.start_time, stream.average_rate) == (0, 10)
            assert stream.frames == end - start
            assert movie.duration / av.time_base == pytest.approx((end - start) / 10, abs=0.002)


def test_a_player_can_start_before_it_has_the_whole_file(parts):
    for part in parts:
        content = part.read_bytes()
        assert 0 < content.find(b"moov") < content.find(b"mdat")


def test_cutting_again_gives_the_same_bytes(clip, parts, tmp_path):
    targets = [tmp_path / part.name for part in parts]
    cut_sections(clip, BOUNDS, targets)
    assert [t.read_bytes() for t in targets] == [p.read_bytes() for p in parts]


def test_joined_again_sections_are_the_clip(clip, parts, tmp_path):
    join_clips(parts, [], tmp_path / "joined.mp4")
    assert decoded(tmp_path / "joined.mp4") == decoded(clip)


@pytest.mark.parametrize("bounds", [[(0, 5), (5, 33)], [(7, 8)], [(0, 40)]])
def test_where_no_section_begins_nothing_is_cut(clip, tmp_path, bounds):
    targets = [tmp_path / f"{i}.mp4" for i in range(len(bounds))]
    with pytest.raises(AttnvizError, match=r"cannot be cut at frame \d+: render it again"):
        cut_sections(clip, bounds, targets)


def test_the_ends_of_a_section_are_saved_as_its_first_and_last_frame(parts, tmp_path):
    first, last = tmp_path / "first.png", tmp_path / "last.png"
    for part in parts:
        save_ends(part, first, last)
        shown = frames(part)
        assert np.array_equal(np.asarray(Image.open(first)), shown[0])
        assert np.array_equal(np.asarray(Image.open(last)), shown[-1])


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_the_ground_of_a_still_is_what_players_show(theme, tmp_path):
    ground = np.array([*bytes.fromhex(theme.ground[1:]), 255], np.uint8)
    encoder = Encoder(tmp_path / "x.mp4", FrameSettings(256, 144, 10))
    encoder.write(np.tile(ground, (144, 256, 1)))
    encoder.close()
    with av.open(str(tmp_path / "x.mp4")) as movie:
        planes = next(movie.decode(video=0)).to_ndarray(format="yuv444p")[:, 0, 0].astype(float)
    y, u, v = (planes - [16, 128, 128]) / [219, 224, 224]
    # ITU-R BT.709-6, tables 3.2 to 3.4, solved for red, green and blue.
    red, blue = y + 1.5748 * v, y + 1.8556 * u
    green = (y - 0.2126 * red - 0.0722 * blue) / 0.7152
    save_ends(tmp_path / "x.mp4", tmp_path / "first.png", tmp_path / "last.png")
    with Image.open(tmp_path / "first.png") as still:
        assert still.getpixel((5, 5)) == tuple(round(255 * c) for c in (red, green, blue))


def test_a_last_frame_that_may_be_skipped_is_found_all_the_same(parts, tmp_path, monkeypatch):
    real, tried = sections._ends, []
    monkeypatch.setattr(
        sections, "_ends", lambda v, how: tried.append(how) or (how != "NONREF" and real(v, how))
    )
    save_ends(parts[2], tmp_path / "first.png", tmp_path / "last.png")
    assert tried == ["NONREF", "DEFAULT"]
    assert np.array_equal(np.asarray(Image.open(tmp_path / "last.png")), frames(parts[2])[-1])


def test_a_damaged_video_is_no_section(tmp_path, monkeypatch):
    monkeypatch.setattr(sections, "_ends", lambda video, skipped: None)
    with pytest.raises(AttnvizError, match="it again with --disable_caching"):
        save_ends(tmp_path / "video.mp4", tmp_path / "first.png", tmp_path / "last.png")
