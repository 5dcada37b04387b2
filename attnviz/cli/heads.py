"""`attnviz heads`: every head of the model, ranked by what it does on a sentence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from attnviz.cli.config import config_option
from attnviz.cli.options import model_option
from attnviz.cli.output import choose_format, deliver, excel_option, output_option
from attnviz.cli.sentences import sentence_argument

if TYPE_CHECKING:
    from attnviz.analysis.heads import HeadReport

FORMATS = ("table", "json", "csv")


@click.command()
@sentence_argument()
@click.option(
    "--query", metavar="WORD", help="The word that attends; word#2 is its second occurrence."
)
@click.option("--key", metavar="WORD", help="The word that it attends to.")
@click.option(
    "--top",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    help="How many heads to list.",
)
@model_option
@click.option(
    "--format",
    "asked",
    type=click.Choice(FORMATS),
    help="The output's format. [default: from the suffix of FILE, else table]",
)
@excel_option
@output_option
@config_option
def heads(
    sentence: str,
    query: str | None,
    key: str | None,
    top: int,
    model: str,
    asked: str | None,
    excel: bool,
    output: Path | None,
) -> None:
    """Rank the model's heads by what they do on SENTENCE (`-` reads standard input).

    With --query and --key, heads are ranked by the weight from one word to the other. Otherwise
    they are ranked by how selective they are: the largest weight that a word gives to a single
    earlier word, not counting the first word, averaged over words. Labels follow fixed rules, given
    in attnviz.analysis.heads.label_head.
    """
    from attnviz.analysis.heads import rank_heads
    from attnviz.models.load import load_model

    how = choose_format(asked, output, FORMATS, excel)
    runner = load_model(model)
    reports = rank_heads(runner.trace(sentence), query, key)[:top]
    if how == "json":
        content = _json(runner.info.slug, sentence, query, key, reports) + "\n"
    else:
        content = _csv(reports) if how == "csv" else _table(reports) + "\n"
    deliver(content, output, excel)


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


def _csv(reports: list[HeadReport]) -> str:
    """Write a row a head under the keys of json, numbers with all their digits."""
    import csv
    import io
    from dataclasses import asdict

    text = io.StringIO()
    writer = csv.DictWriter(text, list(asdict(reports[0])), lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(report) for report in reports)
    return text.getvalue()


def _table(reports: list[HeadReport]) -> str:
    from attnviz.look.numerals import weight

    measure = reports[0].measure
    lines = [f"layer  head  {measure}  what it does here"]
    for report in reports:
        value = f"{weight(report.value):>{len(measure)}}"
        lines.append(f"{report.layer:>5}  {report.head:>4}  {value}  {report.label}")
    return "\n".join(lines)
