"""A month reported from an estimate, and put right when the books are closed."""

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

Rwa = Callable[..., Any]
REASON = "books closed: true-up of the estimate"


def true_activity(rwa: Rwa, month: str, path: Path) -> None:
    """The estimate with what it missed: one borrower curtails, one pays off."""
    rows = list(csv.DictReader(io.StringIO(rwa("activity", month).out)))
    rows[0]["curtailment"] = "1234.56"
    rows[1]["paid_off"] = "true"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def figures(rwa: Rwa) -> dict[str, Decimal]:
    found = {name: Decimal(value) for name, value in rwa("tie-out", "--json").document.items()}
    assert found["unexplained"] == 0
    return found


def paid(rwa: Rwa) -> dict[str, Decimal]:
    listed = rwa("holders", "--json").document["holders"]
    return {holder["holder"]: Decimal(holder["paid"]) for holder in listed}


@pytest.fixture
def one_month(issued: Rwa) -> Rwa:
    assert issued("simulate").code == 0
    return issued


def test_estimate__next_month__pays_the_schedule_and_says_what_it_is(
    one_month: Rwa, oracle: Rwa
) -> None:
    row = one_month("estimate", "--json").document

    assert (row["month"], row["basis"], row["prepaid"]) == ("2027-02", "estimated", "0.00")
    status = oracle("status", "--json").document
    assert (status["last_accepted"], status["basis"], status["reason"]) == (
        "2027-02",
        "estimated",
        None,
    )
    assert "2027-02, ESTIMATED" in oracle("status").out
    assert figures(one_month)["not_funded"] == 0


def test_verify__an_estimated_month_and_its_true_up__are_proved_line_by_line(
    one_month: Rwa, oracle: Rwa, tmp_path: Path
) -> None:
    assert one_month("estimate").code == 0
    estimated = oracle("verify", "--period", "2027-02", "--strict", "--json").document
    true_activity(one_month, "2027-02", tmp_path / "february.csv")
    corrected = one_month("correct", "2027-02=february.csv", "--reason", REASON)
    assert corrected.code == 0
    reported = oracle("verify", "--period", "2027-02", "--strict", "--json").document

    assert (estimated["failed"], estimated["not_checked"]) == (0, 0)
    (line,) = estimate_lines(estimated)
    assert line["outcome"] == "proved"
    assert "an estimate by rule" in line["why"]
    assert (reported["failed"], reported["not_checked"]) == (0, 0)
    assert estimate_lines(reported) == []
    assert [each["revision"] for each in reported["revisions"]] == [0, 1]
    assert figures(one_month)["not_funded"] == 0


def estimate_lines(found: dict[str, Any]) -> list[dict[str, str]]:
    """What a verification says of a month being estimated by rule."""
    return [each for each in found["lines"] if each["check"] == "estimate"]


def test_correct__an_estimate_paid_and_sold_since__pays_the_truth_to_those_who_held_then(
    one_month: Rwa, oracle: Rwa, tmp_path: Path
) -> None:
    held = one_month("holders", "--json").document["holders"]
    faces = {holder["holder"]: Decimal(holder["face"]) for holder in held}
    one_month("estimate")
    before = paid(one_month)
    one_month("transfer", "holder-01", "holder-02", "--face", str(faces["holder-01"]))
    true_activity(one_month, "2027-02", tmp_path / "february.csv")

    (row,) = one_month("correct", "2027-02=february.csv", "--reason", REASON, "--json").document

    added = Decimal(row["to_holders"])
    assert (row["revision"], row["reason"], row["basis"]) == ("1", REASON, "reported")
    assert added > Decimal("1234.56")
    after = paid(one_month)
    for holder, face in faces.items():
        share = added * face / sum(faces.values())
        assert abs(after[holder] - before[holder] - share) < Decimal("0.00001")
    found = figures(one_month)
    assert abs(found["paid"] - found["certificates"]) < Decimal("0.00001")
    assert (found["not_funded"], found["overpaid"]) == (0, 0)
    assert f"2027-02, revision 1: {REASON}" in oracle("status").out
    assert oracle("status", "--json").document["revision"] == 1
    # The next month begins where the truth ended.
    assert one_month("simulate").code == 0
    assert figures(one_month)["not_funded"] == 0


def test_correct__an_estimate_not_funded_yet__replaces_it_and_one_amount_is_paid(
    one_month: Rwa, tmp_path: Path
) -> None:
    before = figures(one_month)["certificates"]
    one_month("estimate", "--no-fund")
    assert figures(one_month)["not_funded"] > 0
    true_activity(one_month, "2027-02", tmp_path / "february.csv")

    (row,) = one_month("correct", "2027-02=february.csv", "--reason", REASON, "--json").document

    found = figures(one_month)
    assert found["certificates"] == before + Decimal(row["corrected"])
    assert abs(found["paid"] - found["certificates"]) < Decimal("0.00001")
    assert (found["not_funded"], found["overpaid"]) == (0, 0)


def test_correct__an_estimate_that_was_right__is_confirmed_and_moves_no_money(
    one_month: Rwa, oracle: Rwa, tmp_path: Path
) -> None:
    one_month("estimate")
    before = paid(one_month)
    (tmp_path / "february.csv").write_text(one_month("activity", "2027-02").out)

    (row,) = one_month("correct", "2027-02=february.csv", "--reason", REASON, "--json").document

    assert (row["revision"], row["to_holders"]) == ("1", "0.00")
    assert oracle("status", "--json").document["basis"] == "reported"
    assert paid(one_month) == before
    assert one_month("correct", "2027-02=february.csv", "--reason", REASON).code == 2


def test_correct__a_month_before_an_estimate__estimates_the_later_one_again(
    one_month: Rwa, oracle: Rwa, tmp_path: Path
) -> None:
    one_month("estimate")
    true_activity(one_month, "2027-01", tmp_path / "january.csv")

    rows = one_month("correct", "2027-01=january.csv", "--reason", REASON, "--json").document

    # The loan paid off in January has no line in February's estimate any more.
    assert [(row["month"], row["basis"]) for row in rows] == [
        ("2027-01", "reported"),
        ("2027-02", "estimated"),
    ]
    found = figures(one_month)
    assert found["not_funded"] == 0
    assert oracle("status", "--json").document["basis"] == "estimated"
