"""Clips made side by side, a process each, with one display for all."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from multiprocessing.connection import wait
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any, cast

from attnviz.errors import AttnvizError
from attnviz.stage.cache import ClipCache, Kept
from attnviz.stage.job import ClipJob

Told = Callable[[int, int, int], None]  # job, frames by now, frames expected
_GRACE = 2.0  # seconds for a process to end by itself


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
        team = _Team(min(self.processes, len(indices)), self._cache.folder)
        try:
            return team.make({i: self.jobs[i] for i in indices}, self._told)
        finally:
            team.dismiss()


class _Team:
    """Processes that make one clip after another, each at the end of a pipe of its own.

    Spawned: a forked process would share threads and locks that it has no use for.
    """

    def __init__(self, size: int, folder: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self._folder = folder
        self._members: dict[Any, Any] = {}  # the pipe to each process
        for _ in range(size):
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs, folder), daemon=True)
            process.start()
            theirs.close()
            self._members[ours] = process

    def make(self, jobs: dict[int, ClipJob], told: Told) -> dict[int, Kept | AttnvizError]:
        """Give every process a job as soon as it is free, until all are done."""
        waiting, made = list(jobs), dict[int, Kept | AttnvizError]()
        busy: dict[Any, int] = {}
        idle = list(self._members)
        while waiting or busy:
            while waiting and idle:
                pipe, index = idle.pop(), waiting.pop(0)
                pipe.send(jobs[index])
                busy[pipe] = index
            if not busy:  # nobody is left to work
                break
            for pipe in cast("list[Any]", wait(list(busy))):
                index = busy[pipe]
                try:
                    message: Any = pipe.recv()
                except EOFError:
                    made[index] = AttnvizError("its process was ended: is there memory enough?")
                    del busy[pipe]
                    continue
                what, about = message
                if what == "told":
                    told(index, *about)
                else:
                    made[index] = about
                    idle.append(pipe)
                    del busy[pipe]
        lost = AttnvizError("no process was left to render it")
        return {index: made.get(index, lost) for index in jobs}

    def dismiss(self) -> None:
        """End all processes, and remove what one that was interrupted left behind."""
        for pipe, process in self._members.items():
            pipe.close()  # an idle process ends with its pipe
            process.join(_GRACE)
            if process.is_alive():
                process.terminate()
                process.join()
            for part in self._folder.glob(f".making-{process.pid}-*"):
                shutil.rmtree(part, ignore_errors=True)


def _serve(pipe: Any, folder: Path) -> None:
    """Make the clips that come through a pipe, until it is closed."""
    # Several processes at once: a thread pool in each would only fight over the cores.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Progress is told by the encoder's thread too.
    lock = Lock()

    def say(what: str, about: Any) -> None:
        with lock:
            pipe.send((what, about))

    try:
        while True:
            job = pipe.recv()
            try:
                kept = make_clip(job, folder, lambda now, all_: say("told", (now, all_)))
            except AttnvizError as error:
                say("failed", error)
            except Exception as error:
                why = " ".join(str(error).split()) or type(error).__name__
                say("failed", AttnvizError(f"{job.slug} could not be rendered: {why}"))
            else:
                say("made", kept)
    except (EOFError, BrokenPipeError, KeyboardInterrupt):
        return  # whoever asked has gone, or has been told to stop


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
