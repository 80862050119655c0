"""Where every cent went: borrowers to fees to pool to certificates to holders.

The first half comes from the servicer's documents, the second from the chain alone; what they
differ by is unexplained, and must be zero.
"""

from dataclasses import dataclass

from rwa.chain.certificate import PoolCertificate
from rwa.chain.distribution_ledger import DistributionLedger
from rwa.cli.console import Output, dollars
from rwa.cli.operations import Operations
from rwa.core.errors import TieOutBroken
from rwa.core.ids import Address
from rwa.core.money import total


class CashUnexplained(TieOutBroken):
    """What borrowers paid for holders and what holders have or are owed differ."""

    def __init__(self, *, borrowers_units: int, holders_units: int) -> None:
        self.borrowers_units = borrowers_units
        self.holders_units = holders_units
        super().__init__(
            f"borrowers paid {dollars(borrowers_units)} for holders, holders have or are owed "
            f"{dollars(holders_units)}; compare the ledger's totals with the documents"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TieOut:
    """Sums over all accepted months, in cash base units."""

    borrowers_units: int
    """Interest and principal due and paid, or advanced by the servicer."""
    servicing_fee_units: int
    """Kept by the servicer."""
    guaranty_fee_units: int
    """Kept by the guarantor."""
    leftover_units: int
    """What roundings left between loans and classes; may be negative."""
    certificates_units: int
    """Interest and principal of the reports in force."""
    paid_units: int
    """Cash in holders' wallets."""
    held_units: int
    """Cash put aside for blocked or unreachable holders."""
    claimable_units: int
    """Whole units earned and not settled yet, fractions and unpaid months included."""

    @property
    def passed_through_units(self) -> int:
        """What borrowers paid less what was kept."""
        kept = self.servicing_fee_units + self.guaranty_fee_units + self.leftover_units
        return self.borrowers_units - kept

    @property
    def holders_units(self) -> int:
        """What holders have or are owed."""
        return self.paid_units + self.held_units + self.claimable_units

    @property
    def unexplained_units(self) -> int:
        """The difference; zero, or something is wrong."""
        return self.passed_through_units - self.holders_units

    def require_balanced(self) -> None:
        """Raise CashUnexplained unless every step of the path agrees to the base unit."""
        if self.passed_through_units != self.certificates_units or self.unexplained_units:
            raise CashUnexplained(
                borrowers_units=self.passed_through_units, holders_units=self.holders_units
            )

    def as_json(self) -> dict[str, str]:
        """Every figure as plain dollars."""
        names = (
            "borrowers",
            "servicing_fee",
            "guaranty_fee",
            "leftover",
            "certificates",
            "paid",
            "held",
            "claimable",
            "unexplained",
        )
        return {name: dollars(getattr(self, f"{name}_units")).replace(",", "") for name in names}

    def show(self, output: Output) -> None:
        """Print the path, step by step, and the line that closes it."""
        steps = (
            ("borrowers paid interest and principal", self.borrowers_units),
            ("  less servicing fee", -self.servicing_fee_units),
            ("  less guaranty fee", -self.guaranty_fee_units),
            ("  less cents left over by rounding", -self.leftover_units),
            ("certificates, by the accepted reports", self.certificates_units),
            ("  paid to holders' wallets", self.paid_units),
            ("  held for blocked holders", self.held_units),
            ("  not claimed yet, fractions carried", self.claimable_units),
        )
        width = max(len(text) for text, _ in steps)
        for text, units in steps:
            output.say(f" {text:<{width}} {dollars(units):>22}")
        output.say()
        output.say(
            " TIE-OUT   borrowers -> fees -> pool -> holders    "
            f"{dollars(self.passed_through_units)} = {dollars(self.holders_units)}    "
            f"unexplained {dollars(self.unexplained_units)}"
        )


def tie_out(operations: Operations) -> TieOut:
    """Add up every accepted and funded month."""
    remittances = [month.document.remittance for month in operations.months.values()]
    splits = [month.document.distributions for month in operations.months.values()]
    pairs = tuple(zip(operations.certificates, operations.ledgers, strict=True))
    holders = tuple(operations.actors.holders.values())
    return TieOut(
        borrowers_units=total(
            month.gross_interest_cents + month.principal_cents for month in remittances
        ).units,
        servicing_fee_units=total(month.servicing_fee_cents for month in remittances).units,
        guaranty_fee_units=total(month.guaranty_fee_cents for month in remittances).units,
        leftover_units=total(split.leftover_cents for split in splits).units,
        certificates_units=total(
            split.interest_to_investors_cents + split.principal_to_investors_cents
            for split in splits
        ).units,
        paid_units=sum(operations.cash.balances_of(holders)),
        held_units=sum(
            ledger.held_of(holder).amount_units for _, ledger in pairs for holder in holders
        ),
        claimable_units=sum(_owed(*pair, holders) for pair in pairs),
    )


def _owed(
    certificate: PoolCertificate, ledger: DistributionLedger, holders: tuple[Address, ...]
) -> int:
    """What holders have earned and were not credited: exact, and so a whole number in the end."""
    supply = certificate.total_supply()
    parts = sum(_owed_to(certificate, ledger, holder) for holder in holders)
    owed, rest = divmod(parts, supply)
    if rest:
        raise CashUnexplained(borrowers_units=ledger.totals().outstanding, holders_units=owed)
    return owed


def _owed_to(certificate: PoolCertificate, ledger: DistributionLedger, holder: Address) -> int:
    """One holder's uncredited entitlement, in 1/supply parts of a base unit."""
    account = ledger.account_of(holder)
    months = range(account.settled_through + 1, ledger.last_funded() + 1)
    earned = 0
    for period in months:
        month = ledger.distribution(period)
        balance = certificate.balance_at(holder, period)
        earned += balance * (month.interest_units + month.principal_units)
    for entry in ledger.adjustments()[account.cursor :]:
        balance = certificate.balance_at(holder, entry.period)
        earned += balance * (max(entry.interest_units, 0) + max(entry.principal_units, 0))
    return earned + account.remainder_interest + account.remainder_principal
