"""What rendering costs, as ratios of runs interleaved with one another: `make bench`.

Machines are shared and noisy, so that seconds say little; a ratio of two runs made right after one
another says more. Every row is repeated; the table gives the median and the spread.

CPU seconds are user and system time of the whole process tree. Encode-only (the floor) is x264 crf
23 veryfast yuv420p from RGBA, conversion included: a run that decodes the finished clip to RGBA and
encodes it, less a run that decodes it only.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SENTENCE = "a fluffy blue creature roamed the verdant forest"
ATTNVIZ = [sys.executable, "-m", "attnviz"]
WORDS = (
    "every spring the narrow river behind our old stone house floods the lower fields and leaves "
    "a layer of dark soil in which my grandmother planted long rows of beans and bright flowers"
).split()
SIZES = {"l": "480p15", "m": "720p30", "h": "1080p60"}
TARGETS = {"l": 3.5, "m": 2.0, "h": 1.4}


@dataclass(frozen=True)
class Cost:
    """What a command took: CPU and wall seconds, and peak memory in bytes."""

    cpu: float
    wall: float
    memory: int


def run(command: list[str], **environment: str) -> Cost:
    """Run a command to its end and say what it and its children took."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, env={**os.environ, **environment}
    )
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if status:
        raise SystemExit(f"{' '.join(command)} failed with status {status}")
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss * 1024)


def render(folder: Path, quality: str, *more: str, sentence: str = SENTENCE) -> list[str]:
    """Return the command that renders the pattern clip anew."""
    clip = str(folder / f"{quality}.mp4")
    flags = ["-q", quality, "-o", clip, "--disable_caching", "--sentence", sentence]
    return [*ATTNVIZ, "render", "pattern", *flags, *more]


def code(clip: Path, encode: bool) -> None:
    """Decode a clip to RGBA, and encode it again if asked: the body of a floor's run."""
    import av

    with av.open(str(clip)) as source, tempfile.TemporaryDirectory() as folder:
        stream = source.streams.video[0]
        output = av.open(f"{folder}/floor.mp4", "w")
        options = {"crf": "23", "preset": "veryfast"}
        target = output.add_stream("libx264", rate=stream.average_rate, options=options)
        target.width, target.height, target.pix_fmt = stream.width, stream.height, "yuv420p"
        for i, frame in enumerate(source.decode(video=0)):
            pixels = frame.to_ndarray(format="rgba")
            if encode:
                picture = av.VideoFrame.from_numpy_buffer(pixels, format="rgba")
                picture.pts = i
                output.mux(target.encode(picture.reformat(format="yuv420p")))
        if encode:
            output.mux(target.encode(None))
        output.close()


def stock(folder: Path, quality: str) -> list[str]:
    """Return the command that renders the scene with manim's own camera, renderer and encoder."""
    return [sys.executable, __file__, "--stock", quality, "--folder", str(folder)]


def render_stock(quality: str, folder: Path) -> None:
    """Render with manim's own camera, renderer, writer, encoder settings and text mobjects.

    Words and numbers are made as manim makes them, through Pango and an SVG file; the scene then
    moves their outlines with its own animations, which cost less than manim's.
    """
    from manim import Camera, tempconfig

    from attnviz.ink import text
    from attnviz.scenes.pattern import AttentionPattern

    text.set_text = stock_text

    class Stock(AttentionPattern):
        camera_type = Camera

    names = {"l": "low_quality", "m": "medium_quality", "h": "high_quality"}
    settings = {"quality": names[quality], "media_dir": str(folder), "progress_bar": "none",
                "disable_caching": True, "verbosity": "ERROR"}  # fmt: skip
    with tempconfig(settings):
        Stock().render()


def stock_text(words: str, voice: Any = "serif") -> Any:
    """Set a text through manim's own mobject, in the place that ours would take."""
    import numpy as np
    from manim import Text

    from attnviz.look.glyphs import Outline, set_text

    ours = set_text(words, voice)
    drawn = Text(words).family_members_with_points() if len(ours.points) else []
    if not drawn:
        return ours
    points = np.concatenate([letter.points for letter in drawn])
    low, span = points.min(axis=0), np.ptp(points, axis=0)
    place, room = ours.points.min(axis=0), np.ptp(ours.points, axis=0)
    scale = np.divide(room, span, out=np.ones(3), where=span > 0)
    return Outline((points - low) * scale + place, ours.advance)


def spread(values: list[float]) -> str:
    """Write a median and its range."""
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def repeat(times: int, body: Callable[[], list[float]]) -> list[list[float]]:
    """Repeat a set of interleaved measurements; return them by column."""
    return [list(column) for column in zip(*(body() for _ in range(times)), strict=True)]


def against_floor(quality: str, times: int, folder: Path) -> list[str]:
    """Compare the whole command with encoding alone."""
    clip = folder / f"{quality}.mp4"

    def body() -> list[float]:
        whole = run(render(folder, quality))
        both = run([sys.executable, __file__, "--code", str(clip), "--encode"])
        decode = run([sys.executable, __file__, "--code", str(clip)])
        floor = both.cpu - decode.cpu
        return [whole.cpu, whole.wall, floor, whole.cpu / floor, whole.memory / 1e6]

    cpu, wall, floor, ratio, memory = repeat(times, body)
    return [
        f"whole command over encode-only, {SIZES[quality]}", spread(ratio),
        f"at most {TARGETS[quality]}",
        f"CPU {spread(cpu)} s over {spread(floor)} s; wall {spread(wall)} s; "
        f"peak {statistics.median(memory):.0f} MB",
    ]  # fmt: skip


