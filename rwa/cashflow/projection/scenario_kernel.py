"""One line in many prepayment scenarios, in machine code; see `scenarios` for the meaning.

What amortisation leaves is the same in every scenario; a scenario is what prepayment leaves of it.
Each month's survivors wait for the month before, so four scenarios are survived side by side.
"""

import math

import numpy as np
from numba import njit, prange

from rwa.cashflow.arrays import FloatArray

FlowTables = tuple[FloatArray, FloatArray, FloatArray, FloatArray]
"""Ending balance, interest, scheduled and prepaid principal, each (scenarios, months)."""
ABREAST = 4
"""Scenarios survived side by side."""
SCENARIOS_PER_TASK = 32
"""Scenarios that one thread projects with the same work space."""

DUE, INTEREST, LEFT = range(3)
"""Rows of the terms: principal and interest by schedule, and the balance they leave."""
_TERM_ROWS = 3
_FAST = {"contract"}


@njit(cache=True, nogil=True, error_model="numpy")
def _terms(balance: float, wac: float, months: int) -> FloatArray:
    """What each month would bring if nobody prepaid: rows DUE, INTEREST and LEFT."""
    rate = wac / 12.0
    share = rate / math.expm1(months * math.log1p(rate)) if rate > 0 else 1.0 / months
    terms, payment = np.empty((_TERM_ROWS, months)), balance * share
    for month in range(months):
        due = payment if month < months - 1 else balance
        terms[DUE, month], terms[INTEREST, month] = due, balance * rate
        balance -= due
        terms[LEFT, month] = balance
        payment *= 1.0 + rate
    return terms


@njit(cache=True, nogil=True, error_model="numpy", fastmath=_FAST)
def _survive(smm: FloatArray, first: int, last: int, surviving: FloatArray) -> None:
    """Fill what is left unprepaid before each month in up to four scenarios, `first` to `last`."""
    second, third, fourth = min(first + 1, last), min(first + 2, last), min(first + 3, last)
    one = two = three = four = 1.0
    for month in range(smm.shape[1]):
        surviving[0, month], surviving[1, month] = one, two
        surviving[2, month], surviving[3, month] = three, four
        one *= 1.0 - smm[first, month]
        two *= 1.0 - smm[second, month]
        three *= 1.0 - smm[third, month]
        four *= 1.0 - smm[fourth, month]


@njit(cache=True, nogil=True, error_model="numpy", fastmath=_FAST)
def _pay(
    terms: FloatArray,
    surviving: FloatArray,
    smm: FloatArray,
    ending: FloatArray,
    interest: FloatArray,
    scheduled: FloatArray,
    prepaid: FloatArray,
) -> None:
    """Fill one scenario's months."""
    for month in range(smm.size):
        share = surviving[month]
        unpaid = share * terms[LEFT, month]
        repaid = unpaid * smm[month]
        interest[month] = share * terms[INTEREST, month]
        scheduled[month] = share * terms[DUE, month]
        prepaid[month] = repaid
        ending[month] = unpaid - repaid


@njit(cache=True, nogil=True, error_model="numpy")
def _fill(terms: FloatArray, smm: FloatArray, begin: int, end: int, flows: FlowTables) -> None:
    """Fill the rows of the scenarios from `begin` to before `end`."""
    ending, interest, scheduled, prepaid = flows
    surviving = np.empty((ABREAST, smm.shape[1]))
    for first in range(begin, end, ABREAST):
        _survive(smm, first, end - 1, surviving)
        for offset in range(min(ABREAST, end - first)):
            row = first + offset
            _pay(
                terms,
                surviving[offset],
                smm[row],
                ending[row],
                interest[row],
                scheduled[row],
                prepaid[row],
            )


@njit(cache=True, nogil=True, error_model="numpy")
def project(balance: float, wac: float, smm: FloatArray, flows: FlowTables) -> None:
    """Fill `flows` from `smm`, (scenarios, months), on one thread."""
    _fill(_terms(balance, wac, smm.shape[1]), smm, 0, smm.shape[0], flows)


@njit(cache=True, nogil=True, error_model="numpy", parallel=True)
def project_in_parallel(balance: float, wac: float, smm: FloatArray, flows: FlowTables) -> None:
    """Do what `project` does from as many threads as numba is set to."""
    terms, scenarios = _terms(balance, wac, smm.shape[1]), smm.shape[0]
    for task in prange(-(-scenarios // SCENARIOS_PER_TASK)):
        begin = task * SCENARIOS_PER_TASK
        _fill(terms, smm, begin, min(begin + SCENARIOS_PER_TASK, scenarios), flows)
