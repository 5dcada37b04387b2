"""The condition of every label and footnote, by its key in the table of notes.

A label on stage can be set in several pieces, with symbols and words between: of such a one only
that its pieces are those of a known note is told.
"""

from __future__ import annotations

import re

import numpy as np

from attnviz.catalog.captions import load_captions
from tests.statements.line import number, prints
from tests.statements.lines import keeps
from tests.statements.reading import pattern

_NUMERAL = re.compile(r"[\d,.·⁰-⁹¹²³°√/×→():∞+−=\s]*개?")  # with the Korean counter
_SYMBOLS = {*"EqkvWQKVOTRxyz′…|=", "ΔE"}
_LOW, _HIGH = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"), str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def footnotes(screen, language):
    """Return (key, slots, text) of every note in the footer; key is None of an unknown one."""
    found = []
    for text in screen.footer:
        parts = text.split(" · ")
        while parts:
            for length in range(len(parts), 0, -1):
                said = " · ".join(parts[:length])
                match = _note(said, language)
                if match or length == 1:
                    found.append((*(match or (None, {})), said))
                    parts = parts[length:]
                    break
    return found


def labels(screen, arrays, language):
    """Return (key, slots, text) of every label on stage that is a note, or that nobody knows."""
    tokens = arrays.trace.tokens
    pieces = {token.text.strip() for token in tokens} | {*arrays.names, *arrays.words}
    # A list on stage can name any token of the vocabulary; its captions say which.
    listed = screen.beat == "read_out"
    found = []
    for text, _ in screen.stage:
        bare = re.sub(r": [+−\d.,]+$", "", text.strip())  # a note can end in a number
        # A name inside of a label can have the Korean "of" after it, or end in one itself.
        name = bare.lstrip("␣").rstrip(":")
        names = {bare.lstrip("␣"), name, name.removesuffix("의")}
        if any(_NUMERAL.fullmatch(name) for name in names) or names & {*pieces, *_SYMBOLS}:
            continue
        name = min(names, key=len)
        if "…" in name or re.fullmatch(r"(<[0-9A-F]{2}>)+", name):  # cut in the middle; bytes
            continue
        match = _note(bare, language)
        if match:
            found.append((*match, bare))
        elif not listed and not {*bare.split()} <= _words(language):
            found.append((None, {}, bare))
    return found


def _note(text, language):
    """Find the note that says most of a text itself."""
    found = []
    for key, template in load_captions(language)["notes"].items():
        match = pattern(template).fullmatch(text)
        if match and not any(" · " in slot for slot in match.groupdict().values()):
            found.append((len(re.sub(r"\{\w+\}", "", template)), key, match.groupdict()))
    return max(found, key=lambda one: one[0])[1:] if found else None


def _words(language):
    """Return the words of which notes and bubbles are made."""
    said = load_captions(language)
    texts = [*said["notes"].values(), *said["bubbles"].values()]
    return {word for text in texts for word in re.sub(r"\{\w+\}", " ", text).split()}


# Conditions


def always(line):
    """Say it wherever the picture has such a thing."""
    return True


def never(line):
    """Say it of other models, other units, or of more words than these sentences have."""
    return False


def counts_as(slot, *values):
    """Give one of these counts: functions of the arrays."""
    return lambda line: any(number(line.slots[slot]) == value(line.a) for value in values)


def in_layer(*positions):
    """Name what enters the layer: of the followed word, or of the key."""

    def holds(line):
        names = []
        for which in positions:
            i = getattr(line.screen, which)
            low = str(i + 1).translate(_LOW)
            high = f"⁽{str(line.a.layer).translate(_HIGH)}⁾"
            names += [f"{letter}{low}{end}" for letter in "Eqk" for end in ("", high)]
        return line.slots["vector"] in names

    return holds


def entered(line):
    """Say through which layers a row of the table came."""
    row = re.sub("⁽.*⁾", "", line.slots["vector"])
    layers = "last" not in line.slots or number(line.slots["last"]) == line.a.layer - 1
    return in_layer("focus", "key")(line) and line.slots["row"] == row and layers


def last_token(line):
    """Name the last token of the word that the vector is of."""
    i = line.screen.focus if line.slots["vector"].startswith("q") else line.screen.key
    text = line.a.trace.tokens[line.a.last[i]].text.strip()
    return line.a.counts[i] > 1 and line.slots["token"].lstrip("␣") == text


def drawn(line):
    """Count the entries that are drawn, of a vector's."""
    of = number(line.slots["width"]) in (line.a.d_model, line.a.d_head)
    return of and number(line.slots["drawn"]) <= number(line.slots["width"])


