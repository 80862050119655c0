"""Bad input gets a typed error with both sides, its documented exit code, and writes nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rwa.chain.accounts import demo_account
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.embedded_evm import Genesis

Rwa = Callable[..., Any]
HEADER = "loan_id,original_balance,balance,note_rate,remaining_months,age_months\n"
GOOD = "L1,300000,298512.77,6.125,355,5\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", ["content"]),
        (HEADER, ["no loans"]),
        ("loan,amount\n1,2\n", ["loan", "column"]),
        (HEADER + GOOD + "L2,300000,-5,6.125,355,5\n", ["row 3", "balance", "-5"]),
        (HEADER + GOOD + GOOD, ["loan_id", "L1"]),
        (HEADER + "L1,300000,NaN,6.125,355,5\n", ["row 2", "balance", "NaN"]),
    ],
    ids=["empty", "no-loans", "wrong-columns", "negative", "duplicate", "nan"],
)
def test_init__with_a_bad_tape__is_refused_and_writes_nothing(
    rwa: Rwa, tmp_path: Path, content: str, said: list[str]
) -> None:
    (tmp_path / "tape.csv").write_text(content)

    refused = rwa("init", "--tape", "tape.csv")

    assert refused.code == 5
    assert all(word in refused.err for word in said), refused.err
    assert "Traceback" not in refused.err
    assert not (tmp_path / ".rwa").exists()


def test_demo__with_a_bad_tape__is_refused(rwa: Rwa, tmp_path: Path) -> None:
    (tmp_path / "tape.csv").write_text(HEADER + "L1,x,1,6.125,355,5\n")

    refused = rwa("demo", "--tape", "tape.csv")

    assert refused.code == 5
    assert "original_balance" in refused.err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("demo", "--tape", "missing.csv"), 2, ["missing.csv"]),
        (("demo", "--psa", "fast"), 2, ["psa", "fast"]),
        (("init", "--pass-through", "six"), 5, ["six"]),
        (("init", "--issue", "December"), 5, ["December", "YYYY-MM"]),
        (("init", "--programme", "ginnie"), 5, ["ginnie", "ginnie_i"]),
        (("init", "--loans", "0"), 2, ["--loans"]),
        (("simulate",), 3, ["rwa init"]),
        (("holders",), 3, ["rwa init"]),
        (("settle", "--all", "--home", "nowhere"), 3, ["nowhere"]),
        (("tie-out",), 3, ["rwa init"]),
        (("activity", "2027-01"), 3, ["rwa init"]),
        (("correct", "2027-01=x.csv"), 2, ["--reason"]),
        (("correct", "2027-01", "--reason", "late"), 2, ["2027-01", "MONTH=FILE"]),
        (("correct", "January=x.csv", "--reason", "late"), 5, ["January", "YYYY-MM"]),
        (("demo", "--tape", "t.csv", "--pool-level"), 2, ["--tape", "--pool-level"]),
        (("serve",), 3, ["rwa init"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_command__asked_for_the_impossible__says_so_and_exits_as_documented(
    rwa: Rwa, arguments: tuple[str, ...], code: int, said: list[str]
) -> None:
    refused = rwa(*arguments)

    assert refused.code == code, refused.err
    assert all(word in refused.err for word in said), refused.err
    assert "Traceback" not in refused.err


def test_init__where_something_else_lives__leaves_it_alone(rwa: Rwa, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")

    for home in ("mine", "file"):
        refused = rwa("init", "--home", home)
        assert refused.code == 3
        assert home in refused.err
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "mine", "notes.txt"]


def test_init__where_a_pool_lives_already__keeps_it(issued: Rwa, tmp_path: Path) -> None:
    before = (tmp_path / ".rwa" / "pool.json").read_bytes()

    refused = issued("init", "--seed", "8")

    assert refused.code == 3
    assert "RWA-2026-1" in refused.err
    assert (tmp_path / ".rwa" / "pool.json").read_bytes() == before


def test_simulate__before_deploy__names_the_command_that_is_missing(rwa: Rwa) -> None:
    rwa("init", "--loans", "3", "--holders", "2")

    refused = rwa("simulate")

    assert refused.code == 3
    assert "rwa deploy" in refused.err


def test_simulate__on_another_chain__is_refused_with_both_sides(
    issued: Rwa, tmp_path: Path
) -> None:
    other = EmbeddedChain.create_file(
        tmp_path / "other.sqlite",
        Genesis(timestamp=1, balances_wei=((demo_account(1, "admin").address, 10**20),)),
    )
    other.close()

    refused = issued("simulate", "--chain", "file:other.sqlite")

    assert refused.code == 3
    assert "Traceback" not in refused.err


def test_settle__of_somebody_unknown__is_refused(issued: Rwa) -> None:
    refused = issued("settle", "holder-77")

    assert refused.code == 2
    assert "holder-77" in refused.err


def test_settle__of_nobody__is_refused(issued: Rwa) -> None:
    assert issued("settle").code == 2


def test_transfer__of_more_than_there_is__is_refused_by_the_contract(issued: Rwa) -> None:
    refused = issued("transfer", "holder-01", "holder-02", "--face", "99000000000")

    assert refused.code == 4
    assert "Traceback" not in refused.err


@pytest.mark.parametrize(
    ("face", "code"), [("0", 5), ("-5", 5), ("1.001", 5), ("nan", 5), ("many", 5)]
)
def test_transfer__of_no_amount__is_refused_by_the_amount(
    issued: Rwa, face: str, code: int
) -> None:
    refused = issued("transfer", "holder-01", "holder-02", f"--face={face}")

    assert refused.code == code
    assert face.lstrip("-") in refused.err


def test_transfer__to_somebody_who_may_not_hold__is_refused_by_the_rules(issued: Rwa) -> None:
    refused = issued("transfer", "holder-01", "servicer", "--face", "1")

    assert refused.code == 4
    assert "TransferRules_UnknownWallet" in refused.err


@pytest.mark.parametrize(
    ("chain", "code", "said"),
    [
        ("ftp://example.org", 2, "ftp://example.org"),
        ("http://127.0.0.1:1", 4, "127.0.0.1:1"),
        ("file:nowhere.sqlite", 3, "nowhere.sqlite"),
    ],
)
def test_simulate__on_no_chain__is_refused_with_its_name(
    issued: Rwa, chain: str, code: int, said: str
) -> None:
    refused = issued("simulate", "--chain", chain)

    assert refused.code == code
    assert said in refused.err
    assert "Traceback" not in refused.err


def test_simulate__with_another_passphrase__is_refused_and_does_nothing(
    issued: Rwa, tmp_path: Path
) -> None:
    refused = issued("simulate", RWA_PASSPHRASE="another")  # noqa: S106 - it is wrong

    assert refused.code == 3
    assert "passphrase" in refused.err
    assert issued("tie-out", "--json").document["borrowers"] == "0.00"


def test_simulate__a_document_of_an_accepted_month_is_gone__is_refused_by_its_name(
    issued: Rwa, tmp_path: Path
) -> None:
    documents = tmp_path / ".rwa" / "documents"
    at_issue = {path.name for path in documents.iterdir()}
    issued("simulate")
    for path in documents.iterdir():
        if path.name not in at_issue:
            path.unlink()

    for command in (("simulate",), ("tie-out",), ("activity", "2027-01"), ("doctor",)):
        refused = issued(*command)
        assert refused.code == (1 if command == ("doctor",) else 3)
        assert "backup" in refused.err + refused.out


@pytest.mark.parametrize(
    ("month", "last"), [("2027-02", "2027-01"), ("2026-12", "2027-01"), ("2030-01", "2027-01")]
)
def test_correct__of_a_month_that_is_not_reported__names_the_last_one(
    issued: Rwa, tmp_path: Path, month: str, last: str
) -> None:
    issued("simulate")
    (tmp_path / "activity.csv").write_text("")

    for command in (
        ("correct", f"{month}=activity.csv", "--reason", "late"),
        ("activity", month),
    ):
        refused = issued(*command)
        assert refused.code == 2
        assert month in refused.err
        assert last in refused.err


def test_correct__with_what_was_reported_or_bad_rows__is_refused_and_reports_nothing(
    issued: Rwa, tmp_path: Path
) -> None:
    issued("simulate")
    reported = issued("activity", "2027-01").out
    (tmp_path / "same.csv").write_text(reported)
    (tmp_path / "bad.csv").write_text(reported.replace(",1,", ",one,", 1))

    same = issued("correct", "2027-01=same.csv", "--reason", "late")
    bad = issued("correct", "2027-01=bad.csv", "--reason", "late")
    missing = issued("correct", "2027-01=missing.csv", "--reason", "late")

    assert (same.code, bad.code, missing.code) == (2, 5, 2)
    assert "payments_made" in bad.err
    assert issued("activity", "2027-01").out == reported


def test_holders__as_of_an_open_period__is_refused_with_both_times(issued: Rwa) -> None:
    refused = issued("holders", "--as-of", "2027-06")

    assert refused.code == 1
    assert "2027-06" in refused.err


def test_chain_file__written_by_another_process__is_busy(issued: Rwa, tmp_path: Path) -> None:
    writer = EmbeddedChain.open_file(tmp_path / ".rwa" / "chain.sqlite")
    try:
        refused = issued("simulate")
    finally:
        writer.close()

    assert refused.code == 4
    assert "process" in refused.err
