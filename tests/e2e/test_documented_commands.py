"""Every command a page shows is run as it stands, in order, in one directory for each page."""

import re
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
RUN_ELSEWHERE = {"make", "anvil"}
"""Programs that a page starts and other tests cover."""
STAYS_UP = "serve"
ANVIL_AS_WRITTEN = "http://127.0.0.1:8545"

Rwa = Callable[..., Any]


def commands(page: Path) -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```", page.read_text(), flags=re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.replace("\\\n", " ").splitlines() if line]


def run_page(page: Path, rwa: Rwa, place: Path, *, chain: str | None = None) -> list[str]:
    """Run a page's commands; return the subcommands of `rwa` that were run."""
    (place / "examples").symlink_to(ROOT / "examples")
    variables: dict[str, str] = {}
    ran = []
    for line in commands(page):
        program, *arguments = shlex.split(line, comments=True)
        if program == "export":
            name, value = arguments[0].split("=", 1)
            variables[name] = chain if chain and value == ANVIL_AS_WRITTEN else value
        elif program.endswith("rwa"):
            if arguments[0] == STAYS_UP:
                continue
            arguments, _, file = partition(arguments, ">")
            outcome = rwa(*arguments, **variables)
            assert outcome.code == 0, f"{line}: {outcome.err}"
            if file:
                (place / file[0]).write_text(outcome.out)
            ran.append(arguments[0])
        elif program not in RUN_ELSEWHERE:
            subprocess.run([program, *arguments], cwd=place, check=True)
    return ran


def partition(words: list[str], at: str) -> tuple[list[str], str, list[str]]:
    index = words.index(at) if at in words else len(words)
    return words[:index], at, words[index + 1 :]


@pytest.mark.parametrize(
    ("page", "least"),
    [
        ("README.md", {"init", "deploy", "simulate", "transfer", "settle", "holders", "tie-out"}),
        ("docs/how-to/bring-your-own-tape.md", {"demo", "init", "deploy", "tie-out", "doctor"}),
        ("docs/how-to/correct-a-month.md", {"activity", "correct", "tie-out"}),
        ("docs/how-to/value-a-pool.md", {"project", "scenarios", "speeds"}),
    ],
)
def test_page__its_commands__run_as_written(
    rwa: Rwa, tmp_path: Path, page: str, least: set[str]
) -> None:
    assert least <= set(run_page(ROOT / page, rwa, tmp_path))


def test_page__of_another_chain__runs_as_written(rwa: Rwa, tmp_path: Path, anvil_url: str) -> None:
    page = ROOT / "docs/how-to/run-on-another-chain.md"

    ran = run_page(page, rwa, tmp_path, chain=anvil_url)

    assert ran[-1] == "tie-out"
    assert not (tmp_path / ".rwa" / "chain.sqlite").exists()


def test_how_to_pages__every_one__is_run_here_or_as_python(tmp_path: Path) -> None:
    pages = {path.name for path in (ROOT / "docs" / "how-to").glob("*.md")}

    assert pages == {
        "bring-your-own-tape.md",
        "correct-a-month.md",
        "run-on-another-chain.md",
        "value-a-pool.md",
        "value-with-moving-rates.md",
    }
