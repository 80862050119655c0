"""Whether the report that counts is the one that was accepted, in its place and its month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from itertools import pairwise

from oracle.verification.chain_record import ChainRecord
from oracle.verification.figures import Pair, all_equal
from oracle.verification.verdict import Line, Verdict
from rwa.chain.calendar import RecordCalendar
from rwa.chain.contract import BoundContract
from rwa.chain.contract_events import (
    RemittanceAccepted,
    RestatementClosed,
    RestatementOpened,
)
from rwa.chain.hashing import ZERO_WORD, hex_of, text_of_word
from rwa.chain.report import hash_content
from rwa.core.dates import Period, new_york_timestamp

MIDNIGHT = time(0, 0)
CHAIN, REPORT = "chain", "report"


def chain_lines(record: ChainRecord) -> Iterator[Verdict]:
    """The right chain, and this version's contracts on it, each belonging to the others."""
    deployment, identity = record.subject.deployment, record.chain.identity
    yield Line(CHAIN, "identity").equal(
        f"chain {deployment.chain_id}, genesis {deployment.genesis_hash}",
        f"chain {identity.chain_id}, genesis {hex_of(identity.genesis_hash)}",
        f"read at block {record.head.number}, {hex_of(record.head.hash)}",
    )
    calendar = RecordCalendar(record.chain, deployment.calendar, record.head.number)
    contracts: list[BoundContract] = [record.oracle, calendar]
    for each in record.classes:
        contracts += [each.certificate, each.ledger]
    foreign = [one for one in contracts if not one.is_expected_code()]
    yield Line(CHAIN, "contracts").judged(
        not foreign,
        f"{len(contracts)} contracts of this version",
        ", ".join(f"{one.artifact} {one.address} is another" for one in foreign) or "all are",
        "the code at each address is the code that this version was built with",
    )
    yield all_equal(
        Line(CHAIN, "wiring"),
        dict(_wiring(record)),
        "oracle, calendar, certificates, ledgers and cash name each other",
    )


def block_line(record: ChainRecord) -> Verdict:
    """The block that everything was read at is still there."""
    return Line(CHAIN, "block").equal(
        hex_of(record.head.hash),
        hex_of(record.chain.block(record.head.number).hash),
        f"block {record.head.number} was not replaced while it was read",
    )


def report_lines(record: ChainRecord, accepted: RemittanceAccepted) -> Iterator[Verdict]:
    """Everything about the report in force but its signatures and its files."""
    oracle, index = record.oracle, accepted.period
    stored = oracle.report_of(index)
    yield Line(REPORT, "in force").equal(
        f"revision {stored.revision}",
        f"revision {accepted.revision}",
        f"the last acceptance event of the month, in block {accepted.block_number}",
    )
    computed = hash_content(accepted.content)
    yield all_equal(
        Line(REPORT, "content hash"),
        {
            "of the event": Pair(computed, accepted.content_hash),
            "stored by the contract": Pair(computed, stored.content_hash),
        },
        f"every figure of the event hashed again: {hex_of(computed)}",
    )
    yield all_equal(
        Line(REPORT, "stored figures"),
        dict(_stored(record, accepted)),
        "what the contract stores and ledgers post is what the report says",
    )
    yield all_equal(
        Line(REPORT, "issue"),
        dict(_issue(record)),
        "the contract began with the pool and the classes as published",
    )
    yield _previous_reports(record)
    yield all_equal(
        Line(REPORT, "month"),
        dict(_month(record, accepted)),
        "period, as-of second and record and payment time are those of the pool's calendar",
    )
    yield _restatement(record, accepted.period)


def restating(record: ChainRecord) -> Period | None:
    """The month to be revised next, None outside a restatement."""
    index = record.oracle.restating_period()
    return record.subject.pool.period_at(index) if index else None


def _wiring(record: ChainRecord) -> Iterator[tuple[str, Pair]]:
    deployment, oracle = record.subject.deployment, record.oracle
    yield "pool", Pair(record.subject.pool.pool_id, text_of_word(oracle.pool()))
    yield "calendar", Pair(deployment.calendar, oracle.calendar())
    yield "classes", Pair(len(record.classes), oracle.tranche_count())
    for each in record.classes:
        of = f"of {each.about}"
        yield f"oracle {of}", Pair(oracle.address, each.certificate.oracle())
        yield f"calendar {of}", Pair(deployment.calendar, each.certificate.calendar())
        yield f"row {of}", Pair(each.index, each.certificate.tranche())
        yield f"certificate {of}", Pair(each.certificate.address, each.ledger.certificate())
        yield f"cash {of}", Pair(deployment.cash, each.ledger.cash())


