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


@pytest.fixture
def programs(rwa: Rwa, oracle: Rwa) -> dict[str, Rwa]:
    """Our commands by name."""
    return {"rwa": rwa, "oracle": oracle}


def commands(page: Path) -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```", page.read_text(), flags=re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.replace("\\\n", " ").splitlines() if line]


def run_page(
    page: Path, programs: dict[str, Rwa], place: Path, *, chain: str | None = None
) -> list[str]:
    """Run a page's commands; return the subcommands of our programs that were run."""
    (place / "examples").symlink_to(ROOT / "examples")
    variables: dict[str, str] = {}
    ran = []
    for line in commands(page):
        program, *arguments = shlex.split(line, comments=True)
        if program == "export":
            name, value = arguments[0].split("=", 1)
            variables[name] = chain if chain and value == ANVIL_AS_WRITTEN else value
        elif Path(program).name in programs:
            if arguments[0] == STAYS_UP:
                continue
            arguments, _, refused = partition(arguments, "||")
            arguments, _, file = partition(arguments, ">")
            outcome = programs[Path(program).name](*arguments, **variables)
            # A page that shows a refusal writes `|| true` behind it.
            assert (outcome.code == 0) != bool(refused), f"{line}: {outcome.err}"
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
        ("docs/how-to/disclose-a-loan.md", {"disclose", "verify-disclosure"}),
        ("docs/how-to/import-a-loan-file.md", {"tape"}),
        ("docs/how-to/value-a-pool.md", {"project", "scenarios", "speeds"}),
        ("docs/how-to/verify-a-month.md", {"simulate", "verify"}),
        (
            "docs/how-to/rotate-nodes.md",
            {"nodes", "propose-node", "remove-node", "confirm-node", "tie-out"},
        ),
        (
            "docs/how-to/when-a-month-is-late-or-wrong.md",
            {"flag-late", "estimate", "correct", "held", "release", "tie-out"},
        ),
    ],
)
def test_page__its_commands__run_as_written(
    programs: dict[str, Rwa], tmp_path: Path, page: str, least: set[str]
) -> None:
    assert least <= set(run_page(ROOT / page, programs, tmp_path))


def test_page__of_another_chain__runs_as_written(
    programs: dict[str, Rwa], tmp_path: Path, anvil_url: str
) -> None:
    page = ROOT / "docs/how-to/run-on-another-chain.md"

    ran = run_page(page, programs, tmp_path, chain=anvil_url)

    assert ran[-1] == "tie-out"
    assert not (tmp_path / ".rwa" / "chain.sqlite").exists()


def test_how_to_pages__every_one__is_run_here_or_as_python(tmp_path: Path) -> None:
    pages = {path.name for path in (ROOT / "docs" / "how-to").glob("*.md")}

    assert pages == {
        "bring-your-own-tape.md",
        "correct-a-month.md",
        "disclose-a-loan.md",
        "import-a-loan-file.md",
        "run-an-oracle-network.md",
        "run-on-another-chain.md",
        "value-a-pool.md",
        "value-with-moving-rates.md",
        "rotate-nodes.md",
        "verify-a-month.md",
        "when-a-month-is-late-or-wrong.md",
    }
