"""One live display over all clips that are being made; quiet when nobody watches."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from attnviz.clips.job import ClipJob


class Display:
    """A progress display on the standard error; does nothing if that is no terminal.

    One bar for all clips together, each counting for about as long as it plays, and the titles of
    those that are being made.

    Parameters
    ----------
    jobs
        What is made.
    """

    def __init__(self, jobs: Sequence[ClipJob]) -> None:
        self._jobs = jobs
        self._share = [0.0] * len(jobs)  # done of each
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> Display:
        """Start the display."""
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

            self._bar = Progress(
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                TextColumn("{task.percentage:>3.0f}%"),
                TimeRemainingColumn(),
                console=Console(file=sys.stderr),
                transient=True,
                # Else rich would send to stderr what is printed on stdout meanwhile.
                redirect_stdout=False,
            )
            self._bar.start()
            total = sum(job.seconds for job in self._jobs)
            self._task = self._bar.add_task("computing", total=total)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the display away."""
        if self._bar is not None:
            self._bar.stop()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Take the display away while something else is printed."""
        if self._bar is not None:
            self._bar.stop()
        yield
        if self._bar is not None:
            self._bar.start()

    def on_progress(self, index: int, frames: int, expected: int) -> None:
        """Hear how many of about so many frames of a clip are encoded by now."""
        if self._bar is None:
            return
        self._share[index] = min(frames / max(expected, 1), 1.0)
        done = sum(s * job.seconds for s, job in zip(self._share, self._jobs, strict=True))
        under_way = [j.title for j, s in zip(self._jobs, self._share, strict=True) if 0 < s < 1]
        what = ", ".join(under_way[:3]) or "computing"
        self._bar.update(self._task, completed=done, description=what)
