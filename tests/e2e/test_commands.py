"""Commands see one chain, and the money they move adds up."""

import os
import re
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2
import pytest

Rwa = Callable[..., Any]
CPU_SECONDS_OF_HELP = 0.5


def test_commands__in_processes_of_their_own__see_one_chain_and_pay_every_cent(
    rwa_process: Rwa,
) -> None:
    assert rwa_process("init", "--loans", "12", "--holders", "3").code == 0
    assert rwa_process("deploy").code == 0
    months = rwa_process("simulate", "--months", "2", "--no-settle", "--json").document
    settled = rwa_process("settle", "--all", "--json").document
    listed = rwa_process("holders", "--json").document["holders"]

    promised = sum(Decimal(month["to_holders"]) for month in months)
    paid = sum(map(Decimal, settled.values()))
    assert [month["month"] for month in months] == ["2027-01", "2027-02"]
    assert paid == sum(Decimal(holder["paid"]) for holder in listed) > 0
    # What is not paid is less than a base unit for each holder and leg.
    assert 0 <= promised - paid < Decimal("0.000001") * 2 * len(listed)
    assert all(Decimal(holder["claimable"]) == 0 for holder in listed)


def test_init__twice_with_one_seed__makes_the_same_pool_and_chain(rwa: Rwa, tmp_path: Path) -> None:
    ours = rwa("init", "--loans", "3", "--holders", "2", "--home", "ours", "--json").document
    theirs = rwa("init", "--loans", "3", "--holders", "2", "--home", "theirs", "--json").document

    assert {**ours, "home": "", "chain": ""} == {**theirs, "home": "", "chain": ""}
    for home in ("ours", "theirs"):
        assert rwa("deploy", "--home", home).code == 0
    (first,), (second,) = (
        [path.read_bytes() for path in (tmp_path / home / "deployments").rglob("*.json")]
        for home in ("ours", "theirs")
    )
    assert first == second


def test_init__of_ones_own__takes_programme_month_and_rate(rwa: Rwa) -> None:
    pool = rwa(
        *("init", "--loans", "3", "--holders", "2", "--pool", "OWN-7", "--programme", "ginnie_ii"),
        *("--issue", "2028-02", "--pass-through", "4.5", "--json"),
    ).document

    assert (pool["pool_id"], pool["programme"]) == ("OWN-7", "ginnie_ii")
    assert (pool["issue"], pool["pass_through_rate_ppm"]) == ("2028-02", 45_000)


def test_settle__repeated__pays_nothing_twice(issued: Rwa) -> None:
    issued("simulate", "--no-settle")
    first = issued("settle", "holder-01", "--json").document
    again = issued("settle", "holder-01", "--json").document

    assert Decimal(first["holder-01"]) > 0
    assert Decimal(again["holder-01"]) == 0


def test_transfer__after_the_record_time__leaves_the_closed_month_with_the_seller(
    issued: Rwa,
) -> None:
    issued("simulate")
    before = faces(issued, as_of="2027-01")
    moved = issued("transfer", "holder-01", "holder-02", "--face", "1000", "--json").document

    assert moved["face"] == "1000.00"
    assert faces(issued, as_of="2027-01") == before
    assert faces(issued)["holder-02"] == before["holder-02"] + 1000
    assert sum(faces(issued).values()) == sum(before.values())


def faces(rwa: Rwa, as_of: str | None = None) -> dict[str, Decimal]:
    flags = () if as_of is None else ("--as-of", as_of)
    listed = rwa("holders", "--json", *flags).document["holders"]
    return {holder["holder"]: Decimal(holder["face"]) for holder in listed}


def test_simulate__past_the_pools_end__runs_what_is_left_and_then_says_so(
    rwa: Rwa, tmp_path: Path
) -> None:
    (tmp_path / "tape.csv").write_text(
        "loan_id,original_balance,balance,note_rate,remaining_months,age_months\n"
        "L1,500,99.99,6.125,2,5\n"
    )
    rwa("init", "--tape", "tape.csv", "--holders", "2", "--psa", "0")
    rwa("deploy")

    ran = rwa("simulate", "--months", "5", "--json")
    assert [month["month"] for month in ran.document] == ["2027-01", "2027-02"]
    assert "the pool ended" in ran.err

    refused = rwa("simulate")
    assert refused.code == 2
    assert "ended after 2 months" in refused.err
    assert rwa("tie-out", "--json").document["unexplained"] == "0.00"


def test_tie_out__months_in_every_state__adds_up(issued: Rwa) -> None:
    assert issued("tie-out", "--json").document["borrowers"] == "0.00"
    issued("simulate")
    issued("simulate", "--no-settle")
    unsettled = issued("tie-out", "--json").document
    issued("settle", "--all")
    settled = issued("tie-out", "--json").document

    assert Decimal(unsettled["claimable"]) > 1
    assert Decimal(settled["claimable"]) < Decimal("0.00001")
    assert unsettled["certificates"] == settled["certificates"]
    assert unsettled["unexplained"] == settled["unexplained"] == "0.00"


