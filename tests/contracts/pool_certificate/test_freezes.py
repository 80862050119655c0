from rwa.chain.contract_errors import (
    PoolCertificate_FreezeAboveLimit,
    PoolCertificate_LengthMismatch,
    PoolCertificate_UnfreezeAboveFrozen,
)
from rwa.chain.contract_events import AddressFrozen, Frozen
from rwa.chain.roles import COMPLIANCE_ROLE, MissingRole

LIMIT = 2**64 - 1


def test_set_address_frozen__and_back__told_and_emitted(issued, actor, holder_a, told):
    officer = actor("compliance")

    for frozen in (True, False):
        (event,) = issued.send(officer, "setAddressFrozen", holder_a.address, frozen)
        assert told(event) == (
            AddressFrozen,
            {"user_address": holder_a.address, "is_frozen": frozen, "owner": officer.address},
        )
        assert issued.read("isFrozen", holder_a.address) is frozen


def test_batch_set_address_frozen__many__each_as_told(
    issued, actor, holder_a, holder_b, refused, told
):
    officer, accounts = actor("compliance"), [holder_a.address, holder_b.address]

    issued.send(officer, "batchSetAddressFrozen", accounts, [True, True])
    issued.send(officer, "batchSetAddressFrozen", accounts, [False, True])

    assert [issued.read("isFrozen", account) for account in accounts] == [False, True]
    with refused(PoolCertificate_LengthMismatch, issued, expected=2, received=1):
        issued.send(officer, "batchSetAddressFrozen", accounts, [True])


def test_set_frozen_tokens__more_than_held__total_is_kept(issued, actor, holder_a, told):
    (event,) = issued.send(actor("compliance"), "setFrozenTokens", holder_a.address, LIMIT)

    assert told(event) == (Frozen, {"account": holder_a.address, "amount": LIMIT})
    assert issued.read("getFrozenTokens", holder_a.address) == LIMIT


def test_set_frozen_tokens__above_64_bits__refused(issued, actor, holder_a, refused):
    with refused(PoolCertificate_FreezeAboveLimit, issued, limit=LIMIT, received=LIMIT + 1):
        issued.send(actor("compliance"), "setFrozenTokens", holder_a.address, LIMIT + 1)


def test_partial_freezes__added_and_taken__emit_the_new_total(issued, actor, holder_a, refused):
    officer, account = actor("compliance"), holder_a.address

    totals = [
        issued.send(officer, function, account, amount)[0].amount
        for function, amount in (
            ("freezePartialTokens", 5),
            ("freezePartialTokens", 3),
            ("unfreezePartialTokens", 2),
        )
    ]

    assert totals == [5, 8, 6]
    assert issued.read("getFrozenTokens", account) == 6
    with refused(PoolCertificate_UnfreezeAboveFrozen, issued, frozen=6, received=7):
        issued.send(officer, "unfreezePartialTokens", account, 7)


def test_freezes__transfer_agent__refused(issued, actor, holder_a, refused):
    agent = actor("transfer_agent")

    for function, value in (("setAddressFrozen", True), ("setFrozenTokens", 1)):
        with refused(MissingRole, issued, account=agent.address, needed_role=COMPLIANCE_ROLE):
            issued.send(agent, function, holder_a.address, value)
