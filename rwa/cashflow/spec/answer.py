"""The answer to a specification: its months, their sums and what they are worth."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from rwa.cashflow.projection.engine import project
from rwa.cashflow.projection.projected import COLUMNS, Projection
from rwa.cashflow.spec.spec import ProjectionSpec
from rwa.cashflow.valuation.price_yield import Analytics

IN_PER_CENT = ("mortgage_yield", "yield_bey")
"""Analytics that the answer says in per cent."""


@dataclass(frozen=True, slots=True)
class ValuedProjection:
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
        names = [field.name for field in fields(Analytics)]
        if self.analytics is None:
            return dict.fromkeys(names)
        document: dict[str, float | None] = {name: getattr(self.analytics, name) for name in names}
        for name in IN_PER_CENT:
            given = getattr(self.spec, name)
            value = document[name] if given is None else given
            document[name] = None if value is None else float(100 * value)
        return document


def answer(spec: ProjectionSpec) -> ValuedProjection:
    """Project and value a specification. Raises what assumptions and values do not allow."""
    projection = project(spec.line, spec.assumptions, rounding=spec.rounding)
    if not projection.totals["total_principal"]:
        return ValuedProjection(spec, projection, None)
    analytics = spec.settled.value(
        projection,
        price=_float(spec.price),
        mortgage_yield=_float(spec.mortgage_yield),
        yield_bey=_float(spec.yield_bey),
    )
    return ValuedProjection(spec, projection, analytics)


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
