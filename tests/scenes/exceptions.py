"""What tests of motion, of the page's use and of seams let pass, each with its reason.

Empty is best: a new line here is an argument, not a way out.
"""

from __future__ import annotations

#: Scenes that are held to all of it; the others are still to be remade.
REMADE: frozenset[str] = frozenset({
    "softmax",
    "mask",
    "tokens",
    "embedding",
    "query",
    "key",
    "pattern",
    "scores",
    "values",
    "update",
})  # fmt: skip

#: (scene, beat, kind as `watch.kind` calls it): why some vanish while others appear.
CROSSFADES: dict[tuple[str, str, str], str] = {}

#: (scene, beat, what moves, word): why it may run over the word.
OVER_WORDS: dict[tuple[str, str, str, str], str] = {}

#: (scene, beat), or (scene, beat, case): why its picture leaves half of the page empty, or stands
#: off the middle.
PAGE: dict[tuple[str, ...], str] = {
    ("tokens", beat, "two words"): "two words at twice the largest type are no wider"
    for beat in ("sentence", "pieces", "together")
}
PAGE |= {
    ("pattern", "tokens", case): "a sentence alone has the size of text, however short it is"
    for case in ("upright", "two words", "Korean")
}
PAGE |= {
    ("pattern", "embedding", case): "the room below the columns is their queries' and keys'"
    for case in ("the default", "two words", "Korean")
}

#: (scene, next scene): what is not the same where one ends and the next begins, and why.
SEAMS: dict[tuple[str, str], str] = {
    ("key", "scores"): "scores begins with all queries and keys again, not with one race",
    ("embedding", "query"): "the layers between them have clips of their own, still to come",
}

#: (scene, how the sentence begins, shape): faults that are known and still to be mended.
TO_MEND: dict[tuple[str, str, str], str] = {
    ("scores", "WWWWWWWWWWWWWWWWWWWWWWWWW", "16:9"): "a drawn-near word leaves the page",
    ("scores", "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww", "4:3"): "a drawn-near word leaves the page",
    ("embedding", "Wait... what?!", "1:1"): "the footer is too wide",
    ("key", "Wait... what?!", "9:16"): "the followed column is too tall for the race",
    ("key", "Wait... what?!", "1:1"): "the followed column is too tall for the race",
    ("key", "مرحبا", "4:3"): "the footer reaches the caption",
}  # fmt: skip
