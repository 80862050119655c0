"""Python that a page shows runs as it stands, and gives the numbers the page says."""

import contextlib
import io
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```python\n(.*?)^```(?:\n\n```text\n(.*?)^```)?", re.DOTALL | re.MULTILINE)
"""Python, and right below it what it prints, if the page shows that."""
PAGES = (
    "docs/reference/projection.md",
    "docs/reference/matlab.md",
    "docs/how-to/value-a-pool.md",
    "docs/how-to/value-with-moving-rates.md",
)


def run(page: str) -> dict[str, Any]:
    blocks = BLOCK.findall((ROOT / page).read_text())
    assert blocks, f"{page} shows no Python"
    names: dict[str, Any] = {}
    for block, shown in blocks:
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(compile(block, page, "exec"), names)  # noqa: S102 - our own pages
        assert printed.getvalue() == shown
    return names


@pytest.mark.parametrize("page", PAGES)
def test_page__its_python__runs_and_prints_what_is_shown(
    monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.chdir(ROOT)

    assert len(run(page)) > 3


def test_pages__every_one_with_python__is_run() -> None:
    shown = {
        str(page.relative_to(ROOT))
        for page in (ROOT / "docs").rglob("*.md")
        if BLOCK.search(page.read_text())
    }

    assert shown == set(PAGES)
