"""A pool projected as one line: the pass-through cash flow at a constant PSA speed.

The line recasts every month, its payment being the level payment of what is left, so that
prepayment lowers the payment instead of shortening the term.
"""

from dataclasses import dataclass
from decimal import Decimal

from rwa.cashflow.amortization import level_payment, split_payment
from rwa.cashflow.speeds import prepaid_principal, smm_from_psa
from rwa.core.annuity import check_term
from rwa.core.errors import ValueOutOfRange
from rwa.core.money import Cents
from rwa.core.rates import Ppm, monthly_interest


@dataclass(frozen=True, slots=True)
class LevelPool:
    """A pool seen through its weighted averages. Raises ValueOutOfRange and TermOutOfRange."""

    balance_cents: Cents
    """Balance at the start."""
    note_rate_ppm: Ppm
    """Weighted average note rate."""
    fee_ppm: Ppm
    """Servicing and guaranty fee together, on the balance."""
    remaining_months: int
    """Weighted average remaining term."""
    age_months: int
    """Weighted average loan age; 0 for new loans, whose first month is PSA month 1."""

    def __post_init__(self) -> None:
        check_term(self.remaining_months)
        if self.age_months < 0:
            raise ValueOutOfRange("age_months", value=self.age_months, allowed="0 or more")
        if self.balance_cents.count <= 0:
            raise ValueOutOfRange("balance", value=self.balance_cents, allowed="more than 0.00")
        if not 0 <= self.fee_ppm.count <= self.note_rate_ppm.count:
            allowed = f"0% to the note rate of {self.note_rate_ppm}"
            raise ValueOutOfRange("fee", value=self.fee_ppm, allowed=allowed)


@dataclass(frozen=True, slots=True)
class LevelPoolMonth:
    """One month of the projection, as holders see it."""

    month: int
    """Counted from 1."""
    begin_cents: Cents
    """Balance before the month."""
    interest_cents: Cents
    """Interest borrowers pay."""
    fee_cents: Cents
    """Fees taken out of it."""
    scheduled_cents: Cents
    """Scheduled principal."""
    prepaid_cents: Cents
    """Principal prepaid."""

    @property
    def net_interest_cents(self) -> Cents:
        """Interest passed to holders."""
        return self.interest_cents - self.fee_cents

    @property
    def paid_cents(self) -> Cents:
        """Everything paid to holders: net interest and all principal."""
        return self.net_interest_cents + self.scheduled_cents + self.prepaid_cents

    @property
    def end_cents(self) -> Cents:
        """Balance after the month."""
        return self.begin_cents - self.scheduled_cents - self.prepaid_cents


def project_level_pool(pool: LevelPool, *, psa: Decimal) -> tuple[LevelPoolMonth, ...]:
    """Return the months until nothing is left, at `psa` per cent of the PSA curve.

    Each step is rounded half up to the cent, in this order: payment, interest, fee (scheduled
    principal being payment less interest), then the prepayment of what the schedule leaves.
    Source: docs/reference/sources.md#sifma-standard-formulas
    """
    months: list[LevelPoolMonth] = []
    balance = pool.balance_cents
    while balance:
        months.append(_month(pool, balance=balance, month=len(months) + 1, psa=psa))
        balance = months[-1].end_cents
    return tuple(months)


def _month(pool: LevelPool, *, balance: Cents, month: int, psa: Decimal) -> LevelPoolMonth:
    left = pool.remaining_months - month + 1
    rate = pool.note_rate_ppm
    payment = level_payment(balance=balance, note_rate=rate, months=left)
    split = split_payment(balance=balance, note_rate=rate, payment=payment, months_left=left)
    return LevelPoolMonth(
        month=month,
        begin_cents=balance,
        interest_cents=split.interest_cents,
        fee_cents=monthly_interest(balance=balance, rate=pool.fee_ppm),
        scheduled_cents=split.principal_cents,
        prepaid_cents=prepaid_principal(
            smm=smm_from_psa(psa, month=pool.age_months + month),
            scheduled_balance=balance - split.principal_cents,
        ),
    )
