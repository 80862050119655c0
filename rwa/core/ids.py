"""Identifiers, each a distinct type so that one cannot stand in for another."""

from typing import NewType

PoolId = NewType("PoolId", str)
"""Name of a pool, such as `RWA-2026-1`; at most 31 ASCII characters, so that it fits a word."""

LoanId = NewType("LoanId", str)
"""A servicer's number of a loan, unique within its pool."""

TrancheId = NewType("TrancheId", str)
"""Name of a class of certificates within its deal, such as `A`."""

Address = NewType("Address", str)
"""A chain account in EIP-55 checksum form."""

Sha256 = NewType("Sha256", str)
"""Content hash of a file, 64 lower-case hexadecimal digits."""
