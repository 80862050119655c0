from fractions import Fraction

import numpy as np
import pytest

from rwa.core.random import KeyOutOfRange, key_of_text, uniform_u64
from rwa.servicing.draws import chosen, uniform_column

KEYS = [0, 1, 2**63, 2**64 - 1, key_of_text("L1")]


@pytest.mark.parametrize("seed", [0, 7, 2**64 - 1])
@pytest.mark.parametrize("keys", [(), (202_701,), (202_701, 3), (2**64 - 1,)])
def test_uniform_column__any_seed_and_keys__equals_the_scalar_draws(
    seed: int, keys: tuple[int, ...]
) -> None:
    column = uniform_column(np.array(KEYS, dtype=np.uint64), *keys, seed=seed)

    assert column.tolist() == [uniform_u64(seed, loan_key, *keys) for loan_key in KEYS]


@pytest.mark.parametrize(("seed", "key"), [(-1, 1), (2**64, 1), (7, -1), (7, 2**64)])
def test_uniform_column__word_too_long__refused(seed: int, key: int) -> None:
    with pytest.raises(KeyOutOfRange):
        uniform_column(np.array(KEYS, dtype=np.uint64), key, seed=seed)


@pytest.mark.parametrize(
    ("shares", "draw", "outcome"),
    [
        (("1/2", "1/2"), 2**63 - 1, 0),
        (("1/2", "1/2"), 2**63, 1),
        (("1/2", "1/2"), 2**64 - 1, 1),
        (("0", "1"), 0, 1),
        (("1", "0"), 2**64 - 1, 0),
        (("0", "1/4", "0", "3/4", "0"), 2**62 - 1, 1),
        (("0", "1/4", "0", "3/4", "0"), 2**62, 3),
        (("0", "1/4", "0", "3/4", "0"), 2**64 - 1, 3),
    ],
)
def test_chosen__draw_between_sums_of_shares__falls_on_that_outcome(
    shares: tuple[str, ...], draw: int, outcome: int
) -> None:
    found = chosen(np.array([draw], dtype=np.uint64), tuple(map(Fraction, shares)))

    assert found.tolist() == [outcome]
