"""Sentences that scenes are played on, and all that layouts must bear."""

from __future__ import annotations

TALE = "the quick brown fox jumps over the lazy dog while a small cat sleeps near the warm fire"
_TALE = (
    "The quick brown fox jumps over the lazy dog while the small grey cat sleeps near the warm "
    "fire and dreams of fish again"
).split()
LONG_TALE = " ".join([*_TALE, "in the old house"])

# 1 to 24 words and beyond, many scripts, awkward ones.
SENTENCES = [
    *(
        " ".join(_TALE[:n])
        for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 18, 20, 22, 24)
    ),
    "a fluffy blue creature roamed the verdant forest",
    "I",
    "a b c d e f g h",
    "a a a a a a a a a a a a",
    "internationalization",
    "the internationalization of electroencephalographically counterrevolutionaries overwhelmed",
    "counterrevolutionaries " * 8,
    "electroencephalographically " * 12,
    "W" * 25,
    "w" * 120,
    "WWWWWWWWWWWW " * 16,
    "The old wooden ship crossed a calm grey sea.",
    '"Don\'t," she said, "you\'re well-known!"',
    "Wait... what?! (Really?) -- yes; no: 3.14 or 1,000,000?",
    "buffalo buffalo buffalo buffalo buffalo",
    "$x$ <b>bold</b> \\frac{1}{2} #{ok} & *stars*",
    "어제 우리는 작은 도서관에서 오래된 책을 읽었다",
    "나는 학교에 간다",
    "一只小猫坐在红色的垫子上",
    "猫は赤いマットの上に座った",
    "Ελληνικά и русский mixed together",
    "مرحبا بالعالم",
    "दुनिया को नमस्ते",
    "I love 😀 and 👩‍👩‍👧‍👦 and 🇰🇷 flags",
    "cafe\u0301 na\u00efve o\u0302\u0323 Z\u0301a\u0328",
    "x\u0338 a\u0300\u0316 b",
    "to be , or not to be , that is the question",
    "12 345 6789 0.5 -3",
    " ".join(_TALE + _TALE[:6]),
    " ".join(_TALE * 2),
    " ".join(_TALE * 3),
]
