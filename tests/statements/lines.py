"""The condition of every caption, by scene and key: when it may be said, and what stands in it.

The conditions are those of the plan for captions; a line is added here with its condition, or the
test says that it has none.
"""

from __future__ import annotations

import numpy as np

from attnviz.catalog.captions import load_captions
from tests.statements.columns import ASKED
from tests.statements.line import alike, alone

HALF, SHOWS = 0.5, 0.05


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


def product_in_print(line):
    """Give the followed pair's product; the key is visible and has one token."""
    j = line.at("key")
    product = float(line.a.products[line.i, line.a.groups[j][0]])
    return j in line.seen and line.a.counts[j] == 1 and line.prints("product", product)


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


def tiny(line):
    """Tell whether exp of some visible score prints as 0.00; some may stand there as one sum."""
    return small(line) and not line.some_summed


def small(line):
    """Tell whether exp of some visible score would print as 0.00."""
    return any(alike(np.exp(line.score(j)), 0) for j in line.seen)


def reading(line):
    """Give what the named keys get; they are those that answer, or hold over half."""
    return line.names_keys() and line.prints("share", line.share())


def several_tokens(some):
    """Say it where some word has several tokens, or where none has."""
    return lambda line: (max(line.a.counts) > 1) == some


def counts(marks):
    """Count words and marks, where there are marks or where there are none."""

    def holds(line):
        a = line.a
        found = {"words": a.n - sum(a.marks), "marks": sum(a.marks), "pieces": a.p, "parts": a.n}
        true = [line.prints(slot, found[slot]) for slot in found if slot in line.slots]
        return all(true) and any(a.marks) == marks

    return holds


def named_alike(line, slot):
    """Return the positions of which a slot gives the text, with or without a place behind it."""
    a, name = line.a, line.slots[slot]
    text = a.words[a.names.index(name)] if name in a.names else name
    return [i for i, word in enumerate(a.words) if word == text]


def repeats(line):
    """Say how often a word occurs, all of them with the same tokens."""
    ids = [tuple(line.a.ids[i]) for i in named_alike(line, "again")]
    return len(ids) > 1 and len(set(ids)) == 1 and line.prints("times", len(ids))


def repeats_some(line):
    """Say how often a word occurs, and how often of these with the same tokens."""
    ids = [tuple(line.a.ids[i]) for i in named_alike(line, "again")]
    most = max(map(ids.count, ids))
    return 1 < most < len(ids) and line.prints("all", len(ids)) and line.prints("times", most)


def spells(line):
    """Say how many tokens a word has."""
    i = line.at("split")  # the same word elsewhere may have fewer
    return line.a.counts[i] > 1 and line.prints("count", line.a.counts[i])


def symbols(line):
    """Name the vectors of all words."""
    return several(line) and (line.slots["first"], line.slots["last"]) == ("E1", f"E{line.a.n}")


def step(line, shows):
    """Give the update's length over that of the vector, and the angle, where the share shows."""
    before, after = line.a.entering[line.i], (line.a.entering + line.a.update)[line.i]
    share = np.linalg.norm(after - before) / np.linalg.norm(before)
    cosine = before @ after / np.linalg.norm(before) / np.linalg.norm(after)
    turned = "angle" not in line.slots or line.prints("angle", np.degrees(np.arccos(cosine)))
    return line.prints("share", share) and turned and alike(share, 0) != shows


def signed_alike(a, b):
    """Tell whether two contributions print alike."""
    return f"{a:+.2f}".replace("+0.00", "-0.00") == f"{b:+.2f}".replace("+0.00", "-0.00")


def contributed(line):
    """Return what each visible word contributes to the length of the update, and that length."""
    a, i = line.a, line.i
    length = float(np.linalg.norm(a.update[i]))
    words = [a.terms[i, group].sum(axis=0) for group in a.groups]
    return [float(words[j] @ a.update[i] / length) for j in line.seen], length


def keeps(line):
    """Return what the best plane through the update keeps of the weighted values."""
    a, i = line.a, line.i
    terms = np.stack([a.terms[i, a.groups[j]].sum(axis=0) for j in line.seen])
    ahead = a.update[i] / np.linalg.norm(a.update[i])
    beside = terms - np.outer(terms @ ahead, ahead)
    kept = ((terms @ ahead) ** 2).sum() + np.linalg.svd(beside, compute_uv=False)[0] ** 2
    return float(kept / (terms**2).sum())


