import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True)
class Outcome:
    """What one run of the command left behind."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


Rwa = Callable[..., Outcome]


@pytest.fixture
def rwa(tmp_path: Path) -> Rwa:
    """Run the installed command in an empty directory, in a process of its own."""

    def run(*arguments: str, **variables: str) -> Outcome:
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("RWA_")
        }
        ran = subprocess.run(
            [sys.executable, "-m", "rwa.cli.app", *arguments],
            cwd=tmp_path,
            env={**environment, **variables},
            capture_output=True,
            text=True,
            timeout=110,
            check=False,
        )
        return Outcome(ran.returncode, ran.stdout, ran.stderr)

    return run


@pytest.fixture
def issued(rwa: Rwa) -> Rwa:
    """A small pool on a chain file, certificates issued."""
    assert rwa("init", "--loans", "12", "--holders", "3").code == 0
    deployed = rwa("deploy")
    assert deployed.code == 0, deployed.err
    return rwa
