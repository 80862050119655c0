"""Each rule that names its source names one that is described."""

import re
from collections.abc import Callable
from pathlib import Path

Walk = Callable[..., list[Path]]
POINTER = re.compile(r"sources\.md#([\w-]+)")


def anchors(page: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    return {re.sub(r"[^\w-]", "", heading.lower().replace(" ", "-")) for heading in headings}


def test_sources__every_pointer__leads_to_a_heading(root: Path, own_files: Walk) -> None:
    known = anchors((root / "docs/reference/sources.md").read_text())
    pointed = {
        (str(path.relative_to(root)), anchor)
        for path in own_files(
            "rwa", "oracle", "contracts", "docs", "tests", endings=(".py", ".sol", ".md")
        )
        if path != Path(__file__)
        for anchor in POINTER.findall(path.read_text())
    }

    assert len({anchor for _, anchor in pointed}) >= 5
    assert {(path, anchor) for path, anchor in pointed if anchor not in known} == set()
