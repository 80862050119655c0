"""A projection drawn: balance, payments to investors and speed. Needs the extra `plots`."""

from __future__ import annotations

from typing import Any

from rwa.cashflow.projection.projected import Projection
from rwa.core.errors import ConfigurationError

MILLION = 1_000_000
_INK, _SECOND, _THIRD = "#1b4965", "#5fa8d3", "#bc4749"
_WIDTH, _HEIGHT = 9.0, 9.0
"""Inches."""


class PlotsNotInstalled(ConfigurationError):
    """Drawing needs a library that is not installed."""

    def __init__(self, missing: str) -> None:
        self.missing = missing
        super().__init__(
            f"{missing} is not installed; install it, or this package with its extra `plots`: "
            f"python -m pip install {missing}"
        )


def figure(projection: Projection) -> Any:
    """Return a matplotlib figure of three panels over the months: balance, payments, SMM.

    Raises PlotsNotInstalled.
    """
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise PlotsNotInstalled("matplotlib") from error
    drawn = Figure(figsize=(_WIDTH, _HEIGHT), layout="constrained")
    balance, payments, speed = drawn.subplots(3, 1, sharex=True)
    _draw_balance(balance, projection)
    _draw_payments(payments, projection)
    speed.plot(projection.month, projection.smm, color=_INK)
    speed.set(ylabel="SMM, per cent", xlabel="month", ylim=(0, None))
    for panel in (balance, payments, speed):
        panel.grid(visible=True, alpha=0.3)
        panel.spines[["top", "right"]].set_visible(False)
    return drawn


def _draw_balance(panel: Any, projection: Projection) -> None:
    panel.fill_between(
        projection.month, projection.ending_balance / MILLION, color=_SECOND, alpha=0.5
    )
    panel.plot(projection.month, projection.ending_balance / MILLION, color=_INK)
    if projection.in_foreclosure.any():
        panel.plot(
            projection.month,
            projection.in_foreclosure / MILLION,
            color=_THIRD,
            linestyle="--",
            label="in foreclosure",
        )
        panel.legend(frameon=False)
    panel.set(ylabel="balance, $ million", ylim=(0, None))


def _draw_payments(panel: Any, projection: Projection) -> None:
    parts = {
        "net interest": projection.net_interest,
        "scheduled": projection.scheduled_principal,
        "prepaid": projection.prepaid_principal,
        "recovered": projection.principal_recovery,
    }
    paid = {name: column / MILLION for name, column in parts.items() if column.any()}
    panel.stackplot(
        projection.month,
        *paid.values(),
        labels=tuple(paid),
        colors=(_INK, _SECOND, "#cae9ff", _THIRD),
    )
    panel.legend(frameon=False)
    panel.set(ylabel="paid to investors, $ million", ylim=(0, None))
