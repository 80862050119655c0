"""No secret and no borrower's figure leaves by what the network's processes and commands say."""

import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from oracle.commitment.field_leaves import FIELDS
from rwa.chain.accounts import demo_account
from tests.e2e.conftest import Outcome, running_anvil
from tests.e2e.false_months import write_false_month
from tests.e2e.network_processes import NODES, NetworkProcesses, free_port, network

Rwa = Callable[..., Outcome]

SECRET_FILES = ("token", "passphrase", "salt")
BAD_TOKEN = "canary-of-a-stranger"  # noqa: S105 - it opens nothing
BAD_PASSPHRASE = "canary-that-opens-nothing"  # noqa: S105 - as above
ROLES = (*NODES, "poster", "admin", "guardian")
PATIENCE_SECONDS = 60.0
SERVICER = ("--config", "network/servicer/servicer.toml")
COLLECTOR = ("--config", "network/collector/collector.toml")


@dataclass
class Watched:
    """A network on a chain that can be ended, and everything that commands about it said."""

    rwa: Rwa
    oracle: Rwa
    processes: NetworkProcesses
    place: Path
    chain: Any
    settings: dict[str, str]
    said: list[str] = field(default_factory=list)

    def say(self, *arguments: str, **variables: str) -> int:
        """Run a command of `oracle` both ways; return its exit code."""
        codes = set()
        for form in ((), ("--json",)):
            outcome = self.oracle(*arguments, *form, **{**self.settings, **variables})
            codes.add(outcome.code)
            self.said += [outcome.out, outcome.err]
            if form:
                json.loads(outcome.out)
        (code,) = codes
        return code

    def journals(self) -> str:
        return "".join(path.read_text() for path in self.processes.journals.iterdir())


@pytest.fixture
def watched(rwa: Rwa, oracle: Rwa, tmp_path: Path) -> Iterator[Watched]:
    with running_anvil() as (anvil_url, chain):
        on_anvil = {"RWA_CHAIN": anvil_url}
        assert rwa("init", "--loans", "12", "--holders", "3", **on_anvil).code == 0
        assert rwa("deploy", **on_anvil).code == 0
        url = f"http://127.0.0.1:{free_port()}"
        with network(tmp_path, url) as processes:
            watched = Watched(rwa, oracle, processes, tmp_path, chain, on_anvil)
            written = oracle("init-network", "--out", "network", "--collector", url, **on_anvil)
            assert written.code == 0, written.err
            watched.said += [written.out, written.err]
            processes.start_all()
            yield watched


def secrets_of(watched: Watched) -> set[str]:
    """Every secret of the network's files, every key, and what nobody was given."""
    configs = watched.processes.configs
    files = {
        path.read_text().strip() for name in SECRET_FILES for path in configs.glob(f"*/{name}")
    }
    assert len(files) == 5 + 5 + 1
    keys = {demo_account(7, role).secret.hex() for role in ROLES}
    return files | keys | {BAD_TOKEN, BAD_PASSPHRASE}


def loans_of(watched: Watched) -> set[str]:
    """Every loan's number, and the balances of a tape as it writes them."""
    tapes = [path.read_text() for path in (watched.place / ".rwa" / "documents").iterdir()]
    loans = {found for tape in tapes for found in re.findall(r"L\d{7}", tape)}
    assert len(loans) == 12
    return loans


