"""The commands about months: how far, late, held, released. Declared here, run elsewhere."""

from typing import Annotated

import typer

from rwa.cli.oracle_network.command_options import (
    Chain,
    DryRun,
    Home,
    Json,
    Signer,
    Wait,
    settings_of,
)


def status(*, home: Home = None, chain: Chain = None, json: Json = False) -> None:
    """Say how far the reports are: last, next, late, restating, held, announced, nodes."""
    from rwa.cli.oracle_network import standing

    standing.show(settings_of(home, chain), as_json=json)


def flag_late(
    *,
    signer: Signer = "poster",
    dry_run: DryRun = False,
    wait: Wait = False,
    home: Home = None,
    chain: Chain = None,
    json: Json = False,
) -> None:
    """Flag the next month as late, once its payment time has passed; anyone may."""
    from rwa.cli.oracle_network import sending, standing

    manner = sending.Manner(signer, dry_run=dry_run, wait=wait)
    standing.flag_late(settings_of(home, chain), manner, as_json=json)


def held(*, home: Home = None, chain: Chain = None, json: Json = False) -> None:
    """List reports that wait outside a soft bound: why, and from when they may be released."""
    from rwa.cli.oracle_network import holding

    holding.show(settings_of(home, chain), as_json=json)


def release(
    month: Annotated[str, typer.Argument(help="A held month, YYYY-MM.")],
    *,
    signer: Signer = "admin",
    dry_run: DryRun = False,
    wait: Wait = False,
    home: Home = None,
    chain: Chain = None,
    json: Json = False,
) -> None:
    """Release a held report through the timelock: announce it, run again after the delay."""
    from rwa.cli.oracle_network import holding, sending

    manner = sending.Manner(signer, dry_run=dry_run, wait=wait)
    holding.release(settings_of(home, chain), month, manner, as_json=json)


def add_to(app: typer.Typer) -> None:
    """Declare these commands."""
    for command in (status, held, release):
        app.command()(command)
    app.command("flag-late")(flag_late)
