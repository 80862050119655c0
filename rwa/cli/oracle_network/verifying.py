"""The command that proves an accepted month again. It runs elsewhere."""

from pathlib import Path
from typing import Annotated

import typer

from rwa.cli.oracle_network.command_options import Chain, Json, settings_of


def verify(
    *,
    period: Annotated[str, typer.Option(help="An accepted month, YYYY-MM.")],
    pool: Annotated[
        str | None, typer.Option(help="Name of the pool; the home must be that pool's.")
    ] = None,
    documents: Annotated[
        str | None,
        typer.Option(help="Directory or URL of the published files; default: those in home."),
    ] = None,
    salt_file: Annotated[
        Path | None,
        typer.Option(help="File with the pool's secret for tape roots, 64 hexadecimal digits."),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit code 1 also when a line was not checked.")
    ] = False,
    home: Annotated[
        Path | None, typer.Option(help="Directory of pool.json, deployments and documents.")
    ] = None,
    chain: Chain = None,
    json: Json = False,
) -> None:
    """Prove an accepted month from chain and files, line by line; exit code 1 when a line fails."""
    from rwa.cli.oracle_network import verified_month

    verified_month.verify(
        settings_of(home, chain),
        verified_month.Request(period=period, pool=pool, documents=documents, salt_file=salt_file),
        strict=strict,
        as_json=json,
    )
