"""`rwa scenarios`: a pool's yields over a grid of prices and prepayment speeds."""

from pathlib import Path

from rwa.cashflow.valuation.implied_speed import SettledLine
from rwa.cashflow.valuation.speed_matrix import SpeedMatrix, speed_matrix
from rwa.cli.console import Output, Row
from rwa.cli.projecting import read_specification
from rwa.cli.tape_input import percent


def show(place: Path, *, prices: str, speeds: str, as_json: bool) -> None:
    """Value a specification at each price and PSA speed; its own prepayment does not count."""
    spec = read_specification(place)
    settled = SettledLine(
        line=spec.line,
        settle=spec.settle,
        actual_delay_days=spec.actual_delay_days,
        assumptions=spec.assumptions,
    )
    matrix = speed_matrix(settled, prices=_numbers("price", prices), speeds=_numbers("psa", speeds))
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


def _numbers(option: str, listed: str) -> list[float]:
    return [float(percent(option, text)) for text in listed.split(",")]


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
