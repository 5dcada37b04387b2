"""From the model's tokens to the words that people see.

The rules, in order:

1. A *character* is a letter with everything that combines with it: marks, variation selectors,
   emoji sequences held by zero-width joiners, flags (after Unicode Standard Annex 29).
2. A run of letters and digits is one word, with single apostrophes or hyphens inside it ("don't",
   "well-known") and single points or commas between its digits ("3.14", "1,000").
3. Where a script is written without spaces between words (Han, kana, Thai, Lao, Khmer, Burmese,
   ...), every character is a word: where its words end is more than a rule can know.
4. Punctuation is a word of its own, a run of the same sign ("...") a single one, so that "sea." is
   "sea" and "."; every other symbol, an emoji for one, is a word.
5. Neighbouring words that share one of the model's tokens are one word, so that every token is in
   exactly one.
6. One blank between two words parts them, and belongs to the word after it also where the model
   makes it a token of its own. Any other white space is text: its tokens are words of their own,
   and white space inside a word's token stands in the word's text.
7. A token that stands for no character, such as a mark for the beginning, is a word with an empty
   text.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Sequence

from attnviz.errors import UsageError
from attnviz.traces.records import Word

Span = tuple[int, int]

_MANY_WORDS = 40  # as many are named in a message
_JOINER = "\u200d"
# What extends a character without being a mark: halves of Thai and Lao vowels, voicing marks of
# half-width kana, skin tones.
_EXTENDING = frozenset("\u0e33\u0eb3\uff9e\uff9f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
# First and last letters of the scripts without spaces.
_UNSPACED = (
    ("\u0e00", "\u0eff"),  # Thai, Lao
    ("\u1000", "\u109f"),  # Burmese
    ("\u1780", "\u17ff"),  # Khmer
    ("\u1950", "\u19df"),  # Tai Le, New Tai Lue
    ("\u1a20", "\u1aaf"),  # Tai Tham
    ("\u1b00", "\u1b7f"),  # Balinese
    ("\u2e80", "\u2fdf"),  # parts of Han characters
    ("\u3005", "\u3007"),  # Han signs of repetition and zero
    ("\u3021", "\u3029"),  # Han numerals
    ("\u3038", "\u30ff"),  # hiragana, katakana
    ("\u31f0", "\u31ff"),  # katakana
    ("\u3400", "\u4dbf"),  # Han
    ("\u4e00", "\u9fff"),  # Han
    ("\ua980", "\ua9ff"),  # Javanese, Burmese
    ("\uaa60", "\uaadf"),  # Burmese, Tai Viet
    ("\uf900", "\ufaff"),  # Han
    ("\uff66", "\uff9f"),  # katakana
    ("\U0001b000", "\U0001b16f"),  # kana
    ("\U00020000", "\U0003ffff"),  # Han
)
# Over one letter a character, see _shape: a letter, 0 digit, x of an unspaced script, or a sign.
_WORD = re.compile(r"[a0]+(?:(?:['-]|(?<=0)[.,](?=0))[a0]+)*|\S")
_SIGNS = {"'": "'", "’": "'", "-": "-", "‐": "-", "‑": "-", ".": ".", ",": ","}


def split_words(sentence: str, spans: Sequence[Span]) -> tuple[Word, ...]:
    """Group the tokens of a sentence into words.

    Parameters
    ----------
    sentence : str
        The sentence.
    spans : sequence of (int, int)
        The characters ``[start, end)`` of each token, in order. Tokens that share one character
        both span it.

    Returns
    -------
    tuple of Word
        In order; every token is in exactly one, and each text is a slice of the sentence.
    """
    atoms = list(_atoms(sentence))
    groups: list[tuple[range, range]] = []  # which atoms and which tokens each word holds
    first = 0  # token of the next word
    for token, (start, end) in enumerate(spans):
        touched = _touched(atoms, start, end)
        if touched and groups and touched.start < groups[-1][0].stop:
            before, tokens = groups.pop()
            first = tokens.start
            touched = range(before.start, max(before.stop, touched.stop))
        elif not touched and _parts_words(sentence, start, end):
            continue  # it waits for the next word
        elif not touched and groups and start < min(end, spans[token - 1][1]):
            touched, tokens = groups.pop()  # bytes of one space
            first = tokens.start
        groups.append((touched, range(first, token + 1)))
        first = token + 1
    if first < len(spans):  # spans that end before the sentence does
        touched, tokens = groups.pop() if groups else (range(0), range(first, first))
        groups.append((touched, range(tokens.start, len(spans))))
    words: list[Word] = []
    for held, tokens in groups:
        start, end = _place(sentence, [atoms[i] for i in held], [spans[i] for i in tokens])
        start = min(max(start, words[-1].end if words else 0), end)
        words.append(Word(sentence[start:end], start, end, tokens))
    return tuple(words)


def _parts_words(sentence: str, start: int, end: int) -> bool:
    """Whether ``[start, end)`` is a single blank that stands between two words."""
    around = sentence[max(start - 1, 0) : end + 1]
    return (
        end - start == 1
        and [c.isspace() for c in around] == [False, True, False]
        and (around[1] == " ")
    )


def find_word(words: Sequence[str], name: str) -> int:
    """Find a word by its text.

    Parameters
    ----------
    words : sequence of str
        The words of a sentence.
    name : str
        One of them, ``word#2`` for its second occurrence; the case counts only where it must. A
        number that is no word of the sentence is a position, counted from 1 as on screen.

    Returns
    -------
    int
        Where it stands.

    Raises
    ------
    UsageError
        When there is no such word, or not so many of it.
    """
    name = name.strip()
    wanted, _, number = name.rpartition("#")
    if not (wanted and number.isdecimal()) or name in words:
        wanted, number = name, "1"
    found = _like(words, wanted)
    if 1 <= int(number) <= len(found):
        return found[int(number) - 1]
    if not found and name.isdecimal() and 1 <= int(name) <= len(words):
        return int(name) - 1
    raise UsageError(_not_there(words, name, wanted, len(found)))


def _like(words: Sequence[str], wanted: str) -> list[int]:
    """Find where a word stands: as it is written, or else in any case and without blanks."""
    return (
        [at for at, word in enumerate(words) if word == wanted]
        or [at for at, word in enumerate(words) if word.casefold() == wanted.casefold()]
        or [at for at, word in enumerate(words) if word.strip().casefold() == wanted.casefold()]
    )


def _not_there(words: Sequence[str], name: str, wanted: str, times: int) -> str:
    """Say what is wrong with a word's name, the nearest there is, and how the rest are written."""
    import difflib  # only ever needed here

    known = {word.casefold(): word for word in reversed(words) if word.strip()}
    near = difflib.get_close_matches(wanted.casefold(), list(known), n=1, cutoff=0.5)
    hint = f"did you mean {known[near[0]]!r}? " if near and not times else ""
    if times:
        hint = f"{wanted!r} occurs {'once' if times == 1 else f'{times} times'}. "
    return (
        f"no word {name!r} in the sentence: {hint}word#2 is a word's second occurrence, "
        f"3 the third position; choose one of {_names(words)}"
    )


