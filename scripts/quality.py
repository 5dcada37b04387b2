"""Which encoder setting: quality and cost of candidates, against frames kept without loss.

`python scripts/quality.py` prints PSNR and SSIM of the luma plane (FFmpeg's own filters), file size
and CPU seconds of encoding for the pattern clip. The first row is what manim itself uses, the
second what attnviz uses, read off `attnviz.frames.encoder`; "min" is the worst frame.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.filter
import numpy as np
from frames import record, replay

from attnviz.frames.encoder import codec_for
from attnviz.frames.settings import FrameSettings

SENTENCE = "a fluffy blue creature roamed the verdant forest"
MANIM = {"crf": "23"}  # and x264's usual preset, medium
OTHERS = [
    {"preset": "veryfast", "crf": "20"},
    {"preset": "veryfast", "crf": "20", "tune": "animation"},
    {"preset": "superfast", "crf": "23"},
    {"preset": "superfast", "crf": "26"},
    {"preset": "ultrafast", "crf": "20"},
]


def converted(path: Path) -> Iterator[Any]:
    """Yield every frame as the encoder gets it."""
    frames = replay(path)
    next(frames)
    for pixels in frames:
        source = av.VideoFrame.from_numpy_buffer(pixels, format="rgba")
        yield source.reformat(
            format="yuv420p", interpolation="AREA", dst_colorspace=1, dst_color_range="MPEG"
        )


def encode(path: Path, settings: FrameSettings, options: dict[str, str], target: Path) -> None:
    """Encode a recording with x264."""
    rate = Fraction(settings.fps).limit_denominator(1001)
    with av.open(str(target), "w") as output:
        stream: Any = output.add_stream("libx264", rate=rate, options=options)
        stream.width, stream.height, stream.pix_fmt = (
            settings.width,
            settings.height,
            "yuv420p",
        )
        stream.codec_context.thread_count = 2
        for i, frame in enumerate(converted(path)):
            frame.pts, frame.time_base = i, 1 / rate
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))


def compare(path: Path, settings: FrameSettings, clip: Path, measure: str, log: Path) -> str:
    """Return what FFmpeg's `measure` (psnr or ssim) says of every frame of a clip."""
    graph = av.filter.Graph()
    size = f"video_size={settings.width}x{settings.height}:pix_fmt=yuv420p:time_base=1/1000"
    inputs = [graph.add("buffer", size), graph.add("buffer", size)]
    node, sink = graph.add(measure, f"stats_file={log}"), graph.add("buffersink")
    for i, source in enumerate(inputs):
        source.link_to(node, 0, i)
    node.link_to(sink)
    graph.configure()
    with av.open(str(clip)) as movie:
        for i, pair in enumerate(zip(movie.decode(video=0), converted(path), strict=True)):
            for frame, source in zip(pair, inputs, strict=True):
                frame.pts, frame.time_base = i, Fraction(1, 1000)
                source.push(frame)
            sink.pull()
    for source in inputs:
        source.push(None)
    del graph, inputs, node, sink, source  # which writes the log's last lines
    return log.read_text("utf-8")


def psnr(log: str) -> tuple[float, float]:
    """Return the luma PSNR of a whole clip and of its worst frame, in dB."""
    errors = np.array([float(x) for x in re.findall(r"mse_y:([\d.]+)", log)])
    worst = 10 * np.log10(255**2 / max(errors.max(), 1e-9))
    return float(10 * np.log10(255**2 / errors.mean())), float(worst)


def ssim(log: str) -> tuple[float, float]:
    """Return the luma SSIM of a whole clip and of its worst frame."""
    values = [float(x) for x in re.findall(r" Y:([\d.]+)", log)]
    return float(np.mean(values)), min(values)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--qualities", default="m,h", help="manim's letters")
    asked = parser.parse_args()
    print("| size | x264 | PSNR, dB (min) | SSIM (min) | CPU, s | kB |\n|---|---|---|---|---|---|")
    for quality in asked.qualities.split(","):
        with tempfile.TemporaryDirectory() as folder:
            path, clip = Path(folder, "frames"), Path(folder, "clip.mp4")
            record(path, quality, SENTENCE)
            settings = next(replay(path))
            start = time.process_time()
            assert sum(1 for _ in converted(path)), "nothing was drawn"
            conversion = time.process_time() - start
            for options in (MANIM, codec_for(settings).options, *OTHERS):
                start = time.process_time()
                encode(path, settings, options, clip)
                cpu = time.process_time() - start - conversion
                found = [
                    compare(path, settings, clip, measure, Path(folder, measure))
                    for measure in ("psnr", "ssim")
                ]
                (level, worst), (alike, least) = psnr(found[0]), ssim(found[1])
                name = " ".join(f"{k} {v}" for k, v in options.items())
                print(
                    f"| {settings.height}p{settings.fps:g} | {name} | {level:.2f} ({worst:.2f}) "
                    f"| {alike:.5f} ({least:.5f}) | {cpu:.1f} | {clip.stat().st_size / 1e3:.0f} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
