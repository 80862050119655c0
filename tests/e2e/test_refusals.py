"""Bad input gets a typed error with both sides, its documented exit code, and writes nothing."""

from pathlib import Path

import pytest

from rwa.chain.accounts import demo_account
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.embedded_evm import Genesis

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
    rwa, tmp_path: Path, content: str, said: list[str]
) -> None:
    (tmp_path / "tape.csv").write_text(content)

    refused = rwa("init", "--tape", "tape.csv")

    assert refused.code == 5
    assert all(word in refused.err for word in said), refused.err
    assert "Traceback" not in refused.err
    assert not (tmp_path / ".rwa").exists()


def test_demo__with_a_bad_tape__is_refused(rwa, tmp_path: Path) -> None:
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
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_command__asked_for_the_impossible__says_so_and_exits_as_documented(
    rwa, arguments: tuple[str, ...], code: int, said: list[str]
) -> None:
    refused = rwa(*arguments)

    assert refused.code == code, refused.err
    assert all(word in refused.err for word in said), refused.err
    assert "Traceback" not in refused.err


def test_init__where_a_pool_lives_already__keeps_it(issued, tmp_path: Path) -> None:
    before = (tmp_path / ".rwa" / "pool.json").read_bytes()

    refused = issued("init", "--seed", "8")

    assert refused.code == 3
    assert "RWA-2026-1" in refused.err
    assert (tmp_path / ".rwa" / "pool.json").read_bytes() == before


def test_simulate__before_deploy__names_the_command_that_is_missing(rwa) -> None:
    rwa("init", "--loans", "3", "--holders", "2")

    refused = rwa("simulate")

    assert refused.code == 3
    assert "rwa deploy" in refused.err


def test_simulate__on_another_chain__is_refused_with_both_sides(issued, tmp_path: Path) -> None:
    other = EmbeddedChain.create_file(
        tmp_path / "other.sqlite",
        Genesis(timestamp=1, balances_wei=((demo_account(1, "admin").address, 10**20),)),
    )
    other.close()

    refused = issued("simulate", "--chain", "file:other.sqlite")

    assert refused.code == 3
    assert "Traceback" not in refused.err


def test_settle__of_somebody_unknown__is_refused(issued) -> None:
    refused = issued("settle", "holder-77")

    assert refused.code == 2
    assert "holder-77" in refused.err


def test_settle__of_nobody__is_refused(issued) -> None:
    assert issued("settle").code == 2


def test_transfer__of_more_than_there_is__is_refused_by_the_contract(issued) -> None:
    refused = issued("transfer", "holder-01", "holder-02", "--face", "99000000000")

    assert refused.code == 4
    assert "Traceback" not in refused.err


def test_holders__as_of_an_open_period__is_refused_with_both_times(issued) -> None:
    refused = issued("holders", "--as-of", "2027-06")

    assert refused.code == 1
    assert "2027-06" in refused.err


def test_chain_file__written_by_another_process__is_busy(issued, tmp_path: Path) -> None:
    writer = EmbeddedChain.open_file(tmp_path / ".rwa" / "chain.sqlite")
    try:
        refused = issued("simulate")
    finally:
        writer.close()

    assert refused.code == 4
    assert "process" in refused.err
