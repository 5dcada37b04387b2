"""One checkout against another, command by command: ``make compare OLD=/path/to/checkout``.

Both need an environment of their own (`make setup` in each). Runs are interleaved, one of each in
turn, so that what else the machine does slows both alike; of every pair the ratio new over old is
taken, and the table gives the median of the pairs and their spread.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench import SENTENCE, SIZES, WORDS, Cost, describe, run

ROOT = Path(__file__).parents[1]
TEN_WORDS = "the old wooden ship slowly crossed a very calm sea"


def words(count: int) -> str:
    """Return a sentence of so many words."""
    return " ".join((WORDS * (count // len(WORDS) + 1))[:count])


def rows(folder: Path) -> dict[str, tuple[str, list[str]]]:
    """Return what can be compared: a name, and the arguments of `attnviz`."""

    def clip(quality: str, sentence: str = SENTENCE) -> list[str]:
        asked = ["-q", quality, "-o", str(folder / "x.mp4"), "--disable_caching"]
        return ["render", "pattern", *asked, "--sentence", sentence]

    film = ["film", "-q", "m", "-o", str(folder / "film.mp4"), "--disable_caching"]
    return {
        **{q: (f"`pattern`, {SIZES[q]}", clip(q)) for q in SIZES},
        "words64": ("64 words, 720p30", clip("m", words(64))),
        "words1024": ("1,024 words, 720p30", clip("m", words(1024))),
        "film": ("the film, 720p30", film),
        "grid": ("cold `attnviz grid`, ten words", ["grid", TEN_WORDS]),
    }


def pairs(new: Callable[[], Cost], old: Callable[[], Cost], times: int) -> list[tuple[Cost, Cost]]:
    """Run both in turn, the one that begins changing, after one run of each that is not counted."""
    new(), old()
    found = []
    for i in range(times):
        if i % 2:
            first = old()
            found.append((new(), first))
        else:
            first = new()
            found.append((first, old()))
    return found


def line(name: str, found: list[tuple[Cost, Cost]]) -> str:
    """Write a row of the table."""
    cells = []
    for what in ("cpu", "wall"):
        ratios = sorted(getattr(new, what) / getattr(old, what) for new, old in found)
        middle = statistics.median(ratios)
        low, _, high = statistics.quantiles(ratios, n=4) if len(ratios) > 1 else ratios * 3
        cells.append(f"{middle:.3f} ({low:.3f} to {high:.3f}; all {ratios[0]:.3f} to "
                     f"{ratios[-1]:.3f})")  # fmt: skip
    cpu = [statistics.median(cost.cpu for cost in side) for side in zip(*found, strict=True)]
    peak = [statistics.median(cost.memory for cost in side) for side in zip(*found, strict=True)]
    more = f"CPU {cpu[0]:.2f} s, was {cpu[1]:.2f}; peak {peak[0] / 1e6:.0f} MB, was"
    return f"| {name} | {cells[0]} | {cells[1]} | {more} {peak[1] / 1e6:.0f} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("old", type=Path, help="the other checkout, with its .venv")
    parser.add_argument(
        "--rows", default="grid,l,m,h,words64,words1024,film", help="which, by name"
    )
    parser.add_argument("--times", type=int, default=10, help="pairs of each row")
    asked = parser.parse_args()
    print(f"{describe()}; {asked.times} interleaved pairs, median (middle half; all)\n")
    print("| what | CPU, new over old | wall, new over old | |\n|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as name:
        known = rows(Path(name))
        for row in asked.rows.split(","):
            what, arguments = known[row]
            commands = [[str(tree / ".venv" / "bin" / "attnviz"), *arguments]
                        for tree in (ROOT, asked.old.absolute())]  # fmt: skip
            new, old = ((lambda command=command: run(command)) for command in commands)
            print(line(what, pairs(new, old, asked.times)), flush=True)


if __name__ == "__main__":
    main()
