import pytest

from rwa.chain import contract_errors as errors
from rwa.chain.contract_structs import Accrual
from rwa.chain.hashing import ZERO_WORD, keccak

from .conftest import (
    BALANCE,
    FEE_PPM,
    HOLD_DELAY,
    LOANS,
    MAX_LOSS_PPM,
    MAX_SMM_PPM,
    NOTE_PPM,
    POOL,
)


def test_constructor__valid__shows_what_it_was_built_with(unopened):
    oracle = unopened.oracle
    assert oracle.read("pool") == POOL
    assert oracle.read("calendar") == unopened.calendar.address
    assert oracle.read("trancheCount") == 1
    assert oracle.read("holdDelay") == HOLD_DELAY
    bounds = (NOTE_PPM, 2 * FEE_PPM, Accrual.THIRTY_360, MAX_SMM_PPM, MAX_LOSS_PPM)
    assert oracle.read("bounds") == bounds
    assert oracle.read("reportOf", 0) == (ZERO_WORD, ZERO_WORD, 0, BALANCE, LOANS, 0, 0)
    assert oracle.read("trancheAmounts", 0, 0) == (False, 0, 0, 0)
    assert oracle.read("trancheFace", 0) == (BALANCE, BALANCE)
    assert oracle.read("factor") == 10**8
    assert (oracle.read("lastAccepted"), oracle.read("latePeriod")) == (0, 0)


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("pool", ZERO_WORD, "pool"),
        ("calendar", "0x000000000000000000000000000000000000dEaD", "calendar"),
        ("balance", 0, "balance"),
        ("loan_count", 0, "loanCount"),
        ("classes", [], "classes"),
        ("classes", [(0, False), (BALANCE, False)], "originalFace"),
        ("max_rate_ppm", 1_000_001, "maxRatePpm"),
        ("max_fee_ppm", 1_000_001, "maxFeePpm"),
        ("max_smm_ppm", 1_000_001, "maxSmmPpm"),
        ("max_loss_ppm", 1_000_001, "maxLossPpm"),
    ],
)
def test_constructor__field_that_cannot_be_right__refused(
    deploy, config, refused, field, value, named
):
    arguments = config | {field: value}
    word = named.encode().ljust(32, b"\0")
    with refused(errors.RemittanceOracle_ConfigInvalid, field=word):
        deploy("RemittanceOracle", tuple(arguments.values()))


def test_constructor__classes_beside_the_pool__refused(deploy, config, refused):
    arguments = config | {"overcollateralisation": 1}
    sides = {"balance_begin": BALANCE, "sum_of_classes": BALANCE + 1}
    with refused(errors.RemittanceOracle_ClassSumBegin, **sides):
        deploy("RemittanceOracle", tuple(arguments.values()))


def test_period_views__not_accepted__refused(desk, oracle, refused):
    desk.accept_up_to(1)
    asked = (("reportOf", 2), ("trancheEnd", 2, 0), ("verifyLoan", 2, ZERO_WORD, []))
    for view in asked:
        with refused(errors.RemittanceOracle_PeriodNotAccepted, last_accepted=1, period=2):
            oracle.read(*view)


def test_tranche_views__no_such_class__refused(oracle, refused):
    for view in (("trancheAmounts", 1, 1), ("trancheFace", 1), ("trancheEnd", 0, 1)):
        with refused(errors.RemittanceOracle_ClassUnknown, count=1, tranche=1):
            oracle.read(*view)


def test_verify_loan__on_the_tape__shown_without_the_rest(desk, oracle):
    loans = [keccak(b"loan %d" % number) for number in range(3)]
    leaves = [keccak(loan) for loan in loans]
    pair = keccak(b"".join(sorted(leaves[:2])))
    root = keccak(b"".join(sorted([pair, leaves[2]])))
    desk.post(desk.month(1, tape_root=root))

    assert oracle.read("verifyLoan", 1, loans[0], [leaves[1], leaves[2]]) is True
    assert oracle.read("verifyLoan", 1, loans[2], [pair]) is True
    assert oracle.read("verifyLoan", 1, keccak(b"another"), [leaves[1], leaves[2]]) is False
    assert oracle.read("verifyLoan", 1, pair, [leaves[2]]) is False, "an inner node is no loan"
