"""Borrower behaviour at points of the published formulas."""

from collections.abc import Callable

from rwa.cashflow.behaviour.refinancing import ARCTANGENT, RICHARD_ROLL, seasonality

GoldenRows = Callable[[str], list[dict[str, str]]]
MODELS = {model.name: model for model in (ARCTANGENT, RICHARD_ROLL)}


def test_incentive__points_of_both_curves__every_printed_digit(golden_rows: GoldenRows) -> None:
    rows = golden_rows("refinancing_incentive")

    assert {row["model"] for row in rows} == set(MODELS)
    for row in rows:
        note_rate, market_rate = (
            float(row[f"{name}_rate_pct"]) / 100 for name in ("note", "market")
        )
        cpr = float(MODELS[row["model"]].incentive(note_rate, market_rate))
        assert f"{cpr:.{len(row['cpr']) - 1}f}" == f"0{row['cpr']}", row


def test_seasonality__every_calendar_month__as_printed(golden_rows: GoldenRows) -> None:
    rows = golden_rows("prepayment_seasonality")

    assert len(rows) == 12
    assert [float(seasonality(int(row["calendar_month"]))) for row in rows] == [
        float(row["multiple"]) for row in rows
    ]
