"""Prices, yields, lives, durations and convexities as a vendor's documentation prints them."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from rwa.cashflow.projection.assumptions import Assumptions, psa
from rwa.cashflow.projection.engine import project
from rwa.cashflow.projection.line import Line
from rwa.cashflow.valuation.pools import StaticPools, analyse_pools
from rwa.cashflow.valuation.price_yield import analyse
from rwa.cashflow.valuation.timing import actual_delay_days, stated_delay_days
from rwa.core.dates import Period
from rwa.pool.programme import FREDDIE_GOLD, GINNIE_I, GINNIE_II, UMBS

GoldenJson = Callable[[str], dict[str, Any]]
QUOTES = {"yield": "mortgage_yield", "price": "price"}
FIELDS = {
    "Price": "price",
    "AccrInt": "accrued",
    "WAL": "wal_years",
    "YearDuration": "macaulay_duration",
    "ModDuration": "modified_duration",
    "Convexity": "convexity",
    "MYield": "mortgage_yield",
    "BEMBSYield": "yield_bey",
}


def agrees(computed: float, printed: str) -> bool:
    """Whether a number is within half of the last printed digit."""
    exponent = Decimal(printed).as_tuple().exponent
    assert isinstance(exponent, int)
    return abs(Decimal(computed) - Decimal(printed)) <= Decimal(5).scaleb(exponent - 1)


def months_between(begin: str, end: str) -> int:
    months = [Period(day.year, day.month) for day in map(date.fromisoformat, (begin, end))]
    return 12 * (months[1].year - months[0].year) + months[1].month - months[0].month


@pytest.fixture
def examples(golden_json: GoldenJson) -> list[dict[str, Any]]:
    table = golden_json("matlab_mbs_examples")
    assert len(table["examples"]) == 10
    return [
        {"given": table["common"] | example["in"], "printed": example["out"]}
        for example in table["examples"]
    ]


def line_of(given: dict[str, Any]) -> Line:
    return Line(
        balance=Decimal(100),
        wac=Decimal(str(given["GrossRate"])),
        pass_through_rate=Decimal(str(given["CouponRate"])),
        remaining_months=months_between(given["Settle"], given["Maturity"]),
        age_months=months_between(given["IssueDate"], given["Settle"]),
    )


def test_analyse__vendor_examples__every_printed_number(examples: list[dict[str, Any]]) -> None:
    for example in examples:
        given = example["given"]
        line = line_of(given)
        projected = project(line, Assumptions(prepayment=psa(given["PSA"])))
        analytics = analyse(
            cash_flows=projected.cash_flow,
            principal=projected.total_principal,
            balance=100,
            coupon=given["CouponRate"],
            settle=date.fromisoformat(given["Settle"]),
            actual_delay_days=given["Delay"],
            **{ours: given[theirs] for theirs, ours in QUOTES.items() if theirs in given},
        )

        for name, printed in example["printed"].items():
            assert agrees(getattr(analytics, FIELDS[name]), printed), (example, name)


def test_analyse_pools__vendor_examples_by_price__every_printed_number(
    examples: list[dict[str, Any]],
) -> None:
    priced = [example for example in examples if "price" in example["given"]]
    lines = [line_of(example["given"]) for example in priced]
    days = [date.fromisoformat(example["given"]["Settle"]).day for example in priced]

    pools = StaticPools(
        wac=np.array([float(line.wac) for line in lines]),
        pass_through_rate=np.array([float(line.pass_through_rate) for line in lines]),
        remaining_months=np.array([line.remaining_months for line in lines]),
        age_months=np.array([line.age_months for line in lines]),
        psa=np.array([float(example["given"]["PSA"]) for example in priced]),
        settle_day=np.array(days),
        actual_delay_days=np.array([float(example["given"]["Delay"]) for example in priced]),
    )
    prices = np.array([float(example["given"]["price"]) for example in priced])
    analytics = analyse_pools(pools, price=prices)

    assert len(priced) == 6
    for number, example in enumerate(priced):
        for name, printed in example["printed"].items():
            computed = getattr(analytics, FIELDS[name])[number]
            assert agrees(float(computed), printed), (example, name)


def test_pass_through__vendor_example__balances_and_payments(golden_json: GoldenJson) -> None:
    example = golden_json("matlab_mbs_examples")["mbspassthrough"]
    given, printed = example["in"], example["out"]
    rate = Decimal(str(given["GrossRate"]))
    line = Line(
        balance=Decimal(given["OriginalBalance"]),
        wac=rate,
        pass_through_rate=rate,
        remaining_months=given["TermRemaining"],
        age_months=given["OriginalTerm"] - given["TermRemaining"],
    )

    projected = project(line, Assumptions(prepayment=psa(given["PSA"])))

    assert len(printed["Balance_1_5"]) == len(printed["Payment_1_5"]) == 5
    for month in range(5):
        assert agrees(projected.ending_balance[month], printed["Balance_1_5"][month])
        assert agrees(projected.payment[month], printed["Payment_1_5"][month])


def test_delay_days__standard_formulas__as_the_programmes_have_them(
    golden_json: GoldenJson,
) -> None:
    printed = golden_json("sifma_worked_examples")["SF-45_delay_days"]

    assert len(printed) == 5
    for delay in printed.values():
        months_after = delay.get("pay_month", 1)
        assert actual_delay_days(delay["pay_day"], months_after) == delay["actual"]
        assert stated_delay_days(delay["pay_day"], months_after) == delay["stated"]


def test_delay_days__programmes__follow_from_their_pay_day() -> None:
    for programme in (GINNIE_I, GINNIE_II, UMBS, FREDDIE_GOLD):
        assert actual_delay_days(programme.pay_day, 1) == programme.actual_delay_days
        assert stated_delay_days(programme.pay_day, 1) == programme.stated_delay_days
