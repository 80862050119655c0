"""Files of a month that is not what the tape before and the activity give."""

from dataclasses import replace
from pathlib import Path

from rwa.cli.month import account, simulate
from rwa.cli.settings import load_settings
from rwa.cli.timing import report_time, unless_past
from rwa.cli.workspace import opened
from rwa.core.money import Cents
from rwa.pool.activity import activity_bytes
from rwa.pool.files import tape_bytes, tape_hash
from rwa.remittance.canonical import document_bytes


def write_false_month(place: Path, chain: str) -> tuple[dict[str, Path], str]:
    """The first month with a cent too much on one loan of its tape; its files, and that loan."""
    with opened(load_settings(home=place / ".rwa", chain=chain)) as operations:
        activity = simulate(operations, 1)
        package = account(operations, activity, after=operations.end_of(0))
        at = unless_past(operations, report_time(operations, 1))
        assert at is not None
        operations.chain.advance_to(at)
    first, *others = package.tape.loans
    false = replace(first, balance_cents=first.balance_cents + Cents(1))
    tape = replace(package.tape, loans=(false, *others))
    document = replace(package.document, tape_sha256=tape_hash(tape))
    contents = {
        "document": document_bytes(document),
        "activity": activity_bytes(activity),
        "tape": tape_bytes(tape),
    }
    files = {name: place / name for name in contents}
    for name, content in contents.items():
        files[name].write_bytes(content)
    return files, first.loan_id
