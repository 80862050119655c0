"""Prepayment speeds as the standard formulas print them."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from rwa.cashflow.amortization import amortised_share
from rwa.cashflow.factor_speeds import scheduled_factor, smm_from_factors
from rwa.cashflow.projection.assumptions import Assumptions, psa
from rwa.cashflow.projection.engine import project
from rwa.cashflow.projection.line import Line
from rwa.cashflow.speeds import (
    cpr_from_smm,
    psa_from_cpr,
    smm_from_psa,
)
from rwa.core.rates import Ppm
from tests.golden.printed import agrees

GoldenRows = Callable[[str], list[dict[str, str]]]
GoldenJson = Callable[[str], dict[str, Any]]


def rate(share: float) -> Ppm:
    return Ppm.percent(Decimal(str(share)) * 100)


def test_psa_to_smm__printed_table__every_cell(golden_rows: GoldenRows) -> None:
    cells = [
        (int(row["Month"]), Decimal(speed.removeprefix("PSA")), printed)
        for row in golden_rows("sifma_psa_to_smm_pct")
        for speed, printed in row.items()
        if speed != "Month"
    ]

    assert len(cells) == 90
    for month, speed, printed in cells:
        assert agrees(100 * smm_from_psa(speed, month=month), printed), (month, speed)


def test_smm_to_cpr_and_psa__printed_table__every_row(golden_rows: GoldenRows) -> None:
    for row in golden_rows("sifma_smm_cpr_psa"):
        cpr = cpr_from_smm(Decimal(row["smm_pct"]) / 100)

        assert agrees(100 * cpr, row["cpr_pct"]), row
        assert agrees(psa_from_cpr(cpr, month=360), row["psa_seasoned"]), row


def test_first_cash_flow__worked_example__every_amount(golden_json: GoldenJson) -> None:
    example = golden_json("sifma_worked_examples")["SF-4_first_cashflow"]
    given, printed = example["in"], example["out"]
    line = Line(
        balance=Decimal(1),
        wac=Decimal(str(given["gross_coupon"])),
        pass_through_rate=Decimal(str(given["net_coupon"])),
        remaining_months=given["term"],
        age_months=given["month"] - 1,
    )

    months = project(line, Assumptions(prepayment=psa(given["psa"])))

    computed = {
        "sched_amort": months.scheduled_principal[0],
        "prepay": months.prepaid_principal[0],
        "gross_interest": months.gross_interest[0],
        "servicing": months.gross_interest[0] - months.net_interest[0],
        "pt_principal": months.total_principal[0],
        "pt_interest": months.net_interest[0],
        "pt_cash": months.cash_flow[0],
    }
    assert computed.keys() == printed.keys()
    for name, share in computed.items():
        assert abs(share - printed[name]) <= 5e-9, name


def test_speed_of_a_pool__ginnie_mae_example__every_step(golden_json: GoldenJson) -> None:
    example = golden_json("sifma_worked_examples")["SF-7_gnma_psa"]
    given, printed = example["in"], {name: str(n) for name, n in example["out"].items()}
    begin, end = Decimal(str(given["F1"])), Decimal(str(given["F2"]))
    gross, left, term = Ppm.percent("9.5"), given["remaining1"], given["orig_remaining"]

    scheduled = scheduled_factor(begin, note_rate=gross, months_left=left, term=term)
    smm = smm_from_factors(
        factor_begin=begin, factor_end=end, note_rate=gross, months_left=left, term=term
    )
    cpr = cpr_from_smm(smm)

    share = amortised_share(note_rate=gross, months_left=left, term=term)
    assert agrees(share, printed["BAL1"])
    share = amortised_share(note_rate=gross, months_left=given["remaining2"], term=term)
    assert agrees(share, printed["BAL2"])
    assert agrees(scheduled, printed["Fsched"])
    assert agrees(begin - scheduled, printed["amort"])
    assert agrees(scheduled - end, printed["prepay"])
    assert agrees(100 * smm, printed["smm_pct"])
    assert agrees(100 * cpr, printed["cpr_pct"])
    assert agrees(psa_from_cpr(cpr, month=given["loan_month"]), printed["psa"])


@pytest.mark.parametrize("agency", ["Freddie 75-day/Gold", "Fannie", "Ginnie"])
def test_psa_from_factors__agency_examples__as_printed(
    golden_json: GoldenJson, agency: str
) -> None:
    examples = golden_json("sifma_worked_examples")["SF-42_43_psa_from_factors"]
    (example,) = (each for each in examples if each["agency"] == agency)
    left = example["wam_after"] + 1

    smm = smm_from_factors(
        factor_begin=Decimal(str(example["F1"])),
        factor_end=Decimal(str(example["F2"])),
        note_rate=rate(example["gross"]),
        months_left=left,
        term=left,
    )
    psa = psa_from_cpr(cpr_from_smm(smm), month=example["month"])

    assert agrees(psa, str(example.get("psa", example.get("psa_by_formula"))))
