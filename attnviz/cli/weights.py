"""`attnviz weights`: where the default model's weights are, and fetching them."""

from __future__ import annotations

import click

from attnviz.errors import AttnvizError


@click.command()
@click.option("--fetch", is_flag=True, help="Download them now if they are missing or damaged.")
def weights(fetch: bool) -> None:
    """Show where the model's weights are and check them.

    Prints the path, the size and the SHA-256 of the file, which is read in full for this. Other
    commands download the weights when they first need them; --fetch does it in advance.
    """
    from attnviz.models import weights as store

    try:
        path = store.find()
        if path is not None:
            store.verify(path)
    except AttnvizError:
        if not fetch:
            raise
        path = None
    if path is None:
        if not fetch:
            raise AttnvizError(
                "the weights are not here yet: they are downloaded at first use, or now with "
                f"`{store.FETCH_COMMAND}`"
            )
        path = store.fetch()
    click.echo(f"path    {path}")
    click.echo(f"size    {store.SIZE:,} bytes")
    click.echo(f"sha256  {store.SHA256} (checked)")
