"""Whether every holder got what its certificates earned.

A settlement pays everything since the last one, so a month alone cannot be compared with it. What
can, to the base unit, is everything: all that a holder was ever credited equals all that its
balances at the record times earned, through the month up to which it is settled. Balances are
replayed from the certificate's transfers, and what they earn is worked out from nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from oracle.verification.chain_record import ChainRecord, ClassContracts
from oracle.verification.class_book import ClassBook, read_together
from oracle.verification.verdict import HolderMonth, Line, Verdict
from rwa.chain.contract_events import (
    DebtChanged,
    HeldMoved,
    HeldReleased,
    OrderExecuted,
    PaymentHeld,
)
from rwa.core.ids import Address


def record_line(record: ChainRecord, each: ClassContracts, book: ClassBook, period: int) -> Verdict:
    """Who held what at the record time, replayed; the sum is the supply."""
    line, record_time = Line(each.about, "record"), record.times[period - 1].record_time
    if record.head.timestamp <= record_time:
        return line.not_checked("the record time has not passed: anybody may still sell")
    wallets = tuple(book.histories)
    replayed = [book.histories[wallet].at(period) for wallet in wallets]
    closing = read_together(lambda some: each.certificate.balances_at(some, period), wallets)
    stored = [balance for _, balance in closing]
    off = [pair for pair in zip(wallets, stored, replayed, strict=True) if pair[1] != pair[2]]
    if off:
        wallet, expected, found = off[0]
        why = f"{len(off)} closing balances are not what transfers give"
        return line.failed(f"{wallet} {expected}", f"{wallet} {found}", why)
    holding = sum(bool(balance) for balance in replayed)
    why = f"{holding} holders at the record time, replayed from every transfer"
    return line.equal(f"{book.supply} units", f"{sum(replayed)} units", why)


def credited_line(record: ChainRecord, each: ClassContracts, book: ClassBook) -> Verdict:
    """Everybody was credited exactly what was earned, through the month it is settled to."""
    line, interest, principal = Line(each.about, "credited"), 0, 0
    for stranger in book.settlements.keys() - book.histories.keys():
        return line.failed("holders only", stranger, "credited without ever having held")
    for holder, account in book.accounts.items():
        earned = book.earned(holder, through=account.settled_through, cursor=account.cursor)
        own = book.settlements.get(holder, ())
        credited = (
            sum(event.interest_units for event in own),
            sum(event.principal_units for event in own),
        )
        if credited != (earned.interest_units, earned.principal_units):
            return line.failed(
                f"{holder} interest {earned.interest_units}, principal {earned.principal_units}",
                f"{holder} interest {credited[0]}, principal {credited[1]}",
                f"earned and credited through period {account.settled_through}, base units",
            )
        interest, principal = interest + credited[0], principal + credited[1]
    changes = record.of_kind(DebtChanged, each.ledger.address)
    debits = sum(event.added_units for event in changes)
    owed = sum(
        book.earned(holder, through=0, cursor=account.cursor).debit_units
        for holder, account in book.accounts.items()
    )
    said = f"interest {interest}, principal {principal}, debits"
    why = f"each of {len(book.accounts)} holders by its balances, through its last settled month"
    return line.equal(f"{said} {owed}", f"{said} {debits}", why)


def settled_line(each: ClassContracts, book: ClassBook, period: int) -> Verdict:
    """Everybody who held at the record time has been credited with the month."""
    line = Line(each.about, "settled")
    entitled = [holder for holder, history in book.histories.items() if history.at(period)]
    done = sum(book.accounts[holder].settled_through >= period for holder in entitled)
    if done < len(entitled):
        return line.not_checked(
            "who is not settled is owed the month; anybody may settle anybody",
            expected=f"{len(entitled)} holders",
            found=f"{done} holders",
        )
    return line.equal(f"{len(entitled)} holders", f"{done} holders", "credited with the month")


def held_line(record: ChainRecord, each: ClassContracts, book: ClassBook) -> Verdict:
    """Cash that waits for each wallet is what its events say."""
    line, held = Line(each.about, "held"), held_by_events(record, each)
    wallets = tuple(dict.fromkeys((*book.histories, *held)))
    for wallet, stored in read_together(each.ledger.held_units_of, wallets):
        if stored != held.get(wallet, 0):
            why = "the ledger and its events disagree about cash that waits"
            return line.failed(f"{wallet} {stored}", f"{wallet} {held.get(wallet, 0)}", why)
    count = sum(bool(units) for units in held.values())
    why = f"{count} wallets whose payment is blocked or failed"
    return line.equal(f"{sum(held.values())} units", f"{sum(held.values())} units", why)


def total_line(record: ChainRecord, each: ClassContracts, book: ClassBook) -> Verdict:
    """What was funded is paid, held, recovered or owed: no unit is lost, and none made."""
    line, ledger = Line(each.about, "total"), each.ledger.address
    released = sum(event.amount for event in record.of_kind(HeldReleased, ledger))
    released += sum(event.amount for event in record.of_kind(OrderExecuted, ledger))
    put_aside = sum(event.amount for event in record.of_kind(PaymentHeld, ledger))
    paid = released + sum(event.paid_units for own in book.settlements.values() for event in own)
    held = put_aside - released
    recovered = sum(event.netted_units for event in record.of_kind(DebtChanged, ledger))
    parts = _owed_parts(book)
    legs = [leg for one in book.entries for leg in (one.interest_units, one.principal_units)]
    funded = sum(one.interest_units + one.principal_units for one in book.fundings)
    funded += sum(leg for leg in legs if leg > 0)
    totals = each.ledger.totals()
    whole = f"{paid} paid + {held} held + {recovered} recovered"
    if book.supply and parts % book.supply:
        return line.failed("whole units owed", f"{parts}/{book.supply}", "parts are missing")
    owed = parts // book.supply if book.supply else 0
    agrees = (totals.funded, totals.paid, totals.held, totals.recovered) == (
        (funded, paid, held, recovered)
    )
    return line.judged(
        agrees and funded == paid + held + recovered + owed,
        f"{totals.funded} units funded, {totals.paid} paid + {totals.held} held + "
        f"{totals.recovered} recovered by the ledger's own account",
        f"{funded} units funded = {whole} + {owed} owed",
        f"{funded} units funded = {whole} + {owed} owed by what balances earned, since the issue",
    )


def held_by_events(record: ChainRecord, each: ClassContracts) -> dict[Address, int]:
    """What waits for each wallet, base units."""
    held: dict[Address, int] = {}

    def add(wallet: Address, units: int) -> None:
        held[wallet] = held.get(wallet, 0) + units

    for event in record.events:
        if event.emitter != each.ledger.address:
            continue
        if isinstance(event, PaymentHeld):
            add(event.holder, event.amount)
        elif isinstance(event, HeldReleased | OrderExecuted):
            add(event.holder, -event.amount)
        elif isinstance(event, HeldMoved):
            add(event.from_, -event.amount)
            add(event.to, event.amount)
    return held


def holder_months(
    record: ChainRecord, each: ClassContracts, book: ClassBook, period: int
) -> Iterator[HolderMonth]:
    """Every holder's month and settlements."""
    held = held_by_events(record, each)
    for holder, history in book.histories.items():
        account = book.accounts[holder]
        earned = book.earned(holder, through=account.settled_through, cursor=account.cursor)
        own = book.settlements.get(holder, ())
        interest, principal = book.month(holder, period)
        yield HolderMonth(
            tranche=each.name,
            holder=holder,
            balance_units=history.at(period),
            interest_units=interest,
            principal_units=principal,
            settled_through=account.settled_through,
            earned_units=earned.interest_units + earned.principal_units,
            credited_units=sum(one.interest_units + one.principal_units for one in own),
            paid_units=sum(one.paid_units for one in own),
            held_units=held.get(holder, 0),
        )


def _owed_parts(book: ClassBook) -> int:
    """What is funded and not credited, over all holders, in 1/supply of a unit."""
    parts = 0
    for holder, account in book.accounts.items():
        whole = book.earned(holder, through=len(book.fundings), cursor=len(book.entries))
        done = book.earned(holder, through=account.settled_through, cursor=account.cursor)
        credited = done.interest_units + done.principal_units
        parts += whole.interest_parts + whole.principal_parts - credited * book.supply
    return parts
