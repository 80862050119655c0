"""What may come of prices nobody would quote."""

from collections.abc import Callable
from typing import TypeVar

from rwa.cashflow.valuation.timed_flows import YieldNotFound

Found = TypeVar("Found")


def found_or_refused(solve: Callable[[], Found]) -> Found | YieldNotFound:
    """An answer or the one error that is allowed; any other goes on."""
    try:
        return solve()
    except YieldNotFound as refused:
        return refused
