"""A pool's month split between the classes of its deal."""

from __future__ import annotations

from collections.abc import Sequence

from rwa.core.dates import Period
from rwa.core.ids import PoolId
from rwa.core.money import ZERO, Cents, total
from rwa.core.rates import monthly_interest
from rwa.deal.terms import ClassTerms, Deal, DealError, PrincipalRule
from rwa.remittance.classes import ClassDistributions, ClassRow
from rwa.remittance.identities import verify_split
from rwa.remittance.remittance import Remittance


class RemittanceOfOtherPool(DealError):
    """A remittance is of another pool than the deal."""

    def __init__(self, *, deal: PoolId, remittance: PoolId) -> None:
        self.deal = deal
        self.remittance = remittance
        super().__init__(f"deal is of pool {deal}, remittance of {remittance}; give matching ones")


class NotTheMonthBefore(DealError):
    """The prior split is not that of the month before the remittance."""

    def __init__(self, *, expected: Period, received: Period | None) -> None:
        self.expected = expected
        self.received = received
        super().__init__(
            f"prior split is of {received}, expected {expected}; "
            "give the last revision of that month, and none for a pool's first month only"
        )


class ClassesOffPool(DealError):
    """The classes' balances before the month are not the pool's."""

    def __init__(self, *, classes: Cents, pool: Cents) -> None:
        self.classes = classes
        self.pool = pool
        super().__init__(
            f"classes begin at {classes}, the pool at {pool}; "
            "give the deal and prior split this remittance continues"
        )


class NoRule(DealError):
    """The deal has no rule for an amount in the remittance."""

    def __init__(self, field: str, *, amount: Cents) -> None:
        self.field = field
        self.amount = amount
        super().__init__(
            f"{field} is {amount}, but a pass-through deal has no rule for it; "
            "let the guarantor make it good before the month is reported"
        )


def distribute(
    remittance: Remittance, deal: Deal, prior: ClassDistributions | None
) -> ClassDistributions:
    """Split a pool's month between the classes of `deal`.

    `prior` is the split of the month before, as last revised; None for the pool's first month.
    A class earns a twelfth of its annual rate on its balance before the month, in cents half up.
    What the pool's interest has over the sum of the classes' is `leftover_cents`, a named account
    that may be negative; nobody's payment is adjusted for it. Every identity of the split has been
    checked when it returns.

    Raises RemittanceOfOtherPool, NotTheMonthBefore, ClassesOffPool, NoRule and IdentityBroken.
    Source: docs/reference/sources.md#sifma-standard-formulas
    """
    begins = _begin_balances(remittance, deal, prior)
    _refuse_amounts_without_rule(remittance)
    principal = share_principal(
        remittance.principal_cents, balances=begins, rule=deal.principal_rule
    )
    rows = tuple(map(_class_row, deal.classes, begins, principal))
    interest = total(row.interest_cents for row in rows)
    distributions = ClassDistributions(
        pool_id=remittance.pool_id,
        period=remittance.period,
        rows=rows,
        interest_to_investors_cents=interest,
        principal_to_investors_cents=total(principal),
        reserve_change_cents=ZERO,
        overcollateralisation_begin_cents=ZERO,
        overcollateralisation_end_cents=ZERO,
        shortfall_begin_cents=ZERO,
        shortfall_end_cents=ZERO,
        leftover_cents=remittance.pass_through_interest_cents - interest,
    )
    verify_split(remittance, distributions)
    return distributions


def share_principal(
    amount: Cents, *, balances: Sequence[Cents], rule: PrincipalRule
) -> tuple[Cents, ...]:
    """Return each class's part of `amount`, which is at most the sum of `balances`.

    The parts sum to `amount` and none exceeds its balance. Pro rata parts are rounded down, and
    the cents left over go to the largest fractions, the earlier class first among equals.
    Source: docs/reference/sources.md#trustee-statements
    """
    if rule is PrincipalRule.SEQUENTIAL:
        return _sequential(amount, balances)
    return _pro_rata(amount, balances)


def _sequential(amount: Cents, balances: Sequence[Cents]) -> tuple[Cents, ...]:
    parts: list[Cents] = []
    for balance in balances:
        parts.append(min(amount, balance))
        amount -= parts[-1]
    return tuple(parts)


def _pro_rata(amount: Cents, balances: Sequence[Cents]) -> tuple[Cents, ...]:
    whole = total(balances).count
    if not whole:
        return tuple(ZERO for _ in balances)
    shares = [divmod(amount.count * balance.count, whole) for balance in balances]
    left = amount.count - sum(cents for cents, _ in shares)
    largest_first = sorted(range(len(shares)), key=lambda index: -shares[index][1])
    takes_one = set(largest_first[:left])
    return tuple(Cents(cents + (index in takes_one)) for index, (cents, _) in enumerate(shares))


def _class_row(terms: ClassTerms, begin: Cents, principal: Cents) -> ClassRow:
    return ClassRow(
        tranche=terms.tranche,
        begin_cents=begin,
        interest_cents=monthly_interest(balance=begin, rate=terms.pass_through_rate_ppm),
        principal_cents=principal,
        accrued_cents=ZERO,
        loss_cents=ZERO,
        write_up_cents=ZERO,
        end_cents=begin - principal,
        notional=False,
    )


def _begin_balances(
    remittance: Remittance, deal: Deal, prior: ClassDistributions | None
) -> tuple[Cents, ...]:
    if remittance.pool_id != deal.pool_id:
        raise RemittanceOfOtherPool(deal=deal.pool_id, remittance=remittance.pool_id)
    expected = remittance.period + -1
    if prior is None:
        if remittance.period_index != 1:
            raise NotTheMonthBefore(expected=expected, received=None)
        begins = tuple(terms.original_balance_cents for terms in deal.classes)
    else:
        if prior.pool_id != deal.pool_id:
            raise RemittanceOfOtherPool(deal=deal.pool_id, remittance=prior.pool_id)
        if prior.period != expected:
            raise NotTheMonthBefore(expected=expected, received=prior.period)
        begins = tuple(prior.row(terms.tranche).end_cents for terms in deal.classes)
    if total(begins) != remittance.balance_begin_cents:
        raise ClassesOffPool(classes=total(begins), pool=remittance.balance_begin_cents)
    return begins


def _refuse_amounts_without_rule(remittance: Remittance) -> None:
    for field in ("loss_cents", "recoveries_cents"):
        amount: Cents = getattr(remittance, field)
        if amount:
            raise NoRule(field, amount=amount)
    if remittance.principal_cents < ZERO:
        raise NoRule("principal", amount=remittance.principal_cents)
