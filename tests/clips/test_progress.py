"""One bar over all clips, each counting for as long as it plays; silent where nobody watches."""

import io
import sys

import pytest

from attnviz.clips.job import ClipJob, SceneName
from attnviz.clips.progress import Display
from attnviz.frames.settings import FrameSettings
from attnviz.stage.settings import SceneSettings

JOBS = [
    ClipJob(SceneName("m", "C"), slug, title, ("wine",), "smollm2", SceneSettings(),
            FrameSettings(), seconds=seconds)
    for slug, title, seconds in (("mask", "Mask", 10.0), ("key", "Key", 30.0))
]  # fmt: skip


class Terminal(io.StringIO):
    """Somebody watches."""

    def isatty(self):
        return True


def watch(monkeypatch):
    """Let somebody watch; within a test, for pytest has put its own stream there by then."""
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setenv("TERM", "xterm")


def task(display):
    (only,) = display._bar.tasks
    return only


def test_where_nobody_watches_nothing_is_written(capsys):
    with Display(JOBS) as display:
        display.on_progress(0, 5, 10)
        with display.aside():
            pass
    assert capsys.readouterr() == ("", "")


def test_a_clip_counts_for_as_long_as_it_plays(monkeypatch):
    watch(monkeypatch)
    with Display(JOBS) as display:
        assert (task(display).completed, task(display).total) == (0, 40)
        display.on_progress(0, 50, 100)
        assert task(display).completed == pytest.approx(5)
        display.on_progress(1, 20, 100)
        assert task(display).completed == pytest.approx(11)
        display.on_progress(0, 130, 100)  # it was longer than expected
        assert task(display).completed == pytest.approx(16)
        display.on_progress(1, 5, 0)
        assert task(display).completed == pytest.approx(40)


def test_it_names_what_is_being_made(monkeypatch):
    watch(monkeypatch)
    with Display(JOBS) as display:
        assert task(display).description == "computing"
        display.on_progress(0, 1, 100)
        assert task(display).description == "Mask"
        display.on_progress(1, 1, 100)
        assert task(display).description == "Mask, Key"
        display.on_progress(0, 100, 100)
        assert task(display).description == "Key"


def test_it_goes_away_while_something_else_is_printed_and_at_the_end(monkeypatch):
    watch(monkeypatch)
    with Display(JOBS) as display:
        display.on_progress(0, 1, 100)
        assert display._bar.live.is_started
        with display.aside():
            assert not display._bar.live.is_started
        assert display._bar.live.is_started
    assert not display._bar.live.is_started
