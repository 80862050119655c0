"""One class's certificate and ledger, replayed from their events.

Balances come from the certificate's transfers and the times of their blocks, and what they earn is
worked out from nothing. The ledger is asked one thing that no event tells: how far each holder is
settled, corrections included.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from oracle.verification.chain_record import ChainRecord, ClassContracts
from rwa.chain.contract_events import (
    AdjustmentFunded,
    DistributionFunded,
    HolderSettled,
    Transfer,
)
from rwa.chain.contract_structs import Account
from rwa.chain.hashing import ZERO_ADDRESS
from rwa.core.ids import Address
from rwa.deal.entitlement import BalanceHistory, Entitlement, PeriodUnits, entitlement_of

HOLDERS_PER_CALL = 200
"""Wallets asked about at once."""
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassBook:
    """One class's ledger and certificate as their events tell them; amounts in base units."""

    supply: int
    """Certificates issued."""
    histories: Mapping[Address, BalanceHistory]
    """Closing balances of everybody who ever held, in the order in which they came to."""
    fundings: tuple[DistributionFunded, ...]
    """Funded months, in order."""
    entries: tuple[AdjustmentFunded, ...]
    """Funded corrections, in order."""
    settlements: Mapping[Address, tuple[HolderSettled, ...]]
    """Every holder's settlements, in order."""
    accounts: Mapping[Address, Account]
    """How far each is settled, by the ledger."""

    @property
    def funded(self) -> tuple[DistributionFunded | AdjustmentFunded, ...]:
        """Funded months, then corrections."""
        return (*self.fundings, *self.entries)

    def earned(self, holder: Address, *, through: int, cursor: int) -> Entitlement:
        """What a holder's balances have earned through a month and so many corrections."""
        return entitlement_of(
            self.histories[holder],
            funded=map(_units, self.fundings[:through]),
            adjustments=map(_units, self.entries[:cursor]),
            supply=self.supply,
        )

    def month(self, holder: Address, period: int) -> tuple[int, int]:
        """What a month adds to a holder's interest and principal, added corrections included."""
        before, after = (
            entitlement_of(
                self.histories[holder],
                funded=map(_units, self.fundings[:through]),
                adjustments=(_units(entry) for entry in self.entries if entry.period <= through),
                supply=self.supply,
            )
            for through in (period - 1, period)
        )
        return (
            after.interest_units - before.interest_units,
            after.principal_units - before.principal_units,
        )

    def crediting(self, period: int) -> Iterator[HolderSettled]:
        """The settlement of each holder that credited a month."""
        for own in self.settlements.values():
            first = next((event for event in own if event.through_period >= period), None)
            if first is not None:
                yield first


def read_book(record: ChainRecord, each: ClassContracts) -> ClassBook:
    """Replay one class."""
    ledger = each.ledger.address
    histories = dict(_histories(record, each))
    settlements: dict[Address, list[HolderSettled]] = {}
    for event in record.of_kind(HolderSettled, ledger):
        settlements.setdefault(event.holder, []).append(event)
    return ClassBook(
        supply=each.certificate.total_supply(),
        histories=histories,
        fundings=tuple(record.of_kind(DistributionFunded, ledger)),
        entries=tuple(record.of_kind(AdjustmentFunded, ledger)),
        settlements={holder: tuple(events) for holder, events in settlements.items()},
        accounts=dict(read_together(each.ledger.accounts_of, tuple(histories))),
    )


def read_together(
    ask: Callable[[Sequence[Address]], Sequence[Answer]], wallets: Sequence[Address]
) -> Iterator[tuple[Address, Answer]]:
    """Ask something about many wallets, some at a time."""
    for start in range(0, len(wallets), HOLDERS_PER_CALL):
        some = wallets[start : start + HOLDERS_PER_CALL]
        yield from zip(some, ask(some), strict=True)


def _histories(
    record: ChainRecord, each: ClassContracts
) -> Iterator[tuple[Address, BalanceHistory]]:
    """Closing balances of everybody, from the certificate's transfers and their blocks' times."""
    record_times = [times.record_time for times in record.times]
    histories: dict[Address, BalanceHistory] = {}
    for event in record.of_kind(Transfer, each.certificate.address):
        period = 1 + bisect_left(record_times, record.time_of(event.block_number))
        for wallet, units in ((event.from_, -event.value), (event.to, event.value)):
            if wallet != ZERO_ADDRESS:
                history = histories.get(wallet, BalanceHistory())
                balance = history.now + units
                histories[wallet] = history.changed(period=period, balance=balance)
    yield from histories.items()


def _units(event: DistributionFunded | AdjustmentFunded) -> PeriodUnits:
    return PeriodUnits(event.period, event.interest_units, event.principal_units)
