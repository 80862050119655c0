"""Whether the files that the report names are published, and say what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from typing import TypeVar

from oracle.commitment.tape_tree import Leaves, salt_of_revision, tape_tree
from oracle.content import report_content
from oracle.verification.chain_record import ChainRecord, latest
from oracle.verification.figures import Pair, all_equal
from oracle.verification.published import Published, fetch
from oracle.verification.verdict import Line, Verdict
from rwa.chain.contract_events import RemittanceAccepted
from rwa.chain.hashing import hex_of
from rwa.core.errors import RwaError
from rwa.core.ids import Sha256
from rwa.pool.activity import MonthActivity
from rwa.pool.activity_file import read_activity
from rwa.pool.files import read_tape
from rwa.pool.tape import LoanTape
from rwa.remittance.canonical import parse_document
from rwa.remittance.document import RemittanceDocument

ABOUT = "files"
Parsed = TypeVar("Parsed")


@dataclass
class MonthFiles:
    """A month's files as far as they could be had and read, and a line about each."""

    document: RemittanceDocument | None = None
    """The month's remittance."""
    prior_document: RemittanceDocument | None = None
    """That of the month before, as it was in force; None for the first month."""
    prior_tape: LoanTape | None = None
    """The tape before the month."""
    activity: MonthActivity | None = None
    """What borrowers did."""
    tape: LoanTape | None = None
    """The tape after the month."""
    lines: list[Verdict] = field(default_factory=list)
    """What was found."""


def read_files(
    record: ChainRecord, accepted: RemittanceAccepted, published: Published
) -> MonthFiles:
    """Fetch and read every file of a month."""
    files, pool = MonthFiles(), record.subject.pool
    month = pool.period_at(accepted.period)
    reading = _Reading(published, files.lines)
    name = Sha256(accepted.content.document_hash.hex())
    files.document = reading.read("document", name, parse_document)
    if files.document is not None:
        files.lines.append(_figures(record, accepted, files.document))
    before = _prior_name(record, accepted, files, reading)
    document = files.document
    if document is None:
        for check in ("prior tape", "activity", "tape"):
            files.lines.append(Line(ABOUT, check).not_checked("the document names it"))
        return files
    files.prior_tape = reading.read(
        "prior tape",
        document.prior_tape_sha256,
        lambda content: read_tape(content, pool=pool, as_of=month + -1),
        expected=before,
    )
    files.activity = reading.read(
        "activity",
        document.activity_sha256,
        lambda content: read_activity(content, pool_id=pool.pool_id, period=month),
    )
    files.tape = reading.read(
        "tape", document.tape_sha256, lambda content: read_tape(content, pool=pool, as_of=month)
    )
    return files


def tape_root_line(
    accepted: RemittanceAccepted, tape: LoanTape | None, *, salt: bytes | None
) -> Verdict:
    """The tape after the month hashes to the root that nodes signed. Raises SaltLength."""
    line, root = Line(ABOUT, "tape root"), accepted.content.tape_root
    if tape is None:
        return line.not_checked("there is no tape to hash")
    if salt is None:
        return line.not_checked(
            "the salt is the pool's secret; who has it gives it, or shows single loans instead",
            expected=hex_of(root),
        )
    salt = salt_of_revision(salt, accepted.revision)
    by_fields = tape_tree(tape, salt=salt, leaves=Leaves.FIELDS).root
    if by_fields != root and tape_tree(tape, salt=salt, leaves=Leaves.LOAN).root == root:
        return line.equal(hex_of(root), hex_of(root), "the tape hashed again, loans as a whole")
    why = "the published tape with the pool's salt, hashed again, each loan by its fields"
    return line.equal(hex_of(root), hex_of(by_fields), why)


def prior_acceptance(
    record: ChainRecord, accepted: RemittanceAccepted
) -> RemittanceAccepted | None:
    """The report of the month before that was in force when this one was accepted."""
    before = (one for one in record.acceptances if one.period == accepted.period - 1)
    return latest(before, before=accepted)


@dataclass(frozen=True, slots=True)
class _Reading:
    """Fetches files one after the other and notes a line about each."""

    published: Published
    lines: list[Verdict]

    def read(
        self,
        check: str,
        name: Sha256,
        parse: Callable[[bytes], Parsed],
        *,
        expected: Sha256 | None = None,
    ) -> Parsed | None:
        """Return what is in a file, None when it cannot be had, read or is not the expected."""
        line = Line(ABOUT, check)
        if expected is not None and name != expected:
            why = "the month begins with another tape than the month before ended with"
            self.lines.append(line.failed(expected, name, why))
            return None
        fetched = fetch(self.published, name)
        if fetched.content is None:
            found = "not to be had" if fetched.found is None else fetched.found
            self.lines.append(line.failed(name, found, fetched.error))
            return None
        try:
            parsed = parse(fetched.content)
        except RwaError as error:
            self.lines.append(line.failed(name, "cannot be read", str(error)))
            return None
        why = f"published under its hash, {len(fetched.content):,} bytes, and well-formed"
        self.lines.append(line.equal(name, name, why))
        return parsed


def _prior_name(
    record: ChainRecord, accepted: RemittanceAccepted, files: MonthFiles, reading: _Reading
) -> Sha256 | None:
    """Name of the tape that the month must begin with; None when that cannot be told."""
    if accepted.period == 1:
        return record.subject.issue_tape_sha256
    before = prior_acceptance(record, accepted)
    if before is None:
        line = Line(ABOUT, "prior document")
        files.lines.append(line.failed("a report", "none", "no report of the month before"))
        return None
    name = Sha256(before.content.document_hash.hex())
    files.prior_document = reading.read("prior document", name, parse_document)
    return None if files.prior_document is None else files.prior_document.tape_sha256


def _figures(
    record: ChainRecord, accepted: RemittanceAccepted, document: RemittanceDocument
) -> Verdict:
    """Every figure of the document is the report's, under the same name."""
    content, line = accepted.content, Line(ABOUT, "figures")
    pool_id = record.subject.pool.pool_id
    if document.remittance.pool_id != pool_id:
        return line.failed(pool_id, document.remittance.pool_id, "a document of another pool")
    said = report_content(
        document,
        tape_root=content.tape_root,
        previous_report_hash=content.previous_report_hash,
    )
    names = tuple(row.name for row in record.classes)
    found = tuple(row.tranche for row in document.distributions.rows)
    pairs = {"classes": Pair(names, found)}
    pairs |= {
        name: Pair(reported, asdict(said)[name]) for name, reported in asdict(content).items()
    }
    return all_equal(line, pairs, "document and report say the same")


def missing(files: MonthFiles) -> Iterator[str]:
    """Files that a recomputation needs and that could not be had."""
    needed = {
        "document": files.document,
        "prior tape": files.prior_tape,
        "activity": files.activity,
        "tape": files.tape,
    }
    return (name for name, file in needed.items() if file is None)
