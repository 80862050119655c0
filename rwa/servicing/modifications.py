"""New terms of modified loans, put into the columns of the tape after the month."""

from __future__ import annotations

from typing import Any

from rwa.servicing.activity_columns import ActivityColumns
from rwa.servicing.column_types import CentColumn


def with_new_terms(columns: dict[str, Any], activity: ActivityColumns) -> dict[str, Any]:
    """The columns `note_rate`, `payment`, `remaining`, `balloon` and `deferred`, as modified."""
    changed = {name: column.copy() for name, column in columns.items()}
    for row, terms in activity.modifications:
        changed["note_rate"][row] = terms.note_rate_ppm.count
        changed["payment"][row] = terms.payment_cents.count
        changed["remaining"][row] = terms.remaining_months
        changed["balloon"][row] = terms.balloon_months
        changed["deferred"][row] = terms.deferred_cents.count
    return changed


def capitalised(activity: ActivityColumns) -> CentColumn:
    """Arrears added to each balance, which the servicer gets back for them."""
    return activity.modified(lambda terms: terms.capitalised_cents.count)


def forgiven(activity: ActivityColumns) -> CentColumn:
    """Balance forgiven of each loan."""
    return activity.modified(lambda terms: terms.forgiven_cents.count)
