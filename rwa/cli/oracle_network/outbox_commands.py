"""The commands about a collector's outbox: what is to be posted, and what needs a person."""

from pathlib import Path
from typing import Annotated

import typer

from rwa.cli.oracle_network.command_options import Json

Config = Annotated[Path, typer.Option(help="The collector's configuration file, TOML.")]


def jobs(*, config: Config, json: Json = False) -> None:
    """List what a collector has to post and where each job stands, then its open alerts."""
    from rwa.cli.oracle_network import outbox_desk

    outbox_desk.show(config, as_json=json)


def retry(
    job: Annotated[int, typer.Argument(help="Number of a failed job.")],
    *,
    config: Config,
    json: Json = False,
) -> None:
    """Let a failed job be tried again."""
    from rwa.cli.oracle_network import outbox_desk

    outbox_desk.retry(config, job, as_json=json)


def acknowledge(
    alert: Annotated[int, typer.Argument(help="Number of an alert.")],
    *,
    config: Config,
    json: Json = False,
) -> None:
    """Note that a person has seen an alert; it is listed no more."""
    from rwa.cli.oracle_network import outbox_desk

    outbox_desk.acknowledge(config, alert, as_json=json)


def add_to(app: typer.Typer) -> None:
    """Register every command of this module."""
    app.command()(jobs)
    app.command()(retry)
    app.command()(acknowledge)
