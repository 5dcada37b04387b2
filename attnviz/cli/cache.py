"""`attnviz cache`: the clips that are kept so as not to be rendered twice."""

from __future__ import annotations

import click

from attnviz.errors import AttnvizError


@click.command()
@click.option("--clear", is_flag=True, help="Remove all cached clips.")
def cache(clear: bool) -> None:
    """Show where finished clips are cached, how many and how large, or remove them."""
    from attnviz.clips.cache import ClipCache

    kept = ClipCache()
    if clear:
        cleared = kept.clear()
        click.echo(f"removed {cleared.freed / 1e6:.1f} MB from {kept.folder}")
        if cleared.left:
            raise AttnvizError(
                f"{cleared.left} clips in {kept.folder} cannot be removed: check its permissions"
            )
        return
    entries = kept.entries()
    used = sum(size for _, size in entries) / 1e6
    click.echo(f"{kept.folder}")
    click.echo(f"{len(entries)} clips, {used:.1f} MB of at most {kept.limit / 1e6:,.0f} MB")
