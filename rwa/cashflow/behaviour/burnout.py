"""Burnout as a mixture: borrowers who refinance fast leave first, and the pool slows down.

Every group amortises alike, so shares of the balance move by prepayment alone.
Source: docs/reference/sources.md#burnout-as-a-mixture
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rwa.cashflow.arrays import FloatArray
from rwa.cashflow.behaviour.refinancing import monthly_share
from rwa.cashflow.bounds import bounded
from rwa.core.errors import ValueOutOfRange


@dataclass(frozen=True, slots=True, kw_only=True)
class BorrowerMix:
    """Groups of borrowers that answer one incentive with speeds of their own.

    Raises ValueOutOfRange.
    """

    shares: tuple[float, ...]
    """Each group's share of the balance at the start; together one."""
    speeds: tuple[float, ...]
    """Each group's speed, as a multiple of the incentive."""

    def __post_init__(self) -> None:
        if len(self.shares) != len(self.speeds) or not self.shares:
            value = f"{len(self.speeds)} long"
            allowed = f"one speed for each of {len(self.shares)} shares, at least one"
            raise ValueOutOfRange("speeds", value=value, allowed=allowed)
        bounded("shares", self.shares, high=1.0)
        bounded("speeds", self.speeds)
        if not math.isclose(math.fsum(self.shares), 1.0, abs_tol=1e-12):
            value = f"{math.fsum(self.shares)} together"
            raise ValueOutOfRange("shares", value=value, allowed="shares that add up to 1")


FAST_AND_SLOW = BorrowerMix(shares=(0.4, 0.6), speeds=(1.9, 0.4))
"""Two fifths refinance at almost twice the incentive, the rest at two fifths of it: on average at
the incentive itself. An illustration, fitted to no pool."""


@dataclass(frozen=True, slots=True)
class MixtureSpeeds:
    """What a mixture does along one or many paths."""

    smm: FloatArray
    """The pool's SMM, shape (..., months)."""
    shares: FloatArray
    """Each group's share of the balance before each month, shape (..., months, groups)."""


def mixture_smm(
    mix: BorrowerMix, cpr: npt.ArrayLike, *, other_cpr: npt.ArrayLike = 0.0
) -> MixtureSpeeds:
    """Return the pool's SMM for an incentive's CPR of shape (..., months).

    A group's CPR is its speed times `cpr` plus `other_cpr`, which strikes all groups alike, at most
    1. The pool's SMM is the mean of the groups', weighted by their balances. When nobody is
    left, shares stay as they last were. Raises ValueOutOfRange unless both are shares.
    """
    group_smm = _group_smm(mix, bounded("cpr", cpr, high=1.0), other=other_cpr)
    shares = np.empty_like(group_smm)
    shares[..., 0, :] = mix.shares
    for month in range(1, group_smm.shape[-2]):
        shares[..., month, :] = shares_after(
            shares[..., month - 1, :], group_smm[..., month - 1, :]
        )
    return MixtureSpeeds(smm=np.asarray((shares * group_smm).sum(axis=-1)), shares=shares)


def shares_after(shares: FloatArray, group_smm: FloatArray) -> FloatArray:
    """Return groups' shares of the balance after a month's prepayments, groups last."""
    left = shares * (1.0 - group_smm)
    pool = left.sum(axis=-1, keepdims=True)
    return np.asarray(np.where(pool > 0, left / np.where(pool > 0, pool, 1.0), shares))


def _group_smm(mix: BorrowerMix, cpr: FloatArray, *, other: npt.ArrayLike) -> FloatArray:
    """SMM of each group, groups last."""
    alike = np.broadcast_to(bounded("other_cpr", other, high=1.0), cpr.shape)
    speeds = np.array(mix.speeds)
    return monthly_share(np.minimum(cpr[..., None] * speeds + alike[..., None], 1.0))
