"""`attnviz doctor`: what is here, what is missing, and what to do about it."""

from __future__ import annotations

import click

MARKS = {"ok": "ok    ", "note": "note  ", "fail": "FAIL  "}


@click.command()
@click.option("--deep", is_flag=True, help="Also import manim, in a separate process.")
def doctor(deep: bool) -> None:
    """Check what rendering needs and print the command that fixes each problem.

    Exits with status 1 if clips cannot be rendered.
    """
    from attnviz.diagnosis import examine

    failed = False
    for finding in examine(deep):
        click.echo(f"{MARKS[finding.state]}{finding.name:<10} {finding.detail}")
        if finding.fix:
            click.echo(f"      {'':<10} -> {finding.fix}")
        failed = failed or finding.state == "fail"
    if failed:
        raise click.exceptions.Exit(1)
