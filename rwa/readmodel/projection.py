"""One event at a time into rows; each kind of event has one method."""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from functools import singledispatchmethod
from typing import Any

from sqlalchemy import Connection, Table, select

from rwa.chain.contract_events import (
    AdjustmentFunded,
    DebtChanged,
    DebtMoved,
    DistributionFunded,
    DistributionPosted,
    HeldMoved,
    HeldReleased,
    HolderBlocked,
    HolderSettled,
    HolderUnblocked,
    OrderExecuted,
    PaymentHeld,
    PayoutSet,
    RemittanceAccepted,
    SuccessorSet,
    Transfer,
)
from rwa.chain.event_log import ContractEvent
from rwa.chain.hashing import ZERO_ADDRESS, hex_of
from rwa.core.ids import Address
from rwa.readmodel.registration import PoolRegistration, TrancheRegistration
from rwa.readmodel.tables import (
    ADJUSTMENTS,
    BLOCKED_CHANGES,
    DEBT_MOVEMENTS,
    FUNDINGS,
    HELD_MOVEMENTS,
    HOLDINGS,
    PAYOUT_CHANGES,
    POSTINGS,
    REMITTANCES,
    SETTLEMENTS,
    SUCCESSIONS,
    TRANSFERS,
)

Row = dict[str, Any]
REMITTANCE_COLUMNS = tuple(
    column.name for column in REMITTANCES.c if column.name.endswith("_cents")
)


@dataclass(slots=True)
class _Settling:
    """What the ledger said of a settlement before the event that closes it."""

    debited_units: int = 0
    netted_units: int = 0
    held_units: int = 0


