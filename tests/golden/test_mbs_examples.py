"""The examples of a vendor's documentation, through the functions that carry the vendor's names."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from rwa.cashflow.arrays import FloatArray
from rwa.cashflow.matlab import (
    Mbs,
    mbscfamounts,
    mbsconvp,
    mbsconvy,
    mbsdurp,
    mbsdury,
    mbsnoprepay,
    mbspassthrough,
    mbsprice,
    mbsprice2speed,
    mbswal,
    mbsyield,
    mbsyield2speed,
    psaspeed2default,
    psaspeed2rate,
)
from rwa.cashflow.valuation.pools import StaticPools, analyse_pools
from tests.golden.printed import agrees

GoldenJson = Callable[[str], dict[str, Any]]

ANSWERS: dict[str, tuple[Callable[..., Any], tuple[str, ...]]] = {
    "mbsprice": (mbsprice, ("Price", "AccrInt")),
    "mbsyield": (mbsyield, ("MYield", "BEMBSYield")),
    "mbswal": (lambda mbs: (mbswal(mbs),), ("WAL",)),
    "mbsdury": (mbsdury, ("YearDuration", "ModDuration")),
    "mbsdurp": (mbsdurp, ("YearDuration", "ModDuration")),
    "mbsconvy": (lambda quote, mbs: (mbsconvy(quote, mbs),), ("Convexity",)),
    "mbsconvp": (lambda quote, mbs: (mbsconvp(quote, mbs),), ("Convexity",)),
}
"""Each function, and what the documentation calls the numbers it returns."""
FIELDS = {
    "YearDuration": "macaulay_duration",
    "ModDuration": "modified_duration",
    "Convexity": "convexity",
    "MYield": "mortgage_yield",
    "BEMBSYield": "yield_bey",
}
SPEED_BY_PRICE_OFF = 1e-4
"""By how much the printed speed with the same price misses the price that it is said to give."""


@pytest.fixture(scope="module")
def table(golden_json: GoldenJson) -> dict[str, Any]:
    return golden_json("matlab_mbs_examples")


@pytest.fixture(scope="module")
def examples(table: dict[str, Any]) -> list[dict[str, Any]]:
    assert len(table["examples"]) == 11
    return [
        {"fn": example["fn"], "given": table["common"] | example["in"], "printed": example["out"]}
        for example in table["examples"]
    ]


def mbs_of(given: dict[str, Any]) -> Mbs:
    settle, maturity, issue_date = (
        date.fromisoformat(given[name]) for name in ("Settle", "Maturity", "IssueDate")
    )
    return Mbs(
        settle=settle,
        maturity=maturity,
        issue_date=issue_date,
        gross_rate=given["GrossRate"],
        coupon_rate=given["CouponRate"],
        delay=given["Delay"],
        prepay_speed=given["PSA"],
    )


def test_functions_of_one_security__printed_examples__every_number(
    examples: list[dict[str, Any]],
) -> None:
    assert {example["fn"] for example in examples} == set(ANSWERS)
    for example in examples:
        function, names = ANSWERS[example["fn"]]
        given = example["given"]
        quotes = [given[quote] for quote in ("yield", "price") if quote in given]

        answers = dict(zip(names, function(*quotes, mbs_of(given)), strict=True))

        assert answers.keys() == example["printed"].keys()
        for name, printed in example["printed"].items():
            assert agrees(answers[name], printed), (example, name)


def test_mbspassthrough__printed_example__balances_and_payments(table: dict[str, Any]) -> None:
    given, printed = table["mbspassthrough"]["in"], table["mbspassthrough"]["out"]

    balance, payment, *_ = mbspassthrough(
        given["OriginalBalance"],
        given["GrossRate"],
        given["OriginalTerm"],
        given["TermRemaining"],
        given["PSA"],
    )

    assert len(balance) == given["TermRemaining"]
    for computed, column in ((balance, "Balance_1_5"), (payment, "Payment_1_5")):
        assert len(printed[column]) == 5
        for month, amount in enumerate(printed[column]):
            assert agrees(computed[month], amount), (column, month)


def test_mbsnoprepay__printed_example__every_column_of_both_pools(table: dict[str, Any]) -> None:
    example = table["mbsnoprepay"]
    names = ("Balance", "Interest", "Payment", "Principal")

    assert [pool["Term"] for pool in example["out"]] == [357, 355]
    for pool in example["out"]:
        schedule = mbsnoprepay(
            example["in"]["OriginalBalance"], example["in"]["GrossRate"], pool["Term"]
        )

        assert {len(column) for column in schedule} == {pool["Term"]}
        for name, column in zip(names, schedule, strict=True):
            assert_months(column, example["months"], pool[name])


def test_mbscfamounts__printed_example__amounts_from_settlement_on(table: dict[str, Any]) -> None:
    example = table["mbscfamounts"]
    printed = example["out"]["CFlowAmounts_1_12"]

    columns = mbscfamounts(mbs_of(table["common"] | example["in"]))

    assert {len(column) for column in columns} == {example["out"]["length"]}
    assert_months(columns[0], range(1, 13), printed)


def test_psaspeed2rate__printed_example__both_speeds(table: dict[str, Any]) -> None:
    example = table["psaspeed2rate"]

    assert [speed["PSASpeed"] for speed in example["out"]] == [100, 200]
    for speed in example["out"]:
        cpr, smm = psaspeed2rate(speed["PSASpeed"])
        assert_months(cpr, example["months"], speed["CPR"])
        assert_months(smm, example["months"], speed["SMM"])


def test_psaspeed2default__printed_example__both_rates(table: dict[str, Any]) -> None:
    example = table["psaspeed2default"]
    printed = example["out"]

    adr, mdr = psaspeed2default(printed["DefaultSpeed"])

    assert_months(adr, example["months"], printed["ADR"])
    assert_months(mdr, example["months"], printed["MDR"])


def assert_months(column: FloatArray, months: Any, printed: list[str]) -> None:
    for month, number in zip(months, printed, strict=True):
        assert agrees(column[month - 1], number), (month, number)


@pytest.fixture(scope="module")
def by_vector(table: dict[str, Any]) -> Mbs:
    """The security whose prepayment is a vector, not a speed."""
    given = table["implied_speeds"]["in"]
    matrix = given["PrepayMatrix"]
    return replace(
        mbs_of(table["common"] | given), prepay_matrix=[matrix["smm"]] * matrix["months"]
    )


def test_implied_speeds__printed_examples__every_speed(
    table: dict[str, Any], by_vector: Mbs
) -> None:
    functions = {"price": mbsprice2speed, "yield": mbsyield2speed}

    assert len(table["implied_speeds"]["examples"]) == 2
    for example in table["implied_speeds"]["examples"]:
        ((quote, value),) = example["in"].items()
        assert functions[quote].__name__ == example["fn"]

        by_price, by_duration, by_convexity = functions[quote](value, by_vector)

        printed = example["out"]
        assert abs(by_price - float(printed["by_price"])) <= SPEED_BY_PRICE_OFF
        assert agrees(by_duration, printed["by_duration"])
        assert agrees(by_convexity, printed["by_convexity"])


def test_analyse_pools__printed_examples_by_price__every_number(
    examples: list[dict[str, Any]],
) -> None:
    priced = [example for example in examples if "price" in example["given"]]
    settled = [mbs_of(example["given"]).settled for example in priced]

    pools = StaticPools(
        wac=np.array([float(each.line.wac) for each in settled]),
        pass_through_rate=np.array([float(each.line.pass_through_rate) for each in settled]),
        remaining_months=np.array([each.line.remaining_months for each in settled]),
        age_months=np.array([each.line.age_months for each in settled]),
        psa=np.array([float(example["given"]["PSA"]) for example in priced]),
        settle_day=np.array([each.settle.day for each in settled if each.settle]),
        actual_delay_days=np.array([float(each.actual_delay_days) for each in settled]),
    )
    prices = np.array([float(example["given"]["price"]) for example in priced])
    analytics = analyse_pools(pools, price=prices)

    assert len(priced) == 7
    for number, example in enumerate(priced):
        for name, printed in example["printed"].items():
            computed = getattr(analytics, FIELDS[name])[number]
            assert agrees(float(computed), printed), (example, name)