def most_of_length(line):
    """Name the word that contributes most to the update's length, where it prints alone."""
    parts, length = contributed(line)
    best = max(parts)
    return (
        tells_most(line)
        and line.seen.index(line.at("top")) == parts.index(best)
        and line.prints("part", best) and line.prints("total", length)
    )  # fmt: skip


def tells_most(line):
    """Say it where one contribution is above all others, and above 0, as they print."""
    parts, _ = contributed(line)
    best = max(parts)
    alike_too = sum(signed_alike(best, part) for part in parts) > 1
    return len(parts) > 1 and best > 0 and not alike(best, 0) and not alike_too


def idle_first(line):
    """Say of the first position that it holds much of the weight and pushes little."""
    a, i = line.a, line.i
    (first, *_), length = contributed(line)
    weight, term = line.weight(0), a.terms[i, a.groups[0]].sum(axis=0)
    little = abs(first) <= 0.25 * weight * length
    short = np.linalg.norm(term) <= 0.5 * weight * length
    named = line.at("first") == 0 and line.prints("weight", weight) and line.prints("part", first)
    return i > 0 and weight >= 0.15 and little and short and named


def raises(line):
    """Name the token, of all that begin words, whose logit the update would raise most."""
    vocabulary = line.a.trace.vocabulary
    texts = [vocabulary.text(i) for i in range(len(vocabulary.outputs))]
    begins = [t[:1] == " " and t[1:].isalpha() and len(t) > 3 for t in texts]
    rows = np.flatnonzero(begins)
    changes = (vocabulary.outputs[0 : len(texts)] @ (vocabulary.norm.gain * line.a.update[line.i]))[
        rows
    ]
    best = texts[rows[changes.argmax()]].strip()
    return line.prints("listed", len(rows)) and line.slots["raised"].strip() == best


def product_is(slot, extreme):
    """Name the key with the highest or lowest product, by a word's strongest token."""

    def holds(line):
        groups = [line.a.groups[j] for j in line.seen]
        products = [float(line.a.products[line.i, group].max()) for group in groups]
        return alone(products, extreme) and products[line.at(slot)] == extreme(products)

    return holds


# What stands in places of one name wherever they occur.
SLOTS = {
    "query": lambda line: line.at("query") == line.i,
    "key": lambda line: line.at("key") in line.seen and line.at("key") == line.screen.key,
    "width": lambda line: line.prints("width", line.a.d_model),
    "out": lambda line: line.prints("out", line.a.d_head),
    "short": lambda line: line.prints("short", line.a.d_head),
    "layer": lambda line: line.prints("layer", line.a.layer),
    "root": lambda line: line.slots["root"] == f"√{line.a.d_head}",
    "cells": lambda line: line.prints("cells", line.a.n**2),
    "one": lambda line: line.slots["one"] == "1",
    "zero": lambda line: line.slots["zero"] == "0",
    "none": lambda line: line.slots["none"] == "0.00",
    "infinity": lambda line: line.slots["infinity"] == "−∞",
    "update": lambda line: line.slots["update"] == f"ΔE{line.i + 1}",
    "unit": lambda line: line.slots["unit"] == _units(line)["word"],
    "units": lambda line: line.slots["units"] == _units(line)["words"],
    "units_cap": lambda line: line.slots["units_cap"] == _units(line)["words_cap"],
}


def holds(line, condition):
    """Tell whether a line may be said, and whether all that stands in its places is true."""
    if not condition(line):
        return False
    for slot in line.slots:
        if slot in SLOTS:
            assert SLOTS[slot](line), f"{slot} is not {line.slots[slot]}"
    left = set(line.slots) - line.slots.asked
    assert not left, f"nothing is known of {left}"
    return True