@dataclass
class EventProjection:
    """Turns the events of some pools, in chain order, into rows of one transaction.

    Events of contracts that belong to no pool, and of kinds no question needs, make no rows.
    """

    connection: Connection
    pools: tuple[PoolRegistration, ...]
    block_timestamp: Callable[[int], int]
    rows: dict[Table, list[Row]] = field(default_factory=dict)
    _balances: dict[tuple[Address, Address], int] = field(default_factory=dict)
    _settling: dict[Address, _Settling] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_certificate = self._tranches_by(lambda tranche: tranche.certificate)
        self._by_ledger = self._tranches_by(lambda tranche: tranche.distribution_ledger)
        self._by_oracle = {pool.remittance_oracle: pool for pool in self.pools}
        self._by_registry: dict[Address, list[PoolRegistration]] = {}
        for pool in self.pools:
            self._by_registry.setdefault(pool.holder_registry, []).append(pool)

    def _tranches_by(
        self, address: Callable[[TrancheRegistration], Address]
    ) -> dict[Address, tuple[PoolRegistration, TrancheRegistration]]:
        return {
            address(tranche): (pool, tranche) for pool in self.pools for tranche in pool.tranches
        }

    def write(self) -> None:
        """Insert what was gathered."""
        for table, rows in self.rows.items():
            self.connection.execute(table.insert(), rows)
        self.rows.clear()

    @singledispatchmethod
    def apply(self, event: ContractEvent) -> None:
        """Gather the rows of one event."""

    # --- certificates ------------------------------------------------------------------------

    @apply.register
    def _(self, event: Transfer) -> None:
        if event.emitter not in self._by_certificate:
            return
        _, tranche = self._by_certificate[event.emitter]
        index = self._open_period(event, tranche)
        self._tranche_row(
            TRANSFERS,
            event,
            period_index=index,
            sender=event.from_,
            receiver=event.to,
            amount_units=event.value,
        )
        if event.value and event.from_ != event.to:
            self._change_balance(event, event.from_, -event.value, index)
            self._change_balance(event, event.to, event.value, index)

    def _open_period(self, event: Transfer, tranche: TrancheRegistration) -> int:
        """The first period whose record time has not passed; a holding in that second counts."""
        now = self.block_timestamp(event.block_number)
        return bisect_left(tranche.periods, now, key=lambda times: times.record_time) + 1

    def _change_balance(
        self, event: Transfer, holder: Address, change: int, period_index: int
    ) -> None:
        if holder == ZERO_ADDRESS:
            return
        balance = self._balance(event.emitter, holder) + change
        self._balances[event.emitter, holder] = balance
        self._tranche_row(
            HOLDINGS, event, holder=holder, period_index=period_index, balance_units=balance
        )

    def _balance(self, certificate: Address, holder: Address) -> int:
        known = self._balances.get((certificate, holder))
        if known is not None:
            return known
        pool, tranche = self._by_certificate[certificate]
        stored = self.connection.execute(
            select(HOLDINGS.c.balance_units)
            .where(
                HOLDINGS.c.pool_id == pool.pool_id,
                HOLDINGS.c.tranche_id == tranche.tranche_id,
                HOLDINGS.c.holder == holder,
            )
            .order_by(HOLDINGS.c.block_number.desc(), HOLDINGS.c.log_index.desc())
            .limit(1)
        ).scalar_one_or_none()
        return stored or 0

    # --- reports -----------------------------------------------------------------------------

    @apply.register
    def _(self, event: RemittanceAccepted) -> None:
        content = event.content
        row = {
            "pool_id": self._by_oracle[event.emitter].pool_id,
            "period_index": event.period,
            "yyyymm": content.period,
            "revision": event.revision,
            "content_hash": hex_of(event.content_hash),
            "document_hash": hex_of(content.document_hash),
            "tape_root": hex_of(content.tape_root),
            "loan_count_end": content.loan_count_end,
        }
        figures = {item.name: getattr(content, item.name) for item in fields(content)}
        row.update((name, figures[name]) for name in REMITTANCE_COLUMNS)
        self._row(REMITTANCES, event, row)

    # --- ledgers -----------------------------------------------------------------------------

    @apply.register
    def _(self, event: DistributionPosted) -> None:
        self._tranche_row(
            POSTINGS,
            event,
            period_index=event.period,
            revision=event.revision,
            interest_units=event.interest_units,
            principal_units=event.principal_units,
        )

    @apply.register
    def _(self, event: DistributionFunded) -> None:
        self._tranche_row(
            FUNDINGS,
            event,
            period_index=event.period,
            payer=event.payer,
            interest_units=event.interest_units,
            principal_units=event.principal_units,
        )

    @apply.register
    def _(self, event: AdjustmentFunded) -> None:
        self._tranche_row(
            ADJUSTMENTS,
            event,
            adjustment_index=event.index,
            period_index=event.period,
            interest_units=event.interest_units,
            principal_units=event.principal_units,
        )

    @apply.register
    def _(self, event: DebtChanged) -> None:
        settling = self._settling.setdefault(event.emitter, _Settling())
        settling.debited_units = event.added_units
        settling.netted_units = event.netted_units
        change = event.added_units - event.netted_units
        self._movement(DEBT_MOVEMENTS, event, event.holder, change, "settled")

    @apply.register
    def _(self, event: DebtMoved) -> None:
        self._movement(DEBT_MOVEMENTS, event, event.from_, -event.amount, "moved-out")
        self._movement(DEBT_MOVEMENTS, event, event.to, event.amount, "moved-in")

    @apply.register
    def _(self, event: PaymentHeld) -> None:
        self._settling.setdefault(event.emitter, _Settling()).held_units = event.amount
        self._movement(HELD_MOVEMENTS, event, event.holder, event.amount, "held")

    @apply.register
    def _(self, event: HeldMoved) -> None:
        self._movement(HELD_MOVEMENTS, event, event.from_, -event.amount, "moved-out")
        self._movement(HELD_MOVEMENTS, event, event.to, event.amount, "moved-in")

    @apply.register
    def _(self, event: HeldReleased) -> None:
        self._movement(HELD_MOVEMENTS, event, event.holder, -event.amount, "released")

    @apply.register
    def _(self, event: OrderExecuted) -> None:
        self._movement(HELD_MOVEMENTS, event, event.holder, -event.amount, "ordered")

    @apply.register
    def _(self, event: HolderSettled) -> None:
        settling = self._settling.pop(event.emitter, _Settling())
        self._tranche_row(
            SETTLEMENTS,
            event,
            holder=event.holder,
            payee=event.payee,
            through_period=event.through_period,
            interest_units=event.interest_units,
            principal_units=event.principal_units,
            debited_units=settling.debited_units,
            netted_units=settling.netted_units,
            paid_units=event.paid_units,
            held_units=settling.held_units,
        )

    def _movement(
        self, table: Table, event: ContractEvent, holder: Address, amount: int, cause: str
    ) -> None:
        self._tranche_row(table, event, holder=holder, amount_units=amount, cause=cause)

    # --- holders -----------------------------------------------------------------------------

    @apply.register
    def _(self, event: HolderBlocked) -> None:
        self._registry_row(BLOCKED_CHANGES, event, holder=event.wallet, blocked=True)

    @apply.register
    def _(self, event: HolderUnblocked) -> None:
        self._registry_row(BLOCKED_CHANGES, event, holder=event.wallet, blocked=False)

    @apply.register
    def _(self, event: PayoutSet) -> None:
        self._registry_row(PAYOUT_CHANGES, event, holder=event.wallet, payout=event.payout)

    @apply.register
    def _(self, event: SuccessorSet) -> None:
        self._registry_row(SUCCESSIONS, event, holder=event.old_wallet, successor=event.new_wallet)

    # --- rows --------------------------------------------------------------------------------

    def _tranche_row(self, table: Table, event: ContractEvent, **columns: int | str) -> None:
        owner = self._by_ledger.get(event.emitter) or self._by_certificate.get(event.emitter)
        if owner is None:
            return
        pool, tranche = owner
        self._row(
            table, event, {"pool_id": pool.pool_id, "tranche_id": tranche.tranche_id, **columns}
        )

    def _registry_row(self, table: Table, event: ContractEvent, **columns: bool | str) -> None:
        for pool in self._by_registry.get(event.emitter, ()):
            self._row(table, event, {"pool_id": pool.pool_id, **columns})

    def _row(self, table: Table, event: ContractEvent, columns: Row) -> None:
        place = {
            "block_number": event.block_number,
            "log_index": event.log_index,
            "transaction_hash": hex_of(event.transaction_hash),
        }
        self.rows.setdefault(table, []).append({**place, **columns})
