"""Count what scenes say of sixty sentences, and how much of it does not hold.

`python -m scripts.statements` prints how often each statement was made and how often its condition
failed, and of what kind the columns of six heads are. The conditions are those of tests/statements.
"""

from __future__ import annotations

import argparse
from collections import Counter

from tests.statements.arrays import Arrays
from tests.statements.claims import judged, trace_of
from tests.statements.columns import column
from tests.statements.sentences import HEADS, PAIRS, SENTENCES


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--every", type=int, default=1, help="take every so many-th sentence")
    parser.add_argument("--all-heads", action="store_true", help="play all six heads, not two")
    parser.add_argument("--language", default="en", help="of the captions")
    given = parser.parse_args()
    _print_statements(given)
    _print_kinds(given.every)


def _print_statements(given: argparse.Namespace) -> None:
    made: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for sentence, pair in PAIRS[:: given.every]:
        for claim in judged(sentence, HEADS if given.all_heads else pair, given.language):
            made[claim.key] += 1
            wrong[claim.key] += not claim.holds
            if not claim.holds:
                print(f"does not hold: {claim.key}: {claim.text} ({claim.where})")
    print(f"{'statement':32} {'said':>7} {'wrong':>7}")
    for key in sorted(made):
        print(f"{key:32} {made[key]:7,} {wrong[key]:7,}")
    print(f"{'all':32} {made.total():7,} {wrong.total():7,}")


def _print_kinds(every: int) -> None:
    """Print of what kind columns are, of all words of all sentences, by head."""
    print(f"\n{'columns':12}" + "".join(f"{layer}.{head}".rjust(8) for layer, head in HEADS))
    found = {head: Counter[str]() for head in HEADS}
    for sentence in SENTENCES[::every]:
        for head in HEADS:
            arrays = Arrays(trace_of(sentence), sentence, *head)
            found[head] += Counter(column(arrays, i).kinds[0] for i in range(arrays.n))
    kinds = sorted({kind for counter in found.values() for kind in counter})
    for kind in kinds:
        shares = [found[head][kind] / found[head].total() for head in HEADS]
        print(f"{kind:12}" + "".join(f"{share:8.2f}" for share in shares))


if __name__ == "__main__":
    main()