def tell_apart(words: Sequence[str]) -> tuple[str, ...]:
    """Name words so that none is taken for another.

    Parameters
    ----------
    words : sequence of str
        The words of a sentence, in order.

    Returns
    -------
    tuple of str
        The same, with its position, counted from 1, behind each that occurs more than once:
        ``buffalo (3)``.
    """
    count = Counter(words)
    return tuple(
        f"{word} ({position})" if count[word] > 1 else word
        for position, word in enumerate(words, 1)
    )


def _place(sentence: str, atoms: Sequence[Span], spans: Sequence[Span]) -> Span:
    """Find the characters of a word: of its atoms, and of what white space its tokens hold."""
    low, high = spans[0][0], spans[-1][1]
    if not atoms:
        return low, high
    start, end = atoms[0][0], atoms[-1][1]
    if low < start and not (low and sentence[low:start] == " "):  # that blank parts two words
        start = low
    if end < high and not _parts_words(sentence, end, high):
        end = high
    return start, end


def _touched(atoms: Sequence[Span], start: int, end: int) -> range:
    """Find the atoms that share a character with ``[start, end)``."""
    first = bisect(atoms, start, key=lambda atom: atom[1])
    stop = first
    while stop < len(atoms) and atoms[stop][0] < end:
        stop += 1
    return range(first, stop)


def _atoms(sentence: str) -> Iterator[Span]:
    """Cut a sentence by rules 2 to 4, leaving out white space."""
    characters = list(_characters(sentence))
    shape = "".join(_shape(sentence[start]) for start, _ in characters)
    run: Span | None = None  # of one repeated sign
    for match in _WORD.finditer(shape):
        start, end = characters[match.start()][0], characters[match.end() - 1][1]
        if run and run[1] == start and sentence[run[0]] == sentence[start:end]:
            run = (run[0], end)
            continue
        if run:
            yield run
            run = None
        if end - start == 1 and _is_sign(sentence[start]):
            run = (start, end)
        else:
            yield start, end
    if run:
        yield run


def _characters(sentence: str) -> Iterator[Span]:
    """Cut a sentence by rule 1."""
    start = 0
    flag_letters = 0  # in the character so far: two make a flag
    for at, letter in enumerate(sentence):
        is_flag_letter = "\U0001f1e6" <= letter <= "\U0001f1ff"
        ends_flag = is_flag_letter and flag_letters == 1
        if at > start and not ends_flag and not _extends(letter, sentence[at - 1]):
            yield start, at
            start, flag_letters = at, 0
        flag_letters += is_flag_letter
    if sentence:
        yield start, len(sentence)


def _extends(letter: str, before: str) -> bool:
    """Whether a letter belongs to the character of the letter before it."""
    if letter.isascii() or before.isspace():
        return False
    category = unicodedata.category(letter)
    return (
        category[0] == "M"
        or category == "Cf"  # joiners, soft hyphens, tags: signs without a picture of their own
        or (before == _JOINER and category[0] == "S")
        or letter in _EXTENDING
    )


def _shape(letter: str) -> str:
    """One letter of a character's kind, for `_WORD`."""
    if letter.isspace():
        return " "
    if letter in _SIGNS:
        return _SIGNS[letter]
    category = unicodedata.category(letter)
    if category == "Nd":
        return "0"
    if category[0] not in "LNM":
        return "*"
    if is_unspaced(letter):
        return "x"
    return "0" if category[0] == "N" else "a"


def is_unspaced(letter: str) -> bool:
    """Say whether a letter is of a script that sets no spaces between words, such as Thai."""
    return any(first <= letter <= last for first, last in _UNSPACED)


def _is_sign(letter: str) -> bool:
    """Whether a run of this letter is one word: punctuation, money, mathematics; not an emoji."""
    category = unicodedata.category(letter)
    return category[0] == "P" or category in ("Sm", "Sc", "Sk")


def _names(words: Sequence[str]) -> str:
    names, seen = [], dict.fromkeys(words, 0)
    for word in words[:_MANY_WORDS]:
        seen[word] += 1
        names.append(word if seen[word] == 1 else f"{word}#{seen[word]}")
    return ", ".join(names) + (", ..." if len(words) > _MANY_WORDS else "")
