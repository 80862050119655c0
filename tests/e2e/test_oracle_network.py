"""A whole network as its operators run it: the demo, a lie, encryption, a stranger's token."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
import urllib3

from oracle.collector import check_objection_signature
from oracle.network.client import CollectorClient, CollectorRefused
from oracle.network.messages import read_answer
from oracle.package import Objection
from rwa.chain.accounts import demo_account
from rwa.core.ids import Sha256
from tests.e2e.false_months import write_false_month
from tests.e2e.network_processes import (
    NODES,
    PATIENCE_SECONDS,
    NetworkProcesses,
    free_port,
    network,
)

ROOT = Path(__file__).parents[2]
DEMO = (sys.executable, ROOT / "scripts" / "five_processes.py")
DEMO_SECONDS = 240
"""Many times what it takes, for a machine that has other work."""
DEMO_SECRETS = ("*/token", "*/passphrase", "*/salt")

Rwa = Callable[..., Any]


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def started(said: str) -> dict[str, list[int]]:
    """Process ids in what the demo printed, by name."""
    found: dict[str, list[int]] = {}
    for name, pid in re.findall(r"^(\S+) .*process (\d+)", said, re.MULTILINE):
        found.setdefault(name, []).append(int(pid))
    return found


def run_demo(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the demo to its end; when that does not come, have it end what it started."""
    with subprocess.Popen(
        [*DEMO, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as demo:
        try:
            out, err = demo.communicate(timeout=DEMO_SECONDS)
        finally:
            demo.terminate()
        return subprocess.CompletedProcess(demo.args, demo.returncode, out, err)


def wait_until(is_so: Callable[[], bool], what: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < until, what()
        time.sleep(0.1)


# --- the demo ------------------------------------------------------------------------------------


@pytest.mark.timeout(DEMO_SECONDS + 60)
def test_five_processes__one_killed_and_back__every_month_is_signed_proved_and_tied_out(
    tmp_path: Path,
) -> None:
    ran = run_demo("--loans", "12", "--holders", "3", "--directory", str(tmp_path))

    assert ran.returncode == 0, ran.stderr
    signed = dict(re.findall(r"^(\d{4}-\d\d) .*signed by (.+)$", ran.stdout, re.MULTILINE))
    assert list(signed) == ["2027-01", "2027-02", "2027-03"]
    assert signed["2027-02"] == "node-1, node-2, node-3"
    assert signed["2027-03"] == "node-2, node-3, node-4"
    proved = re.findall(r"^verify (\S+) +(\d+) lines proved, 0 failed$", ran.stdout, re.MULTILINE)
    assert [month for month, count in proved if int(count) > 20] == list(signed)
    assert re.search(r"^tie-out +0\.00 unexplained$", ran.stdout, re.MULTILINE)

    pids = started(ran.stdout)
    assert {name: len(ids) for name, ids in pids.items()} == {
        "anvil": 1,
        "collector": 1,
        "node-1": 1,
        "node-2": 1,
        "node-3": 1,
        "node-4": 2,
    }
    assert [pid for ids in pids.values() for pid in ids if is_alive(pid)] == []

    (place,) = tmp_path.iterdir()
    secrets = {
        path.read_text().strip()
        for pattern in DEMO_SECRETS
        for path in (place / "network").glob(pattern)
    }
    journals = [path for path in (place / "journals").iterdir() if path.stem != "anvil"]
    written = ran.stdout + ran.stderr + "".join(path.read_text() for path in journals)
    assert len(secrets) == 5 + 5 + 1
    assert len(journals) == 5
    assert [secret for secret in secrets if secret in written] == []


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Children hear SIGINT, also where a shell that runs us in the background ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize(
    ("number", "behind"), [(signal.SIGINT, "node-2"), (signal.SIGTERM, "anvil")]
)
def test_five_processes__interrupted__leaves_no_process(
    interruptible: None, tmp_path: Path, number: signal.Signals, behind: str
) -> None:
    said = ""
    with subprocess.Popen(
        [*DEMO, "--loans", "3", "--holders", "2", "--directory", tmp_path],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as demo:
        assert demo.stdout is not None
        for line in demo.stdout:
            said += line
            if line.startswith(behind):
                demo.send_signal(number)
        code = demo.wait(timeout=60)

    assert code == (1 if number is signal.SIGINT else 128 + number)
    pids = started(said)
    assert behind in pids
    assert [pid for ids in pids.values() for pid in ids if is_alive(pid)] == []


def test_five_processes__a_command_refuses__says_so_and_leaves_no_process(tmp_path: Path) -> None:
    ran = run_demo("--loans", "0", "--directory", str(tmp_path))

    assert ran.returncode == 1
    assert "rwa init --loans 0" in ran.stderr
    assert "Traceback" not in ran.stderr
    (anvil,) = started(ran.stdout)["anvil"]
    assert not is_alive(anvil)


# --- a network of the test's own -----------------------------------------------------------------


@pytest.fixture
def deployed(rwa: Rwa, anvil_url: str) -> dict[str, str]:
    """An issued pool on anvil; the setting that finds it."""
    on_anvil = {"RWA_CHAIN": anvil_url}
    assert rwa("init", "--loans", "12", "--holders", "3", **on_anvil).code == 0
    assert rwa("deploy", **on_anvil).code == 0
    return on_anvil


def configured(oracle: Rwa, place: Path, url: str, chain: dict[str, str]) -> dict[str, str]:
    """Write the network's files; return the servicer's settings."""
    written = oracle("init-network", "--out", "network", "--collector", url, **chain)
    assert written.code == 0, written.err
    token_file = str(place / "network" / "servicer" / "token")
    return {**chain, "RWA_COLLECTOR": url, "RWA_COLLECTOR_TOKEN_FILE": token_file}


def client_of(processes: NetworkProcesses, name: str, ca_file: Path | None) -> CollectorClient:
    token = (processes.configs / name / "token").read_text().strip()
    return CollectorClient(processes.url, token, ca_file)


@pytest.fixture
def plain(oracle: Rwa, deployed: dict[str, str], tmp_path: Path) -> Iterator[NetworkProcesses]:
    """A collector and four nodes on loopback."""
    url = f"http://127.0.0.1:{free_port()}"
    configured(oracle, tmp_path, url, deployed)
    with network(tmp_path, url) as processes:
        processes.start_all()
        yield processes


def test_oracle_run__a_loan_one_cent_off__every_node_objects_and_nothing_is_accepted(
    plain: NetworkProcesses, oracle: Rwa, deployed: dict[str, str], tmp_path: Path
) -> None:
    files, loan = write_false_month(tmp_path, deployed["RWA_CHAIN"])
    options = [text for name, path in files.items() for text in (f"--{name}", str(path))]
    refused = oracle("run", "--config", "network/servicer/servicer.toml", *options)

    assert refused.code == 1
    assert "finds no quorum" in refused.err
    assert loan in refused.err

    client = client_of(plain, "servicer", None)
    wait_until(
        lambda: len(client.month(1)["objections"]) == len(NODES),
        lambda: plain.journal("collector"),
    )
    assert client.month(1)["signed"] == []
    client.close()
    objections = kept_objections(plain)
    for objection in objections:
        check_objection_signature(objection)
    assert len({objection.node for objection in objections}) == len(NODES)
    assert {objection.finding.loan_id for objection in objections} == {loan}
    assert oracle("status", "--json", **deployed).document["last_accepted"] is None

    for name in tuple(plain.running):
        assert plain.stop(name) == 0
    # Journals say that a node objects; what it says of a borrower is for the servicer alone.
    said = "".join(path.read_text() for path in plain.journals.iterdir())
    found = objections[0].finding
    assert '"says": "objection"' in said
    assert [each for each in (loan, found.expected, found.reported) if each in said] == []


def kept_objections(processes: NetworkProcesses) -> list[Objection]:
    token = (processes.configs / "servicer" / "token").read_text().strip()
    answer = urllib3.request(
        "GET",
        f"{processes.url}/v1/objections",
        headers={"Authorization": f"Bearer {token}"},
        retries=False,
    )
    answers = [
        read_answer(json.dumps(each["objection"], sort_keys=True, separators=(",", ":")).encode())
        for each in json.loads(answer.data)["objections"]
    ]
    return [answer for answer in answers if isinstance(answer, Objection)]


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    """PEM file of whom only those trust who are told to; it vouches for `collector.pem`."""
    authority, place = trustme.CA(), tmp_path / "tls"
    place.mkdir()
    issued = authority.issue_cert("127.0.0.1")
    issued.cert_chain_pems[0].write_to_path(place / "collector.pem")
    issued.private_key_pem.write_to_path(place / "collector.key")
    authority.cert_pem.write_to_path(place / "authority.pem")
    return place / "authority.pem"


def encrypt(configs: Path, tls: Path, *, trusting: tuple[str, ...]) -> None:
    """Give the collector its certificate, and its authority to some nodes."""
    collector = configs / "collector" / "collector.toml"
    files = {"tls_certificate_file": "collector.pem", "tls_key_file": "collector.key"}
    lines = [f'{key} = "{tls / name}"\n' for key, name in files.items()]
    collector.write_text("".join(lines) + collector.read_text())
    for name in trusting:
        node = configs / name / "node.toml"
        trusted = f'[collector]\nca_file = "{tls / "authority.pem"}"\n'
        text = node.read_text()
        assert "[collector]\n" in text
        node.write_text(text.replace("[collector]\n", trusted))


def test_network__over_tls__serves_whom_it_knows_and_is_known_by(
    rwa: Rwa, oracle: Rwa, deployed: dict[str, str], authority: Path, tmp_path: Path
) -> None:
    url = f"https://127.0.0.1:{free_port()}"
    settings = configured(oracle, tmp_path, url, deployed)
    encrypt(tmp_path / "network", authority.parent, trusting=NODES[:3])
    with network(tmp_path, url) as processes:
        for name in ("collector", *NODES):
            processes.start(name)
        wait_until(
            lambda: "collector started" in processes.journal("collector"),
            lambda: processes.journal("collector"),
        )

        untrusted = rwa("simulate", **settings)
        assert untrusted.code == 3
        assert "certificate" in untrusted.err
        trusting = {**settings, "RWA_COLLECTOR_CA_FILE": str(authority)}
        assert len(rwa("simulate", "--json", **trusting).document) == 1

        client = client_of(processes, "servicer", authority)
        assert len(client.month(1)["signed"]) == 3
        client.close()
        wait_until(lambda: "failed" in processes.journal("node-4"), lambda: "node-4 says nothing")
        assert "CollectorUnreachable" in processes.journal("node-4")
        assert '"event": "answered"' not in processes.journal("node-4")

        stranger = CollectorClient(url, "a-token-nobody-was-given", authority)
        with pytest.raises(CollectorRefused) as refused:
            stranger.document(Sha256("0" * 64))
        stranger.close()
        assert refused.value.status == 401
        assert "a-token-nobody-was-given" not in str(refused.value)

        for name in tuple(processes.running):
            assert processes.stop(name) == 0
        said = "".join(path.read_text() for path in processes.journals.iterdir())
        tokens = [path.read_text().strip() for path in processes.configs.glob("*/token")]
        assert len(tokens) == len(NODES) + 1
        assert [token for token in (*tokens, "a-token-nobody-was-given") if token in said] == []
        assert "PRIVATE KEY" not in said


# --- the page ------------------------------------------------------------------------------------

PAGE = ROOT / "docs" / "how-to" / "run-an-oracle-network.md"
ANVIL_AS_WRITTEN, COLLECTOR_AS_WRITTEN = "http://127.0.0.1:8545", "http://127.0.0.1:8781"


def page_commands(chain: str, collector: str) -> list[str]:
    """Every command of the page, with the URLs of this test in the places of its own."""
    text = PAGE.read_text()
    assert ANVIL_AS_WRITTEN in text
    assert COLLECTOR_AS_WRITTEN in text
    text = text.replace(ANVIL_AS_WRITTEN, chain).replace(COLLECTOR_AS_WRITTEN, collector)
    blocks = re.findall(r"^```sh\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines() if line]


def test_page__of_the_network__runs_as_written(
    rwa: Rwa, oracle: Rwa, anvil_url: str, tmp_path: Path
) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    programs, variables = {"rwa": rwa, "oracle": oracle}, dict[str, str]()
    jobs: list[str] = []
    ran: list[str] = []
    with network(tmp_path, url) as processes:
        for line in page_commands(anvil_url, url):
            program, *arguments = shlex.split(line)
            if program == "export":
                name, value = arguments[0].split("=", 1)
                variables[name] = value
            elif arguments[-1] == "&":
                # In the background, as its shell numbers them: `kill %2` means the second.
                jobs.append(Path(arguments[arguments.index("--config") + 1]).parent.name)
                assert jobs[-1] not in processes.running
                processes.start(jobs[-1])
            elif program == "kill":
                assert processes.stop(jobs[int(arguments[0].removeprefix("%")) - 1]) == 0
            elif program != "anvil":
                outcome = programs[program](*arguments, **variables)
                assert outcome.code == 0, f"{line}: {outcome.err}"
                ran.append(arguments[0])
        client = client_of(processes, "servicer", None)
        signed = {period: client.month(period)["signed"] for period in (2, 3)}
        client.close()

    assert jobs == ["collector", *NODES, "node-4", "node-1"]
    assert ran.count("simulate") == 3
    assert ran[-3:] == ["status", "verify", "tie-out"]
    nodes = {name: demo_account(7, name).address for name in NODES}
    assert signed == {
        2: sorted(address for name, address in nodes.items() if name != "node-4"),
        3: sorted(address for name, address in nodes.items() if name != "node-1"),
    }
