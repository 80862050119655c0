"""The demo, as a newcomer runs it."""

import json
from decimal import Decimal
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "examples" / "tapes" / "required_columns_only.csv"


def test_demo__pool_level__prints_the_published_figures(rwa) -> None:
    ran = rwa("demo", "--pool-level")

    first = next(line for line in ran.out.splitlines() if line.startswith(" 2027-01 "))
    assert ran.code == 0
    assert first.split() == [
        "2027-01",
        "1,250,000.00",
        "226,003.39",
        "41,667.21",
        "1,517,670.60",
        "0.99892932",
    ]
    assert "20,878,753.52 = 20,878,753.52    unexplained 0.00" in ran.out
    assert "0.97594417" in ran.out


def test_demo__run_twice_with_one_seed__prints_the_same_bytes(rwa) -> None:
    assert rwa("demo", "--seed", "3").out == rwa("demo", "--seed", "3").out


def test_demo__as_json__is_one_document_that_ties_out(rwa) -> None:
    document = json.loads(rwa("demo", "--json").out)
    tie_out = {name: Decimal(value) for name, value in document["tie_out"].items()}
    kept = tie_out["servicing_fee"] + tie_out["guaranty_fee"] + tie_out["leftover"]

    assert len(document["months"]) == 12
    assert tie_out["borrowers"] - kept == tie_out["certificates"]
    assert tie_out["paid"] + tie_out["held"] + tie_out["claimable"] == tie_out["certificates"]
    assert tie_out["certificates"] == sum(
        Decimal(month["paid_to_holders"]) for month in document["months"]
    )
    assert tie_out["unexplained"] == 0


def test_demo__told__shows_every_incident(rwa) -> None:
    texts = " ".join(incident["text"] for incident in rwa("demo", "--json").document["incidents"])

    for said in ("record time", "is blocked", "is released", "restated", "settles a year late"):
        assert said in texts


def test_demo__with_a_users_own_tape__ties_out(rwa) -> None:
    ran = rwa("demo", "--tape", str(EXAMPLE))

    assert ran.code == 0, ran.err
    assert "unexplained 0.00" in ran.out
