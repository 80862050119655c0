"""The command, run in this process, or in one of its own where that is what matters."""

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from rwa.cli.app import main
from rwa.cli.oracle_network.app import main as oracle_main
from rwa.core.dates import OPEN_OF_BUSINESS, new_york_timestamp
from rwa.pool.generator import ISSUE

ANVIL = Path(__file__).parents[2] / "node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil"


@dataclass(frozen=True)
class Outcome:
    """What one run of the command left behind."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        assert self.code == 0, self.err
        return json.loads(self.out)


Rwa = Callable[..., Outcome]


@pytest.fixture(scope="session", autouse=True)
def no_settings_of_ours() -> Iterator[None]:
    """Whoever runs the tests may have settings of their own."""
    kept = {name: value for name, value in os.environ.items() if name.startswith("RWA_")}
    for name in kept:
        del os.environ[name]
    yield
    os.environ.update(kept)


@pytest.fixture
def rwa(tmp_path: Path) -> Rwa:
    """Run the command in an empty directory; settings by their names in the environment."""
    return lambda *arguments, **variables: run_here(tmp_path, arguments, variables)


@pytest.fixture
def oracle(tmp_path: Path) -> Rwa:
    """Run the command `oracle` in the same directory, as `rwa` is run."""
    return lambda *arguments, **variables: run_here(
        tmp_path, arguments, variables, program=oracle_main
    )


@pytest.fixture
def rwa_process(tmp_path: Path) -> Rwa:
    """Run the command in the same directory, in a process of its own."""

    def run(*arguments: str) -> Outcome:
        command = [sys.executable, "-m", "rwa.cli.app", *arguments]
        ran = subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, timeout=110, check=False
        )
        return Outcome(ran.returncode, ran.stdout, ran.stderr)

    return run


@pytest.fixture(scope="session")
def issued_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small pool on a chain file, certificates issued; to be copied."""
    place = tmp_path_factory.mktemp("issued")
    for arguments in (("init", "--loans", "12", "--holders", "3"), ("deploy",)):
        outcome = run_here(place, arguments, {})
        assert outcome.code == 0, outcome.err
    return place / ".rwa"


@pytest.fixture
def issued(rwa: Rwa, issued_home: Path, tmp_path: Path) -> Rwa:
    """The command in a directory with a small issued pool."""
    shutil.copytree(issued_home, tmp_path / ".rwa")
    return rwa


@pytest.fixture
def anvil_url() -> Iterator[str]:
    """A fresh anvil on a free loopback port, its clock in the month of issue."""
    with running_anvil() as (url, _):
        yield url


@contextlib.contextmanager
def running_anvil() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The same for a test that ends it itself."""
    opening = new_york_timestamp(ISSUE.first_day, OPEN_OF_BUSINESS)
    command = [ANVIL, "--port", "0", "--timestamp", str(opening)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as node:
        assert node.stdout is not None
        found = (re.match(r"Listening on (\S+)", line) for line in node.stdout)
        url = f"http://{next(match for match in found if match)[1]}"
        # It writes a line for each question, and stops answering once nobody reads them.
        reading = threading.Thread(target=deque, args=(node.stdout, 0))
        reading.start()
        yield url, node
        node.terminate()
        reading.join()


def run_here(
    place: Path,
    arguments: tuple[str, ...],
    variables: dict[str, str],
    *,
    program: Callable[[], None] = main,
) -> Outcome:
    out, err = io.StringIO(), io.StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.chdir(place),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        patch.setattr(sys, "argv", ["rwa", *arguments])
        for name, value in variables.items():
            patch.setenv(name, value)
        try:
            program()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
    return Outcome(code, out.getvalue(), err.getvalue())
