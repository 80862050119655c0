"""`oracle disclose` and `oracle verify-disclosure`: single fields of a loan, with their proof."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import Progress as ProgressBar

from oracle.commitment.disclosure import Disclosure, verify_disclosure
from oracle.commitment.disclosure import disclose as disclose_fields
from oracle.commitment.disclosure_file import MOST_BYTES, disclosure_bytes, read_disclosure
from oracle.commitment.field_leaves import FIELDS
from oracle.commitment.refusals import RootDiffers
from oracle.commitment.tape_tree import Progress, TapeTree, salt_of_revision, tape_tree
from oracle.whole_files import write_whole
from rwa.chain.hashing import hex_of
from rwa.cli.arguments import read_file_or_input
from rwa.cli.console import Output, Row
from rwa.cli.correcting import NotReported, reported_period
from rwa.cli.operations import Operations
from rwa.cli.oracle_network.written_files import require_directory_of
from rwa.cli.settings import Settings
from rwa.cli.workspace import opened
from rwa.core.dates import Period
from rwa.core.errors import CheckFailed, UsageError
from rwa.core.ids import LoanId

LAYOUT = "docs/how-to/disclose-a-loan.md"
ALL = ("all",)
"""What is asked for when every field is to be shown."""
LARGE_TAPE = 10_000
"""Loans of a tape that takes long enough for a progress bar."""
ROOT_FORM = re.compile(r"(0x)?[0-9a-fA-F]{64}")


class NotARoot(UsageError):
    """The root of a tape is not written as 32 bytes."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"{text!r} is no root; write 0x and 64 hexadecimal digits")


class OtherPool(CheckFailed):
    """A disclosure is of another pool than the one whose reports it is checked against."""

    def __init__(self, *, disclosed: str, pool: str) -> None:
        self.disclosed = disclosed
        self.pool = pool
        super().__init__(
            f"disclosure is of pool {disclosed!r}, the reports are of {pool!r}; "
            "name the pool's own home with --home"
        )


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be shown."""

    loan_id: str
    """Number of the loan."""
    fields: tuple[str, ...]
    """Columns of the tape, or `ALL`."""
    month: str | None
    """YYYY-MM; None for the last reported month."""


@dataclass(frozen=True, slots=True)
class KnownRoot:
    """The root that a disclosure is checked against."""

    root: bytes
    """Of the tape."""
    source: str
    """Where it comes from, in words."""


def disclose(settings: Settings, request: Request, *, output: Path | None, as_json: bool) -> None:
    """Write a disclosure to a file or stdout.

    The file is its owner's alone. Raises DirectoryMissing before anything is read, NotReported,
    UnknownLoan, NotATapeField, and RootDiffers when the tape at hand is not the accepted one.
    """
    if output is not None:
        require_directory_of(output)
    with opened(settings, read_only=True) as operations:
        tree = _accepted_tree(operations, _period(operations, request.month))
    names = FIELDS if request.fields == ALL else request.fields
    disclosure = disclose_fields(tree, LoanId(request.loan_id), names)
    content = disclosure_bytes(disclosure)
    if output is None:
        print(content.decode(), end="")  # noqa: T201 - a file for a program, not a line for people
        return
    write_whole(output, content, private=True)
    _say_written(Output(as_json), disclosure, output)


def verify(settings: Settings, file: Path, *, root: str | None, as_json: bool) -> None:
    """Check a disclosure and say what it proves.

    Raises DisclosureRefused, OtherPool and NotReported, and what reading raises.
    """
    disclosure = read_disclosure(read_file_or_input(file, layout=LAYOUT, most=MOST_BYTES))
    known = _accepted_root(settings, disclosure) if root is None else _given_root(root)
    verify_disclosure(disclosure, known.root)
    output = Output(as_json)
    output.say(f"pool {disclosure.pool_id}, {disclosure.month}: proved against {known.source}")
    output.say(f"root {hex_of(known.root)}")
    rows: list[Row] = [{"field": each.name, "value": each.value} for each in disclosure.fields]
    output.table(("field", "value"), rows)
    output.result({"proved": True, "against": known.source, **_summary(disclosure)})


def _say_written(output: Output, disclosure: Disclosure, file: Path) -> None:
    shown = ", ".join(each.name for each in disclosure.fields)
    output.say(f"{file} shows {shown} of one loan of {disclosure.pool_id}, {disclosure.month}")
    output.result({"file": str(file), **_summary(disclosure)})


def _summary(disclosure: Disclosure) -> dict[str, object]:
    return {
        "pool_id": disclosure.pool_id,
        "month": str(disclosure.month),
        "loan_id": disclosure.loan_id,
        "leaves": disclosure.opening.leaves.value,
        "root": hex_of(disclosure.root),
        "fields": {each.name: each.value for each in disclosure.fields},
    }


def _period(operations: Operations, month: str | None) -> int:
    """Number of the month asked for, or of the last. Raises NotReported."""
    if month is not None:
        return reported_period(operations, Period.parse(month))
    if not operations.months.last:
        raise NotReported(operations.pool.first_period, last=None)
    return operations.months.last


def _accepted_tree(operations: Operations, period: int) -> TapeTree:
    """The tree of the tape at hand. Raises RootDiffers unless it is the one accepted."""
    tape = operations.months.tape_after(period)
    accepted = operations.oracle.report_of(period)
    with _progress_bar(len(tape.loans)) as progress:
        salt = salt_of_revision(operations.salt, accepted.revision)
        tree = tape_tree(tape, salt=salt, progress=progress)
    if tree.root != accepted.tape_root:
        raise RootDiffers(disclosed=tree.root, expected=accepted.tape_root)
    return tree


@contextmanager
def _progress_bar(loans: int) -> Iterator[Progress | None]:
    """A bar on stderr while a large tape is hashed; None where nobody would see it."""
    console = Console(stderr=True)
    if loans < LARGE_TAPE or not console.is_terminal:
        yield None
        return
    with ProgressBar(console=console, transient=True) as bar:
        task = bar.add_task("hashing the tape", total=loans)
        yield lambda done: bar.update(task, completed=done)


def _accepted_root(settings: Settings, disclosure: Disclosure) -> KnownRoot:
    """What the contract accepted for the month. Raises OtherPool and NotReported."""
    with opened(settings, read_only=True) as operations:
        if disclosure.pool_id != operations.pool.pool_id:
            raise OtherPool(disclosed=disclosure.pool_id, pool=operations.pool.pool_id)
        report = operations.oracle.report_of(reported_period(operations, disclosure.month))
        contract = operations.deployment.oracle
    source = f"the report accepted by {contract}, revision {report.revision}"
    return KnownRoot(report.tape_root, source)


def _given_root(text: str) -> KnownRoot:
    if not ROOT_FORM.fullmatch(text):
        raise NotARoot(text)
    return KnownRoot(bytes.fromhex(text.removeprefix("0x")), "the root given")
