"""Level payments as NumPy Financial splits them."""

import numpy as np
import numpy_financial

from rwa.cashflow.projection.scenarios import project_scenarios

LOANS = 1_500


def test_project_scenarios__nobody_prepays__interest_and_principal_are_numpy_financials() -> None:
    generator = np.random.default_rng(7)
    for _ in range(LOANS):
        rate = float(generator.uniform(0.001, 0.2))
        months = int(generator.integers(1, 481))
        balance = float(generator.uniform(10_000, 2_000_000))

        ours = project_scenarios(balance=balance, wac=rate, smm=np.zeros((1, months)))

        number = np.arange(1, months + 1)
        loan = (rate / 12, number, months, -balance)
        tolerance = 1e-10 * balance
        interest = np.abs(ours.gross_interest[0] - numpy_financial.ipmt(*loan))
        principal = np.abs(ours.scheduled_principal[0] - numpy_financial.ppmt(*loan))
        assert max(interest.max(), principal.max()) <= tolerance, (rate, months, balance)
