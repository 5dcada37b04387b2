"""Clips made side by side, a process each, with one display for all."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from attnviz.clips.cache import CachedClip, ClipCache
from attnviz.clips.job import ClipJob
from attnviz.errors import AttnvizError, UsageError
from attnviz.files.owned import scratch_folder

OnProgress = Callable[[int, int, int], None]  # job, frames by now, frames expected


class Batch:
    """Clips that are made together.

    Parameters
    ----------
    jobs
        What to make.
    processes
        How many at once.
    cached
        Whether clips made before are used, and new ones kept.
    on_progress
        Called with (job, frames by now, frames expected) as work goes on.
    """

    def __init__(
        self,
        jobs: Sequence[ClipJob],
        processes: int | None = None,
        cached: bool = True,
        on_progress: OnProgress = lambda job, now, expected: None,
    ) -> None:
        self.jobs, self._on_progress = list(jobs), on_progress
        self._processes = processes
        self._cached = cached
        self._stack = ExitStack()

    def __enter__(self) -> Batch:
        """Open the cache, or a folder that goes when the batch is done with."""
        kept = _users_cache() if self._cached else None
        self._cache = kept or ClipCache(self._stack.enter_context(scratch_folder()))
        self._hold = self._stack.enter_context(self._cache.holding())
        return self

    def __exit__(self, *about: object) -> None:
        """Remove what was not to be kept."""
        self._stack.close()

    def make(self) -> Iterator[CachedClip | AttnvizError]:
        """Make every clip that is not there yet.

        Yields
        ------
        CachedClip or AttnvizError
            In the jobs' order, each as soon as it and all before it are done: where the clip is
            until the batch ends, or why there is none. One that fails does not keep the others
            from being made.
        """
        keys = [job.key() for job in self.jobs]
        done: dict[str, CachedClip | AttnvizError] = {}
        for i, key in enumerate(keys):
            if (kept := self._cache.find(key)) is not None:
                done[key] = self._hold(kept)
                self._on_progress(i, 1, 1)
        # The same clip asked for twice is made once.
        todo = {key: i for i, key in reversed(list(enumerate(keys))) if key not in done}
        # What only a render needs is imported for a render: a clip that is there comes at once.
        results = self._make_all(sorted(todo.values())) if todo else iter(())
        for key in keys:
            while key not in done:
                i, made = next(results)
                done[keys[i]] = made if isinstance(made, AttnvizError) else self._hold(made)
            yield done[key]

    def _make_all(self, indices: Sequence[int]) -> Iterator[tuple[int, CachedClip | AttnvizError]]:
        from attnviz.clips.processes import Team, processes_that_fit

        processes = min(self._processes or processes_that_fit(), len(indices))
        if processes <= 1:
            for i in indices:
                yield i, self._here(i)
            return
        team = Team(processes, partial(_attempt, self._cache.folder))
        self._stack.callback(self._cache.sweep)  # what those have left that were ended
        self._stack.callback(team.dismiss)
        yield from team.do({i: self.jobs[i] for i in indices}, self._on_progress)

    def _here(self, i: int) -> CachedClip | AttnvizError:
        job, folder = self.jobs[i], self._cache.folder

        def on_progress(now: int, expected: int) -> None:
            self._on_progress(i, now, expected)

        if len(self.jobs) > 1:
            return _attempt(folder, job, on_progress)
        try:  # what nobody foresaw is not hidden where no other clip waits
            return make_clip(job, folder, on_progress)
        except AttnvizError as error:
            return error


def _users_cache() -> ClipCache | None:
    """Return the user's cache of clips, if there is a place where clips can be kept."""
    try:
        cache = ClipCache()
    except UsageError:  # no home folder
        return None
    return cache if cache.is_writable() else None


def _attempt(
    folder: Path, job: ClipJob, on_progress: Callable[[int, int], None]
) -> CachedClip | AttnvizError:
    """Make a clip, or say why not: whatever goes wrong must not stop the others."""
    try:
        return make_clip(job, folder, on_progress)
    except AttnvizError as error:
        return error
    except (BrokenPipeError, ConnectionResetError):
        raise
    except MemoryError:
        return AttnvizError("there is not enough memory for this: shorten the sentence")
    except Exception as error:
        why = " ".join(str(error).split()) or type(error).__name__
        return AttnvizError(f"it could not be rendered: {why}")


class _Progress:
    """Passes a render's progress on, a few times a second."""

    def __init__(self, on_progress: Callable[[int, int], None]) -> None:
        self._on_progress, self._expected, self._last = on_progress, 1, 0

    def begin(self, frames: int) -> None:
        """Hear about how many frames there will be."""
        self._expected = max(frames, 1)
        self._on_progress(0, self._expected)

    def reach(self, frames: int) -> None:
        """Hear how many are encoded by now."""
        if frames - self._last >= self._expected / 100:
            self._last = frames
            self._on_progress(frames, self._expected)


def make_clip(job: ClipJob, folder: Path, on_progress: Callable[[int, int], None]) -> CachedClip:
    """Compute, draw and encode one clip, into a cache.

    Parameters
    ----------
    folder
        The cache's.
    on_progress
        Called with (frames by now, frames expected).

    Raises
    ------
    AttnvizError
        When the sentence, the model or the settings do not allow it.
    """
    _find_a_home()  # before manim is imported
    from attnviz.clips.computed import traces_for
    from attnviz.clips.sidecar import sidecar_record
    from attnviz.files.fields import join_fields
    from attnviz.files.json import to_fields
    from attnviz.stage.play import render_clip

    traces, scene, cache = traces_for(job), job.scene.load(), ClipCache(folder)
    key = job.key()
    _tidy()
    with cache.making(key, f".{job.frame_settings.format}") as (clip, sidecar):
        played = render_clip(
            scene, traces, job.settings, job.frame_settings, clip, _Progress(on_progress)
        )
        record = to_fields(sidecar_record(job, traces[0], played))
        sidecar.write_bytes(join_fields(record, a_line_each=True))
    kept = cache.find(key)
    if kept is None:
        raise AttnvizError(
            f"the cache at {folder} lost a clip while it was made: try again, or pass "
            "--disable_caching"
        )
    return kept


def _find_a_home() -> None:
    """See that there is a home folder: manim looks there for settings, and stops without one."""
    from tempfile import gettempdir

    try:
        Path.home()
    except RuntimeError:
        os.environ["HOME"] = gettempdir()


def _tidy() -> None:
    """Free what earlier clips have left in circles: a scene and its renderer know each other.

    Modules stay for good: frozen, they are not looked through at every collection.
    """
    if gc.get_freeze_count():
        gc.collect()
    else:
        gc.freeze()
