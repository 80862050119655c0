"""Counter-based random draws on columns: bit for bit those of `rwa.core.random`."""

from __future__ import annotations

import numpy as np

from rwa.core.random import uniform_u64
from rwa.servicing.columns import KeyColumn

_INCREMENT = np.uint64(0x9E3779B97F4A7C15)
_FIRST_FACTOR = np.uint64(0xBF58476D1CE4E5B9)
_SECOND_FACTOR = np.uint64(0x94D049BB133111EB)


def uniform_column(loan_keys: KeyColumn, *keys: int, seed: int) -> KeyColumn:
    """Return `uniform_u64(seed, loan_key, *keys)` of each loan. Raises KeyOutOfRange."""
    uniform_u64(seed, *keys)
    state = _mix(np.array([seed], dtype=np.uint64) + _INCREMENT)
    state = _mix((state ^ loan_keys) + _INCREMENT)
    for key in keys:
        state = _mix((state ^ np.uint64(key)) + _INCREMENT)
    return state


def _mix(word: KeyColumn) -> KeyColumn:
    word = (word ^ word >> np.uint64(30)) * _FIRST_FACTOR
    word = (word ^ word >> np.uint64(27)) * _SECOND_FACTOR
    return word ^ word >> np.uint64(31)
