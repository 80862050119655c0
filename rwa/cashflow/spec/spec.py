"""What a specification may hold: a line, assumptions, and how to value what they give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from rwa.cashflow.projection.adjustable import Adjustment, note_rates
from rwa.cashflow.projection.assumptions import (
    NEVER,
    NO_DEFAULTS,
    Assumptions,
    ConstantSpeed,
    DefaultBasis,
    Defaults,
    Measure,
    Speed,
    SpeedVector,
)
from rwa.cashflow.projection.engine import Rounding
from rwa.cashflow.projection.line import MAX_AGE_MONTHS, MAX_BALANCE, Line
from rwa.cashflow.spec.reading import (
    PER_CENT,
    FieldOutOfRange,
    FieldsDisagree,
    GivenTogether,
    MissingField,
    SpecObject,
    read_object,
)
from rwa.cashflow.valuation.settled_line import SettledLine, months_between
from rwa.core.annuity import MAX_TERM_MONTHS
from rwa.core.rates import FINEST_PER_CENT, MONTHS_PER_YEAR

HIGHEST_CURVE_SPEED: Final = 1_000_000
"""Per cent of the PSA or SDA curve; every loan is gone in its first month long before."""
LOWEST_BALANCE: Final = Decimal("0.000001")
"""Dollars; shares of a balance can be projected too."""
LOWEST_PRICE, HIGHEST_PRICE = Decimal("0.01"), 100_000
"""Per 100 of balance."""
LOWEST_YIELD, HIGHEST_YIELD = -99, 10_000
"""Per cent a year."""
LONGEST_DELAY: Final = 3_650
VALUES: Final = ("price", "mortgage_yield", "yield_bey")
"""Of these the specification gives one at most; the others follow."""
PREPAYMENTS: Final = (Measure.PSA, Measure.CPR, Measure.SMM, Measure.ABS)
CURTAILMENTS: Final = (Measure.CPR, Measure.SMM)
DEFAULTS: Final = (Measure.SDA, Measure.CDR, Measure.MDR)
ON_A_CURVE: Final = (Measure.PSA, Measure.SDA)
"""Speeds in per cent of a curve, not of a balance."""
BY_AGE: Final = (*ON_A_CURVE, Measure.ABS)
"""Speeds that mean nothing without the loans' age."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectionSpec:
    """One projection as it was asked for."""

    settled: SettledLine
    """The pool and its settlement."""
    assumptions: Assumptions
    """What its borrowers do."""
    rounding: Rounding
    """How money is counted."""
    servicing_fee: Decimal | None
    """Annual share; None: only the sum of both fees is known."""
    guaranty_fee: Decimal | None
    """As above."""
    price: Decimal | None
    """Clean price per 100 of balance; None: not given."""
    mortgage_yield: Decimal | None
    """Annual share, compounded monthly; None: not given."""
    yield_bey: Decimal | None
    """Annual share, compounded twice a year; None: not given."""

    @property
    def line(self) -> Line:
        """The pool."""
        return self.settled.line


def read_spec(content: bytes | str) -> ProjectionSpec:
    """Read a specification, JSON, as text or in UTF-8. Raises SpecRejected, naming the field.

    Every field, its unit and its default: docs/reference/projection.md.
    """
    document = read_object(content.encode() if isinstance(content, str) else content)
    line = _line(document)
    assumptions = Assumptions(
        prepayment=_speed(document, "prepayment", PREPAYMENTS, line),
        curtailment=_speed(document, "curtailment", CURTAILMENTS, line),
        defaults=_defaults(document, line),
    )
    servicing_fee, guaranty_fee = _fees(document, line)
    settled = SettledLine(
        line=line,
        settle=_settle(document, line),
        actual_delay_days=document.whole("actual_delay_days", low=0, high=LONGEST_DELAY, default=0),
    )
    value = _value(document)
    rounding = Rounding(document.choice("rounding", Rounding, default=Rounding.NONE))
    spec = ProjectionSpec(
        settled=settled,
        assumptions=assumptions,
        rounding=rounding,
        servicing_fee=servicing_fee,
        guaranty_fee=guaranty_fee,
        price=value.get("price"),
        mortgage_yield=value.get("mortgage_yield"),
        yield_bey=value.get("yield_bey"),
    )
    document.refuse_unknown()
    if rounding is Rounding.CENT:
        _check_whole_cents(line)
    return spec


