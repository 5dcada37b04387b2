"""`attnviz predict`: the model's guesses at the next token."""

from __future__ import annotations

import click

from attnviz.cli.config import config_option
from attnviz.cli.options import model_option
from attnviz.cli.output import deliver
from attnviz.cli.sentences import sentence_argument


@click.command()
@sentence_argument("TEXT", exact=True)
@click.option(
    "--top",
    type=click.IntRange(min=1),
    default=5,
    show_default=True,
    help="How many tokens to list.",
)
@model_option
@click.option(
    "--format",
    "how",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="The output's format.",
)
@config_option
def predict(sentence: str, top: int, model: str, how: str) -> None:
    """Print the tokens most likely to follow TEXT (`-` reads standard input)."""
    from attnviz.models.load import load_model

    runner = load_model(model)
    guesses = runner.predict(sentence, top)
    said = _json(runner.info.slug, sentence, guesses) if how == "json" else _table(guesses)
    deliver(f"{said}\n", None)


def _json(model: str, text: str, guesses: list[tuple[str, int, float]]) -> str:
    import json

    ranked = [{"text": token, "id": id, "probability": float(p)} for token, id, p in guesses]
    return json.dumps({"model": model, "text": text, "next": ranked}, ensure_ascii=False)


def _table(guesses: list[tuple[str, int, float]]) -> str:
    """Write a line a guess: the token with its spaces visible, the probability, a bar."""
    from attnviz.cli.terminal import Terminal, pad_right, text_width
    from attnviz.look.numerals import weight

    shown = [_visible(token) for token, _, _ in guesses]
    margin = max(map(text_width, shown))
    room = max(Terminal.of_stdout().width - margin - 8, 8)
    return "\n".join(
        f"{pad_right(token, margin)}  {weight(p)} {'▇' * round(p * min(room, 50))}".rstrip()
        for token, (_, _, p) in zip(shown, guesses, strict=True)
    )


def _visible(token: str) -> str:
    """Show spaces and line ends, which are part of a token."""
    return "".join(
        "␣" if c == " " else c if c.isprintable() else c.encode("unicode_escape").decode()
        for c in token
    )
