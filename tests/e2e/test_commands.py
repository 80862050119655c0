"""Commands in separate processes see one chain, and the money they move adds up."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import httpx2
import pytest


def test_commands__run_one_after_another__pay_every_cent_to_holders(issued) -> None:
    months = issued("simulate", "--months", "2", "--no-settle", "--json").document
    settled = issued("settle", "--all", "--json").document
    listed = issued("holders", "--json").document["holders"]

    promised = sum(Decimal(month["to_holders"]) for month in months)
    paid = sum(map(Decimal, settled.values()))
    assert [month["month"] for month in months] == ["2027-01", "2027-02"]
    assert paid == sum(Decimal(holder["paid"]) for holder in listed) > 0
    # What is not paid is less than a base unit for each holder and leg.
    assert 0 <= promised - paid < Decimal("0.000001") * 2 * len(listed)
    assert all(Decimal(holder["claimable"]) == 0 for holder in listed)


def test_settle__repeated__pays_nothing_twice(issued) -> None:
    issued("simulate", "--no-settle")
    first = issued("settle", "holder-01", "--json").document
    again = issued("settle", "holder-01", "--json").document

    assert Decimal(first["holder-01"]) > 0
    assert Decimal(again["holder-01"]) == 0


def test_transfer__after_the_record_time__leaves_the_closed_month_with_the_seller(issued) -> None:
    issued("simulate")
    before = _faces(issued, as_of="2027-01")
    moved = issued("transfer", "holder-01", "holder-02", "--face", "1000", "--json").document

    assert moved["face"] == "1000.00"
    assert _faces(issued, as_of="2027-01") == before
    assert _faces(issued)["holder-02"] == before["holder-02"] + 1000
    assert sum(_faces(issued).values()) == sum(before.values())


def _faces(rwa, as_of: str | None = None) -> dict[str, Decimal]:
    flags = () if as_of is None else ("--as-of", as_of)
    listed = rwa("holders", "--json", *flags).document["holders"]
    return {holder["holder"]: Decimal(holder["face"]) for holder in listed}


def test_deploy__run_again__finds_everything_done(issued) -> None:
    first = issued("deploy", "--json").document
    again = issued("deploy", "--json").document

    assert first == again


def test_deploy__dry_run__writes_nothing(rwa, tmp_path: Path) -> None:
    rwa("init", "--loans", "3", "--holders", "2")
    planned = rwa("deploy", "--dry-run", "--json").document

    assert [step["name"] for step in planned][:2] == ["timelock", "cash"]
    assert not (tmp_path / ".rwa" / "deployments").exists()


def test_doctor__on_a_deployed_pool__finds_all_well(issued) -> None:
    findings = issued("doctor", "--json").document

    assert {finding["check"] for finding in findings} >= {"python", "contracts", "keys", "chain"}
    assert all(finding["ok"] for finding in findings)


def test_settings__given_everywhere__names_the_winner(rwa, tmp_path: Path) -> None:
    (tmp_path / "rwa.toml").write_text('port = 7000\nhost = "127.0.0.2"\nhome = "from-file"\n')

    shown = rwa("settings", "--home", "from-flag", "--json", RWA_PORT="7001").document
    origins = {item["name"]: (item["value"], item["source"]) for item in shown}

    assert origins["home"] == ("from-flag", "flag")
    assert origins["port"] == ("7001", "environment")
    assert origins["host"] == ("127.0.0.2", "rwa.toml")
    assert origins["chain"][1] == "default"
    assert origins["passphrase"][0] == "********"


def test_serve__while_another_command_writes__answers_from_the_new_head(
    issued, tmp_path: Path
) -> None:
    with _served(tmp_path) as url:
        before = httpx2.get(f"{url}/v1/pools/RWA-2026-1").json()
        issued("simulate")
        after = httpx2.get(f"{url}/v1/pools/RWA-2026-1").json()

    assert before["data"]["last_period"] is None
    assert after["data"]["last_period"] == "2027-01"
    assert Decimal(after["data"]["balance"]["value"]) < Decimal(
        before["data"]["balance"]["value"]
    )


@contextmanager
def _served(home: Path) -> Iterator[str]:
    """`rwa serve` on a free loopback port, stopped as a person would."""
    command = [sys.executable, "-m", "rwa.cli.app", "serve", "--port", "0"]
    server = subprocess.Popen(command, cwd=home, stderr=subprocess.PIPE, text=True)
    assert server.stderr is not None
    try:
        yield _announced_url(server)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=20)
        server.stderr.close()


def _announced_url(server: subprocess.Popen[str]) -> str:
    assert server.stderr is not None
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        line = server.stderr.readline()
        if line.startswith("serving"):
            return line.split()[1].removesuffix("/v1/pools")
        if not line:
            pytest.fail(f"rwa serve ended with {server.wait()}")
    pytest.fail("rwa serve announced no address within a minute")
