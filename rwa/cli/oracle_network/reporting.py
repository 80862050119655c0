"""`oracle run`: one month through a collector, from three files."""

import time
from os import environ
from pathlib import Path
from typing import Any

from oracle.network.client import CollectorClient
from oracle.network.config import ServicerConfig, load_config
from oracle.network.servicer import Patience, PublishedMonth, report_month
from rwa.cli.arguments import read_file
from rwa.cli.console import Output
from rwa.remittance.canonical import parse_document

LAYOUT = "docs/reference/tape.md"


def run(config_file: Path, *, document: Path, activity: Path, tape: Path, as_json: bool) -> None:
    """Publish, open and wait. Raises what reading files and reporting a month raise."""
    output, config = Output(as_json), load_config(config_file, ServicerConfig)
    access = config.collector
    content = read_file(document, layout="docs/reference/remittance.md")
    month = PublishedMonth(
        period=parse_document(content).remittance.period_index,
        document=content,
        activity=read_file(activity, layout=LAYOUT),
        tape=read_file(tape, layout=LAYOUT),
    )
    client = CollectorClient(access.url, access.token(environ), access.ca_file)
    patience = Patience(
        config.poll_seconds, config.patience_seconds, clock=time.monotonic, sleep=time.sleep
    )
    try:
        standing = report_month(client, month, patience, progress=lambda at: tell(output, at))
    finally:
        client.close()
    output.result(standing)


def tell(output: Output, standing: dict[str, Any]) -> None:
    """Say how a month stands, and every objection to it."""
    signed, threshold = len(standing["signed"]), standing["threshold"]
    output.note(
        f"period {standing['period']} revision {standing['revision']}: {standing['state']}, "
        f"{signed} signed, {threshold} of {standing['nodes']} needed"
    )
    for objection in standing["objections"]:
        output.note(f"  {objection}")
