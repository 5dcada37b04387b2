"""The condition of every caption, by scene and key: when it may be said, and what stands in it.

The conditions are those of the plan for captions; a line is added here with its condition, or the
test says that it has none.
"""

from __future__ import annotations

import numpy as np

from tests.statements.columns import ASKED
from tests.statements.line import alike, alone

HALF, SHOWS, NEAR_ZERO = 0.5, 0.05, 0.1


def always(line):
    """Say it of any sentence."""
    return True


def several(line):
    """Say it where there is more than one word."""
    return line.a.n > 1


def one_word(line):
    """Say it of a single word."""
    return line.a.n == 1


def sees_others(line):
    """Say it of a word that sees another than itself."""
    return len(line.seen) > 1


def sees_itself(line):
    """Say it of a word that sees only itself."""
    return len(line.seen) == 1


def never(line):
    """Say it of other models than this one, which is causal and turns queries and keys."""
    return False


def best_stands_out(line):
    """Name the key with the highest score, where it prints alone."""
    scores = [line.score(j) for j in line.seen]
    best = line.at("best")
    return (
        alone(scores, max) and best == int(np.argmax(scores)) and line.prints("high", max(scores))
    )


def score_in_print(line):
    """Give the followed pair's score; the key is visible and has one token."""
    j = line.at("key")
    return j in line.seen and line.a.counts[j] == 1 and line.prints("score", line.score(j))


def near_pair(line):
    """Give the score of a visible pair of single tokens."""
    i, j = line.at("near_query"), line.at("near_key")
    single = line.a.counts[j] == 1
    return j <= i and single and line.prints("near", float(line.a.scores[i, j]))


def leak(line):
    """Say what the followed word would give to later ones."""
    return line.i < line.a.n - 1 and line.prints("leak", line.a.leaks[line.i])


def leak_shows(line):
    """Say so where it shows, or else of the word that would give most."""
    leaks, content = line.a.leaks, line.a.content
    most = max((leaks[i] for i in range(line.a.n) if content[i]), default=leaks.max())
    large = leaks[line.i] >= SHOWS - 0.005 or leaks[line.i] >= most - 1e-6
    return leak(line) and large and not alike(leaks[line.i], 0)


def largest_at(line, temperature):
    """Return the followed word's largest weight at a temperature."""
    scaled = line.a.scores[line.i, line.seen] / temperature
    exps = np.exp(scaled - scaled.max())
    return f"{exps.max() / exps.sum():.2f}"


def evens_out(line):
    """Say it where the largest weight prints smaller at each higher temperature."""
    low, plain, high = (largest_at(line, t) for t in (0.5, 1.0, 2.0))
    return sees_others(line) and low > plain > high


def signs(line):
    """Return the signs of the visible scores as they print: a set of +, −, 0."""
    printed = [f"{line.score(j):+.2f}" for j in line.seen]
    return {"0" if float(text) == 0 else text[0] for text in printed}


def tiny(line):
    """Tell whether exp of some visible score prints as 0.00."""
    return any(alike(np.exp(line.score(j)), 0) for j in line.seen)


def reading(line):
    """Give what the named keys get; they are those that answer, or hold over half."""
    return line.names_keys() and line.prints("share", line.share())


def counts_words(line):
    """Count words without marks, and tokens."""
    a = line.a
    words = a.n - sum(a.marks)
    return line.prints("words", words) and line.prints("pieces", a.p)


def repeats(line):
    """Name a word whose tokens occur so often."""
    a = line.a
    name = line.slots["again"]
    at = a.at(name) if name in a.names else a.words.index(name)
    times = a.ids.count(a.ids[at])
    return times > 1 and line.prints("times", times)


def width(line):
    """Give the length of a vector."""
    return line.prints("width", line.a.d_model)


def rows(line):
    """Give the lengths of a vector and of a query."""
    return width(line) and line.prints("out", line.a.d_head)


def step(line):
    """Give the update's length over that of the vector, where it shows."""
    a, i = line.a, line.i
    share = np.linalg.norm(a.update[i]) / np.linalg.norm(a.entering[i])
    return line.prints("part", share) and not alike(share, 0)


def product_is(slot, extreme):
    """Name the key with the highest or lowest product, by a word's strongest token."""

    def holds(line):
        groups = [line.a.groups[j] for j in line.seen]
        products = [float(line.a.products[line.i, group].max()) for group in groups]
        return alone(products, extreme) and products[line.at(slot)] == extreme(products)

    return holds


