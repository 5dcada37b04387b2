"""`attnviz scenes`: what can be rendered."""

from __future__ import annotations

import click

from attnviz.cli.output import deliver


@click.command()
@click.option(
    "--format",
    "how",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="The output's format.",
)
def scenes(how: str) -> None:
    """List the scenes that `attnviz render` can make a clip of."""
    from attnviz.catalog.scenes import SCENES

    if how == "json":
        import json
        from dataclasses import asdict

        told = json.dumps([asdict(scene) for scene in SCENES], ensure_ascii=False)
        deliver(f"{told}\n", None)
        return
    width = max(len(scene.slug) for scene in SCENES)
    for scene in SCENES:
        about = f"{scene.seconds:3.0f} s  from a {scene.inputs}"
        click.echo(f"{scene.slug:<{width}}  {about}  {scene.title}: {scene.summary}")
