"""Both engines behind one question, and the months to ask it about."""

import pytest

from rwa.pool.activity import MonthActivity
from rwa.pool.tape import LoanTape
from tests.differential.loan_months import Asked, outcome_of
from tests.differential.servicing_months import servicing_cases


@pytest.fixture(scope="session")
def outcome() -> Asked:
    return outcome_of


@pytest.fixture(scope="session")
def cases() -> tuple[tuple[LoanTape, MonthActivity], ...]:
    """A month for each rule of accounting and each refusal."""
    return servicing_cases()
