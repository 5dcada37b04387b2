"""A film: cards and clips in turn, chapters where scenes begin, and every caption in its place."""

import json
import re

import av
import pytest

from attnviz.clips.cache import CachedClip
from attnviz.clips.film import join_film
from tests.decks import BEATS, SENTENCE, SOURCE, decoded, kept_clip, write_clip

LENGTH = BEATS[-1][3]
CARD = [("card", "", 0, 5)]


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    """Two scenes' jobs; a card and a clip for each of them."""
    folder = tmp_path_factory.mktemp("parts")
    jobs, made = [], []
    for i, (slug, title) in enumerate((("mask", "Mask"), ("update", "Update"))):
        card = write_clip(folder / f"card{i}.mp4", CARD, seed=10 + i)
        about = folder / f"card{i}.json"
        about.write_text(json.dumps({"frames": 5, "beats": []}))
        job, clip = kept_clip(folder, slug, title, seed=i)
        record = json.loads(clip.sidecar.read_text())
        clip.sidecar.write_text(json.dumps({**record, "sentence": SENTENCE}))
        jobs.append(job)
        made += [CachedClip(card, about), clip]
    return jobs, made


@pytest.fixture(scope="module")
def film(parts, tmp_path_factory):
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    join_film(*parts, 10, path, ("srt", "vtt"))
    return path


def test_it_shows_cards_and_clips_in_turn_frame_for_frame(parts, film):
    whole = [picture for _, picture in decoded(film)]
    assert whole == [picture for part in parts[1] for _, picture in decoded(part.clip)]
    assert len(whole) == 2 * (5 + LENGTH)


def test_chapters_begin_with_their_cards_and_the_sidecar_says_so(film):
    about = json.loads(film.with_suffix(".json").read_text("utf-8"))
    assert (about["video"], about["sentence"], about["source"]) == ("film.mp4", SENTENCE, SOURCE)
    assert (about["fps"], about["frames"]) == (10, 2 * (5 + LENGTH))
    assert about["chapters"] == [
        {"scene": "mask", "title": "Mask", "start": 0, "end": 5 + LENGTH},
        {"scene": "update", "title": "Update", "start": 5 + LENGTH, "end": 2 * (5 + LENGTH)},
    ]
    with av.open(str(film)) as movie:
        marks = [
            (m["metadata"]["title"], float(m["start"] * m["time_base"])) for m in movie.chapters()
        ]
    assert [title for title, _ in marks] == ["Mask", "Update"]
    assert [start for _, start in marks] == pytest.approx([0, (5 + LENGTH) / 10], abs=0.002)


def test_cues_wait_for_the_cards_and_the_clips_before(film):
    text = film.with_suffix(".srt").read_text("utf-8")
    shown = re.findall(r"(\d\d):(\d\d),(\d{3}) --> ", text)
    starts = [60 * int(m) + int(s) + int(rest) / 1000 for m, s, rest in shown]
    expected = [(before + start) / 10 for before in (5, 10 + LENGTH) for _, _, start, _ in BEATS]
    assert starts == pytest.approx(expected)
    assert film.with_suffix(".vtt").read_text("utf-8").count("-->") == len(expected)


def test_a_film_that_cannot_be_joined_leaves_nothing(parts, tmp_path):
    jobs, made = parts
    (tmp_path / "damaged.mp4").write_bytes(b"no video")
    damaged = [CachedClip(tmp_path / "damaged.mp4", made[0].sidecar), *made[1:]]
    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever PyAV says
        join_film(jobs, damaged, 10, tmp_path / "film.mp4", ("srt",))
    assert [path.name for path in tmp_path.iterdir()] == ["damaged.mp4"]