def _line(document: SpecObject) -> Line:
    balance = document.decimal("balance", low=LOWEST_BALANCE, high=MAX_BALANCE)
    wac = document.decimal("wac", low=0, high=100)
    pass_through = document.decimal("pass_through_rate", low=0, high=100)
    if pass_through > wac:
        allowed = f"0 to the wac of {wac}"
        raise FieldOutOfRange("pass_through_rate", value=pass_through, allowed=allowed)
    remaining = document.whole("remaining_months", low=1, high=MAX_TERM_MONTHS)
    return Line(
        balance=balance,
        wac=wac / PER_CENT,
        pass_through_rate=pass_through / PER_CENT,
        remaining_months=remaining,
        age_months=_age(document, remaining),
        amortization_months=document.whole(
            "amortization_months", low=remaining, high=MAX_TERM_MONTHS, default=remaining
        ),
        interest_only_months=document.whole(
            "interest_only_months", low=0, high=remaining - 1, default=0
        ),
        note_rates=_note_rates(
            document, wac=wac, lowest=wac - pass_through, remaining_months=remaining
        ),
    )


def _age(document: SpecObject, remaining: int) -> int:
    """The loans' age, given or by their original term; new where neither is.

    Together with the remaining months it may exceed the original term: terms are extended.
    """
    default = 0
    if "original_months" in document:
        original = document.whole("original_months", low=remaining, high=MAX_TERM_MONTHS)
        default = original - remaining
    return document.whole("age_months", low=0, high=MAX_AGE_MONTHS, default=default)


def _note_rates(
    document: SpecObject, *, wac: Decimal, lowest: Decimal, remaining_months: int
) -> tuple[Decimal, ...] | None:
    if "note_rate_vector" in document:
        _refuse_both(document, "note_rate_vector", "adjustable")
        return document.vector("note_rate_vector", length=remaining_months, low=lowest)
    if "adjustable" not in document:
        return None
    terms = document.inner("adjustable")
    caps = {name: terms.share(name) for name in ("initial_cap", "periodic_cap") if name in terms}
    minimum = terms.decimal("minimum_rate", low=lowest, high=100, default=lowest)
    adjustment = Adjustment(
        margin=terms.share("margin"),
        first_reset_month=terms.whole("first_reset_month", low=1, high=MAX_TERM_MONTHS),
        reset_every_months=terms.whole(
            "reset_every_months", low=1, high=MAX_TERM_MONTHS, default=MONTHS_PER_YEAR
        ),
        minimum_rate=minimum / PER_CENT,
        maximum_rate=terms.decimal("maximum_rate", low=minimum, high=100, default=PER_CENT)
        / PER_CENT,
        round_to=_round_to(terms),
        **caps,
    )
    index = terms.vector("index_vector", length=remaining_months, low=-100)
    terms.refuse_unknown()
    return note_rates(wac / PER_CENT, adjustment, index)


def _round_to(terms: SpecObject) -> Decimal | None:
    if "round_to" not in terms:
        return None
    return terms.decimal("round_to", low=FINEST_PER_CENT, high=100) / PER_CENT


def _speed(document: SpecObject, name: str, measures: tuple[Measure, ...], line: Line) -> Speed:
    """The one speed an object names; nobody does it where the object is not there."""
    if name not in document:
        return NEVER
    chosen = document.inner(name)
    monthly = Measure.SMM if Measure.SMM in measures else Measure.MDR
    vector = f"{monthly}_vector"
    known = [*measures, vector]
    given = [each for each in known if each in chosen]
    chosen.refuse_unknown()
    if len(given) != 1:
        raise FieldOutOfRange(
            name, value=" and ".join(given) or "empty", allowed=f"exactly one of {', '.join(known)}"
        )
    if given == [vector]:
        return SpeedVector(monthly, chosen.vector(vector, length=line.remaining_months))
    measure = Measure(given[0])
    if measure in BY_AGE and not ("age_months" in document or "original_months" in document):
        raise MissingField("age_months", needed_by=f"{name}.{measure}")
    if measure in ON_A_CURVE:
        return ConstantSpeed(measure, chosen.decimal(measure, low=0, high=HIGHEST_CURVE_SPEED))
    return ConstantSpeed(measure, chosen.share(measure))


