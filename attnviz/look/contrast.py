"""How well a theme's colours stand out from its ground, by WCAG 2."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attnviz.look.style import Role, Theme

# WCAG 2.2, level AA: 1.4.3 for text, 1.4.11 for lines and marks that have a meaning. Hairs, the
# lines between a grid's cells, are no more than a help for the eye and need nothing.
TEXT_NEEDS, MARKS_NEED = 4.5, 3.0
TEXT_ROLES: Sequence[Role] = (
    "text", "mute", "fade", "query", "key", "value", "output", "embedding", "accent", "plus",
    "minus",
)  # fmt: skip
MARK_ROLES: Sequence[Role] = ("line",)


def luminance(color: str) -> float:
    """Return the relative luminance of ``#rrggbb``: 0 for black, 1 for white."""
    parts = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours: from 1 for the same to 21 for black on white."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def too_faint(theme: Theme) -> list[str]:
    """Say which roles do not stand out enough from a theme's ground.

    Returns
    -------
    list of str
        One a role: its colour, its ratio, and what it needs.
    """
    found = []
    kinds = (TEXT_ROLES, TEXT_NEEDS, "read"), (MARK_ROLES, MARKS_NEED, "see")
    for roles, needed, purpose in kinds:
        for role in roles:
            ratio = contrast(theme.color(role), theme.ground)
            if ratio < needed:
                # Cut, not rounded: 4.499 must not be said to be 4.5 and too little.
                found.append(
                    f"{role} {theme.color(role)} on ground {theme.ground} has a contrast of "
                    f"{int(ratio * 100) / 100:.2f}, and {needed:g} is needed to {purpose} it"
                )
    return found
