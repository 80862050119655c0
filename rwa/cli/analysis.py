"""The commands that need no pool: projections and speeds. Declared here, run elsewhere."""

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
Spec = Annotated[
    Path, typer.Argument(help="Specification, JSON; `-` reads it from standard input.")
]
Speed = Annotated[str | None, typer.Option(help="Per cent.")]
OnCurve = Annotated[str | None, typer.Option(help="Per cent of the standard curve.")]


def project(
    spec: Spec,
    *,
    every_month: Annotated[
        bool, typer.Option("--every-month", help="A row for every month, not for later years.")
    ] = False,
    chart: Annotated[
        Path | None, typer.Option(help="Also draw the cash flows: a .svg, .png or .pdf file.")
    ] = None,
    csv: Annotated[Path | None, typer.Option(help="Also write every month to a CSV file.")] = None,
    json: Json = False,
) -> None:
    """Project a pool's cash flows and value them (docs/reference/projection.md)."""
    from rwa.cli import projecting

    projecting.project(spec, every_month=every_month, chart=chart, csv=csv, as_json=json)


def scenarios(
    spec: Spec,
    *,
    price: Annotated[
        str, typer.Option(help="Clean prices per 100, separated by commas.")
    ] = "98,99,100,101,102",
    psa: Annotated[
        str, typer.Option(help="Per cent of the PSA curve, separated by commas.")
    ] = "50,100,150,200,300,500",
    json: Json = False,
) -> None:
    """Yields, durations and lives of a pool at each price and prepayment speed.

    The specification's own prepayment, price or yield and rounding do not count.
    """
    from rwa.cli import scenario_table

    scenario_table.show(spec, prices=price, speeds=psa, as_json=json)


def speeds(  # noqa: PLR0913 - each is an option of the command
    *,
    smm: Speed = None,
    cpr: Speed = None,
    psa: OnCurve = None,
    absolute: Annotated[
        str | None, typer.Option("--abs", help="Per cent of the first number of loans.")
    ] = None,
    mdr: Speed = None,
    cdr: Speed = None,
    sda: OnCurve = None,
    from_factors: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="F1 F2", help="Two pool factors, a month apart."),
    ] = None,
    gross: Annotated[
        str | None, typer.Option(help="Note rate of the pool of the factors, per cent.")
    ] = None,
    remaining: Annotated[
        int | None, typer.Option(min=0, max=479, help="Months left at the later factor.")
    ] = None,
    age: Annotated[
        int, typer.Option(min=1, help="Month of the loans' life; that of the later factor.")
    ] = 30,
    json: Json = False,
) -> None:
    """Convert one speed to all others for a loan age, or find the speed between two factors."""
    from rwa.cli import speed_table

    given = {
        "smm": smm,
        "cpr": cpr,
        "psa": psa,
        "abs": absolute,
        "mdr": mdr,
        "cdr": cdr,
        "sda": sda,
        "from-factors": None if from_factors is None else " ".join(from_factors),
    }
    if from_factors is None:
        speed_table.convert(given, gross=gross, remaining=remaining, age=age, as_json=json)
        return
    speed_table.refuse_all_but("from-factors", given)
    pair = speed_table.FactorPair(*from_factors, gross=gross, remaining=remaining)
    speed_table.between_factors(pair, age=age, as_json=json)
