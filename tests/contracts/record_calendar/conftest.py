"""Calendars of real programmes, as their times are computed off-chain."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from rwa.core.dates import Period
from rwa.pool.programme import Programme

FIRST = Period(2027, 1)
"""Period 1 of every calendar here."""


@pytest.fixture
def calendar_of(deploy: Callable[..., Any]) -> Callable[..., Any]:
    """Deploy a calendar from lists of times."""

    def deploy_calendar(
        record_times: Sequence[int], pay_times: Sequence[int], first: Period = FIRST
    ) -> Any:
        return deploy("RecordCalendar", first.yyyymm, list(record_times), list(pay_times))

    return deploy_calendar


@pytest.fixture
def times_of() -> Callable[[Programme, int], tuple[list[int], list[int]]]:
    """Return the record and payment times of a programme's first periods."""

    def compute(programme: Programme, count: int) -> tuple[list[int], list[int]]:
        periods = [FIRST + number for number in range(count)]
        return (
            [programme.record_time(period) for period in periods],
            [programme.payment_time(period) for period in periods],
        )

    return compute
