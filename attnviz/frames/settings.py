"""The frames of a clip: size, rate and format. No manim in here."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from attnviz.errors import UsageError

# manim's own letters: size in pixels and frames a second.
QUALITIES = {
    "l": (854, 480, 15.0),
    "m": (1280, 720, 30.0),
    "h": (1920, 1080, 60.0),
    "p": (2560, 1440, 60.0),
    "k": (3840, 2160, 60.0),
}
FORMATS = ("mp4", "gif", "webm", "mov", "png", "svg", "pdf")
STILLS = ("png", "svg", "pdf")

# Rates that are written for a thousand frames in 1.001 s: 23.976, 29.97, 59.94 and their like.
_SLOWED = tuple(Fraction(1000 * rate, 1001) for rate in (24, 30, 48, 60, 120, 240))

# Pixels along a side: what cairo draws (its coordinates have 16 bits), and what x264 encodes.
_DRAWN = 32_766
_ENCODED = {"mp4": 16_384, "mov": 16_384}


def frame_rate(fps: float) -> Fraction:
    """Return the exact rate that a number stands for: 29.97 for 30000/1001, as in broadcasting."""
    for rate in _SLOWED:
        if abs(fps - rate) < 0.0045:  # 23.98 is also written for 23.976
            return rate
    return Fraction(fps).limit_denominator(1001)


@dataclass(frozen=True)
class FrameSettings:
    """The frames of a clip.

    Attributes
    ----------
    width, height
        In pixels, both even.
    fps
        Frames a second; becomes what `frame_rate` reads it as.
    format
        One of `FORMATS`; those in `STILLS` are one frame only.
    transparent
        Whether the ground is left out.
    beat
        Which one a still shows, as it ends; None takes the last.
    once
        Whether a GIF stops at its end instead of beginning again.
    """

    width: int = 1280
    height: int = 720
    fps: float = 30.0
    format: str = "mp4"
    transparent: bool = False
    beat: str | None = None
    once: bool = False

    def __post_init__(self) -> None:
        """Refuse what no encoder can make."""
        if self.width % 2 or self.height % 2 or not min(self.width, self.height) >= 128:
            raise UsageError(
                f"a video of {self.width} x {self.height} pixels cannot be made: "
                "pass -r W,H with even numbers of at least 128"
            )
        most = _ENCODED.get(self.format, _DRAWN)
        if max(self.width, self.height) > most:
            raise UsageError(
                f"{self.width} x {self.height} pixels are too many for {self.format}: "
                f"pass -r W,H with at most {most} along a side"
            )
        if self.format not in STILLS and not self._encodable():
            raise UsageError(
                f"{self.width} x {self.height} pixels are too many for a video: "
                "pass a smaller -r W,H, as 16000,16000"
            )
        if not 1 <= self.fps <= 240:
            raise UsageError(f"--fps {self.fps:g} is out of range: pass 1 to 240")
        object.__setattr__(self, "fps", float(frame_rate(self.fps)))
        if self.transparent and self.format in ("mp4", "pdf"):
            raise UsageError(
                f"{self.format} has no transparency: "
                "pass --format webm, mov, gif, png or svg with -t"
            )
        if self.once and self.format != "gif":
            raise UsageError(
                f"--once is for GIFs, and {self.format} does not repeat by itself: "
                "leave it out, or pass --format gif"
            )
        if self.beat is not None and self.format not in STILLS:
            raise UsageError(
                f"a beat is a still and {self.format} moves: pass -o FILE.png, FILE.svg "
                "or FILE.pdf, or leave out --beat"
            )

    def _encodable(self) -> bool:
        """Tell whether libav takes frames of this area (its ``av_image_check_size2``)."""
        return 8 * (self.width + 128) * (self.height + 128) < 2**31 - 1
