"""The command that makes the desktop know our addresses."""

from __future__ import annotations

import sys

import click

from reader.cli.base import program


@program.command("register-links")
@click.option("--remove", is_flag=True, help="Take it back.")
@click.option("--check", is_flag=True, help="Only say whether it is so; status 1 when it is not.")
def register_links(remove: bool, check: bool) -> None:
    """Let a click on declaration-reader://… anywhere open this program; for you alone, no administrator needed."""
    from reader.exchange.registering import registrar

    with_desktop = registrar()
    if check:
        found = with_desktop.registered()
        click.echo("Links open this program." if found else "Links do not open this program.")
        sys.exit(0 if found else 1)
    click.echo(with_desktop.unregister() if remove else with_desktop.register(), err=True)
