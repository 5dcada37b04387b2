"""One live display over loading, computing, drawing and encoding; quiet when nobody watches."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any


class Display:
    """A progress display on the standard error; does nothing if that is no terminal.

    Parameters
    ----------
    title
        What is being made.
    """

    def __init__(self, title: str) -> None:
        self._title = title
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
            )
            self._bar.start()
            self._task = self._bar.add_task(self._title, total=None)
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

    def step(self, what: str) -> None:
        """Name what is being done now."""
        if self._bar is not None:
            self._bar.update(self._task, description=f"{self._title}: {what}")

    def begin(self, frames: int) -> None:
        """Hear about how many frames there will be."""
        if self._bar is not None:
            self._bar.update(self._task, total=frames, completed=0)

    def reach(self, frames: int) -> None:
        """Hear how many frames are encoded by now."""
        if self._bar is not None:
            task = self._bar.tasks[0]
            total = max(task.total or 0, frames)
            self._bar.update(self._task, completed=frames, total=total)
