"""Processes that do one job after another, each at the end of a pipe of its own."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from multiprocessing.connection import wait
from pathlib import Path
from threading import Lock
from typing import Any, cast

from attnviz.errors import AttnvizError

# Called with a job and a way to tell how far it is; it returns a result and does not raise.
Work = Callable[[Any, Callable[[int, int], None]], Any]
_GRACE = 2.0  # seconds for a process to end by itself
_MEMORY = 2**30  # bytes to count on for each process: what a thousand tokens take
_UNTOLD = 4 * _MEMORY  # bytes to count on where the system does not say, as on Windows


class Team:
    """Processes that share out jobs.

    Spawned: a forked process would share threads and locks that it has no use for.

    Parameters
    ----------
    size
        How many.
    work
        What they do, a function that pickle can name.
    """

    def __init__(self, size: int, work: Work) -> None:
        self._work = work
        self._members: dict[Any, Any] = {}  # the pipe to each process
        self._idle = [self._hire() for _ in range(size)]

    def _hire(self) -> Any:
        """Start a process and return the pipe to it."""
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self._work), daemon=True)
        process.start()
        theirs.close()
        self._members[ours] = process
        return ours

    def do(
        self, jobs: Mapping[int, Any], on_progress: Callable[[int, int, int], None]
    ) -> Iterator[tuple[int, Any]]:
        """Give every process a job as soon as it is free, until all are done.

        Parameters
        ----------
        jobs
            By number; they begin in this order.
        on_progress
            Called with (number, done by now, of how much) as work goes on.

        Yields
        ------
        tuple
            The number of a job and its result, as they come: an error for one whose process ended.
        """
        waiting = list(jobs)
        busy: dict[Any, int] = {}
        while waiting or busy:
            while waiting and self._idle:
                pipe, index = self._idle.pop(), waiting.pop(0)
                busy[pipe] = index
                with suppress(OSError):  # it has ended; receiving tells
                    pipe.send(jobs[index])
            for pipe in cast("list[Any]", wait(list(busy))):
                try:
                    done, about = pipe.recv()
                except (EOFError, OSError):  # killed, perhaps for want of memory
                    if waiting:
                        self._idle.append(self._hire())
                    yield busy.pop(pipe), self._lost(pipe)
                    continue
                if done:
                    self._idle.append(pipe)
                    yield busy.pop(pipe), about
                else:
                    on_progress(busy[pipe], *about)

    def _lost(self, pipe: Any) -> AttnvizError:
        process = self._members[pipe]
        process.join(_GRACE)
        return AttnvizError(
            f"its process was ended (exit code {process.exitcode}): if memory is short, "
            "pass --jobs 1"
        )

    def dismiss(self) -> list[int]:
        """End all processes, also busy ones, and return their ids."""
        for pipe in self._members:
            pipe.close()  # an idle process ends with its pipe, a busy one when it next tells
        last = time.monotonic() + _GRACE
        for process in self._members.values():
            process.join(max(last - time.monotonic(), 0))
            if process.is_alive():
                process.terminate()
                process.join()
        return [process.pid for process in self._members.values()]


def _serve(pipe: Any, work: Work) -> None:
    """Do the jobs that come through a pipe, until it is closed."""
    # What libraries print must not get between the paths on the standard output.
    with suppress(OSError):
        os.dup2(2, 1)
    lock = Lock()  # more than one thread may tell

    def say(done: bool, about: Any) -> None:
        with lock:
            pipe.send((done, about))

    try:
        while True:
            job = pipe.recv()
            say(True, work(job, lambda now, of: say(False, (now, of))))
    except (EOFError, BrokenPipeError, KeyboardInterrupt):
        return  # whoever asked has gone, or has been told to stop


def processes_that_fit() -> int:
    """Return how many to start: the cores there are, if memory allows."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(cores or 1, _free_memory() // _MEMORY))


def _free_memory() -> int:
    """Return how many bytes of memory may be taken, as far as the system says."""
    try:
        lines = Path("/proc/meminfo").read_text("ascii").splitlines()
        return next(int(x.split()[1]) * 1024 for x in lines if x.startswith("MemAvailable:"))
    except (OSError, StopIteration):
        pass
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
    except (AttributeError, ValueError, OSError):  # no such function, or no such name
        return _UNTOLD
