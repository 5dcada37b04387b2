"""A frame's fixed places: title, content, caption, footer. All lengths are scene units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Box:
    """A rectangle in scene units."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """Horizontal extent."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Vertical extent."""
        return self.top - self.bottom

    @property
    def center(self) -> tuple[float, float]:
        """The middle."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    def inset(self, x: float, y: float | None = None) -> Box:
        """Return the box inside: so much less on the left and right, and above and below."""
        y = x if y is None else y
        return Box(self.left + x, self.bottom + y, self.right - x, self.top - y)

    def rows(self, shares: Sequence[float], gap: float = 0.0) -> list[Box]:
        """Part the box into rows, from the top.

        Parameters
        ----------
        shares
            Heights in proportion to one another.
        gap
            Between neighbours, in scene units.
        """
        room = self.height - gap * (len(shares) - 1)
        found, top = [], self.top
        for share in shares:
            height = room * share / sum(shares)
            found.append(Box(self.left, top - height, self.right, top))
            top -= height + gap
        return found

    def columns(self, shares: Sequence[float], gap: float = 0.0) -> list[Box]:
        """Part the box into columns, from the left; see `rows`."""
        room = self.width - gap * (len(shares) - 1)
        found, left = [], self.left
        for share in shares:
            width = room * share / sum(shares)
            found.append(Box(left, self.bottom, left + width, self.top))
            left += width + gap
        return found


@dataclass(frozen=True)
class Page:
    """A frame's fixed places: title, content, caption, footer.

    Attributes
    ----------
    width, height
        Of the frame: 14.22 x 8 at 16:9, 8 x 14.22 at 9:16.
    """

    width: float
    height: float

    @classmethod
    def of_pixels(cls, width: int, height: int) -> Page:
        """Return the page of a picture: its shorter side is 8 scene units."""
        unit = min(width, height) / 8
        return cls(width / unit, height / unit)

    @property
    def portrait(self) -> bool:
        """Whether panels stand below the picture instead of beside it."""
        return self.width < 1.2 * self.height

    @property
    def margin(self) -> float:
        """Width kept free at the sides."""
        return 0.46 if self.portrait else 0.64

    @property
    def left(self) -> float:
        """Where text starts."""
        return self.margin - self.width / 2

    @property
    def right(self) -> float:
        """Where text ends."""
        return self.width / 2 - self.margin

    @property
    def title(self) -> float:
        """Baseline of the title."""
        return self.height / 2 - 0.62

    @property
    def caption(self) -> float:
        """Baseline of the caption's last line."""
        footers = 0.24 if self.portrait else 0.0  # portrait footers may take two lines
        return 0.98 + footers - self.height / 2

    @property
    def footer(self) -> float:
        """Baseline of the footer."""
        return 0.42 - self.height / 2

    @property
    def content(self) -> Box:
        """The room between title and caption."""
        lines = 0.42 if self.portrait else 0.0  # portrait captions take two lines
        return Box(self.left, self.caption + 0.57 + lines, self.right, self.height / 2 - 1.25)

    @property
    def content_without_caption(self) -> Box:
        """The room between title and footer."""
        content = self.content
        return Box(content.left, self.footer + 0.50, content.right, content.top)