def drawn_rows(line):
    """Count the entries that are drawn of what goes in and of what comes out."""
    shown, out = number(line.slots["drawn_out"]), number(line.slots["out"])
    return (
        drawn(line)
        and number(line.slots["width"]) == line.a.d_model
        and (out == line.a.d_head and shown <= out)
    )


def dials(line):
    """Name the pair that is turned farthest of those that no place turns by more than half."""
    first, second = number(line.slots["first"]), number(line.slots["second"])
    steps = 100_000.0 ** (-np.arange(line.a.d_head // 2) / (line.a.d_head // 2))  # a place, radians
    farthest = line.a.last[-1] * steps
    best = int(np.argmax(np.where(farthest <= np.pi, farthest, -1.0)))
    return line.slots["letter"] in "qk" and (first, second) == (2 * best + 1, 2 * best + 2)


def plane(line):
    """Say what the plane through the update keeps of the weighted values."""
    low = str(line.i + 1).translate(_LOW)
    return line.slots["update"] == f"ΔE{low}" and prints(line.slots["kept"], keeps(line))


def longest(line):
    """Say how many rows there are besides the followed word's, of more words."""
    count = number(line.slots["n"])
    named = line.a.at(line.slots["word"]) == line.i
    return named and count < number(line.slots["all"]) - 1 == line.a.n - 1


def summed(line):
    """Say it where a row stands for several keys."""
    return line.some_summed


def several_tokens(line):
    """Say it where some word has several tokens."""
    return max(line.a.counts) > 1


def among(low):
    """Count at least so many words, fewer than there are."""
    return lambda line: low <= number(line.slots["n"]) < line.a.n


def thin_others(line):
    """Count the keys that the followed word sees, but the best four, the last and the followed."""
    return number(line.slots["n"]) in (len(line.seen) - 5, len(line.seen) - 6)


def labelled(line):
    """Count the words that have labels."""
    return number(line.slots["shown"]) < number(line.slots["all"]) == line.a.n


HEADS = counts_as("heads", lambda a: a.trace.queries.shape[1])
D_HEAD, D_MODEL = (lambda a: a.d_head), (lambda a: a.d_model)


def table_columns(line):
    """Count columns of the table, no more than a frame has room for, and all of them."""
    vocabulary = line.a.trace.vocabulary
    drawn = number(line.slots["columns"])
    return number(line.slots["all"]) == len(vocabulary.embeddings) and 50 < drawn < 300


NOTES = {
    **dict.fromkeys(
        "more rounded before_places signs dot disc contrast weight_ramp score_ramp "
        "contrast_score cells made_values disc_number "
        "true_plane product "
        "query key shares in_all so_far exp_score exp_score_t share_of_sum attention_weight "
        "sum score without_mask "
        "with_mask leak logits stopped_here ids_some ids_cut long_words "
        "bars_exact blocks finest more_words more_tokens more_terms itself its_size".split(),
        always,
    ),
    "table_columns": table_columns,
    "own_columns": lambda line: line.a.trace.vocabulary is None,
    "entered": entered,
    "entered_first": lambda line: line.a.layer == 1 and entered(line),
    "normed": in_layer("focus", "key"),
    "before_place": in_layer("focus", "key"),
    "last_token": last_token,
    "products_added": counts_as("count", D_HEAD),
    "terms": counts_as("n", D_MODEL),
    "sum_of": counts_as("n", D_HEAD),
    "one_head": HEADS,
    "strip": drawn,
    "strip_written": drawn,
    "two_rows": drawn_rows,
    "dials": dials,
    "strip_whole": counts_as("width", D_HEAD),
    "rows_columns": lambda line: (
        number(line.slots["rows"]) == line.a.d_head
        and number(line.slots["columns"]) == line.a.d_model
    ),
    "others_one": always,
    "others": among(2),
    "earlier_one": always,
    "earlier": among(2),
    "later_one": always,
    "later": among(2),
    "others_sum": summed,
    "mean_others": summed,
    "mean_both": lambda line: summed(line) and several_tokens(line),
    "mean_tokens": several_tokens,
    "several": several_tokens,
    "others_thin_one": lambda line: len(line.seen) > 6,
    "others_thin": thin_others,
    "others_thin_some": never,  # of more than 40
    "best_line": several_tokens,
    "undivided": lambda line: line.slots["root"] == f"√{line.a.d_head}",
    "sink": lambda line: line.a.sink,
    "hidden": lambda line: line.a.n > 1,
    "last_of_word": lambda line: line.a.counts[line.i] > 1,
    "deviations": lambda line: number(line.slots["first"]) > number(line.slots["chance"]),
    "labelled_word": labelled,
    "plane": plane,
    "weight_share": lambda line: prints(line.slots["weight"], line.weight(0)),
    "longest": longest,
}
