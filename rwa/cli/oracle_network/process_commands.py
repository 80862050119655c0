"""The commands that run nodes and collector as processes. Declared here, run elsewhere."""

from pathlib import Path
from typing import Annotated

import typer

from rwa.cli.oracle_network.command_options import Chain, Home, Json, settings_of

Config = Annotated[Path, typer.Option(help="Configuration file, TOML.")]


def node(
    *,
    config: Config,
    new_database: Annotated[
        bool, typer.Option("--new-database", help="First start of a key that has signed nothing.")
    ] = False,
) -> None:
    """Run one node: ask the collector what is open, recompute, sign or object. SIGTERM stops it."""
    from os import environ

    from oracle.network.config import NodeConfig, load_config
    from oracle.network.node_process import run_node

    run_node(load_config(config, NodeConfig), environ, new_database=new_database)


def collector(*, config: Config) -> None:
    """Run the collector: keep files and answers, count, and post. SIGTERM stops it."""
    from os import environ

    from oracle.network.collector_process import run_collector
    from oracle.network.config import CollectorConfig, load_config

    run_collector(load_config(config, CollectorConfig), environ)


def run(
    *,
    document: Annotated[Path, typer.Option(help="The month's remittance document.")],
    activity: Annotated[Path, typer.Option(help="What borrowers did, CSV.")],
    tape: Annotated[Path, typer.Option(help="The tape after the month, CSV.")],
    config: Config,
    json: Json = False,
) -> None:
    """Have a month reported: publish its files, open it, wait until it is accepted or refused."""
    from rwa.cli.oracle_network import reporting

    reporting.run(config, document=document, activity=activity, tape=tape, as_json=json)


def init_network(
    *,
    out: Annotated[Path, typer.Option(help="Directory to make, for every configuration.")],
    collector: Annotated[
        str, typer.Option(help="URL of the collector to be.")
    ] = "http://127.0.0.1:8781",
    home: Home = None,
    chain: Chain = None,
    json: Json = False,
) -> None:
    """Write ready configurations, keys and tokens for every node and the collector of a home."""
    from rwa.cli.oracle_network import network_files

    network_files.write(settings_of(home, chain), out, collector_url=collector, as_json=json)


def add_to(app: typer.Typer) -> None:
    """Register every command of this module."""
    app.command()(node)
    app.command()(collector)
    app.command()(run)
    app.command("init-network")(init_network)
