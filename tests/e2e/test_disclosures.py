"""`oracle disclose` and `oracle verify-disclosure`, from the files of one to the words of the other."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]
LOAN = "L0000004"


@pytest.fixture
def reported(issued: Command) -> Command:
    """A small pool with two reported months."""
    outcome = issued("simulate", "--months", "2")
    assert outcome.code == 0, outcome.err
    return issued


@pytest.fixture
def shown(reported: Command, oracle: Command, tmp_path: Path) -> Path:
    """Balance and rate of a loan in the last month."""
    file = tmp_path / "shown.json"
    outcome = oracle(
        "disclose", "--loan", LOAN, "--fields", "note_rate,balance", "--output", str(file)
    )
    assert outcome.code == 0, outcome.err
    assert outcome.out == (
        f"{file} shows pool_id, as_of, balance, note_rate of one loan of RWA-2026-1, 2027-02\n"
    )
    return file


def spoiled(file: Path, pattern: str, replacement: str) -> str:
    """A copy in which something reads otherwise."""
    text, count = re.subn(pattern, replacement, file.read_text(), count=1)
    assert count == 1
    other = file.with_name("spoiled.json")
    other.write_text(text)
    return str(other)


def test_verify_disclosure__as_it_was_made__is_proved_by_the_accepted_report(
    shown: Path, oracle: Command
) -> None:
    for_people = oracle("verify-disclosure", str(shown))
    answer = oracle("verify-disclosure", str(shown), "--json").document

    assert for_people.code == 0
    assert "pool RWA-2026-1, 2027-02: proved against the report accepted by 0x" in for_people.out
    assert answer["proved"] is True
    assert answer["against"].endswith(", revision 0")
    assert (answer["pool_id"], answer["month"], answer["loan_id"]) == (
        "RWA-2026-1",
        "2027-02",
        None,
    )
    assert list(answer["fields"]) == ["pool_id", "as_of", "balance", "note_rate"]
    assert answer["fields"]["balance"] in for_people.out
    assert LOAN not in shown.read_text()


def test_disclose__without_a_file__writes_what_can_be_checked_at_once(
    reported: Command, oracle: Command, tmp_path: Path
) -> None:
    piped = oracle("disclose", "--loan", LOAN, "--fields", "all", "--period", "2027-01")
    as_json = oracle("disclose", "--loan", LOAN, "--fields", "all", "--period", "2027-01", "--json")
    file = tmp_path / "all.json"
    file.write_text(piped.out)

    assert piped.out == as_json.out
    assert len(json.loads(piped.out)["fields"]) == 18
    answer = oracle("verify-disclosure", str(file), "--json").document
    assert (answer["month"], answer["loan_id"]) == ("2027-01", LOAN)


def test_disclose__to_a_file_as_json__says_what_is_in_it(
    reported: Command, oracle: Command, tmp_path: Path
) -> None:
    arguments = ("--loan", LOAN, "--fields", "loan_id,state", "--output", "one.json", "--json")

    answer = oracle("disclose", *arguments).document

    assert (answer["file"], answer["loan_id"], answer["leaves"]) == ("one.json", LOAN, "fields")
    assert answer["root"] == json.loads((tmp_path / "one.json").read_text())["root"]


@pytest.mark.parametrize(
    ("pattern", "replacement", "error"),
    [
        (r'"value": "\d+\.\d\d"', '"value": "1.00"', "FieldsNotProved"),
        (r'"name": "note_rate"', '"name": "payment"', "FieldsNotProved"),
        (r'"salt": "0x....', '"salt": "0x0000', "FieldsNotProved"),
        (r'(?s)("loan_proof": \[\s+"0x)....', r"\g<1>0000", "LoanNotProved"),
        (r'"root": "0x....', '"root": "0x0000', "RootDiffers"),
        (r'"value": "2027-02"', '"value": "2027-01"', "RootDiffers"),
        (r'"value": "2027-02"', '"value": "2027-03"', "NotReported"),
        (r'"value": "RWA-2026-1"', '"value": "RWA-2026-2"', "OtherPool"),
    ],
)
def test_verify_disclosure__changed_in_any_part__says_no(
    shown: Path, oracle: Command, pattern: str, replacement: str, error: str
) -> None:
    outcome = oracle("verify-disclosure", spoiled(shown, pattern, replacement), "--json")

    assert outcome.code == (2 if error == "NotReported" else 1)
    assert json.loads(outcome.out)["error"]["type"] == error
    assert "proved against" not in outcome.out


@pytest.mark.parametrize(
    ("pattern", "replacement"),
    [
        (r'"format": "rwa', '"format": "her'),
        (r"\{", "["),
        (r'"leaves": "fields"', '"leaves": "no"'),
    ],
)
def test_verify_disclosure__no_disclosure__is_refused_as_data(
    shown: Path, oracle: Command, pattern: str, replacement: str
) -> None:
    assert oracle("verify-disclosure", spoiled(shown, pattern, replacement)).code == 5


def test_verify_disclosure__against_a_root_given__needs_neither_chain_nor_home(
    shown: Path, oracle: Command, tmp_path: Path
) -> None:
    root = json.loads(shown.read_text())["root"]
    nowhere = ("--home", str(tmp_path / "nowhere"))

    answer = oracle("verify-disclosure", str(shown), "--root", root, *nowhere, "--json").document
    other = oracle("verify-disclosure", str(shown), "--root", "0x" + "ab" * 32, *nowhere)
    no_root = oracle("verify-disclosure", str(shown), "--root", root[:-1], *nowhere)
    no_home = oracle("verify-disclosure", str(shown), *nowhere)

    assert answer["against"] == "the root given"
    assert (other.code, no_root.code, no_home.code) == (1, 2, 3)


def test_verify_disclosure__after_a_revision__asks_for_a_new_one(
    shown: Path, reported: Command, oracle: Command, tmp_path: Path
) -> None:
    activity = reported("activity", "2027-02").out.splitlines()
    first = activity[1].split(",")
    first[4] = "250.00"
    (tmp_path / "february.csv").write_text(
        "\n".join([activity[0], ",".join(first), *activity[2:]]) + "\n"
    )
    corrected = reported("correct", "2027-02=february.csv", "--reason", "posted late")
    assert corrected.code == 0, corrected.err

    outdated = oracle("verify-disclosure", str(shown))
    again = oracle("disclose", "--loan", LOAN, "--fields", "balance")
    shown.write_text(again.out)
    renewed = oracle("verify-disclosure", str(shown), "--json").document

    assert outdated.code == 1
    assert "if the month was revised, ask for a new disclosure" in outdated.err
    assert renewed["against"].endswith(", revision 1")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--loan", LOAN, "--fields", "balance,colour"), 2),
        (("--loan", LOAN, "--fields", ""), 2),
        (("--loan", "L9", "--fields", "balance"), 5),
        (("--loan", LOAN, "--fields", "balance", "--period", "2027-03"), 2),
        (("--loan", LOAN, "--fields", "balance", "--period", "2026-12"), 2),
        (("--loan", LOAN, "--fields", "balance", "--home", "nowhere"), 3),
    ],
)
def test_disclose__what_cannot_be_shown__is_refused_and_writes_nothing(
    reported: Command, oracle: Command, tmp_path: Path, arguments: tuple[str, ...], code: int
) -> None:
    outcome = oracle("disclose", *arguments, "--output", "out.json")

    assert outcome.code == code
    assert outcome.out == ""
    assert not (tmp_path / "out.json").exists()


def test_disclose__before_the_first_report__says_that_there_is_none(
    issued: Command, oracle: Command
) -> None:
    outcome = oracle("disclose", "--loan", LOAN, "--fields", "balance")

    assert outcome.code == 2
    assert "none is" in outcome.err


@pytest.mark.parametrize("place", ["nope/x.json", "nope/deeper/x.json"])
def test_disclose__into_no_directory__names_what_is_missing_and_makes_nothing(
    reported: Command, oracle: Command, tmp_path: Path, place: str
) -> None:
    shown = ("disclose", "--loan", LOAN, "--fields", "balance", "--output")
    refused = oracle(*shown, place, "--json")

    assert refused.code == 3
    error = json.loads(refused.out)["error"]
    assert (error["type"], error["missing"]) == ("DirectoryMissing", "nope")
    assert "there is no directory nope;" in refused.err
    assert not (tmp_path / "nope").exists()


def test_disclose__into_a_file__is_its_owners_alone(shown: Path) -> None:
    assert shown.stat().st_mode & 0o777 == 0o600
