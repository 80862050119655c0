"""Which loan's activity cannot be accounted, and why: the first in tape order."""

from __future__ import annotations

from rwa.servicing.refusing_payments import ended_loan_rules, payment_rules
from rwa.servicing.refusing_terms import term_rules
from rwa.servicing.rules import AskedMonth


def refuse_what_does_not_fit(month: AskedMonth) -> None:
    """Raise the refusal of the first loan, in tape order, whose activity cannot be accounted.

    A loan that breaks several rules is refused for the first, in the order they stand.
    """
    rules = (*ended_loan_rules(month), *payment_rules(month), *term_rules(month))
    found = [
        (int(rule.broken.argmax()), order) for order, rule in enumerate(rules) if rule.broken.any()
    ]
    if found:
        row, order = min(found)
        raise rules[order].refusal(month.tape.loan_ids[row], row)
