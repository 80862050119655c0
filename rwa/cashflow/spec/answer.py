"""The answer to a specification: its months, their sums and what they are worth."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from rwa.cashflow.projection.engine import project
from rwa.cashflow.projection.projected import COLUMNS, Projection
from rwa.cashflow.spec.spec import ProjectionSpec
from rwa.cashflow.valuation.price_yield import Analytics, analyse

IN_PER_CENT = ("mortgage_yield", "yield_bey")
"""Analytics that the answer says in per cent."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A projection and its value."""

    spec: ProjectionSpec
    """What was asked."""
    projection: Projection
    """Every month."""
    analytics: Analytics | None
    """Average life, price, yields and durations; None if no principal is ever paid."""

    def document(self) -> dict[str, Any]:
        """As JSON: rows of numbers, sums of the flows, analytics with yields in per cent."""
        columns = [column.tolist() for column in self.projection.columns().values()]
        return {
            "months": [dict(zip(COLUMNS, row, strict=True)) for row in zip(*columns, strict=True)],
            "totals": self.projection.totals,
            "analytics": self.analytics_document(),
        }

    def analytics_document(self) -> dict[str, float | None]:
        """The analytics by name, yields in per cent; a yield that was given is as it was given."""
        document: dict[str, float | None] = {
            field.name: getattr(self.analytics, field.name, None) for field in fields(Analytics)
        }
        for name in IN_PER_CENT:
            value = getattr(self.spec, name) or document[name]
            document[name] = None if value is None else float(100 * value)
        return document


def answer(spec: ProjectionSpec) -> Answer:
    """Project and value a specification. Raises what assumptions and values do not allow."""
    projection = project(spec.line, spec.assumptions, rounding=spec.rounding)
    analytics = _analyse(spec, projection) if projection.totals["total_principal"] else None
    return Answer(spec, projection, analytics)


def _analyse(spec: ProjectionSpec, projection: Projection) -> Analytics:
    return analyse(
        cash_flows=projection.cash_flow,
        principal=projection.total_principal,
        balance=float(spec.line.balance),
        coupon=float(spec.line.pass_through_rate),
        settle=spec.settle,
        actual_delay_days=spec.actual_delay_days,
        price=_float(spec.price),
        mortgage_yield=_float(spec.mortgage_yield),
        yield_bey=_float(spec.yield_bey),
    )


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
