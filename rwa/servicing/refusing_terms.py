"""Refusals of new terms and standings: foreclosures, modifications, write-offs, resets."""

from __future__ import annotations

from rwa.remittance.refusals import (
    AdvancesLeft,
    CapitalisedTooMuch,
    DeferredTooMuch,
    ForgivenTooMuch,
    IndexMissing,
    ModificationOutOfStep,
    MovedWhileCurrent,
    WriteOffTooLarge,
)
from rwa.servicing.activity_columns import NOT_MOVED
from rwa.servicing.arrears import months_behind_after
from rwa.servicing.column_types import STATUSES
from rwa.servicing.resets import resets_due
from rwa.servicing.rules import AskedMonth, Rule, cents_at


def term_rules(month: AskedMonth) -> tuple[Rule, ...]:
    """What changes a loan's terms or standing fits how the month left it."""
    return (_moving_rule(month), *_advance_rules(month), *_balance_rules(month), _index_rule(month))


def _moving_rule(month: AskedMonth) -> Rule:
    moved_to = month.activity.moved_to
    owing = month.loans.end > 0
    behind = months_behind_after(month.tape, month.activity, month.basis, owing=owing)
    return Rule(
        (moved_to != NOT_MOVED) & (behind == 0),
        lambda loan, row: MovedWhileCurrent(loan, moved_to=STATUSES[int(moved_to[row])].value),
    )


def _advance_rules(month: AskedMonth) -> tuple[Rule, ...]:
    loans, modified = month.loans, month.activity.is_modified
    added, advances = loans.capitalised, loans.advances_before_terms
    written_off, left = loans.advances_written_off, advances - added
    after = loans.advances_end
    return (
        Rule(
            modified & (loans.before_terms == 0),
            lambda loan, _row: ModificationOutOfStep(loan),
        ),
        Rule(
            modified & (added > advances),
            lambda loan, row: CapitalisedTooMuch(
                loan, capitalised=cents_at(added, row), advances=cents_at(advances, row)
            ),
        ),
        Rule(
            written_off > left,
            lambda loan, row: WriteOffTooLarge(
                loan, written_off=cents_at(written_off, row), advances=cents_at(left, row)
            ),
        ),
        Rule(
            modified & (after > 0),
            lambda loan, row: AdvancesLeft(loan, advances=cents_at(after, row)),
        ),
    )


def _balance_rules(month: AskedMonth) -> tuple[Rule, ...]:
    loans, modified = month.loans, month.activity.is_modified
    forgiven = loans.forgiven
    deferred = month.activity.modified(lambda terms: terms.deferred_cents.count)
    owed = loans.before_terms + loans.capitalised
    return (
        Rule(
            modified & (forgiven >= owed),
            lambda loan, row: ForgivenTooMuch(
                loan, forgiven=cents_at(forgiven, row), balance=cents_at(owed, row)
            ),
        ),
        Rule(
            modified & (deferred >= loans.end),
            lambda loan, row: DeferredTooMuch(
                loan, deferred=cents_at(deferred, row), balance=cents_at(loans.end, row)
            ),
        ),
    )


def _index_rule(month: AskedMonth) -> Rule:
    unknown = month.activity.index_ppm is None
    return Rule(
        resets_due(month.tape) & (month.loans.end > 0) & unknown,
        lambda loan, _row: IndexMissing(loan),
    )
