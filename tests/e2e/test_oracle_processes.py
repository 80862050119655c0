"""Four nodes and a collector in processes of their own, on anvil: `rwa` hands its months over."""

import contextlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from rwa.cli.month import account, simulate
from rwa.cli.settings import load_settings
from rwa.cli.timing import report_time, unless_past
from rwa.cli.workspace import opened
from rwa.core.money import Cents
from rwa.pool.activity import activity_bytes
from rwa.pool.files import tape_bytes
from rwa.remittance.canonical import document_bytes
from tests.e2e.network_processes import NetworkProcesses, free_port, network

Rwa = Callable[..., Any]


@dataclass(frozen=True)
class Served:
    """An issued pool whose months go through processes."""

    rwa: Rwa
    processes: NetworkProcesses
    place: Path
    settings: dict[str, str]

    def simulate(self, months: int) -> Any:
        return self.rwa("simulate", "--months", str(months), "--json", **self.settings).document


@pytest.fixture
def served(rwa: Rwa, oracle: Rwa, anvil_url: str, tmp_path: Path) -> Iterator[Served]:
    on_anvil = {"RWA_CHAIN": anvil_url}
    rwa("init", "--loans", "12", "--holders", "3", **on_anvil)
    assert rwa("deploy", **on_anvil).code == 0
    url = f"http://127.0.0.1:{free_port()}"
    written = oracle("init-network", "--out", "network", "--collector", url, **on_anvil)
    assert written.code == 0, written.err
    settings = {
        **on_anvil,
        "RWA_COLLECTOR": url,
        "RWA_COLLECTOR_TOKEN_FILE": "network/servicer/token",
    }
    with network(tmp_path, url) as processes:
        processes.start_all()
        yield Served(rwa, processes, tmp_path, settings)


def says(journal: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in journal.splitlines()]
    assert lines
    return lines


def test_network__a_node_killed_between_months_and_back__is_not_missed(served: Served) -> None:
    processes = served.processes
    served.simulate(1)
    processes.kill("node-4")
    served.simulate(1)
    processes.start("node-4")
    rows = served.simulate(1)

    assert len(rows["months"] if isinstance(rows, dict) else rows) == 1
    tie_out = served.rwa("tie-out", "--json", **served.settings).document
    assert tie_out["unexplained"] == "0.00"
    for name in ("node-1", "node-2", "node-3", "node-4", "collector"):
        assert processes.stop(name) == 0, processes.journal(name)
        lines = says(processes.journal(name))
        assert all(line["process"] == name for line in lines)
        assert lines[-1]["event"].endswith("stopped")


def write_month(served: Served, *, false: bool) -> dict[str, Path]:
    """The files of the first month, its report time come."""
    settings = load_settings(home=served.place / ".rwa", chain=served.settings["RWA_CHAIN"])
    with opened(settings) as operations:
        activity = simulate(operations, 1)
        package = account(operations, activity, after=operations.end_of(0))
        remittance = package.document.remittance
        if false:
            more = remittance.scheduled_cents + Cents(1)
            remittance = replace(remittance, scheduled_cents=more)
        at = unless_past(operations, report_time(operations, 1))
        if at is not None:
            operations.chain.advance_to(at)
    document = replace(package.document, remittance=remittance)
    contents = {
        "document": document_bytes(document),
        "activity": activity_bytes(activity),
        "tape": tape_bytes(package.tape),
    }
    files = {name: served.place / f"{name}-{false}" for name in contents}
    for name, content in contents.items():
        files[name].write_bytes(content)
    return files


def test_oracle_run__a_false_month_and_then_the_true_one__is_refused_and_then_accepted(
    served: Served, oracle: Rwa
) -> None:
    def run(*, false: bool) -> Any:
        files = write_month(served, false=false)
        options = [text for name, path in files.items() for text in (f"--{name}", str(path))]
        return oracle("run", "--config", "network/servicer/servicer.toml", *options, "--json")

    refused = run(false=True)
    assert refused.code == 1
    assert "objects to scheduled_cents: expected" in refused.err
    served.processes.kill("node-2")

    accepted = run(false=False).document
    assert accepted["state"] == "accepted"
    assert len(accepted["signed"]) >= 3

    again = run(false=False)
    assert again.document["state"] == "accepted"
    assert again.err.startswith("period 1 revision 0 is accepted already, with document ")


def test_node__on_a_chain_that_contradicts_what_was_final__ends_with_code_four(
    served: Served,
) -> None:
    processes = served.processes
    processes.stop("node-1")
    database = processes.configs / "node-1" / "node.sqlite"
    with contextlib.closing(sqlite3.connect(database)) as log, log:
        log.execute("REPLACE INTO seen_final VALUES (1, 1000000, zeroblob(32))")
    processes.start("node-1")

    assert processes.running["node-1"].wait(timeout=60) == 4, processes.journal("node-1")
    assert '"event": "halted"' in processes.journal("node-1")