def wait_until(holds: Callable[[], bool], says: Callable[[], str]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < until, says()
        time.sleep(0.1)


def report_false_month(watched: Watched) -> set[str]:
    """Have a loan one cent off reported and objected to; return the loan and its balances."""
    files, loan = write_false_month(watched.place, watched.settings["RWA_CHAIN"])
    options = [text for name, path in files.items() for text in (f"--{name}", str(path))]
    refused = watched.oracle("run", *SERVICER, *options, "--json")
    assert refused.code == 1
    assert loan in refused.err
    # What nodes object to is for the servicer; secrets are not.
    watched.said += [refused.out, refused.err]
    told = json.loads(refused.out)["error"]["objections"]
    balances = set(re.findall(r"(?:expected|reported) ([\d,]+\.\d\d)", " ".join(told)))
    assert len(balances) == 2, told
    # A stranger's token, with the same files.
    token = watched.processes.configs / "servicer" / "token"
    right = token.read_text()
    token.write_text(BAD_TOKEN)
    assert watched.say("run", *SERVICER, *options) == 1
    assert "401" in watched.said[-1]
    token.write_text(right)
    plain = {balance.replace(",", "") for balance in balances}
    return {loan, *balances, *plain, *(balance.replace(".", "") for balance in plain)}


def found_in(canaries: set[str], said: str) -> list[str]:
    return [canary for canary in canaries if canary in said]


def govern(watched: Watched) -> None:
    """Every command about nodes, carried out and refused."""
    say = watched.say
    opens_nothing = {"RWA_PASSPHRASE": BAD_PASSPHRASE}
    keystore = str(watched.place / ".rwa" / "keys" / "node-5.json")
    made = watched.oracle("new-key", "node-5", "--json", **watched.settings)
    assert made.code == 0
    watched.said += [made.out, made.err]
    assert say("new-key", "node-5") == 3
    assert say("nodes") == 0
    assert say("prove-node-key", keystore) == 0
    assert say("prove-node-key", keystore, **opens_nothing) == 3
    assert say("propose-node", "node-5", "--dry-run") == 0
    assert say("propose-node", "node-5", **opens_nothing) == 3
    assert say("propose-node", "node-1") == 4
    assert say("confirm-node", "node-5") == 1
    assert say("withdraw-node", "node-5") == 1
    assert say("remove-node", "node-1", "--dry-run") == 0
    assert say("remove-node", "node-1", "--signer", "admin", **opens_nothing) in (3, 4)
    assert say("execute", "0x" + "11" * 32) == 2
    assert say("cancel", "0x" + "11" * 32) == 2
    assert say("flag-late", "--dry-run") == 0


def look(watched: Watched) -> None:
    """Every command that looks at months, with the pool's secret where one takes it."""
    say = watched.say
    salt = str(watched.processes.configs / "node-1" / "salt")
    token = str(watched.processes.configs / "node-1" / "token")
    month = ("--period", "2027-01")
    assert say("status") == 0
    assert say("held") == 0
    assert say("release", "2027-01") == 1
    assert say("jobs", *COLLECTOR) == 0
    assert say("retry", "999", *COLLECTOR) != 0
    assert say("acknowledge", "999", *COLLECTOR) == 2
    assert say("verify", *month, "--salt-file", salt) == 0
    assert say("verify", *month, "--salt-file", token) == 3
    assert say("disclose", "--loan", "L0000099", "--fields", "balance") != 0
    for process, config in (("node", COLLECTOR), ("collector", SERVICER)):
        refused = watched.oracle(process, *config, **watched.settings)
        assert refused.code == 3
        watched.said += [refused.out, refused.err]


def test_network__everything_that_processes_and_commands_say__shows_no_secret_and_no_borrower(
    watched: Watched,
) -> None:
    secrets = secrets_of(watched)
    told_of_a_loan = report_false_month(watched)
    settings = {
        **watched.settings,
        "RWA_COLLECTOR": watched.processes.url,
        "RWA_COLLECTOR_TOKEN_FILE": "network/servicer/token",
    }
    simulated = watched.rwa("simulate", **settings)
    assert simulated.code == 0, simulated.err
    govern(watched)
    before = len(watched.said)
    look(watched)

    watched.chain.kill()
    watched.chain.wait()
    assert watched.say("status") == 4
    wait_until(
        lambda: all(
            "ChainUnreachable" in watched.processes.journal(name) for name in ("collector", *NODES)
        ),
        watched.journals,
    )
    for name in tuple(watched.processes.running):
        watched.processes.stop(name)

    loans, journals, said = loans_of(watched), watched.journals(), "".join(watched.said)
    assert '"says": "objection"' in journals
    assert len(journals) > 1_000
    assert len(said) > 10_000
    assert found_in(secrets, journals + said) == []
    assert found_in(loans | told_of_a_loan, journals) == []
    assert found_in(loans, "".join(watched.said[before:])) == []


def test_disclose__one_figure_of_a_loan__shows_no_secret_and_no_other_figure(
    issued: Rwa, oracle: Rwa, tmp_path: Path
) -> None:
    assert issued("simulate").code == 0
    written = oracle("init-network", "--out", "network")
    assert written.code == 0
    secret = (tmp_path / "network" / "node-1" / "salt").read_text().strip()
    others = ",".join(name for name in FIELDS if name != "balance")
    rest = oracle("disclose", "--loan", "L0000004", "--fields", others).document

    shown = oracle("disclose", "--loan", "L0000004", "--fields", "balance")

    public = {each["name"] for each in shown.document["fields"]} - {"balance"}
    kept_back = {each["salt"] for each in rest["fields"] if each["name"] not in public}
    assert len(kept_back) == len(FIELDS) - len(public) - 1
    assert found_in({secret, "L0000004", *kept_back}, shown.out + shown.err) == []
