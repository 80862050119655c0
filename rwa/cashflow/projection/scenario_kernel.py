"""One line in many prepayment scenarios, in machine code; see `scenarios` for the meaning.

What amortisation leaves is the same in every scenario; a scenario is what prepayment leaves of it.
Each month's survivors wait for the month before, so four scenarios are survived side by side.
"""

import numpy as np

from rwa.cashflow.arrays import FloatArray
from rwa.cashflow.compiling import FUSED, compiled

FlowTables = tuple[FloatArray, FloatArray, FloatArray, FloatArray]
"""Ending balance, interest, scheduled and prepaid principal, each (scenarios, months)."""
ABREAST = 4
"""Scenarios survived side by side."""
DUE, INTEREST, LEFT = range(3)
"""Rows of the terms: principal and interest by schedule, and the balance they leave."""


@compiled(liberties=FUSED)
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


@compiled(liberties=FUSED)
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


@compiled()
def project(begin: int, end: int, terms: FloatArray, smm: FloatArray, flows: FlowTables) -> None:
    """Fill the rows of `flows` from `begin` to before `end`, a scenario each.

    `terms`, (3, months), has the rows DUE, INTEREST and LEFT: what each month would bring if nobody
    prepaid. `smm` is (scenarios, months).
    """
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
