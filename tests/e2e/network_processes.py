"""Nodes and collector of a home as real processes, on loopback, stopped in the end."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import urllib3

NODES = ("node-1", "node-2", "node-3", "node-4")
PATIENCE_SECONDS = 60.0


@dataclass
class NetworkProcesses:
    """Every process of one network; what each says goes to a file of its own."""

    configs: Path
    """What `oracle init-network` wrote."""
    journals: Path
    """Where what they say is kept."""
    url: str
    """Where the collector listens."""
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, **variables: str) -> None:
        """Start the collector or a node."""
        kind = "collector" if name == "collector" else "node"
        config = self.configs / name / f"{kind}.toml"
        command = [
            sys.executable,
            "-m",
            "rwa.cli.oracle_network.app",
            kind,
            "--config",
            str(config),
        ]
        self.journals.mkdir(exist_ok=True)
        with (self.journals / f"{name}.log").open("ab") as journal:
            self.running[name] = subprocess.Popen(
                command,
                stdout=journal,
                stderr=journal,
                env={**os.environ, "PYTHONWARNINGS": "default", **variables},
            )

    def start_all(self) -> None:
        """Start the collector, then every node, and wait until the collector answers."""
        self.start("collector")
        for name in NODES:
            self.start(name)
        self.wait_for_collector()

    def wait_for_collector(self) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                if urllib3.request("GET", f"{self.url}/healthz", retries=False).status == 200:
                    return
            except urllib3.exceptions.HTTPError:
                time.sleep(0.1)
        raise AssertionError(self.journal("collector"))

    def kill(self, name: str) -> None:
        """End a process without a word."""
        process = self.running.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=PATIENCE_SECONDS)

    def stop(self, name: str) -> int:
        """Ask a process to end; return its exit code."""
        process = self.running.pop(name)
        process.terminate()
        return process.wait(timeout=PATIENCE_SECONDS)

    def journal(self, name: str) -> str:
        """What a process has said."""
        return (self.journals / f"{name}.log").read_text()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        for name in tuple(self.running):
            self.kill(name)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@contextmanager
def network(place: Path, url: str) -> Iterator[NetworkProcesses]:
    """The processes whose configurations are in `place/network`; all ended in the end."""
    with NetworkProcesses(place / "network", place / "journals", url) as processes:
        yield processes
