"""The projection against closed forms at fifty digits, written a second time from the formulas.

The engine rolls amounts forward month by month; here every amount comes from powers and from sums
over the months before, so that one mistake cannot hide in both.
"""

import random
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from functools import cache

import pytest

from rwa.cashflow.projection.assumptions import (
    Assumptions,
    ConstantSpeed,
    DefaultBasis,
    Defaults,
    Measure,
)
from rwa.cashflow.projection.engine import project
from rwa.cashflow.projection.line import Line

DIGITS = Context(prec=50)
SPECS = 1_000
RELATIVE = 1e-8


@dataclass(frozen=True)
class Case:
    line: Line
    smm: ConstantSpeed
    defaults: Defaults


def random_case(draw: random.Random) -> Case:
    months = draw.randint(2, 360)
    wac = Decimal(draw.randint(0, 150_000)) / 1_000_000
    fee = min(wac, Decimal("0.005"))
    moves = Decimal(draw.randint(0, 100_000)) / 1_000_000
    reset = draw.randint(1, 360)
    rates = tuple(wac if month < reset else fee + moves for month in range(months))
    line = Line(
        balance=Decimal(draw.randint(10**6, 10**12)) / 100,
        wac=wac,
        pass_through_rate=wac - fee,
        remaining_months=months,
        age_months=draw.randint(0, 60),
        amortization_months=draw.choice((None, draw.randint(months, 480))),
        interest_only_months=draw.choice((0, 0, draw.randint(0, months - 1))),
        note_rates=draw.choice((None, rates)),
    )
    measure = draw.choice((Measure.PSA, Measure.CPR, Measure.ABS))
    top = {Measure.PSA: 600, Measure.CPR: Decimal("0.4"), Measure.ABS: Decimal("0.02")}[measure]
    default_measure = draw.choice((Measure.SDA, Measure.CDR))
    highest = 500 if default_measure is Measure.SDA else Decimal("0.15")
    return Case(
        line=line,
        smm=ConstantSpeed(measure, Decimal(str(draw.random())) * top),
        defaults=Defaults(
            speed=ConstantSpeed(default_measure, Decimal(str(draw.random())) * highest),
            months_to_liquidation=draw.randint(0, 24),
            loss_severity=Decimal(draw.randint(0, 100)) / 100,
            advance=draw.choice((True, False)),
            basis=draw.choice(tuple(DefaultBasis)),
        ),
    )


@cache
def month_of_year(annual: Decimal) -> Decimal:
    return 1 - (1 - annual) ** (Decimal(1) / 12) if annual < 1 else Decimal(1)


def monthly(speed: ConstantSpeed, month: int) -> Decimal:
    """The month's share, from the definition of the measure."""
    if speed.measure is Measure.ABS:
        left = 1 - speed.speed * (month - 1)
        return speed.speed / left if left > speed.speed else Decimal(1)
    if speed.measure is Measure.PSA:
        annual = speed.speed / 100 * Decimal("0.002") * min(month, 30)
    elif speed.measure is Measure.SDA:
        curve = Decimal("0.02") * month
        if month > 30:
            curve = Decimal("0.60")
        if month > 60:
            curve = max(Decimal("0.60") - Decimal("0.0095") * (month - 60), Decimal("0.03"))
        annual = speed.speed * curve / 10_000
    else:
        annual = speed.speed
    return month_of_year(annual)


def amortised_factors(line: Line) -> list[Decimal]:
    """Share of the first balance owed after each month by the schedule alone.

    A level loan with n payments left keeps (1 - v**(n - 1)) / (1 - v**n) of its balance.
    """
    factors = [Decimal(1)]
    level = line.amortization_months or line.remaining_months
    for month in range(1, line.remaining_months + 1):
        rate = (line.note_rates[month - 1] if line.note_rates else line.wac) / 12
        left = level - month + 1
        kept = Decimal(left - 1) / left
        if rate:
            kept = (1 - (1 + rate) ** (1 - left)) / (1 - (1 + rate) ** -left)
        if month <= line.interest_only_months:
            kept = Decimal(1)
        if month == line.remaining_months:
            kept = Decimal(0)
        factors.append(factors[-1] * kept)
    return factors


