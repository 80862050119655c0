import re
from collections.abc import Callable
from pathlib import Path

import pytest

Walk = Callable[..., list[Path]]
BINARY = {".parquet", ".png", ".ico", ".woff2", ".gz"}
REGISTRY = re.compile(
    r"pypi\.(org|io)|pythonhosted\.\w+|registry\.(npm|yarn)\w*\.\w+|index-url|find-links"
)
MACHINE_PATH = re.compile(r"(?<![\w.$}/\"])/(work|root|home/\w+|tmp/\w+)/")


def offences(root: Path, paths: list[Path], pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path.relative_to(root)}:{number}: {line.strip()[:80]}"
        for path in paths
        if path.suffix not in BINARY and path != Path(__file__)
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if pattern.search(line)
    ]


@pytest.fixture(scope="module")
def committed(root: Path, own_files: Walk) -> list[Path]:
    return own_files(".")


def test_committed_text__package_registries__named_nowhere(
    root: Path, committed: list[Path]
) -> None:
    kept = [path for path in committed if path.name != "Makefile"]

    assert len(kept) > 50
    assert offences(root, kept, REGISTRY) == []


def test_committed_text__paths_of_a_machine__named_nowhere(
    root: Path, committed: list[Path]
) -> None:
    assert offences(root, committed, MACHINE_PATH) == []


@pytest.mark.parametrize(
    ("line", "pattern"),
    [
        ("--extra-index-url https://example.test/simple", REGISTRY),
        ('solc = "/root/bin/solc"'.replace('"', " "), MACHINE_PATH),
        ("see /home/someone/notes", MACHINE_PATH),
    ],
)
def test_committed_text__planted_offence__found(
    tmp_path: Path, line: str, pattern: re.Pattern[str]
) -> None:
    planted = tmp_path / "planted.txt"
    planted.write_text(f"fine\n{line}\n")

    assert len(offences(tmp_path, [planted], pattern)) == 1