LINES = {
    "tokens": {"sentence": always, "pieces": always},
    "embedding": {
        "words": always,
        "table": always,
        "lookup": width,
        "again": repeats,
        "left_out": always,
    },
    "query": {
        "ask": lambda line: line.kind_is(*ASKED),
        "ask_alone": sees_itself,
        "ask_self": lambda line: line.kind_is("self"),
        "ask_first": lambda line: line.kind_is("first"),
        "ask_spread": lambda line: line.kind_is("spread"),
        "ask_mixed": lambda line: line.kind_is("mixed", "spread"),
        "normalise": always,
        "matrix": always,
        "row": always,
        "row_bias": never,
        "rows": rows,
        "position": always,
        "everyone": several,
        "everyone_plain": several,
        "everyone_one": one_word,
    },
    "key": {
        "answer": always,
        "multiply": lambda line: line.a.counts[line.at("key")] == 1,
        "multiply_several": lambda line: line.a.counts[line.at("key")] > 1,
        "position": always,
        "everyone": several,
        "everyone_plain": never,
        "everyone_one": one_word,
        "race": sees_others,
        "race_alone": sees_itself,
        "winner": lambda line: product_is("best", max)(line) and product_is("worst", min)(line),
        "winner_best": lambda line: product_is("best", max)(line),
        "winner_tie": sees_others,
    },
    "scores": {
        "words": lambda line: max(line.a.counts) == 1,
        "words_several": lambda line: max(line.a.counts) > 1,
        "heads": always,
        "grid": always,
        "pair": lambda line: score_in_print(line) and line.prints("root", line.a.d_head**0.5),
        "pair_unscaled": never,
        "pair_several": lambda line: (
            line.at("key") in line.seen
            and line.a.counts[line.at("key")] > 1
            and line.prints("count", line.a.counts[line.at("key")])
            and line.prints("score", line.score(line.at("key")))
        ),
        "near_zero": lambda line: near_pair(line) and abs(_near(line)) < NEAR_ZERO,
        "smallest": lambda line: near_pair(line) and abs(_near(line)) >= NEAR_ZERO,
        "every": lambda line: several(line) and line.prints("cells", line.a.n**2),
        "every_one": one_word,
        "picture": lambda line: several(line) and line.prints("cells", line.a.n**2),
        "scale_none": never,
        "span": best_stands_out,
        "span_plain": always,
    },
    "softmax": {
        "column": sees_others,
        "column_alone": sees_itself,
        "scores": lambda line: signs(line) >= {"+", "-"},
        "scores_above": lambda line: sees_others(line) and signs(line) == {"+"},
        "scores_below": lambda line: sees_others(line) and signs(line) == {"-"},
        "scores_plain": sees_others,
        "scores_one": sees_itself,
        "exp": lambda line: not tiny(line) and line.i == line.a.n - 1,
        "exp_small": lambda line: tiny(line) and line.i == line.a.n - 1,
        "exp_masked": lambda line: not tiny(line) and line.i < line.a.n - 1,
        "exp_masked_small": lambda line: tiny(line) and line.i < line.a.n - 1,
        "shares": lambda line: sees_others(line) and line.prints("one", 1),
        "shares_one": lambda line: sees_itself(line) and line.prints("one", 1),
        "shares_sink": never,
        "sink_bar": never,
        "name": always,
        "temperature": evens_out,
        "temperature_plain": sees_others,
        "columns": several,
        "columns_one": one_word,
    },
    "mask": {
        "scores": several,
        "scores_one": one_word,
        "unmasked": several,
        "unmasked_both": never,
        "later": several,
        "later_some": never,
        "without": leak_shows,
        "without_none": lambda line: leak(line) and alike(line.a.leaks[line.i], 0),
        "without_last": lambda line: line.i == line.a.n - 1,
        "without_some": never,
        "mask": several,
        "mask_some": never,
        "with_mask": several,
        "with_mask_some": never,
        "all": several,
        "window": never,
        "alone": one_word,
        "both_ways": never,
    },
    "pattern": {
        "embedding": width,
        "queries": lambda line: line.prints("layer", line.a.layer),
        "queries_first": lambda line: line.a.layer == 0,
        "grid": always,
        "mask": several,
        "softmax": always,
        "columns": always,
        "reading": reading,
        "reading_alone": sees_itself,
        "name": always,
        "sink": lambda line: line.a.sink,
    },
    "values": {
        "column": always,
        "through": width,
        "weigh": always,
        "summed": lambda line: line.slots["update"] == f"ΔE{line.i + 1}",
        "every": several,
    },
    "update": {"added": always, "every": several},
}


def _near(line):
    return float(line.a.scores[line.at("near_query"), line.at("near_key")])
