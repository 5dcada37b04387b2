"""One line as it stands on screen, with what its conditions are asked of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from attnviz.catalog.captions import load_captions
from attnviz.look import numerals
from tests.statements.arrays import Arrays
from tests.statements.columns import Column, column
from tests.statements.reading import Screen, pattern

_POWERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def number(text):
    """Return the number that is written: ``−3.09``, ``22,704``, ``4.85·10⁸``, ``√64``."""
    text = text.replace(numerals.MINUS, "-").replace(",", "").rstrip("°%×")
    if text.startswith("√"):
        return float(text[1:]) ** 0.5
    mantissa, _, power = text.partition("·10")
    return float(mantissa) * 10 ** int(power.translate(_POWERS) or "0")


def prints(text, value):
    """Tell whether a text is what a number looks like when it is written with so many digits."""
    shown = number(text)
    mantissa, _, power = text.partition("·10")
    decimals = len(mantissa.partition(".")[2].rstrip("°%×"))
    unit = 10.0 ** (int(power.translate(_POWERS) or "0") - decimals)
    return abs(shown - value) <= unit / 2 + 1e-5 * max(1.0, abs(value))


def alike(*values):
    """Tell whether numbers print alike, with two decimals."""
    return len({f"{value:.2f}".replace("-0.00", "0.00") for value in values}) == 1


def alone(values, best):
    """Tell whether the `best` (max or min) of some numbers prints like no other of them."""
    found = best(values)
    return len(values) > 1 and sum(alike(found, value) for value in values) == 1


class Slots(dict):
    """What stands in a line's places, with those that somebody has asked for."""

    def __init__(self, found):
        super().__init__(found)
        self.asked = set()

    def __getitem__(self, name):
        self.asked.add(name)
        return super().__getitem__(name)


@dataclass
class Line:
    """A line of a scene, what stands in its places, and the head that it speaks of."""

    a: Arrays
    screen: Screen
    key: str
    slots: Slots
    language: str = "en"

    @cached_property
    def i(self) -> int:
        """The position that is followed: as the line names it, or as the sidecar says."""
        i = self.at("query") if "query" in self.slots else self.screen.focus
        assert i is not None
        assert i == self.screen.focus, "the picture follows another word"
        return i

    @cached_property
    def column(self) -> Column:
        """What the followed column does."""
        return column(self.a, self.i)

    @property
    def seen(self) -> list[int]:
        """The keys that the mask lets the followed word see."""
        return list(range(self.i + 1))

    @property
    def some_summed(self) -> bool:
        """Whether some row on screen stands for several keys."""
        said = load_captions(self.language)["notes"]
        keys = "others others_one earlier earlier_one later later_one".split()
        texts = [text.strip() for text, _ in self.screen.stage]
        return any(pattern(said[key]).fullmatch(text) for key in keys for text in texts)

    def at(self, slot):
        """Return the position that a slot names."""
        return self.a.at(self.slots[slot])

    def score(self, j):
        """Return the followed word's score of a key."""
        return float(self.a.scores[self.i, j])

    def weight(self, j):
        """Return the followed word's weight on a key."""
        return float(self.a.pattern[self.i, j])

    def prints(self, slot, value):
        """Tell whether a number stands in a slot."""
        return prints(self.slots[slot], value)

    def kind_is(self, *kinds):
        """Tell whether the column is of one of these kinds, or may be called so."""
        return bool(set(self.column.kinds) & set(kinds))

    def lists(self, slot, positions):
        """Tell whether a slot lists these positions, in this order."""
        joints = load_captions(self.language)["lists"]
        text = ""
        for rank, j in enumerate(positions):
            if rank:
                text += re.escape(joints["last" if rank == len(positions) - 1 else "other"])
            name = self.a.names[j]
            text += f"(?:{re.escape(name)}|{re.escape(name[:1])}\\S*…\\S*)"
        return bool(re.fullmatch(text, self.slots[slot]))

    def names_keys(self):
        """Tell whether {keys} are those that answer, or else those that hold over half."""
        return any(self.lists("keys", self.column.named(kind)) for kind in self.column.kinds)

    def share(self):
        """Return what the keys that are named hold together, for the kind that is said."""
        kind = next(k for k in self.column.kinds if self.lists("keys", self.column.named(k)))
        return sum(self.weight(j) for j in self.column.named(kind))