def _defaults(document: SpecObject, line: Line) -> Defaults:
    speed = _speed(document, "default", DEFAULTS, line)
    return Defaults(
        speed=speed,
        months_to_liquidation=document.whole(
            "months_to_liquidation",
            low=0,
            high=MAX_TERM_MONTHS,
            default=NO_DEFAULTS.months_to_liquidation,
        ),
        loss_severity=document.decimal(
            "loss_severity", low=0, high=1, default=NO_DEFAULTS.loss_severity
        ),
        advance=document.flag("advance", default=NO_DEFAULTS.advance),
        basis=DefaultBasis(
            document.choice("default_basis", DefaultBasis, default=NO_DEFAULTS.basis)
        ),
    )


def _fees(document: SpecObject, line: Line) -> tuple[Decimal | None, Decimal | None]:
    """Servicing and guaranty fee; one that is left out is what the other leaves of both."""
    both = line.fee_rate
    given = {
        name: document.share(name, high=both * PER_CENT)
        for name in ("servicing_fee", "guaranty_fee")
        if name in document
    }
    if len(given) == 2 and sum(given.values()) != both:  # both fees
        raise FieldsDisagree(
            "guaranty_fee",
            value=given["guaranty_fee"] * PER_CENT,
            other="wac less pass_through_rate less servicing_fee",
            expected=(both - given["servicing_fee"]) * PER_CENT,
        )
    if not given:
        return None, None
    servicing = given.get("servicing_fee")
    guaranty = given.get("guaranty_fee")
    if servicing is None:
        servicing = both - given["guaranty_fee"]
    return servicing, both - servicing if guaranty is None else guaranty


def _settle(document: SpecObject, line: Line) -> date | None:
    settle, issue = document.date("settle"), document.date("issue")
    if settle is None or issue is None:
        return settle
    age = months_between(issue, settle)
    if age != line.age_months:
        raise FieldsDisagree(
            "issue",
            value=f"{issue}, {age} months before settle",
            other="age_months",
            expected=f"{line.age_months} months",
        )
    return settle


def _value(document: SpecObject) -> dict[str, Decimal]:
    """The price or the yield that is given, if one is."""
    given = [name for name in VALUES if name in document]
    for other in given[1:]:
        _refuse_both(document, given[0], other)
    if not given:
        return {}
    if given == ["price"]:
        return {"price": document.decimal("price", low=LOWEST_PRICE, high=HIGHEST_PRICE)}
    return {given[0]: document.decimal(given[0], low=LOWEST_YIELD, high=HIGHEST_YIELD) / PER_CENT}


def _refuse_both(document: SpecObject, name: str, other: str) -> None:
    if other in document:
        raise GivenTogether(other, other=name)


def _check_whole_cents(line: Line) -> None:
    """Cents need a balance in cents, and rates in whole parts per million."""
    if line.balance % Decimal("0.01"):
        allowed = "whole cents when rounding is cent"
        raise FieldOutOfRange("balance", value=line.balance, allowed=allowed)
    rates = {"wac": line.wac, "pass_through_rate": line.pass_through_rate}
    for month, rate in enumerate(line.note_rates or (), start=1):
        rates[f"note rate of month {month}"] = rate
    for name, rate in rates.items():
        if (rate * PER_CENT) % FINEST_PER_CENT:
            allowed = "at most four decimals of a per cent when rounding is cent"
            raise FieldOutOfRange(name, value=rate * PER_CENT, allowed=allowed)
