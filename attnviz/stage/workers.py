"""Clips made side by side, a process each, with one display for all."""

from __future__ import annotations

import importlib
import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from queue import Empty
from tempfile import TemporaryDirectory
from typing import Any

from attnviz.errors import AttnvizError
from attnviz.stage.cache import ClipCache, Kept
from attnviz.stage.job import ClipJob

Told = Callable[[int, int, int], None]  # job, frames by now, frames expected
_POLL = 0.1  # seconds between looks at the workers
_told: Any = None  # in a worker: the queue that the parent listens to


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
    told
        Called with (job, frames by now, frames expected) as work goes on.
    """

    def __init__(
        self,
        jobs: Sequence[ClipJob],
        processes: int | None = None,
        cached: bool = True,
        told: Told = lambda job, now, expected: None,
    ) -> None:
        self.jobs, self._told = list(jobs), told
        self.processes = max(1, min(processes or os.cpu_count() or 1, len(self.jobs)))
        self._cached = cached
        self._stack = ExitStack()

    def __enter__(self) -> Batch:
        """Open the cache, or a folder that goes when the batch is done with."""
        if self._cached:
            self._cache = ClipCache()
        else:
            folder = self._stack.enter_context(TemporaryDirectory(prefix="attnviz-"))
            self._cache = ClipCache(Path(folder))
        return self

    def __exit__(self, *about: object) -> None:
        """Remove what was not to be kept."""
        self._stack.close()

    def make(self) -> list[Kept | AttnvizError]:
        """Make every clip that is not there yet.

        Returns
        -------
        list
            In the jobs' order: where each clip is, or why there is none. One that fails does not
            keep the others from being made.
        """
        kept: list[Kept | AttnvizError | None] = [self._cache.find(job.key()) for job in self.jobs]
        todo = [i for i, found in enumerate(kept) if found is None]
        for i, found in enumerate(kept):
            if found is not None:
                self._told(i, 1, 1)
        # The same clip asked for twice is made once.
        first = {self.jobs[i].key(): i for i in reversed(todo)}
        unique = sorted(first.values())
        if self.processes == 1 or len(unique) <= 1:
            made = {i: self._here(i) for i in unique}
        else:
            made = self._apart(unique)
        for i in todo:
            kept[i] = made[first[self.jobs[i].key()]]
        return [found for found in kept if found is not None]

    def _here(self, i: int) -> Kept | AttnvizError:
        try:
            return make_clip(self.jobs[i], self._cache.folder, lambda *n: self._told(i, *n))
        except AttnvizError as error:
            return error

    def _apart(self, indices: Sequence[int]) -> dict[int, Kept | AttnvizError]:
        # Spawned: a forked process would share threads and locks that it has no use for.
        context = multiprocessing.get_context("spawn")
        told = context.Queue()
        pool = ProcessPoolExecutor(self.processes, context, _listen_to, (told,))
        try:
            running = {i: pool.submit(_work, i, self.jobs[i], self._cache.folder) for i in indices}
            self._wait(running, told)
            return {i: _result(self.jobs[i], future) for i, future in running.items()}
        except BaseException:
            for process in list((pool._processes or {}).values()):
                process.terminate()
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
            told.close()

    def _wait(self, running: dict[int, Future[Kept]], told: Any) -> None:
        while not all(future.done() for future in running.values()):
            try:
                self._told(*told.get(timeout=_POLL))
            except Empty:
                continue


def _listen_to(told: Any) -> None:
    global _told
    _told = told
    # Several processes at once: a thread pool in each would only fight over the cores.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def _work(index: int, job: ClipJob, folder: Path) -> Kept:
    return make_clip(job, folder, lambda *n: _told.put((index, *n)))


def _result(job: ClipJob, future: Future[Kept]) -> Kept | AttnvizError:
    try:
        return future.result()
    except AttnvizError as error:
        return error
    except Exception as error:
        what = " ".join(str(error).split()) or type(error).__name__
        return AttnvizError(f"{job.slug} could not be rendered: {what}")


class _Progress:
    """Passes a render's progress on, a few times a second."""

    def __init__(self, told: Callable[[int, int], None]) -> None:
        self._told, self._expected, self._last = told, 1, 0

    def begin(self, frames: int) -> None:
        """Hear about how many frames there will be."""
        self._expected = max(frames, 1)
        self._told(0, self._expected)

    def reach(self, frames: int) -> None:
        """Hear how many are encoded by now."""
        if frames - self._last >= self._expected / 100:
            self._last = frames
            self._told(frames, self._expected)


def make_clip(job: ClipJob, folder: Path, told: Callable[[int, int], None]) -> Kept:
    """Compute, draw and encode one clip, into a cache.

    Parameters
    ----------
    folder
        The cache's.
    told
        Called with (frames by now, frames expected).

    Raises
    ------
    AttnvizError
        When the sentence, the model or the settings do not allow it.
    """
    from attnviz.export.sidecar import sidecar_json, sidecar_of
    from attnviz.models.base import load_model
    from attnviz.records import check_head
    from attnviz.stage.render import render_clip

    runner = load_model(job.model)
    layer, _ = check_head(runner.info, job.direction.layer, job.direction.head)
    trace = runner.trace(job.sentence, upto=layer + 1)
    scene, cache = scene_class(job.scene), ClipCache(folder)
    key = job.key()
    with cache.making(key, f".{job.picture.format}") as (clip, sidecar):
        played = render_clip(scene, trace, job.direction, job.picture, clip, _Progress(told))
        record = sidecar_of(job.slug, trace, job.direction, job.picture, played)
        sidecar.write_text(sidecar_json(record), encoding="utf-8")
    kept = cache.find(key)
    if kept is None:
        raise AttnvizError(f"the cache at {folder} lost a clip while it was made: try again")
    return kept


def scene_class(name: str) -> Any:
    """Return the class that a job's `scene` names."""
    if name.startswith("card:"):
        _, number, title = name.split(":", 2)
        return importlib.import_module("attnviz.scenes._card").card_for(title, int(number))
    module, _, attribute = name.partition(":")
    return getattr(importlib.import_module(module), attribute)
