"""`attnviz heads`: every head of the model, ranked by what it does on a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from attnviz.cli.config import config_option
from attnviz.cli.options import model_option
from attnviz.cli.sentences import sentence_argument

if TYPE_CHECKING:
    from attnviz.analysis.heads import HeadReport


@click.command()
@sentence_argument()
@click.option("--query", metavar="WORD", help="The word that looks; `word#2` is its second time.")
@click.option("--key", metavar="WORD", help="The word that is looked at.")
@click.option(
    "--top", type=click.IntRange(min=1), default=10, show_default=True, help="How many heads."
)
@model_option
@click.option(
    "--format",
    "how",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="How to write it.",
)
@config_option
def heads(
    sentence: str, query: str | None, key: str | None, top: int, model: str, how: str
) -> None:
    """Rank the model's heads by what they do on SENTENCE (`-` reads the standard input).

    With --query and --key, by the weight from the one word to the other. Otherwise by how selective
    they are: the greatest weight that a word gives to a single earlier word other than the first,
    in the mean. Labels follow fixed rules, stated in attnviz.analysis.heads.label_head.
    """
    from attnviz.analysis.heads import rank_heads
    from attnviz.models.load import load_model

    runner = load_model(model)
    reports = rank_heads(runner.trace(sentence), query, key)[:top]
    if how == "json":
        click.echo(_json(runner.info.slug, sentence, query, key, reports))
    else:
        click.echo(_table(reports))


def _json(
    model: str, sentence: str, query: str | None, key: str | None, reports: list[HeadReport]
) -> str:
    import json
    from dataclasses import asdict

    record = {
        "model": model,
        "sentence": sentence,
        "query": query,
        "key": key,
        "heads": [asdict(report) for report in reports],
    }
    return json.dumps(record, ensure_ascii=False)


def _table(reports: list[HeadReport]) -> str:
    from attnviz.look.numerals import weight

    measure = reports[0].measure
    lines = [f"layer  head  {measure}  what it does here"]
    for report in reports:
        value = f"{weight(report.value):>{len(measure)}}"
        lines.append(f"{report.layer:>5}  {report.head:>4}  {value}  {report.label}")
    return "\n".join(lines)