def _stored(record: ChainRecord, accepted: RemittanceAccepted) -> Iterator[tuple[str, Pair]]:
    content, index = accepted.content, accepted.period
    stored = record.oracle.report_of(index)
    for name in ("tape_root", "balance_end_cents", "loan_count_end"):
        yield name, Pair(getattr(content, name), getattr(stored, name))
    over, shortfall = "overcollateralisation_end_cents", "shortfall_end_cents"
    for name in (over, shortfall):
        yield name, Pair(getattr(content, name), getattr(stored, name))
    yield "class rows", Pair(len(record.classes), len(content.class_rows))
    for each, row in zip(record.classes, content.class_rows, strict=False):
        amounts = record.oracle.tranche_amounts(index, each.index)
        yield f"{each.about} interest", Pair(row.interest_cents, amounts.interest_cents)
        yield f"{each.about} principal", Pair(row.principal_cents, amounts.principal_cents)
        end = record.oracle.tranche_end(index, each.index)
        yield f"{each.about} end", Pair(row.end_cents, end)


def _issue(record: ChainRecord) -> Iterator[tuple[str, Pair]]:
    pool, stored = record.subject.pool, record.oracle.report_of(0)
    yield "balance", Pair(pool.original_balance_cents.count, stored.balance_end_cents)
    yield "loans", Pair(pool.original_loan_count, stored.loan_count_end)
    for each, terms in zip(record.classes, record.subject.deal.classes, strict=True):
        face = record.oracle.tranche_end(0, each.index)
        yield f"face of {each.about}", Pair(terms.original_balance_cents.count, face)


def _previous_reports(record: ChainRecord) -> Verdict:
    """Each report names the one accepted before it, from nothing to the last."""
    hashes = [ZERO_WORD, *(hash_content(one.content) for one in record.acceptances)]
    broken = [
        one
        for (before, own), one in zip(pairwise(hashes), record.acceptances, strict=True)
        if (one.content.previous_report_hash, one.content_hash) != (before, own)
    ]
    last = record.oracle.last_report_hash()
    found = f"{len(hashes) - 1} reports, the last {hex_of(hashes[-1])}"
    if broken:
        first = broken[0]
        found = (
            f"report of period {first.period} revision {first.revision} follows "
            f"{hex_of(first.content.previous_report_hash)}"
        )
    return Line(REPORT, "previous reports").judged(
        not broken and hashes[-1] == last,
        f"a chain of reports that ends in {hex_of(last)}",
        found,
        "in order of acceptance, each report names the one before: none is missing",
    )


def _month(record: ChainRecord, accepted: RemittanceAccepted) -> Iterator[tuple[str, Pair]]:
    pool, content = record.subject.pool, accepted.content
    month = pool.period_at(accepted.period)
    times = record.times[accepted.period - 1]
    calendar = RecordCalendar(record.chain, record.oracle.calendar(), record.head.number)
    yield "month of the report", Pair(month.yyyymm, content.period)
    yield "number of the report", Pair(accepted.period, content.period_index)
    yield "month of the calendar", Pair(month.yyyymm, calendar.yyyymm(accepted.period))
    yield "as of", Pair(new_york_timestamp(month.first_day, MIDNIGHT), content.as_of)
    yield "record time", Pair(pool.programme.record_time(month), times.record_time)
    yield "payment time", Pair(pool.programme.payment_time(month), times.pay_time)
    is_past = record.time_of(accepted.block_number) >= content.as_of
    yield "accepted after the as-of second", Pair(True, is_past)


def _restatement(record: ChainRecord, period: int) -> Verdict:
    line, due = Line(REPORT, "restatement"), record.oracle.restating_period()
    marks = [
        event for event in record.events if isinstance(event, RestatementOpened | RestatementClosed)
    ]
    is_open = bool(marks) and isinstance(marks[-1], RestatementOpened)
    if is_open != bool(due):
        return line.failed(
            f"restating period {due}" if due else "none open",
            "one is open" if is_open else "none open",
            "the contract and its events disagree about a restatement",
        )
    if not due or period < due:
        return line.equal("final as reported", "final as reported", "no earlier month is restated")
    return line.not_checked(
        f"an earlier month was revised: {record.subject.pool.period_at(due)} is to be revised "
        "next, and until this month's turn its old report stands",
        expected="no restatement open",
        found="RESTATING",
    )
