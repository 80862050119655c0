"""Binding of RecordCalendar: record and payment times, fixed at deployment."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rwa.chain.contract import BoundContract
from rwa.chain.transactions import ContractCall


@dataclass(frozen=True, slots=True)
class PeriodTimes:
    """When one period belongs to its holders, and when it is paid."""

    period: int
    """Number of the period, from 1."""
    record_time: int
    """Last second of the holding that is paid, Unix time; a holding in it still counts."""
    pay_time: int
    """First second in which it may be paid, Unix time."""


class RecordCalendar(BoundContract):
    """The record and payment times of a pool; no role, nothing can change."""

    __slots__ = ()
    artifact: ClassVar[str] = "RecordCalendar"

    @classmethod
    def deployment(
        cls, *, first_yyyymm: int, record_times: Sequence[int], pay_times: Sequence[int]
    ) -> ContractCall:
        """Return the creation of a calendar whose first period is paid in `first_yyyymm`."""
        return cls.creation(first_yyyymm, tuple(record_times), tuple(pay_times))

    def periods(self) -> int:
        """Return the number of periods, N."""
        return int(self._read_one("periods"))

    def times(self, period: int) -> PeriodTimes:
        """Return both times of a period. Raises RecordCalendar_UnknownPeriod."""
        return PeriodTimes(period, *self._read("times", period))

    def all_times(self) -> tuple[PeriodTimes, ...]:
        """Return the times of every period, read together."""
        periods = range(1, self.periods() + 1)
        answers = self._read_many("times", ((period,) for period in periods))
        return tuple(
            PeriodTimes(period, *times) for period, times in zip(periods, answers, strict=True)
        )

    def yyyymm(self, period: int) -> int:
        """Return the month in which a period is paid. Raises RecordCalendar_UnknownPeriod."""
        return int(self._read_one("yyyymm", period))

    def period_at(self, timestamp: int) -> int:
        """Return the period that a holding in second `timestamp` belongs to; N + 1 after all."""
        return int(self._read_one("periodAt", timestamp))
