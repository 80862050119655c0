import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.cashflow.behaviour.burnout import FAST_AND_SLOW, BorrowerMix, mixture_smm
from rwa.cashflow.behaviour.refinancing import monthly_share
from rwa.core.errors import ValueOutOfRange

SHARES = st.floats(0.0, 1.0)
PATHS = st.lists(SHARES, min_size=1, max_size=24)


@st.composite
def mixes(draw: st.DrawFn) -> BorrowerMix:
    weights = draw(st.lists(st.integers(1, 100), min_size=1, max_size=4))
    speeds = draw(st.lists(st.floats(0.0, 5.0), min_size=len(weights), max_size=len(weights)))
    shares = tuple(weight / sum(weights) for weight in weights)
    return BorrowerMix(shares=shares, speeds=tuple(speeds))


def group_by_group(mix: BorrowerMix, cprs: list[float], other: float) -> list[list[float]]:
    """Balances of each group of a pool of one, without scheduled principal."""
    groups = []
    for share, speed in zip(mix.shares, mix.speeds, strict=True):
        balances = [share]
        for cpr in cprs:
            kept = (1 - min(speed * cpr + other, 1)) ** (1 / 12)
            balances.append(balances[-1] * kept)
        groups.append(balances)
    return groups


@given(mix=mixes(), cprs=PATHS, other=SHARES)
def test_mixture_smm__any_path__the_pool_is_the_sum_of_its_groups(
    mix: BorrowerMix, cprs: list[float], other: float
) -> None:
    speeds = mixture_smm(mix, cprs, other_cpr=other)

    groups = np.array(group_by_group(mix, cprs, other))
    pool = groups.sum(axis=0)
    assert np.cumprod(1 - speeds.smm) == pytest.approx(pool[1:], abs=1e-12)
    held = pool[:-1] > 1e-9
    parts = (groups[:, :-1] / np.where(held, pool[:-1], 1)).T
    assert speeds.shares[held] == pytest.approx(parts[held], abs=1e-6)
    assert speeds.shares.sum(axis=-1) == pytest.approx(1)


@given(mix=mixes(), cpr=st.floats(0.0, 0.9))
def test_mixture_smm__constant_incentive__never_speeds_up(mix: BorrowerMix, cpr: float) -> None:
    smm = mixture_smm(mix, np.full(120, cpr)).smm

    assert (np.diff(smm) <= 1e-12).all()


def test_mixture_smm__fast_and_slow__starts_at_the_mean_and_burns_out() -> None:
    speeds = mixture_smm(FAST_AND_SLOW, np.full(360, 0.3))

    fast, slow = monthly_share(0.3 * 1.9), monthly_share(0.3 * 0.4)
    assert speeds.smm[0] == pytest.approx(0.4 * fast + 0.6 * slow)
    assert (np.diff(speeds.shares[:, 0]) < 0).all()
    assert speeds.smm[-1] == pytest.approx(slow, rel=1e-3)


def test_mixture_smm__many_paths__each_as_if_alone() -> None:
    cprs = np.linspace(0.01, 0.6, 48).reshape(4, 12)

    together = mixture_smm(FAST_AND_SLOW, cprs)

    assert together.shares.shape == (4, 12, 2)
    for path, alone in enumerate(cprs):
        assert (together.smm[path] == mixture_smm(FAST_AND_SLOW, alone).smm).all()


def test_mixture_smm__everybody_gone__shares_stay() -> None:
    speeds = mixture_smm(BorrowerMix(shares=(0.25, 0.75), speeds=(1.0, 1.0)), [1.0, 0.5])

    assert speeds.shares.tolist() == [[0.25, 0.75], [0.25, 0.75]]


@pytest.mark.parametrize(
    ("shares", "speeds"),
    [
        ((), ()),
        ((1.0,), (1.0, 2.0)),
        ((0.5, 0.4), (1.0, 1.0)),
        ((1.5, -0.5), (1.0, 1.0)),
        ((1.0,), (-0.1,)),
    ],
)
def test_borrower_mix__not_a_mixture__refused(
    shares: tuple[float, ...], speeds: tuple[float, ...]
) -> None:
    with pytest.raises(ValueOutOfRange):
        BorrowerMix(shares=shares, speeds=speeds)
