"""Where one class's cash is, told by the chain alone.

Nothing here believes a ledger's own sums. Cash that came and went is what the token's transfers
say; what holders are still owed is computed again from the balances at the record times; who the
holders are is read from the certificate's transfers. A ledger is only asked what it was told to
pay (periods and corrections), how far each holder is settled, and what it holds for each wallet;
that the cash for it is there, the token says.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Self

from rwa.chain.certificate import PoolCertificate
from rwa.chain.contract_events import (
    ExcessSwept,
    RecoveredWithdrawn,
    RecoverySuccess,
    SuccessorSet,
    Transfer,
)
from rwa.chain.contract_structs import Account
from rwa.chain.distribution_ledger import DistributionLedger
from rwa.chain.event_log import ContractEvent, read_events
from rwa.chain.hashing import ZERO_ADDRESS
from rwa.cli.operations import Operations
from rwa.core.errors import TieOutBroken
from rwa.core.ids import Address
from rwa.core.money import Cents

HOLDERS_PER_CALL = 200
"""Balances asked for at once."""


class SharesIncomplete(TieOutBroken):
    """Holders' parts of what a ledger was told to pay do not make up whole base units."""

    def __init__(self, ledger: Address, *, parts: int, supply: int) -> None:
        self.ledger = ledger
        self.parts = parts
        self.supply = supply
        super().__init__(
            f"holders' uncredited parts at {ledger} sum to {parts}/{supply} of a base unit, not a "
            "whole number; compare the certificate's balances with its supply"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CashTrail:
    """One class's cash, or the sum of several, in base units of the token."""

    promised: int = 0
    """Interest and principal of the reports in force."""
    funded: int = 0
    """Periods and corrections that bind the ledger; what corrections took away is subtracted."""
    taken_away: int = 0
    """What corrections took away, as a positive amount."""
    paid: int = 0
    """Cash that left for holders, or by an order in their place."""
    held: int = 0
    """Cash put aside for blocked or unreachable holders."""
    claimable: int = 0
    """Earned and not credited yet: fractions, and months nobody settled."""
    overpaid: int = 0
    """Credited before a correction took it away, and not netted yet."""
    withdrawn: int = 0
    """Netted cash that the payer has taken back."""
    in_ledger: int = 0
    """Cash in the ledger's account of the token."""

    def __add__(self, other: Self) -> Self:
        return type(self)(
            **{
                field.name: getattr(self, field.name) + getattr(other, field.name)
                for field in fields(self)
            }
        )

    @property
    def holders(self) -> int:
        """What holders have or are owed, less what they must give back."""
        return self.paid + self.held + self.claimable - self.overpaid

    @property
    def owed_from_ledger(self) -> int:
        """What the ledger must have: for holders, and netted cash the payer left there."""
        netted = self.taken_away - self.overpaid
        return self.held + self.claimable + netted - self.withdrawn


def follow_cash(operations: Operations) -> CashTrail:
    """Add up every class. Raises SharesIncomplete."""
    classes = range(len(operations.ledgers))
    return sum((_class_trail(operations, index) for index in classes), start=CashTrail())


def _class_trail(operations: Operations, index: int) -> CashTrail:
    certificate, ledger = operations.certificates[index], operations.ledgers[index]
    entries = [
        leg
        for entry in ledger.adjustments()
        for leg in (entry.interest_units, entry.principal_units)
    ]
    periods = [ledger.distribution(at) for at in range(1, ledger.last_funded() + 1)]
    wallets = _wallets(operations, certificate)
    claimable, overpaid = _uncredited(certificate, ledger, wallets)
    left, withdrawn = _outflows(operations, ledger)
    return CashTrail(
        promised=_promised(operations, index),
        funded=sum(month.interest_units + month.principal_units for month in periods)
        + sum(entries),
        taken_away=-sum(leg for leg in entries if leg < 0),
        paid=left - withdrawn,
        held=sum(ledger.held_of(wallet).amount_units for wallet in wallets),
        claimable=claimable,
        overpaid=overpaid,
        withdrawn=withdrawn,
        in_ledger=operations.cash.balance_of(ledger.address),
    )


def _promised(operations: Operations, index: int) -> int:
    amounts = (
        operations.oracle.tranche_amounts(period, index)
        for period in range(1, operations.oracle.last_accepted() + 1)
    )
    return sum(Cents(month.interest_cents + month.principal_cents).units for month in amounts)


def _wallets(operations: Operations, certificate: PoolCertificate) -> tuple[Address, ...]:
    """Everyone who ever held the certificate, or stands in the place of someone who did."""
    found: dict[Address, None] = {}
    for event in _events(operations, certificate.address, operations.registry.address):
        if isinstance(event, Transfer):
            found[event.to] = None
        elif isinstance(event, RecoverySuccess | SuccessorSet):
            found[event.new_wallet] = None
    found.pop(ZERO_ADDRESS, None)
    return tuple(found)


def _outflows(operations: Operations, ledger: DistributionLedger) -> tuple[int, int]:
    """Cash that left a ledger, but for what was swept; and how much of it the payer took back."""
    left = sum(
        event.value
        for event in _events(operations, operations.cash.address)
        if isinstance(event, Transfer) and event.from_ == ledger.address
    )
    withdrawn = 0
    for event in _events(operations, ledger.address):
        if isinstance(event, RecoveredWithdrawn):
            withdrawn += event.amount
        elif isinstance(event, ExcessSwept):
            left -= event.amount
    return left, withdrawn


def _uncredited(
    certificate: PoolCertificate, ledger: DistributionLedger, wallets: Sequence[Address]
) -> tuple[int, int]:
    """What holders have earned and were not credited, and were debited and have not made good.

    Both are exact: the parts of all holders make up whole base units. Raises SharesIncomplete.
    """
    supply = certificate.total_supply()
    if not supply:
        return 0, 0
    accounts = {wallet: ledger.account_of(wallet) for wallet in wallets}
    credit, debit = _parts(certificate, ledger, accounts)
    for account in accounts.values():
        credit += account.remainder_interest + account.remainder_principal
        debit += account.remainder_debit + account.debt_units * supply
    for parts in (credit, debit):
        if parts % supply:
            raise SharesIncomplete(ledger.address, parts=parts, supply=supply)
    return credit // supply, debit // supply


def _parts(
    certificate: PoolCertificate, ledger: DistributionLedger, accounts: Mapping[Address, Account]
) -> tuple[int, int]:
    """Uncredited and undebited parts of what the ledger was told to pay, in 1/supply units."""
    credit = debit = 0
    for period in range(1, ledger.last_funded() + 1):
        open_ = [wallet for wallet, account in accounts.items() if account.settled_through < period]
        if open_:
            month = ledger.distribution(period)
            balances = _balances(certificate, open_, period)
            credit += balances * (month.interest_units + month.principal_units)
    for index, entry in enumerate(ledger.adjustments()):
        open_ = [wallet for wallet, account in accounts.items() if account.cursor <= index]
        balances = _balances(certificate, open_, entry.period) if open_ else 0
        for leg in (entry.interest_units, entry.principal_units):
            credit += balances * max(leg, 0)
            debit += balances * max(-leg, 0)
    return credit, debit


def _balances(certificate: PoolCertificate, wallets: Sequence[Address], period: int) -> int:
    """Sum of closing balances."""
    return sum(
        sum(certificate.balances_at(wallets[start : start + HOLDERS_PER_CALL], period))
        for start in range(0, len(wallets), HOLDERS_PER_CALL)
    )


def _events(operations: Operations, *emitters: Address) -> tuple[ContractEvent, ...]:
    chain = operations.chain
    first, last = operations.deployment.first_block, chain.head().number
    return read_events(chain, emitters, first=first, last=last)
