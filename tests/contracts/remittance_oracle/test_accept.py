from dataclasses import replace

import pytest

from rwa.chain import contract_errors as errors
from rwa.chain.contract_events import RemittanceAccepted, RemittanceHeld
from rwa.chain.hashing import ZERO_WORD
from rwa.chain.report import hash_content

from .conftest import BALANCE, HOLD_DELAY, LOANS, POOL, report_day

ONE_THING_WRONG = (
    (
        {"pool": b"POOL-2".ljust(32, b"\0")},
        "PoolMismatch",
        {"expected": POOL, "received": b"POOL-2".ljust(32, b"\0")},
    ),
    ({"class_rows": ()}, "ClassCount", {"expected": 1, "received": 0}),
    ({"period_index": 2}, "PeriodOutOfOrder", {"expected": 1, "received": 2}),
    ({"period": 202_702}, "MonthMismatch", {"expected": 202_701, "received": 202_702}),
    (
        {"previous_report_hash": b"\1" * 32},
        "PreviousReportMismatch",
        {"expected": ZERO_WORD, "received": b"\1" * 32},
    ),
    (
        {"as_of": 1_798_779_601},
        "AsOfMismatch",
        {"daylight": 1_798_776_000, "standard": 1_798_779_600, "received": 1_798_779_601},
    ),
    (
        {"paid_off_cents": 800_001},
        "BalanceRoll",
        {"begin_and_additions": BALANCE, "end_and_removals": BALANCE + 1},
    ),
    (
        {"loan_count_end": 0},
        "EmptyPool",
        {"balance_end": BALANCE - 500_000 - 800_000, "loan_count_end": 0},
    ),
    ({"loss_cents": 1}, "LossBound", {"maximum": 0, "received": 1}),
    ({"leftover_cents": 0}, "Cash", {"available": 2_550_001, "distributed": 2_550_000}),
    (
        {"leftover_cents": 202, "reserve_change_cents": -201},
        "LeftoverBound",
        {"maximum": 201, "received": 202},
    ),
    (
        {"interest_to_investors_cents": 1_249_999, "reserve_change_cents": 1},
        "InterestSum",
        {"total": 1_249_999, "sum_of_classes": 1_250_000},
    ),
    (
        {"principal_to_investors_cents": 1_299_999, "reserve_change_cents": 1},
        "PrincipalSum",
        {"total": 1_299_999, "sum_of_classes": 1_300_000},
    ),
    (
        {"overcollateralisation_begin_cents": 1},
        "ClassSumBegin",
        {"balance_begin": BALANCE, "sum_of_classes": BALANCE + 1},
    ),
    (
        {"overcollateralisation_end_cents": 1},
        "ClassSumEnd",
        {"balance_end": 248_700_000, "sum_of_classes": 248_700_001},
    ),
    (
        {"shortfall_end_cents": 104_369},
        "ShortfallBound",
        {"maximum": 104_368, "received": 104_369},
    ),
    (
        {"guaranty_fee_cents": 52_286, "reserve_change_cents": -203},
        "FeeBound",
        {"maximum": 104_368, "received": 104_369},
    ),
    ({"loan_count_begin": 101}, "LoanCountChain", {"expected": 100, "received": 101}),
    ({"shortfall_begin_cents": 1}, "ShortfallChain", {"expected": 0, "received": 1}),
)
"""A change of the first month, the error that refuses it, and that error's sides."""


def test_accept__first_month__is_in_force(desk, oracle):
    content = desk.month(1)

    desk.post(content)

    row = content.class_rows[0]
    assert oracle.read("reportOf", 1) == (
        hash_content(content),
        content.tape_root,
        0,
        content.balance_end_cents,
        LOANS - 1,
        0,
        0,
    )
    assert oracle.read("lastAccepted") == 1
    assert oracle.read("lastReportHash") == hash_content(content)
    assert oracle.read("trancheAmounts", 1, 0) == (True, 0, row.interest_cents, row.principal_cents)
    assert oracle.read("trancheFace", 0) == (row.end_cents, BALANCE)
    assert oracle.read("poolBalance") == content.balance_end_cents == row.end_cents


def test_accept__first_month__event_carries_the_whole_content(desk, told):
    content = desk.month(1)

    (event,) = desk.post(content)

    assert told(event) == (
        RemittanceAccepted,
        {
            "period": 1,
            "revision": 0,
            "content_hash": hash_content(content),
            "content": content,
        },
    )


def test_accept__a_year__every_month_follows(desk, oracle):
    desk.accept_up_to(12)

    ends = [oracle.read("reportOf", period)[3] for period in range(13)]
    assert oracle.read("lastAccepted") == 12
    assert ends[0] == BALANCE
    assert ends == sorted(ends, reverse=True)
    assert oracle.read("factor") == (ends[-1] * 10**8 * 2 + BALANCE) // (2 * BALANCE)


