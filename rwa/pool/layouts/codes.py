"""Codes that several commercial-mortgage layouts share."""

from collections.abc import Mapping
from types import MappingProxyType

from rwa.pool.layouts.cells import CellValue
from rwa.pool.layouts.record import AccrualBasis, PaymentType

ACCRUAL_METHODS: Mapping[str, CellValue] = MappingProxyType(
    {
        "1": AccrualBasis.THIRTY_360,
        "2": AccrualBasis.ACTUAL_365,
        "3": AccrualBasis.ACTUAL_360,
        "4": AccrualBasis.ACTUAL_ACTUAL,
        "5": AccrualBasis.ACTUAL_366,
        "6": AccrualBasis.SIMPLE,
        "7": AccrualBasis.RULE_OF_78,
        "98": AccrualBasis.OTHER,
    }
)
PAYMENT_TYPES: Mapping[str, CellValue] = MappingProxyType(
    {
        "1": PaymentType.FULLY_AMORTIZING,
        "2": PaymentType.AMORTIZING_BALLOON,
        "3": PaymentType.INTEREST_ONLY_BALLOON,
        "4": PaymentType.INTEREST_ONLY_AMORTIZING,
        "5": PaymentType.INTEREST_ONLY_AMORTIZING_BALLOON,
        "6": PaymentType.PRINCIPAL_ONLY,
        "7": PaymentType.HYPER_AMORTIZATION,
        "98": PaymentType.OTHER,
    }
)
COMMERCIAL_MONTHS_BEHIND: Mapping[str, int] = MappingProxyType(
    {"0": 0, "A": 0, "B": 0, "1": 1, "2": 2, "3": 3, "6": 4}
)
"""0 current, A in the grace period, B late by less than 30 days, 1 to 3 by 30, 60, 90 days, 6 by 121
days. 4 and 5, matured balloons, do not say."""
COMMERCIAL_STATUSES: Mapping[str, CellValue] = MappingProxyType(
    {code: code for code in ("0", "1", "2", "3", "4", "5", "6", "A", "B")}
)
