"""GIFs with a palette made for the clip."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.filter

GIF_COLORS = 256  # the most there can be


def write_gif(
    source: Path, target: Path, rate: Fraction, colors: int = GIF_COLORS, once: bool = False
) -> None:
    """Turn a lossless video into a GIF with one palette made for it, in two passes.

    Parameters
    ----------
    rate
        Frames a second.
    colors
        In the palette, 4 to 256; one of them is the clear one.
    once
        Whether it stops at its end, where others begin again.
    """
    palette = _palette(source, colors)
    loop = {"loop": "-1" if once else "0"}
    with (
        av.open(str(source)) as movie,
        av.open(str(target), "w", format="gif", options=loop) as output,
    ):
        stream_in = movie.streams.video[0]
        graph = av.filter.Graph()
        pixels = graph.add_buffer(template=stream_in)
        shades = graph.add(
            "buffer", f"video_size={palette.width}x{palette.height}:pix_fmt=bgra:time_base=1/25"
        )
        use = graph.add("paletteuse", "dither=none:diff_mode=rectangle")
        sink = graph.add("buffersink")
        pixels.link_to(use, 0, 0)
        shades.link_to(use, 0, 1)
        use.link_to(sink)
        graph.configure()
        stream: Any = output.add_stream("gif", rate=rate)
        stream.width, stream.height, stream.pix_fmt = stream_in.width, stream_in.height, "pal8"
        shades.push(palette)
        shades.push(None)
        count = 0

        def drain() -> None:
            nonlocal count
            while True:
                try:
                    frame: Any = sink.pull()
                except (av.error.BlockingIOError, av.error.EOFError):
                    return
                frame.pts, frame.time_base = count, 1 / rate
                count += 1
                output.mux(stream.encode(frame))

        for decoded in movie.decode(stream_in):
            pixels.push(decoded)
            drain()
        pixels.push(None)
        drain()
        output.mux(stream.encode(None))


def _palette(source: Path, colors: int) -> Any:
    with av.open(str(source)) as movie:
        graph = av.filter.Graph()
        pixels = graph.add_buffer(template=movie.streams.video[0])
        make = graph.add("palettegen", f"stats_mode=full:max_colors={colors}")
        sink = graph.add("buffersink")
        pixels.link_to(make)
        make.link_to(sink)
        graph.configure()
        for decoded in movie.decode(video=0):
            pixels.push(decoded)
        pixels.push(None)
        return sink.pull()
