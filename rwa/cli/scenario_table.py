"""`rwa scenarios`: a pool's yields over a grid of prices and prepayment speeds."""

from decimal import Decimal
from pathlib import Path

from rwa.cashflow.spec.reading import FieldOutOfRange
from rwa.cashflow.spec.spec import HIGHEST_CURVE_SPEED, HIGHEST_PRICE, LOWEST_PRICE
from rwa.cashflow.valuation.speed_matrix import SpeedMatrix, speed_matrix
from rwa.cli.arguments import percent
from rwa.cli.console import Output, Row
from rwa.cli.projecting import read_specification


def show(place: Path, *, prices: str, speeds: str, as_json: bool) -> None:
    """Value a specification at each price and PSA speed, unrounded.

    Its own prepayment, price or yield and rounding do not count. Raises FieldOutOfRange.
    """
    spec = read_specification(place)
    matrix = speed_matrix(
        spec.settled,
        spec.assumptions,
        prices=_numbers("price", prices, low=LOWEST_PRICE, high=HIGHEST_PRICE),
        speeds=_numbers("psa", speeds, low=0, high=HIGHEST_CURVE_SPEED),
    )
    output = Output(as_json)
    _print(output, matrix)
    output.result(
        {
            "psa": matrix.psa.tolist(),
            "price": matrix.prices.tolist(),
            "wal_years": matrix.wal_years.tolist(),
            "yield_bey": (100 * matrix.yield_bey).tolist(),
            "modified_duration": matrix.modified_duration.tolist(),
        }
    )


def _numbers(option: str, listed: str, *, low: Decimal | int, high: Decimal | int) -> list[float]:
    numbers = [percent(option, text) for text in listed.split(",")]
    for number in numbers:
        if not low <= number <= high:
            raise FieldOutOfRange(f"--{option}", value=number, allowed=f"{low:,} to {high:,}")
    return [float(number) for number in numbers]


def _print(output: Output, matrix: SpeedMatrix) -> None:
    speeds = [f"{speed:g} PSA" for speed in matrix.psa]
    rows: list[Row] = []
    for price, yields, durations in zip(
        matrix.prices, matrix.yield_bey, matrix.modified_duration, strict=True
    ):
        rows.append(_row(f"{price:.3f}", speeds, [f"{100 * value:.3f} %" for value in yields]))
        rows.append(_row("  duration", speeds, [f"{value:.2f}" for value in durations]))
    rows.append(_row("life, years", speeds, [f"{value:.2f}" for value in matrix.wal_years]))
    output.table(("price", *speeds), rows)


def _row(name: str, speeds: list[str], cells: list[str]) -> Row:
    return {"price": name, **dict(zip(speeds, cells, strict=True))}
