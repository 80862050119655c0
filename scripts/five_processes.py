"""A pool's months through an oracle network of five processes, on a chain of its own.

Starts anvil, a collector and four nodes, each a process with its own key, token, files and journal.
The servicer hands over three months: one with every node up, one with a node killed, one that needs
the killed node again. Ends in the proof of every month and the tie-out, and ends what it started.

.venv/bin/python scripts/five_processes.py --loans 100
"""

import argparse
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from oracle.network.client import CollectorClient
from rwa.core.dates import OPEN_OF_BUSINESS, new_york_timestamp
from rwa.core.errors import CheckFailed, ConfigurationError, RwaError
from rwa.pool.generator import ISSUE

ANVIL = Path(__file__).parents[1] / "node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil"
NODES = ("node-1", "node-2", "node-3", "node-4")
COLLECTOR = "collector"
START_SECONDS, END_SECONDS, STEP_SECONDS = 60.0, 15.0, 0.1


class CommandFailed(CheckFailed):
    """A command of the demo ended with another exit code than 0."""

    def __init__(self, command: str, *, code: int, said: str) -> None:
        self.command = command
        self.code = code
        self.said = said
        super().__init__(f"{command} ended with code {code}: {said}; see the journals")


class NotStarted(ConfigurationError):
    """A process cannot be started, or ended before it was ready."""

    def __init__(self, name: str, cause: str) -> None:
        self.name = name
        self.cause = cause
        super().__init__(f"{name} did not start: {cause}; make demo-network sets up what it needs")


class EndedBadly(CheckFailed):
    """A process that was asked to end did not, or not with code 0."""

    def __init__(self, codes: dict[str, int]) -> None:
        self.codes = codes
        said = ", ".join(f"{name} {code}" for name, code in codes.items())
        super().__init__(f"processes ended with codes other than 0: {said}; see their journals")


class OthersSigned(CheckFailed):
    """A month was accepted with too few signatures, or with those of nodes that were down."""

    def __init__(self, month: str, *, signed: tuple[str, ...], up: tuple[str, ...]) -> None:
        self.month = month
        self.signed = signed
        self.up = up
        super().__init__(
            f"{month} is signed by {', '.join(signed)} while {', '.join(up)} were up; see their "
            "journals"
        )


@dataclass
class Processes:
    """What this script started; each writes a journal of its own, each is ended by its own id."""

    journals: Path
    """Directory of the journals."""
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    """By name, in the order in which they were started."""

    def start(self, name: str, *command: str | Path) -> int:
        """Start a process that a terminal's Ctrl-C does not reach; return its id.

        Raises NotStarted.
        """
        try:
            with self.journal(name).open("ab") as journal:
                self.running[name] = subprocess.Popen(
                    command, stdout=journal, stderr=journal, start_new_session=True
                )
        except OSError as error:
            raise NotStarted(name, str(error)) from error
        return self.running[name].pid

    def kill(self, name: str) -> None:
        """End a process without a word, as a power cut does."""
        process = self.running.pop(name)
        process.kill()
        process.wait()

    def stop(self, *names: str) -> dict[str, int]:
        """Ask processes to end, kill those that do not, and return the exit codes."""
        processes = {name: self.running.pop(name) for name in names}
        for process in processes.values():
            process.terminate()
        return {name: _ended(process) for name, process in processes.items()}

    def stop_all(self) -> dict[str, int]:
        """End every process, the one started first, which the others need, behind the others."""
        first, others = tuple(self.running)[:1], tuple(self.running)[1:]
        return self.stop(*others) | self.stop(*first)

    def wait_until(self, name: str, is_ready: Callable[[], bool]) -> None:
        """Wait until a process is ready. Raises NotStarted."""
        until = time.monotonic() + START_SECONDS
        while not is_ready():
            if self.running[name].poll() is not None or time.monotonic() > until:
                raise NotStarted(name, f"{self.journal(name)} says why")
            time.sleep(STEP_SECONDS)

    def journal(self, name: str) -> Path:
        """Where a process writes."""
        return self.journals / f"{name}.log"


