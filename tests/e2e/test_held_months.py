"""A month outside a soft bound waits: for every node, for the admin, or for a better report."""

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rwa.cli.oracle_network.sending import shown_time

Rwa = Callable[..., Any]
MONTH = "2027-01"


@pytest.fixture
def held(rwa: Rwa) -> Rwa:
    """A pool whose first month repaid faster than its bound, with one node down."""
    rwa("init", "--loans", "12", "--holders", "3", "--psa", "9000", "--max-smm", "1.5")
    assert rwa("deploy").code == 0
    outcome = rwa("simulate", "--silent", "node-4")
    assert outcome.code == 1
    assert "oracle held" in outcome.err
    assert f"oracle release {MONTH}" in outcome.err
    return rwa


def figures(rwa: Rwa) -> dict[str, Decimal]:
    found = {name: Decimal(value) for name, value in rwa("tie-out", "--json").document.items()}
    assert found["unexplained"] == 0
    return found


def assert_everything_is_paid(rwa: Rwa) -> None:
    found = figures(rwa)
    assert found["certificates"] > 0
    assert abs(found["paid"] - found["certificates"]) < Decimal("0.00001")
    assert (found["not_funded"], found["overpaid"]) == (0, 0)


def test_held__a_month_above_its_bound__is_shown_and_nothing_advances(
    held: Rwa, oracle: Rwa
) -> None:
    (row,) = oracle("held", "--json").document

    assert (row["month"], row["revision"], row["outside"]) == (MONTH, 0, "speed")
    assert Decimal(row["speed"].rstrip("%")) > Decimal("1.5")
    status = oracle("status", "--json").document
    # Times and revisions are numbers in both.
    assert isinstance(row["releasable_at"], int)
    assert isinstance(status["pay_time"], int)
    shown = shown_time(row["releasable_at"])
    assert shown.startswith("2027-01-09")
    assert shown in oracle("held").out
    assert (status["last_accepted"], status["held"]) == (None, [MONTH])
    assert figures(held)["certificates"] == 0
    assert held("simulate", "--silent", "node-4").code == 1
    assert oracle("status", "--json").document["last_accepted"] is None


def test_release__through_the_timelock__accepts_it_and_the_month_is_paid(
    held: Rwa, oracle: Rwa
) -> None:
    dry = oracle("release", MONTH, "--dry-run", "--json").document
    assert (dry["sent"], dry["state"]) == (False, "not announced")
    assert "RemittanceOracle.releaseHeld" in dry["inside"]
    assert oracle("status", "--json").document["announced"] == []

    announced = oracle("release", MONTH, "--json").document
    assert announced["state"] == "announced"
    early = oracle("release", MONTH)
    assert early.code == 1
    assert "--wait" in early.err
    early = oracle("execute", announced["operation"])
    assert early.code == 1
    assert oracle("status", "--json").document["last_accepted"] is None
    assert oracle("release", MONTH, "--wait", "--json").document["state"] == "executed"

    status = oracle("status", "--json").document
    assert (status["last_accepted"], status["held"], status["announced"]) == (MONTH, [], [])
    assert oracle("held", "--json").document == []
    assert oracle("release", MONTH).code == 1
    assert held("simulate").code == 0
    assert_everything_is_paid(held)


def test_simulate__every_node_signs_the_held_month__accepts_it(held: Rwa, oracle: Rwa) -> None:
    assert held("simulate").code == 0

    assert oracle("status", "--json").document["last_accepted"] == MONTH
    assert oracle("held", "--json").document == []
    assert_everything_is_paid(held)


def test_correct__a_held_month__is_replaced_by_the_higher_revision(
    held: Rwa, oracle: Rwa, tmp_path: Path
) -> None:
    announced = oracle("release", MONTH, "--json").document
    rows = list(csv.DictReader(io.StringIO(held("activity", MONTH).out)))
    assert any(row["paid_off"] == "true" for row in rows)
    for row in rows:
        row.update(paid_off="false", curtailment="0.00")
    with (tmp_path / "january.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)

    (row,) = held(
        "correct", f"{MONTH}=january.csv", "--reason", "payoffs of another pool", "--json"
    ).document

    assert (row["month"], row["revision"]) == (MONTH, "1")
    assert row["reason"] == "payoffs of another pool"
    assert Decimal(row["to_holders"]) < 0
    assert_everything_is_paid(held)
    assert figures(held)["certificates"] == Decimal(row["corrected"])
    # What was announced for the report that is gone does nothing any more.
    late = oracle("execute", announced["operation"], "--wait")
    assert late.code == 4
    assert "RemittanceOracle_NotHeld" in late.err
