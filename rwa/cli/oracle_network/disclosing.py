"""The commands that show some fields of one loan, and check what was shown. They run elsewhere."""

from pathlib import Path
from typing import Annotated

import typer

from rwa.cli.oracle_network.command_options import Chain, Home, Json, settings_of


def disclose(
    *,
    loan: Annotated[str, typer.Option(help="Number of the loan.")],
    fields: Annotated[
        str,
        typer.Option(
            help="Columns of the tape up to `state`, `further` for the others, separated by commas; "
            "or `all`."
        ),
    ],
    period: Annotated[
        str | None, typer.Option(help="A reported month, YYYY-MM; default: the last.")
    ] = None,
    output: Annotated[Path | None, typer.Option(help="File to write instead of stdout.")] = None,
    home: Home = None,
    chain: Chain = None,
    json: Json = False,
) -> None:
    """Show some fields of one loan with their proof, and nothing else of it or of the others.

    Pool and month are always shown; the loan's number only if `loan_id` is among the fields.
    """
    from rwa.cli.oracle_network import shown_loans

    request = shown_loans.Request(loan, tuple(fields.split(",")), period)
    shown_loans.disclose(settings_of(home, chain), request, output=output, as_json=json)


def verify_disclosure(
    file: Annotated[Path, typer.Argument(help="A disclosure; `-` reads it from standard input.")],
    *,
    root: Annotated[
        str | None,
        typer.Option(help="Root of the tape, 0x...; default: that of the accepted report."),
    ] = None,
    home: Home = None,
    chain: Chain = None,
    json: Json = False,
) -> None:
    """Check what somebody showed of a loan against the accepted report; exit code 1 when it is not so."""
    from rwa.cli.oracle_network import shown_loans

    shown_loans.verify(settings_of(home, chain), file, root=root, as_json=json)
