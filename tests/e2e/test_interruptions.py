"""A process may die between any two steps; the next command carries on from there."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Rwa = Callable[..., Any]

DIES_AT = """
import os, sys
from importlib import import_module
module, _, name = sys.argv.pop(1).rpartition(".")
setattr(import_module(module), name, lambda *_, **__: os._exit(9))
from rwa.cli.app import main
main()
"""


@pytest.fixture
def dies_at(tmp_path: Path) -> Callable[..., None]:
    """Run a command in a process that dies where a function would be called."""

    def run(function: str, *arguments: str) -> None:
        command = [sys.executable, "-c", DIES_AT, function, *arguments]
        ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert ran.returncode == 9, ran.stderr

    return run


def test_init__killed__leaves_no_home_and_runs_again(
    rwa: Rwa, dies_at: Callable[..., None], tmp_path: Path
) -> None:
    dies_at("rwa.cli.setting_up._start_chain", "init", "--loans", "3", "--holders", "2")
    assert not (tmp_path / ".rwa").exists()

    again = rwa("init", "--loans", "3", "--holders", "4", "--seed", "8")

    assert again.code == 0
    assert [path.name for path in tmp_path.iterdir()] == [".rwa"]
    assert rwa("deploy").code == 0


def test_deploy__killed_before_issuance__is_named_by_others_and_finished_by_itself(
    rwa: Rwa, dies_at: Callable[..., None]
) -> None:
    rwa("init", "--loans", "3", "--holders", "2")
    dies_at("rwa.cli.issuance._issue_class", "deploy")

    refused = rwa("simulate")
    finished = rwa("deploy")

    assert refused.code == 3
    assert "rwa deploy" in refused.err
    assert finished.code == 0
    assert rwa("simulate").code == 0


@pytest.mark.parametrize(
    ("function", "months_left", "said"),
    [
        ("oracle.posting.sending.sign_transaction", 2, ""),
        ("rwa.cli.month.fund_months", 1, "2027-01; funded now"),
        ("rwa.cli.funding.send_many", 1, "2027-01; funded now"),
        ("rwa.cli.month.reach_payment", 1, "2027-01; paid now"),
    ],
    ids=["signed-not-posted", "accepted-not-funded", "cash-in-not-funded", "funded-not-paid"],
)
def test_simulate__killed_within_a_month__is_continued_as_if_nothing_had_happened(
    issued: Rwa,
    dies_at: Callable[..., None],
    issued_home: Path,
    tmp_path: Path,
    function: str,
    months_left: int,
    said: str,
) -> None:
    shutil.copytree(issued_home, tmp_path / "whole")
    assert issued("simulate", "--home", "whole", "--months", "2").code == 0
    dies_at(function, "simulate")

    continued = issued("simulate", "--months", str(months_left))

    assert continued.code == 0, continued.err
    assert said in continued.err
    assert paid_by_holder(issued) == paid_by_holder(issued, "--home", "whole")
    whole = issued("tie-out", "--home", "whole", "--json").document
    assert issued("tie-out", "--json").document == whole
    assert whole["unexplained"] == "0.00"


def paid_by_holder(rwa: Rwa, *flags: str) -> dict[str, str]:
    listed = rwa("holders", "--json", *flags).document["holders"]
    assert listed
    return {holder["holder"]: holder["paid"] for holder in listed}


def test_correct__killed_between_two_months__is_continued_by_simulate(
    issued: Rwa, dies_at: Callable[..., None], tmp_path: Path
) -> None:
    issued("simulate", "--months", "2")
    activity = issued("activity", "2027-01").out
    first = activity.splitlines()[1]
    (tmp_path / "january.csv").write_text(
        activity.replace(first, first.replace(",0.00,", ",5.00,", 1))
    )
    dies_at(
        "rwa.cli.correcting.finish", "correct", "2027-01=january.csv", "--reason", "posted late"
    )

    continued = issued("simulate")

    assert "corrected and not funded: 2027-01, 2027-02; funded now" in continued.err
    assert issued("tie-out", "--json").document["unexplained"] == "0.00"
