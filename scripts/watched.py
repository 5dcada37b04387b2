"""Run a command and show what it is at while it is at it: ``python scripts/watched.py COMMAND...``.

On a terminal one line is written over, with the seconds and what the command has said last; where
nobody looks on, a line is written every ten seconds. What the command says is otherwise kept back:
if it fails, its last lines come out, and its exit status is ours. The Makefile calls it for what
takes minutes, with any Python that is there, so that it needs no other package.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections import deque
from queue import Empty, Queue
from threading import Thread

_EVERY = 10.0  # seconds from line to line where nobody looks on
_TOLD = 30  # lines of a command that failed
_WIDTH = 76  # columns of a line that stays


def brief(line: str) -> str:
    """Return what matters of a line: pip says of each package whose requirement it is."""
    return " ".join(line.partition(" (from ")[0].split())


class Watch:
    """Shows how long something takes, and what it has said last."""

    def __init__(self, live: bool) -> None:
        self._live, self._start = live, time.monotonic()
        self._shown = self._start  # when a line was last written

    def show(self, said: str) -> None:
        """Write over the line, or write another one if it is time."""
        now = time.monotonic()
        text = f"{now - self._start:5.0f} s  {said}"
        if self._live:
            width = shutil.get_terminal_size().columns - 1
            print(f"\r\x1b[K{text[:width]}", end="", file=sys.stderr, flush=True)
        elif now - self._shown >= _EVERY:
            self._shown = now
            print(text[:_WIDTH], file=sys.stderr, flush=True)

    def close(self) -> None:
        """Take the line away."""
        if self._live:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def run(command: list[str], live: bool) -> int:
    """Run a command to its end and return its exit status.

    Parameters
    ----------
    command
        The program and its arguments.
    live
        Whether a line can be written over.
    """
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        encoding="utf-8", errors="replace",
    )  # fmt: skip
    lines: Queue[str | None] = Queue()

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            lines.put(line)
        lines.put(None)

    Thread(target=read, daemon=True).start()
    watch, last, said = Watch(live), deque[str](maxlen=_TOLD), brief(command[0])
    while True:
        try:
            line = lines.get(timeout=0.5)
        except Empty:
            line = ""
        if line is None:
            break
        if line.strip():
            last.append(line)
            said = brief(line)
        watch.show(said)
    watch.close()
    status = process.wait()
    if status:
        print("".join(last), end="", file=sys.stderr)
    return status


if __name__ == "__main__":
    raise SystemExit(run(sys.argv[1:], sys.stderr.isatty()))