def _ended(process: subprocess.Popen[bytes]) -> int:
    try:
        return process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


@dataclass(frozen=True, slots=True)
class Home:
    """A directory in which commands are run as people run them."""

    place: Path
    """The directory."""
    variables: dict[str, str]
    """Settings for every command."""

    def run(self, program: str, *arguments: str) -> Any:
        """Run a command and return its JSON document. Raises CommandFailed."""
        module = {"rwa": "rwa.cli.app", "oracle": "rwa.cli.oracle_network.app"}[program]
        ran = subprocess.run(
            [sys.executable, "-m", module, *arguments, "--json"],
            cwd=self.place,
            env={**_without_settings(os.environ), **self.variables},
            capture_output=True,
            text=True,
            check=False,
        )
        if ran.returncode:
            said = (ran.stderr.strip().splitlines() or ["nothing"])[-1]
            command = " ".join((program, *arguments))
            raise CommandFailed(command, code=ran.returncode, said=said)
        return json.loads(ran.stdout)


@dataclass(frozen=True, slots=True)
class Network:
    """The five processes and whoever hands them months."""

    home: Home
    """The servicer's home."""
    processes: Processes
    """Chain, collector and nodes."""
    configs: Path
    """What `oracle init-network` wrote."""
    port: int
    """Where the collector listens."""

    @property
    def url(self) -> str:
        """The collector's URL."""
        return _url(self.port)

    def start(self, name: str) -> int:
        """Start the collector or a node and return its process id."""
        kind = COLLECTOR if name == COLLECTOR else "node"
        config = self.configs / name / f"{kind}.toml"
        program = (sys.executable, "-m", "rwa.cli.oracle_network.app")
        return self.processes.start(name, *program, kind, "--config", config)

    def month(self, period: int) -> tuple[str, tuple[str, ...]]:
        """Have the next month reported, funded and paid; return it and the nodes that signed."""
        (row,) = self.home.run("rwa", "simulate")
        token = (self.configs / "servicer" / "token").read_text().strip()
        client = CollectorClient(self.url, token)
        try:
            signed = set(client.month(period)["signed"])
        finally:
            client.close()
        names = {address: name for name, address in self._addresses()}
        return str(row["month"]), tuple(sorted(names[address] for address in signed))

    def is_answering(self) -> bool:
        """Whether the collector listens."""
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True

    def _addresses(self) -> Iterator[tuple[str, str]]:
        written = (self.configs / COLLECTOR / "collector.toml").read_text()
        for client in tomllib.loads(written)["clients"]:
            if "address" in client:
                yield client["name"], client["address"]


def main() -> None:
    """Run the demo; exit code 0 when every month was accepted, proved and tied out."""
    arguments = _arguments()
    if arguments.directory:
        arguments.directory.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix="rwa-network-", dir=arguments.directory))
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda found, _: sys.exit(128 + found))
    print(f"files and journals in {place}\n")
    try:
        with ended_in_the_end(place) as processes:
            story(processes, place, loans=arguments.loans, holders=arguments.holders)
    except RwaError as error:
        sys.exit(f"five_processes: {error}")
    except KeyboardInterrupt:
        sys.exit("five_processes: interrupted, every process is ended")


@contextmanager
def ended_in_the_end(place: Path) -> Iterator[Processes]:
    """Yield the processes, and end them whatever happens. Raises EndedBadly."""
    journals = place / "journals"
    journals.mkdir()
    processes = Processes(journals)
    with ExitStack() as stack:
        stack.callback(processes.stop_all)
        yield processes
        bad = {name: code for name, code in processes.stop_all().items() if code}
        if bad:
            raise EndedBadly(bad)
        say("ended", f"every process, with code 0; journals in {journals}")


