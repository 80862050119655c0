"""`oracle run`: one month through a collector, from three files."""

import time
from os import environ
from pathlib import Path
from typing import Any

from oracle.network.client import CollectorClient
from oracle.network.config import ServicerConfig, load_config
from oracle.network.gathering import MonthState
from oracle.network.patience import Patience
from oracle.network.servicer import PublishedMonth, report_month
from rwa.cli.arguments import read_file
from rwa.cli.console import Output
from rwa.core.errors import DataRejected
from rwa.core.ids import Sha256
from rwa.pool.canonical import sha256_of
from rwa.remittance.canonical import parse_document

LAYOUT = "docs/reference/tape.md"


class NotTheDocumentsFile(DataRejected):
    """A file is another than the one that the month's document names; nothing was sent."""

    def __init__(self, path: Path, *, what: str, expected: Sha256, found: Sha256) -> None:
        self.path = path
        self.what = what
        self.expected = expected
        self.found = found
        super().__init__(
            f"{path} hashes to {found}, the document names {expected} as the month's {what}; give "
            "the file that the document was made from, or make the document again"
        )


def run(config_file: Path, *, document: Path, activity: Path, tape: Path, as_json: bool) -> None:
    """Publish, open and wait.

    Raises NotTheDocumentsFile before anything is sent, and what reading files and reporting a month
    raise.
    """
    output, config = Output(as_json), load_config(config_file, ServicerConfig)
    access = config.collector
    month = read_month(document, activity=activity, tape=tape)
    client = CollectorClient(access.url, access.token(environ), access.ca_file)
    patience = Patience(
        config.poll_seconds, config.patience_seconds, clock=time.monotonic, sleep=time.sleep
    )
    changes: list[dict[str, Any]] = []

    def progress(standing: dict[str, Any]) -> None:
        changes.append(standing)
        tell(output, standing, is_first=len(changes) == 1)

    try:
        standing = report_month(client, month, patience, progress=progress)
    finally:
        client.close()
    output.result(standing)


def read_month(document: Path, *, activity: Path, tape: Path) -> PublishedMonth:
    """Read a month's files. Raises NotTheDocumentsFile, and what reading them raises."""
    content = read_file(document, layout="docs/reference/remittance.md")
    said = parse_document(content)
    return PublishedMonth(
        period=said.remittance.period_index,
        document=content,
        activity=_named(activity, said.activity_sha256, what="activity"),
        tape=_named(tape, said.tape_sha256, what="tape"),
    )


def _named(path: Path, expected: Sha256, *, what: str) -> bytes:
    content = read_file(path, layout=LAYOUT)
    if (found := sha256_of(content)) != expected:
        raise NotTheDocumentsFile(path, what=what, expected=expected, found=found)
    return content


def tell(output: Output, standing: dict[str, Any], *, is_first: bool) -> None:
    """Say how a month stands, and every objection to it.

    A month that stands accepted at the first look was accepted before it was asked about now.
    """
    month = f"period {standing['period']} revision {standing['revision']}"
    if is_first and standing["state"] == MonthState.ACCEPTED:
        output.note(
            f"{month} is accepted already, with document {standing['document_sha256']}; "
            "nothing is left to sign"
        )
        return
    signed, threshold = len(standing["signed"]), standing["threshold"]
    output.note(
        f"{month}: {standing['state']}, {signed} signed, {threshold} of {standing['nodes']} needed"
    )
    for objection in standing["objections"]:
        output.note(f"  {objection}")