def closed_forms(case: Case) -> dict[str, list[Decimal]]:
    """Every column from the formulas of the standard, by products and sums."""
    line, terms = case.line, case.defaults
    months, lag = line.remaining_months, terms.months_to_liquidation
    factor = amortised_factors(line)
    fee = line.wac - line.pass_through_rate
    performing, defaulted = [line.balance], [Decimal(0)]

    def foreclosed(at: int, *, after: int) -> Decimal:
        """What is left of the defaults of month `at` after a later month."""
        return defaulted[at] * (factor[after] / factor[at - 1] if terms.advance else 1)

    columns: dict[str, list[Decimal]] = {name: [] for name in COMPARED}
    for month in range(1, months + 1):
        note = line.note_rates[month - 1] if line.note_rates else line.wac
        step = factor[month] / factor[month - 1]
        age = line.age_months + month
        mdr = monthly(terms.speed, age) if month <= months - lag else Decimal(0)
        smm = monthly(case.smm, age)
        prior = performing[-1]
        base = prior * step if terms.basis is DefaultBasis.SCHEDULED_BALANCE else prior
        new = base * mdr
        prepaid = min(prior * step * smm, (prior - new) * step)
        amortised = (prior - new) * (1 - step)
        performing.append(prior - new - prepaid - amortised)
        defaulted.append(new)
        still_open = range(max(1, month - lag + 1), month + 1)
        after = sum((foreclosed(at, after=month) for at in still_open), Decimal(0))
        were_open = range(max(1, month - lag), month)
        before = sum((foreclosed(at, after=month - 1) for at in were_open), Decimal(0))
        liquidated, loss = Decimal(0), Decimal(0)
        if month - lag >= 1:
            liquidated = foreclosed(month - lag, after=month - 1)
            loss = min(defaulted[month - lag] * terms.loss_severity, liquidated)
        advanced = new + before - liquidated - after
        row = {
            "performing_balance": performing[-1],
            "new_defaults": new,
            "in_foreclosure": after,
            "prepaid_principal": prepaid,
            "advanced_principal": advanced,
            "amortized_default_balance": liquidated,
            "principal_loss": loss,
            "principal_recovery": liquidated - loss,
            "gross_interest": (prior + before) * note / 12,
            "interest_lost": (new + before) * (note - fee) / 12,
            "net_interest": (prior - new) * (note - fee) / 12,
            "scheduled_principal": amortised + advanced,
        }
        for name, value in row.items():
            columns[name].append(value)
    return columns


COMPARED = (
    "performing_balance",
    "new_defaults",
    "in_foreclosure",
    "prepaid_principal",
    "advanced_principal",
    "amortized_default_balance",
    "principal_loss",
    "principal_recovery",
    "gross_interest",
    "interest_lost",
    "net_interest",
    "scheduled_principal",
)


@pytest.mark.parametrize("part", range(10))
def test_project__random_specifications__equals_the_closed_forms(part: int) -> None:
    draw = random.Random(f"closed forms {part}")
    compared = 0
    for _ in range(SPECS // 10):
        case = random_case(draw)
        with localcontext(DIGITS):
            expected = closed_forms(case)
        assumed = Assumptions(prepayment=case.smm, defaults=case.defaults)
        ours = project(case.line, assumed)
        # A thousandth of a cent in a hundred million dollars is nothing to anybody.
        nothing = 1e-13 * float(case.line.balance)
        for name in COMPARED:
            for mine, theirs in zip(getattr(ours, name), expected[name], strict=True):
                assert abs(mine - float(theirs)) <= RELATIVE * float(theirs) + nothing, (case, name)
                compared += 1
    assert compared > SPECS // 10 * len(COMPARED) * 100
