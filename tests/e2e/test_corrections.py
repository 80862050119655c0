"""A month that turned out wrong is reported again, and paid to its own holders."""

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

Rwa = Callable[..., Any]


@pytest.fixture
def three_months(issued: Rwa) -> Rwa:
    assert issued("simulate", "--months", "3").code == 0
    return issued


def change_first_loan(rwa: Rwa, month: str, path: Path, **fields: str) -> None:
    """Write the reported activity of a month with the first loan's fields changed."""
    rows = list(csv.DictReader(io.StringIO(rwa("activity", month).out)))
    rows[0].update(fields)
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def tie_out(rwa: Rwa) -> dict[str, Decimal]:
    figures = {name: Decimal(value) for name, value in rwa("tie-out", "--json").document.items()}
    assert figures["unexplained"] == 0
    return figures


def paid(rwa: Rwa) -> dict[str, Decimal]:
    listed = rwa("holders", "--json").document["holders"]
    return {holder["holder"]: Decimal(holder["paid"]) for holder in listed}


def test_activity__of_a_reported_month__is_a_file_that_corrects_nothing(three_months: Rwa) -> None:
    rows = list(csv.DictReader(io.StringIO(three_months("activity", "2027-02").out)))

    assert len(rows) == 12
    assert {row["period"] for row in rows} == {"2027-02"}


def test_correct__a_payment_left_out__pays_those_who_held_then(
    three_months: Rwa, tmp_path: Path
) -> None:
    before = paid(three_months)
    held = three_months("holders", "--json").document["holders"]
    faces = {holder["holder"]: Decimal(holder["face"]) for holder in held}
    # Everything the first holder has changes hands after all three record times.
    face = str(faces["holder-01"])
    three_months("transfer", "holder-01", "holder-02", "--face", face)
    change_first_loan(three_months, "2027-01", tmp_path / "january.csv", curtailment="9000.00")

    rows = three_months(
        "correct", "2027-01=january.csv", "--reason", "posted late", "--json"
    ).document

    added = {row["month"]: Decimal(row["to_holders"]) for row in rows}
    assert [(row["month"], row["revision"]) for row in rows] == [
        ("2027-01", "1"),
        ("2027-02", "1"),
        ("2027-03", "1"),
    ]
    assert added["2027-01"] == 9000
    # Less interest and more principal: payments stay level on a smaller balance.
    assert all(0 < abs(added[month]) < 50 for month in ("2027-02", "2027-03"))
    figures = tie_out(three_months)
    assert figures["not_funded"] == 0
    assert figures["overpaid"] < Decimal("0.00001")
    for holder, now in paid(three_months).items():
        expected = sum(added.values()) * faces[holder] / sum(faces.values())
        assert abs(now - before[holder] - expected) < Decimal("0.00001")


def test_correct__a_payment_too_many__is_netted_from_the_next_months(
    three_months: Rwa, tmp_path: Path
) -> None:
    change_first_loan(three_months, "2027-03", tmp_path / "march.csv", curtailment="3000.00")
    three_months("correct", "2027-03=march.csv", "--reason", "posted late")
    with_it = paid(three_months)
    change_first_loan(three_months, "2027-03", tmp_path / "march.csv", curtailment="0.00")
    (row,) = three_months(
        "correct", "2027-03=march.csv", "--reason", "was another pool's", "--json"
    ).document

    overpaid = tie_out(three_months)
    assert row["revision"] == "2"
    assert -3000 <= Decimal(row["to_holders"]) < -2900
    assert overpaid["overpaid"] == -Decimal(row["to_holders"])
    assert paid(three_months) == with_it
    three_months("simulate", "--months", "2")
    settled = tie_out(three_months)
    assert settled["overpaid"] < Decimal("0.00001")
    assert settled["claimable"] < Decimal("0.00001")
    assert settled["paid"] - settled["certificates"] < Decimal("0.00001")


def test_correct__a_payoff_posted_late__needs_the_months_after_it_too(
    three_months: Rwa, tmp_path: Path
) -> None:
    change_first_loan(
        three_months, "2027-02", tmp_path / "february.csv", paid_off="true", curtailment="0.00"
    )
    alone = three_months("correct", "2027-02=february.csv", "--reason", "payoff posted late")
    assert alone.code == 5
    assert "loan" in alone.err

    header, _, *others = three_months("activity", "2027-03").out.splitlines()
    (tmp_path / "march.csv").write_text("\n".join((header, *others)) + "\n")
    both = three_months(
        *("correct", "2027-02=february.csv", "2027-03=march.csv"),
        *("--reason", "payoff posted late", "--json"),
    ).document

    assert [row["month"] for row in both] == ["2027-02", "2027-03"]
    assert tie_out(three_months)["not_funded"] == 0
    assert three_months("simulate").code == 0


def test_correct__not_to_be_settled__leaves_it_to_settle(three_months: Rwa, tmp_path: Path) -> None:
    before = paid(three_months)
    change_first_loan(three_months, "2027-03", tmp_path / "march.csv", curtailment="3000.00")
    (row,) = three_months(
        "correct", "2027-03=march.csv", "--reason", "posted late", "--no-settle", "--json"
    ).document

    assert paid(three_months) == before
    assert tie_out(three_months)["claimable"] > Decimal(row["to_holders"]) - Decimal("0.01")
    three_months("settle", "--all")
    assert sum(paid(three_months).values()) > sum(before.values())
