"""Sixty sentences that statements are held against; stars stand around their content words."""

from __future__ import annotations

import re

from tests.everyday import EVERYDAY

# Short and long, questions, talk, no adjective, words that repeat, marks, numbers.
_MORE = """
*Wine*
*red* *wine*
The *dog* *barked*.
*Why*?
*Mary* *sleeps*, *John* *reads*, *Peter* *sings*.
*Birds* *fly* and *fish* *swim*.
a *fluffy* *blue* *creature* *roamed* the *verdant* *forest*
What is the *old* *man* *doing* in the *dark* *garden*?
"*Where* are *you*?" "*Here*!" *she* *called*.
The *rain* in the *rain* is *rain*.
the *big* *dog* and the *small* *dog* and the *old* *dog*
*Wait*... *what*?! (*Really*?) -- *yes*; *no*: *3.14* or *1,000,000*?
The *internationalization* of *electroencephalography* *surprised* the *young* *doctor*.
The *quick* *brown* *fox* *jumps* over the *lazy* *dog* \
while a *small* *cat* *sleeps* near the *warm* *fire*
The *tired* *sailor* *climbed* the *narrow* *stairs* because he *wanted* to *see* \
the *bright* *light* of the *old* *lighthouse*.
My *younger* *brother* *kept* his *new* *bicycle* in the *kitchen* until our *mother* \
*found* a *better* *place* for it in the *cold* *cellar*.
*John* *said* that *Peter* had *seen* him at the *station*, but *Peter* *denied* it.
The *lamp* was *warm*, *soft*, and *bright*.
How *many* *times* did she *ask*, and how *often* did they *answer*?
*어제* 우리는 *작은* *도서관에서* *오래된* *책을* *읽었다*
그녀는 *왜* *어제* *저녁에* *친구의* *파란* *가방을* *들고* *집으로* *돌아갔을까요*?
Le *petit* *garçon* a *demandé* à sa *mère*: «*Pourquoi* le *ciel* est-il *bleu*?»
*Elle* *aime* le *café* *noir*, le *pain* *chaud* et les *longues* *promenades* sous la *pluie*.
*Warum* *schläft* die *alte* *Katze* auf dem *warmen* *Sofa*?
""".strip().splitlines()

SENTENCES = [*EVERYDAY[:28], *EVERYDAY[32:36], *EVERYDAY[42:44], *EVERYDAY[51:53], *_MORE]

# What describes what, as an English reader sees it: all words but the last describe the last.
DESCRIBED = [
    phrase.split()
    for phrase in (
        "old wooden ship", "calm grey sea", "quick brown fox", "lazy dog", "heavy door",
        "best friend", "long red candles", "red wine", "fluffy blue creature", "verdant forest",
        "old man", "dark garden", "big dog", "small dog", "old dog", "young doctor", "small cat",
        "warm fire", "tired sailor", "narrow stairs", "bright light", "old lighthouse",
        "younger brother", "new bicycle", "better place", "cold cellar",
    )
]  # fmt: skip

HEADS = ((13, 1), (13, 8), (13, 3), (16, 0), (11, 6), (4, 3))
LAYERS = 1 + max(layer for layer, _ in HEADS)
# Every sentence is played on two heads in turn: all sentences, and each scene on each head.
PAIRS = [
    (sentence, (HEADS[i % len(HEADS)], HEADS[(i + 1 + i // len(HEADS) % 5) % len(HEADS)]))
    for i, sentence in enumerate(SENTENCES)
]


def plain(marked: str) -> str:
    """Return the sentence itself."""
    return marked.replace("*", "")


def starred(marked: str) -> list[bool]:
    """Tell of every character of the sentence itself whether it stands between stars."""
    found = []
    for part in re.split(r"(\*[^*]+\*)", marked):
        inside = part.startswith("*")
        found += [inside] * len(part.strip("*") if inside else part)
    return found


def described(words: list[str], position: int) -> list[int]:
    """Return which words right before a word describe it; none if none do."""
    for phrase in DESCRIBED:
        start = position + 1 - len(phrase)
        if start >= 0 and words[start : position + 1] == phrase:
            return list(range(start, position))
    return []