def test_accept__faster_than_the_soft_bound__held(desk, oracle, told):
    content = desk.month(1, paid_off=BALANCE // 8)

    (event,) = desk.post(content)

    now = desk.chain.head().timestamp
    sides = {"reasons": 1, "releasable_at": now + HOLD_DELAY}
    named = {"period": 1, "revision": 0, "content_hash": hash_content(content)}
    assert told(event) == (RemittanceHeld, named | sides)
    assert oracle.read("heldReportOf", 1) == (hash_content(content), 0, now + HOLD_DELAY)
    assert oracle.read("lastAccepted") == 0
    assert oracle.read("poolBalance") == BALANCE


@pytest.mark.parametrize("signers", [0, 1, 2])
def test_accept__too_few_signatures__refused(desk, oracle, refused, signers):
    content = desk.month(1)
    with refused(errors.RemittanceOracle_QuorumMissing, oracle, threshold=3, received=signers):
        desk.post(content, signers)


def test_accept__same_signer_twice__refused(desk, oracle, refused):
    content = desk.month(1)
    envelope = desk.envelope(content)
    node = desk.nodes[1]
    once = desk.sign(envelope, [node])
    with refused(
        errors.RemittanceOracle_SignersNotSorted,
        oracle,
        previous=node.address,
        current=node.address,
    ):
        desk.bring(content, envelope, once * 3)


def test_accept__attacker_signs__refused(desk, oracle, refused, actor):
    content = desk.month(1)
    envelope = desk.envelope(content)
    attacker = actor("attacker")
    with refused(errors.RemittanceOracle_NodeUnknown, oracle, account=attacker.address):
        desk.bring(content, envelope, desk.sign(envelope, [attacker]) * 3)


def test_accept__high_s_twin__refused(desk, oracle, refused):
    content = desk.month(1)
    envelope = desk.envelope(content)
    signatures = desk.sign(envelope, desk.nodes[:3])
    s, v = int.from_bytes(signatures[162:194], "big"), signatures[194]
    order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
    twin = (order - s).to_bytes(32, "big") + bytes([55 - v])
    with refused(errors.ECDSAInvalidSignatureS, oracle, s=twin[:32]):
        desk.bring(content, envelope, signatures[:162] + twin)


def test_accept__envelope_expired__refused(desk, oracle, refused):
    content = desk.month(1)
    envelope = desk.envelope(content)
    signatures = desk.sign(envelope, desk.nodes[:3])
    desk.at_second(envelope.valid_until + 1)
    with refused(
        errors.RemittanceOracle_EnvelopeExpired,
        oracle,
        valid_until=envelope.valid_until,
        time=envelope.valid_until + 1,
    ):
        desk.bring(content, envelope, signatures)


def test_accept__signed_for_the_set_before__refused(desk, oracle, refused, actor):
    content = desk.month(1)
    envelope = desk.envelope(content)
    signatures = desk.sign(envelope, desk.nodes[:3])
    oracle.send(actor("guardian"), "removeNode", desk.nodes[3].address)
    with refused(
        errors.RemittanceOracle_NodeSetMismatch,
        oracle,
        expected=desk.node_set(),
        received=envelope.node_set_digest,
    ):
        desk.bring(content, envelope, signatures)


def test_accept__before_the_set_is_open__refused_without_signatures(unopened, refused):
    unopened.chain.advance_to(report_day(1))
    content = unopened.month(1)
    assert unopened.node_set() == ZERO_WORD
    with refused(errors.RemittanceOracle_NodeSetNotOpen, unopened.oracle):
        unopened.post(content, 0)


def test_accept__content_in_another_envelope__refused(desk, oracle, refused):
    content, other = desk.month(1), desk.month(1, advances_made_cents=1)
    envelope = desk.envelope(other)
    with refused(
        errors.RemittanceOracle_ContentHashMismatch,
        oracle,
        expected=hash_content(content),
        received=hash_content(other),
    ):
        desk.bring(content, envelope, desk.sign(envelope, desk.nodes[:3]))


def test_accept__one_thing_wrong_though_all_signed__refused(desk, oracle, refused):
    for changes, error, sides in ONE_THING_WRONG:
        content = desk.month(1, **changes)
        with refused(getattr(errors, f"RemittanceOracle_{error}"), oracle, **sides):
            desk.post(content, 4)

    desk.post(desk.month(1), 4)
    assert oracle.read("lastAccepted") == 1, "the same month with nothing wrong"


def test_accept__interest_above_the_bound__refused(desk, oracle, refused):
    content = desk.month(1)
    most = 1_354_167 + 201
    row = replace(content.class_rows[0], interest_cents=most + 1)
    content = replace(
        content,
        class_rows=(row,),
        interest_to_investors_cents=most + 1,
        reserve_change_cents=1_250_000 - most - 1,
    )
    with refused(errors.RemittanceOracle_InterestBound, oracle, maximum=most, received=most + 1):
        desk.post(content, 4)


def test_accept__class_that_does_not_roll__refused(desk, oracle, refused):
    content = desk.month(1)
    row = replace(content.class_rows[0], end_cents=content.balance_end_cents + 1)
    with refused(
        errors.RemittanceOracle_ClassRoll,
        oracle,
        tranche=0,
        begin_and_additions=BALANCE,
        end_and_removals=BALANCE + 1,
    ):
        desk.post(replace(content, class_rows=(row,)), 4)


def test_accept__dated_in_the_future__refused(desk, oracle, refused):
    desk.accept_up_to(1)
    content = desk.month(2)
    desk.at_second(content.as_of - 1)
    with refused(
        errors.RemittanceOracle_AsOfInFuture,
        oracle,
        time=content.as_of - 1,
        received=content.as_of,
    ):
        desk.post(content)


def test_accept__same_report_twice__refused(desk, oracle, refused):
    content = desk.month(1)
    desk.post(content)
    with refused(errors.RemittanceOracle_RevisionTooLow, oracle, minimum=1, received=0):
        desk.post(content)


def test_accept__period_after_the_last__refused(desk, oracle, refused):
    desk.accept_up_to(12)
    desk.chain.advance_to(report_day(13))
    content = desk.month(13)
    with refused(errors.RecordCalendar_UnknownPeriod, oracle, last=12, period=13):
        desk.post(content)