def against_stock(quality: str, times: int, folder: Path) -> list[str]:
    """Compare wall time with manim's own camera and encoder on the same scene."""

    def body() -> list[float]:
        ours = run(render(folder, quality))
        theirs = run(stock(folder, quality))
        return [theirs.wall / ours.wall, theirs.cpu / ours.cpu]

    wall, cpu = repeat(times, body)
    name = f"stock camera, encoder and text over ours, {SIZES[quality]}, wall"
    return [name, spread(wall), "at least 3", f"CPU {spread(cpu)}"]


def by_words(times: int, folder: Path) -> list[list[str]]:
    """Compare the CPU time a frame for more and more words.

    Whole is the whole command. Drawn leaves out what does not grow with the frames: the model and
    the JSON, as `attnviz grid --format json` takes for them.
    """
    import json

    def frame_cost(count: int) -> tuple[float, float, float]:
        sentence = " ".join((WORDS * (count // len(WORDS) + 1))[:count])
        cost = run(render(folder, "m", sentence=sentence))
        once = run([*ATTNVIZ, "grid", sentence, "-o", str(folder / "once.json")])
        frames = json.loads((folder / "m.json").read_text("utf-8"))["frames"]
        return cost.cpu / frames, (cost.cpu - once.cpu) / frames, cost.memory / 1e6

    counts = [16, 32, 64, 128, 1024]

    def body() -> list[float]:
        whole, drawn, _ = frame_cost(8)
        costs = [frame_cost(count) for count in counts]
        ratios = [ratio for cost in costs for ratio in (cost[0] / whole, cost[1] / drawn)]
        return [*ratios, *(memory for *_, memory in costs)]

    columns = repeat(times, body)
    targets = {64: "at most 1.5", 1024: "at most 2"}
    return [
        [f"CPU a frame, {count} words over 8, 720p30", spread(columns[2 * i + 1]),
         targets.get(count, ""), f"with the model and the JSON {spread(columns[2 * i])}; "
         f"peak {statistics.median(columns[2 * len(counts) + i]):.0f} MB"]
        for i, count in enumerate(counts)
    ]  # fmt: skip


def small_rows(times: int, folder: Path) -> list[list[str]]:
    """Measure the cold start, a clip that is there, and two jobs."""
    from attnviz.models.weights import default

    weights = str(default())
    read = [sys.executable, "-c", f"open({weights!r}, 'rb').read()"]
    grid = [*ATTNVIZ, "grid", "the old wooden ship slowly crossed a very calm sea"]
    cached = [*ATTNVIZ, "render", "pattern", "-q", "l", "-o", str(folder / "c.mp4")]
    kept = {"ATTNVIZ_CACHE_DIR": str(folder / "cache")}
    run(cached, **kept)
    starts = repeat(times, lambda: [run(grid).wall / run(read).wall, run(grid).wall])
    again = repeat(times, lambda: [run(cached, **kept).wall])
    two = [*ATTNVIZ, "render", "pattern", "softmax", "-q", "m", "--media_dir", str(folder)]
    two += ["--disable_caching", "--jobs"]

    def both() -> list[float]:
        one, other = run([*two, "1"]), run([*two, "2"])
        return [one.wall / other.wall, one.cpu / one.wall, other.cpu / other.wall]

    jobs = repeat(times, both)
    return [
        ["cold `attnviz grid`, ten words, over reading the weights", spread(starts[0]),
         "at most 8", f"{spread(starts[1])} s"],
        ["the same clip a second time, wall seconds", spread(again[0]), "under 0.5", ""],
        ["two scenes, one job over two, wall", spread(jobs[0]), "at least 1.7",
         f"cores at work with one job {spread(jobs[1])}, with two {spread(jobs[2])}"],
    ]  # fmt: skip


def film_row(times: int, folder: Path) -> list[str]:
    """Compare the whole film's CPU time with encoding it alone."""
    clip = folder / "film.mp4"
    command = [*ATTNVIZ, "film", "-q", "m", "-o", str(clip), "--disable_caching"]

    def body() -> list[float]:
        whole = run(command)
        both = run([sys.executable, __file__, "--code", str(clip), "--encode"])
        decode = run([sys.executable, __file__, "--code", str(clip)])
        return [whole.cpu / (both.cpu - decode.cpu), whole.wall]

    ratio, wall = repeat(times, body)
    note = f"wall {spread(wall)} s"
    return ["the film over encode-only, 720p30", spread(ratio), "at most 1.8", note]


def describe() -> str:
    """Say what machine this is, without naming it."""
    model = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        model = next(line.split(":")[1].strip() for line in lines if "model name" in line)
    except (OSError, StopIteration):
        pass
    load = os.getloadavg()[0]
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}, load {load:.1f}"


def main() -> None:
    """Print the table; the hidden flags are the bodies of its runs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", default="l,m,h,stock,words,small,film", help="which, by name")
    parser.add_argument("--times", type=int, default=3, help="repeats of each row")
    parser.add_argument("--code", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--encode", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--stock", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.code:
        code(asked.code, asked.encode)
        return
    if asked.stock:
        render_stock(asked.stock, asked.folder)
        return
    print(f"{describe()}; {asked.times} interleaved repeats, median (range)\n")
    print("| what | ratio or seconds | target | more |\n|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for row in asked.rows.split(","):
            if row in SIZES:
                rows = [against_floor(row, asked.times, folder)]
            elif row == "stock":
                rows = [against_stock("m", asked.times, folder)]
            elif row == "film":
                rows = [film_row(asked.times, folder)]
            else:
                rows = {"words": by_words, "small": small_rows}[row](asked.times, folder)
            for cells in rows:
                print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