LINES = {
    "tokens": {
        "sentence": always,
        "pieces": always,
        "braces": spells,
        "together": several_tokens(True),
        "together_single": several_tokens(False),
        "together_tokens": never,
    },
    "embedding": {
        "words": always,
        "table": always,
        "lookup": always,
        "again": lambda line: repeats(line) and len(line.a.ids[named_alike(line, "again")[0]]) == 1,
        "again_several": lambda line: (
            repeats(line) and len(line.a.ids[named_alike(line, "again")[0]]) > 1
        ),
        "again_some": repeats_some,
        "symbols": symbols,
        "symbols_one": lambda line: one_word(line) and line.slots["first"] == "E1",
        "start": never,
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
        "rows": always,
        "position": always,
        "pairs": always,
        "everyone": several,
        "everyone_one": one_word,
    },
    "key": {
        "answer": always,
        "multiply": lambda line: line.a.counts[line.at("key")] == 1,
        "multiply_several": lambda line: line.a.counts[line.at("key")] > 1,
        "pairs": always,
        "everyone": several,
        "everyone_plain": several,
        "everyone_one": one_word,
        "race": sees_others,
        "race_alone": sees_itself,
        "winner": lambda line: product_is("best", max)(line) and product_is("worst", min)(line),
        "winner_best": lambda line: product_is("best", max)(line),
        "winner_tie": sees_others,
    },
    "scores": {
        "heads": always,
        "pair": product_in_print,
        "pair_several": lambda line: (
            line.at("key") in line.seen
            and line.a.counts[line.at("key")] > 1
            and line.prints("count", line.a.counts[line.at("key")])
        ),
        "every": lambda line: several(line) and line.prints("cells", line.a.n**2),
        "every_one": one_word,
        "scale": lambda line: line.prints("root", np.sqrt(line.a.d_head)),
        "scale_none": never,
        "span": best_stands_out,
        "span_plain": always,
    },
    "softmax": {
        "column": sees_others,
        "column_alone": sees_itself,
        "exp": lambda line: not tiny(line),
        "exp_small": small,
        "shares": sees_others,
        "shares_one": sees_itself,
        "shares_sink": never,
        "sink_bar": never,
        "name": sees_others,
        "name_one": sees_itself,
        "temperature": evens_out,
        "temperature_plain": sees_others,
        "columns": several,
    },
    "mask": {
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
        "all_some": never,
        "window": never,
        "window_one": never,
        "alone": one_word,
        "both_ways": never,
    },
    "pattern": {
        "tokens": counts(marks=False),
        "tokens_word": lambda line: one_word(line) and line.a.p > 1 and counts(False)(line),
        "tokens_marks": counts(marks=True),
        "tokens_parts": never,
        "tokens_followed": never,
        "tokens_one": lambda line: line.a.p == 1,
        "embedding": always,
        "queries": several_tokens(False),
        "queries_several": several_tokens(True),
        "grid": always,
        "scores": lambda line: line.a.counts[line.at("key")] == 1,
        "scores_all": always,
        "scores_plain": several,
        "scores_undivided": never,
        "scale": always,
        "mask": several,
        "mask_some": never,
        "softmax": always,
        "softmax_sink": never,
        "columns": several,
        "columns_one": one_word,
        "columns_all": always,
        "reading": lambda line: sees_others(line) and reading(line),
        "reading_itself": lambda line: (
            sees_others(line) and line.kind_is("self") and line.prints("share", line.weight(line.i))
        ),
        "reading_alone": sees_itself,
        "name": always,
        "sink": lambda line: line.a.sink,
    },
    "values": {
        "column": always,
        "values": always,
        "through": lambda line: line.a.d_head < line.a.d_model,
        "through_other": never,
        "weigh": always,
        "summed": always,
        "every": several,
    },
    "update": {
        "chain": lambda line: sees_others(line) and keeps(line) >= 0.85,
        "chain_alone": sees_itself,
        "bar_only": lambda line: sees_others(line) and keeps(line) < 0.85,
        "bar": most_of_length,
        "bar_plain": lambda line: (
            sees_others(line)
            and not tells_most(line)
            and line.prints("total", contributed(line)[1])
        ),
        "sink": idle_first,
        "added": always,
        "arrow": lambda line: step(line, shows=True),
        "arrow_none": lambda line: step(line, shows=False),
        "read_out": raises,
        "every": several,
    },
}


def _units(line):
    return load_captions(line.language)["units"]
