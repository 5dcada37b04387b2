"""What is asked for: formats and names are settled, contradictions are refused before any work."""

from pathlib import Path

import pytest

from attnviz.catalog.scenes import SCENES, find_scene
from attnviz.clips.job import SceneName
from attnviz.clips.request import Request, with_suffix
from attnviz.errors import UsageError
from attnviz.frames.settings import FORMATS, QUALITIES, FrameSettings
from attnviz.look.style import LIGHT

# The format of a clip


def settled(form=None, output=None, **asked):
    return Request(form=form, output=output and Path(output), **asked).format


@pytest.mark.parametrize("form", FORMATS)
def test_a_format_is_asked_for_or_read_off_the_files_name(form):
    assert settled(form) == form
    assert settled(None, f"x.{form}") == form
    assert settled(None, f"x.{form.upper()}") == form
    assert settled(form, f"x.{form}") == form
    assert settled(form, "x") == form


def test_without_either_it_is_mp4_or_what_can_be_clear_or_stand_still():
    assert settled() == "mp4"
    assert settled(transparent=True) == "mov"
    assert settled(beat="exp") == "png"
    assert settled(transparent=True, beat="exp") == "png"


def test_a_name_that_means_another_format_is_refused_with_the_right_one():
    with pytest.raises(UsageError, match=r"x\.mp4 is not a name for a gif: pass -o x\.gif"):
        settled("gif", "x.mp4")
    with pytest.raises(UsageError, match=r"named x\.avi: end it in one of \.mp4, "):
        settled(None, "x.avi")


def test_a_name_without_a_suffix_gets_its_formats_and_a_folder_keeps_its_own(tmp_path):
    assert with_suffix(tmp_path / "clip", "gif") == tmp_path / "clip.gif"
    assert with_suffix(tmp_path / "clip.gif", "gif") == tmp_path / "clip.gif"
    assert with_suffix(tmp_path, "gif") == tmp_path


# Frames


@pytest.mark.parametrize("quality", QUALITIES)
def test_manims_letters_are_sizes_and_rates(quality):
    frames = Request(quality=quality).frame_settings()
    assert (frames.width, frames.height, frames.fps) == QUALITIES[quality]


def test_a_size_and_a_rate_of_ones_own_stand_in_for_the_letters():
    asked = {"resolution": (256, 144), "fps": 7.5, "form": "webm", "transparent": True}
    frames = Request(quality="l", **asked).frame_settings()
    assert (frames.width, frames.height, frames.fps) == (256, 144, 7.5)
    assert (frames.format, frames.transparent) == ("webm", True)


def test_no_gif_is_faster_than_browsers_play_one():
    assert Request(quality="h").frame_settings("gif").fps == 50
    assert Request(quality="l").frame_settings("gif").fps == 15
    assert Request(fps=50).frame_settings("gif").fps == 50
    with pytest.raises(UsageError, match="a GIF plays slowly above 50 frames per second"):
        Request(fps=51).frame_settings("gif")


# Captions, scenes, places


def test_captions_are_burnt_in_written_beside_or_neither():
    assert Request().subtitles() == ()
    assert Request(captions=("burn", "vtt", "srt", "srt")).subtitles() == ("srt", "vtt")
    assert Request(captions=("burn", "srt")).scene_settings().captions
    assert not Request(captions=("srt",)).scene_settings().captions
    assert not Request(captions=("none",)).scene_settings().captions
    with pytest.raises(UsageError, match="none excludes the others"):
        Request(captions=("none", "srt"))


def test_a_job_holds_all_that_was_asked_for():
    request = Request(
        sentence="red wine", layer=3, head=7, unit="token", theme="light", lang="ko", pace=2.0
    )
    entry = find_scene("softmax")
    job = request.job(entry, request.frame_settings())
    assert (job.sentence, job.model, job.slug) == ("red wine", "smollm2", "softmax")
    settings = job.settings
    assert (settings.layer, settings.head, settings.unit) == (3, 7, "token")
    assert (settings.theme, settings.language, settings.pace) == (LIGHT, "ko", 2.0)
    assert job.scene == SceneName(entry.module, entry.class_name)
    assert job.needs == entry.needs
    assert job.title != entry.title  # in the captions' language
    assert Request().job(entry, request.frame_settings()).title == entry.title


def test_in_a_film_a_scene_that_can_begins_where_the_one_before_it_has_just_ended():
    asked = Request(sentence="red wine")
    before = SCENES[SCENES.index(find_scene("pattern")) - 1]

    def joined(slug, before):
        return asked.job(find_scene(slug), asked.frame_settings(), before).settings.joined

    assert joined("pattern", before)
    assert not joined("pattern", None)
    assert not joined("pattern", find_scene("tokens"))  # a film of other scenes
    # Where nothing changes, the clip is the one that is in the cache already.
    alone = asked.job(find_scene("embedding"), asked.frame_settings())
    after = asked.job(find_scene("embedding"), asked.frame_settings(), find_scene("tokens"))
    assert alone == after


def test_a_result_goes_where_it_is_asked_to_or_into_the_media_folder():
    assert Request().target("mask.mp4", "mp4") == Path("media/mask.mp4")
    assert Request(media_dir=Path("x")).target("mask.mp4", "mp4") == Path("x/mask.mp4")
    assert Request(output=Path("y/z")).target("mask.mp4", "gif") == Path("y/z.gif")


def test_what_cannot_be_read_is_refused_and_what_cannot_be_drawn_is_warned_of():
    with pytest.raises(UsageError, match="empty"):
        Request("  ").job(find_scene("softmax"), FrameSettings())
    assert Request("a plain sentence").check() == []
    assert Request("나는 학교에 간다", lang="ko").check() == []
    (warning,) = Request("the sign \U00013000 here").check()
    assert warning.startswith("no installed font can draw \U00013000")
