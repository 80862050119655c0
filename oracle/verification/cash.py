"""Whether the report's amounts came in, in cash, and the cash for what is owed is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from oracle.verification.chain_record import ChainRecord, ClassContracts
from oracle.verification.class_book import ClassBook
from oracle.verification.figures import Pair, all_equal
from oracle.verification.verdict import Line, Verdict
from rwa.chain.contract_events import (
    ExcessSwept,
    HeldReleased,
    HolderSettled,
    OrderExecuted,
    RecoveredWithdrawn,
    RemittanceAccepted,
)
from rwa.chain.event_log import ContractEvent
from rwa.chain.hashing import hex_of
from rwa.core.ids import Address

Paid = Counter[tuple[Address, int]]
"""How often each wallet was sent each amount, base units."""


@dataclass(frozen=True, slots=True)
class _Amounts:
    """Both legs of a class's month, base units."""

    interest: int
    principal: int

    def __str__(self) -> str:
        return f"interest {self.interest}, principal {self.principal} units"


def funding_lines(
    record: ChainRecord, each: ClassContracts, book: ClassBook, accepted: RemittanceAccepted
) -> Iterator[Verdict]:
    """What the ledger was told and paid for the month."""
    yield _ledger_history(each, book)
    yield _funded(record, each, book, accepted)
    yield _cash_in(record, each, book, accepted.period)


def solvency_line(record: ChainRecord, each: ClassContracts) -> Verdict:
    """The ledger has at least what it owes."""
    totals, has = each.ledger.totals(), record.cash.balance_of(each.ledger.address)
    return Line(each.about, "solvency").judged(
        has >= totals.outstanding,
        f"at least {totals.outstanding} units",
        f"{has} units",
        f"{has} units of cash against {totals.outstanding} that are owed or could be withdrawn",
    )


def payments_line(
    record: ChainRecord, each: ClassContracts, book: ClassBook, period: int
) -> Verdict:
    """In each transaction that paid the month, the token moved what the ledger says it sent."""
    line = Line(each.about, "payments")
    names = tuple(dict.fromkeys(event.transaction_hash for event in book.crediting(period)))
    if not names:
        return line.not_checked("nobody has been credited with the month yet")
    for name in names:
        said, moved = _said(record, each, name), _moved(record, each, name)
        if said != moved:
            unsaid, unmoved = moved - said, said - moved
            return line.failed(
                _shown(unmoved) or "no more transfers",
                _shown(unsaid) or "no such transfer",
                f"transaction {hex_of(name)}: the token moved other cash than the ledger says",
            )
    count = len(names)
    return line.equal(
        "every payment moved", "every payment moved", f"{count} transactions, by their receipts"
    )


def _ledger_history(each: ClassContracts, book: ClassBook) -> Verdict:
    """The ledger's events are all there: everything that follows is worked out from them."""
    numbers = tuple(funding.period for funding in book.fundings)
    entries = tuple((one.period, one.interest_units, one.principal_units) for one in book.entries)
    pairs = {
        "funded periods": Pair(tuple(range(1, each.ledger.last_funded() + 1)), numbers),
        "corrections": Pair(
            tuple(
                (one.period, one.interest_units, one.principal_units)
                for one in each.ledger.adjustments()
            ),
            entries,
        ),
    }
    if book.fundings:
        last = book.fundings[-1]
        pairs["interest so far"] = Pair(
            last.cum_interest_units, sum(one.interest_units for one in book.fundings)
        )
        pairs["principal so far"] = Pair(
            last.cum_principal_units, sum(one.principal_units for one in book.fundings)
        )
    why = f"{len(numbers)} months and {len(entries)} corrections funded, none missing"
    return all_equal(Line(each.about, "ledger history"), pairs, why)


def _funded(
    record: ChainRecord, each: ClassContracts, book: ClassBook, accepted: RemittanceAccepted
) -> Verdict:
    """What is funded for the month, corrections included, is what the report in force says."""
    line, period = Line(each.about, "funded"), accepted.period
    reported = _reported(each, accepted)
    if not any(one.period == period for one in book.fundings):
        return line.not_checked("the month is not funded yet", expected=reported)
    funded = _sum(book, period)
    ledger = each.ledger.distribution(period)
    stored = _Amounts(
        ledger.interest_units + ledger.adjusted_interest_units,
        ledger.principal_units + ledger.adjusted_principal_units,
    )
    if stored != funded:
        return line.failed(stored, funded, "the ledger and its events disagree")
    why = f"{funded}, by revision {accepted.revision}"
    earlier = _revision(record, period, ledger.revision)
    if funded != reported and earlier is not None and funded == _reported(each, earlier):
        why = f"revision {earlier.revision} is funded, the correction after it is not yet"
        return line.not_checked(why, expected=reported, found=funded)
    return line.equal(reported, funded, why)


def _cash_in(record: ChainRecord, each: ClassContracts, book: ClassBook, period: int) -> Verdict:
    """The transactions that funded the month moved exactly that cash to the ledger."""
    line, needed = Line(each.about, "cash in"), Counter[bytes]()
    for one in book.funded:
        needed[one.transaction_hash] += max(one.interest_units, 0) + max(one.principal_units, 0)
    own = (one for one in book.funded if one.period == period)
    names = tuple(dict.fromkeys(one.transaction_hash for one in own))
    if not names:
        return line.not_checked("the month is not funded yet")
    came = sum(
        move.value
        for name in names
        for move in record.cash_moved(name)
        if move.to == each.ledger.address
    )
    expected = sum(needed[name] for name in names)
    why = f"the token's own transfers to the ledger in {len(names)} transactions, by their receipts"
    return line.equal(f"{expected} units", f"{came} units", why)


def _reported(each: ClassContracts, accepted: RemittanceAccepted) -> _Amounts:
    row, units = accepted.content.class_rows[each.index], each.ledger.units_per_cent()
    return _Amounts(row.interest_cents * units, row.principal_cents * units)


def _sum(book: ClassBook, period: int) -> _Amounts:
    """Both legs of a month as its events have funded them."""
    own = tuple(one for one in book.funded if one.period == period)
    return _Amounts(sum(one.interest_units for one in own), sum(one.principal_units for one in own))


def _revision(record: ChainRecord, period: int, revision: int) -> RemittanceAccepted | None:
    return next(
        (one for one in record.acceptances if (one.period, one.revision) == (period, revision)),
        None,
    )


def _said(record: ChainRecord, each: ClassContracts, name: bytes) -> Paid:
    """Cash that a ledger says it sent in a transaction."""
    sent: Paid = Counter()
    for event in record.receipt_events(name):
        if event.emitter == each.ledger.address:
            sent.update(_sent(event))
    return sent


def _sent(event: ContractEvent) -> Iterator[tuple[Address, int]]:
    """Whom an event of a ledger says it sent how much, if it says so."""
    if isinstance(event, HolderSettled) and event.paid_units:
        yield event.payee, event.paid_units
    elif isinstance(event, HeldReleased):
        yield event.payee, event.amount
    elif isinstance(event, OrderExecuted | ExcessSwept):
        yield event.to, event.amount
    elif isinstance(event, RecoveredWithdrawn):
        yield event.payer, event.amount


def _moved(record: ChainRecord, each: ClassContracts, name: bytes) -> Paid:
    """Cash that the token says left a ledger in a transaction."""
    moves = (move for move in record.cash_moved(name) if move.from_ == each.ledger.address)
    return Counter((move.to, move.value) for move in moves)


def _shown(paid: Paid) -> str:
    return ", ".join(f"{units} units to {to}" for to, units in list(paid)[:3])
