"""Every check of an accepted month, in order."""

from __future__ import annotations

from collections.abc import Iterator

from oracle.verification.accounting import identity_lines, recomputed_lines
from oracle.verification.cash import funding_lines, payments_line, solvency_line
from oracle.verification.chain_record import ChainRecord, ClassContracts, Subject, read_chain
from oracle.verification.class_book import ClassBook, read_book
from oracle.verification.files import read_files, tape_root_line
from oracle.verification.holders import (
    credited_line,
    held_line,
    holder_months,
    record_line,
    settled_line,
    total_line,
)
from oracle.verification.published import Published
from oracle.verification.reports import (
    REPORT,
    block_line,
    chain_lines,
    report_lines,
    restating,
)
from oracle.verification.signatures import signature_lines
from oracle.verification.verdict import Line, Revision, Verdict, Verification
from rwa.chain.contract_events import RemittanceAccepted
from rwa.chain.protocol import Chain
from rwa.core.dates import Period
from rwa.core.errors import CheckFailed, UsageError
from rwa.core.ids import PoolId


class NoSuchMonth(UsageError):
    """The pool never pays in a month."""

    def __init__(self, period: Period, *, first: Period, last: Period) -> None:
        self.period = period
        self.first = first
        self.last = last
        super().__init__(
            f"the pool pays from {first} to {last}, not in {period}; name a month of it"
        )


class NotAccepted(CheckFailed):
    """No report of a month has been accepted yet, so there is nothing to verify."""

    def __init__(self, pool_id: PoolId, period: Period, *, last: Period | None) -> None:
        self.pool_id = pool_id
        self.period = period
        self.last = last
        super().__init__(
            f"no report of {pool_id} for {period} is accepted, the last is {last or 'none'}; "
            "verify an accepted month"
        )


def verify_month(
    subject: Subject,
    chain: Chain,
    published: Published,
    period: Period,
    *,
    salt: bytes | None = None,
) -> Verification:
    """Check everything that can be checked of a month, as of the newest block.

    `salt` is the pool's secret for tape roots, None where it is not known. What does not hold
    becomes a line and raises nothing. Raises NoSuchMonth, NotAccepted and SaltLength, and
    ChainError when the chain cannot be asked.
    """
    record = read_chain(subject, chain)
    index = _accepted_index(record, period)
    reports = tuple(one for one in record.acceptances if one.period == index)
    books = tuple((each, read_book(record, each)) for each in record.classes)
    lines = [*chain_lines(record)]
    if reports:
        lines += _lines(record, reports[-1], published, books, salt=salt)
    else:
        lines += _without_a_report(record, index)
    lines[1:1] = [block_line(record), record.events_line]
    return Verification(
        pool_id=subject.pool.pool_id,
        period=period,
        period_index=index,
        block=record.head.number,
        block_hash=record.head.hash,
        block_time=record.head.timestamp,
        revisions=tuple(
            Revision(one.revision, one.content_hash, one.block_number) for one in reports
        ),
        restating=restating(record),
        lines=tuple(lines),
        holders=tuple(
            holder for each, book in books for holder in holder_months(record, each, book, index)
        ),
    )


def _accepted_index(record: ChainRecord, period: Period) -> int:
    """The number of an accepted month. Raises NoSuchMonth and NotAccepted."""
    pool = record.subject.pool
    index = period.months_since(pool.issue)
    if not 1 <= index <= len(record.times):
        last = pool.period_at(len(record.times))
        raise NoSuchMonth(period, first=pool.first_period, last=last)
    accepted = record.oracle.last_accepted()
    if index > accepted:
        last_accepted = pool.period_at(accepted) if accepted else None
        raise NotAccepted(pool.pool_id, period, last=last_accepted)
    return index


def _lines(
    record: ChainRecord,
    accepted: RemittanceAccepted,
    published: Published,
    books: tuple[tuple[ClassContracts, ClassBook], ...],
    *,
    salt: bytes | None,
) -> Iterator[Verdict]:
    yield from report_lines(record, accepted)
    if len(accepted.content.class_rows) != len(books):
        yield Line(REPORT, "everything else").not_checked("the report is of another deal")
        return
    yield from signature_lines(record, accepted)
    files = read_files(record, accepted, published)
    yield from files.lines
    yield tape_root_line(accepted, files.tape, salt=salt)
    yield from identity_lines(record, files)
    yield from recomputed_lines(record, files)
    for each, book in books:
        yield from funding_lines(record, each, book, accepted)
        yield record_line(record, each, book, accepted.period)
        yield credited_line(record, each, book)
        yield payments_line(record, each, book, accepted.period)
        yield held_line(record, each, book)
        yield settled_line(each, book, accepted.period)
        yield total_line(record, each, book)
        yield solvency_line(record, each)


def _without_a_report(record: ChainRecord, index: int) -> Iterator[Verdict]:
    """The contract says that a month is accepted and no event shows what was."""
    stored = record.oracle.report_of(index)
    yield Line(REPORT, "in force").failed(
        f"revision {stored.revision}",
        "no acceptance event",
        "the chain that was asked leaves events out; ask another node",
    )
    yield Line(REPORT, "everything else").not_checked(
        "without the report there is nothing to check"
    )