def story(processes: Processes, place: Path, *, loans: int, holders: int) -> None:
    """Run three months: every node up, one killed, and another down instead."""
    network = set_up(processes, place, loans=loans, holders=holders)
    months = [report(network, 1, up=NODES)]
    processes.kill("node-4")
    say("node-4", "killed")
    months.append(report(network, 2, up=NODES[:3]))
    say("node-4", f"started again, process {network.start('node-4')}")
    say("node-1", f"stopped, code {processes.stop('node-1')['node-1']}")
    months.append(report(network, 3, up=NODES[1:]))
    for month in months:
        prove(network.home, month)
    tie_out(network.home)


def set_up(processes: Processes, place: Path, *, loans: int, holders: int) -> Network:
    """Start the chain, deploy a pool, and start collector and nodes."""
    chain = start_anvil(processes)
    say("anvil", f"process {processes.running['anvil'].pid}, {chain}")
    home = Home(place, {"RWA_CHAIN": chain})
    home.run("rwa", "init", "--loans", str(loans), "--holders", str(holders))
    home.run("rwa", "deploy")
    say("pool", f"{loans} loans, certificates of {holders} holders")
    port = free_port()
    url = _url(port)
    home.run("oracle", "init-network", "--out", "network", "--collector", url)
    token_file = str(place / "network" / "servicer" / "token")
    served = {"RWA_COLLECTOR": url, "RWA_COLLECTOR_TOKEN_FILE": token_file}
    servicer = Home(place, {**home.variables, **served})
    network = Network(servicer, processes, place / "network", port)
    for name in (COLLECTOR, *NODES):
        say(name, f"process {network.start(name)}{f', {url}' if name == COLLECTOR else ''}")
    processes.wait_until(COLLECTOR, network.is_answering)
    return network


def start_anvil(processes: Processes) -> str:
    """Start a chain whose clock is in the pool's month of issue; return its URL."""
    opening = new_york_timestamp(ISSUE.first_day, OPEN_OF_BUSINESS)
    processes.start("anvil", ANVIL, "--port", "0", "--timestamp", str(opening))
    journal = processes.journal("anvil")
    listening = re.compile(r"^Listening on (\S+)", re.MULTILINE)
    processes.wait_until("anvil", lambda: bool(listening.search(journal.read_text())))
    return f"http://{listening.findall(journal.read_text())[0]}"


def report(network: Network, period: int, *, up: tuple[str, ...]) -> str:
    """Have a month reported and say who signed. Raises OthersSigned."""
    month, signed = network.month(period)
    say(month, f"accepted and paid, signed by {', '.join(signed)}")
    if len(signed) < len(NODES) - 1 or not set(signed) <= set(up):
        raise OthersSigned(month, signed=signed, up=up)
    return month


def prove(home: Home, month: str) -> None:
    """Verify an accepted month. Raises CommandFailed unless every line is proved."""
    found = home.run("oracle", "verify", "--period", month, "--strict")
    say(f"verify {month}", f"{found['proved']} lines proved, {found['failed']} failed")


def tie_out(home: Home) -> None:
    """Follow every cent. Raises CommandFailed when one is missing."""
    say("tie-out", f"{home.run('rwa', 'tie-out')['unexplained']} unexplained")


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def say(what: str, words: str) -> None:
    """Print one line at once, also into a pipe."""
    print(f"{what:<15} {words}", flush=True)


def _without_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """Leave out what would have a command work on a pool of the user's own."""
    return {name: text for name, text in environment.items() if not name.startswith("RWA_")}


def _url(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Five processes report a pool's months.")
    parser.add_argument("--loans", type=int, default=50, help="loans of the pool (50)")
    parser.add_argument("--holders", type=int, default=10, help="holders of certificates (10)")
    parser.add_argument("--directory", type=Path, help="where to put files; default: temporary")
    return parser.parse_args()


if __name__ == "__main__":
    main()