def test_deploy__run_again__finds_everything_done(issued: Rwa) -> None:
    first = issued("deploy", "--json").document
    again = issued("deploy", "--json").document

    assert first == again


def test_deploy__dry_run__says_every_step_and_writes_nothing(rwa: Rwa, tmp_path: Path) -> None:
    rwa("init", "--loans", "3", "--holders", "2")
    planned = rwa("deploy", "--dry-run", "--json").document
    shown = rwa("deploy", "--dry-run")

    assert [step["name"] for step in planned][:2] == ["timelock", "cash"]
    assert not (tmp_path / ".rwa" / "deployments").exists()
    # A calendar of thirty years is told by its first and last times.
    assert max(map(len, shown.out.splitlines())) <= 160
    words = " ".join(shown.out.split())
    assert re.search(r"recordTimes=\[3\d\d values, first 1798754400, last \d{10}]", words)
    assert len(shown.out.splitlines()) < 100


def test_doctor__on_a_deployed_pool__finds_all_well(issued: Rwa) -> None:
    issued("simulate")
    findings = issued("doctor", "--json").document

    checked = {finding["check"] for finding in findings}
    assert checked >= {"python", "contracts", "keys", "chain", "months"}
    assert all(finding["ok"] for finding in findings)


@pytest.mark.parametrize(
    ("damage", "check"),
    [
        (lambda home: (home / "pool.json").write_text("{"), "pool"),
        (lambda home: (home / "keys" / "node-1.json").chmod(0o644), "keys"),
        (lambda home: (home / "keys" / "node-1.json").unlink(), "keys"),
        (lambda home: (home / "chain.sqlite").unlink(), "chain"),
        (lambda home: [path.write_text("x") for path in (home / "documents").iterdir()], "tape"),
    ],
    ids=["pool-file", "key-open-to-others", "key-missing", "no-chain", "documents"],
)
def test_doctor__something_is_damaged__names_it_and_exits_1(
    issued: Rwa, tmp_path: Path, damage: Callable[[Path], object], check: str
) -> None:
    damage(tmp_path / ".rwa")

    said = issued("doctor")

    (first, *_) = [line for line in said.out.splitlines() if line.startswith("FAIL")]
    assert first.split()[1] == check
    assert said.code == 1
    assert "Traceback" not in said.err


def test_doctor__without_a_pool__is_well(rwa: Rwa) -> None:
    assert rwa("doctor").code == 0


def test_settings__shown__name_every_origin(rwa: Rwa, tmp_path: Path) -> None:
    (tmp_path / "rwa.toml").write_text('port = 7000\nhost = "127.0.0.2"\nhome = "from-file"\n')

    shown = rwa("settings", "--home", "from-flag", "--json", RWA_PORT="7001").document
    origins = {item["name"]: (item["value"], item["source"]) for item in shown}

    assert origins["home"] == ("from-flag", "flag")
    assert origins["port"] == ("7001", "environment")
    assert origins["host"] == ("127.0.0.2", "rwa.toml")
    assert origins["chain"][1] == "default"
    assert origins["passphrase"][0] == "********"


def test_help__asked_for__answers_at_once(tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "rwa.cli.app", "--help"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)

    assert "demo" in ran.stdout
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert spent < CPU_SECONDS_OF_HELP


def test_holders__read_no_further_than_the_first_lines__ends_quietly(
    issued: Rwa, tmp_path: Path
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "rwa.cli.app", "settings"]
    ran = subprocess.run(
        command, cwd=tmp_path, stdout=writer, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writer)

    assert ran.returncode == 1
    assert ran.stderr == ""


def test_serve__while_another_command_writes__answers_from_the_new_head(
    issued: Rwa, tmp_path: Path
) -> None:
    with served(tmp_path) as url:
        before = httpx2.get(f"{url}/v1/pools/RWA-2026-1").json()
        issued("simulate")
        after = httpx2.get(f"{url}/v1/pools/RWA-2026-1").json()
        port = url.rsplit(":", 1)[1]
        refused = issued("serve", "--port", port)

    assert before["data"]["last_period"] is None
    assert after["data"]["last_period"] == "2027-01"
    assert Decimal(after["data"]["balance"]["value"]) < Decimal(before["data"]["balance"]["value"])
    assert refused.code == 3
    assert f"port {port}" in refused.err


@contextmanager
def served(home: Path) -> Iterator[str]:
    """`rwa serve` on a free loopback port, stopped as a person would."""
    command = [sys.executable, "-m", "rwa.cli.app", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=home, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        line = next(line for line in server.stderr if line.startswith("serving"))
        yield line.split()[1].removesuffix("/v1/pools")
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=20) == 0
