import pytest

from rwa.chain.contract_errors import (
    ERC7943CannotReceive,
    PoolCertificate_IssuanceClosed,
    PoolCertificate_IssuanceOver,
    PoolCertificate_LengthMismatch,
    PoolCertificate_Paused,
    PoolCertificate_SupplyAboveLimit,
    TransferRules_UnknownWallet,
)
from rwa.chain.contract_events import Transfer
from rwa.chain.hashing import ZERO_ADDRESS
from rwa.chain.roles import ISSUER_ROLE, MissingRole

UNIT = 1_000_000
FACE = 10_000_000_000_000


def test_mint__known_holder__balance_supply_and_count_grow(certificate, deal, actor, holder_a):
    for amount in (7 * UNIT, 5 * UNIT):
        certificate.send(actor("issuer"), "mint", holder_a.address, amount)

    assert certificate.read("balanceOf", holder_a.address) == 12 * UNIT
    assert certificate.read("totalSupply") == 12 * UNIT
    assert certificate.read("holdingOf", holder_a.address) == (12 * UNIT, 1, 1, 0)
    assert deal.registry.read("identityCount", certificate.address) == 1


def test_mint__known_holder__emits_a_transfer_from_zero(certificate, actor, holder_a, told):
    (event,) = certificate.send(actor("issuer"), "mint", holder_a.address, UNIT)

    assert told(event) == (Transfer, {"from_": ZERO_ADDRESS, "to": holder_a.address, "value": UNIT})


def test_mint__in_the_first_record_second__counts_for_period_1(
    certificate, deal, actor, holder_a, at_second, close_period
):
    at_second(deal.calendar.read("recordTime", 1))
    certificate.send(actor("issuer"), "mint", holder_a.address, UNIT)

    close_period(1)
    assert certificate.read("balanceAt", holder_a.address, 1) == UNIT


def test_mint__a_second_later__refused(certificate, deal, actor, holder_a, refused, at_second):
    record_time = deal.calendar.read("recordTime", 1)
    at_second(record_time + 1)

    sides = {"first_record_time": record_time, "timestamp": record_time + 1}
    with refused(PoolCertificate_IssuanceOver, certificate, **sides):
        certificate.send(actor("issuer"), "mint", holder_a.address, UNIT)


def test_mint__after_closing__refused(issued, actor, holder_a, refused):
    supply = issued.read("totalSupply")

    with refused(PoolCertificate_IssuanceClosed, issued, supply=supply):
        issued.send(actor("issuer"), "mint", holder_a.address, 1)


def test_mint__above_the_original_face__refused(certificate, actor, holder_a, refused):
    certificate.send(actor("issuer"), "mint", holder_a.address, FACE)

    with refused(PoolCertificate_SupplyAboveLimit, certificate, limit=FACE, received=FACE + 1):
        certificate.send(actor("issuer"), "mint", holder_a.address, 1)


def test_mint__unknown_wallet__refused(certificate, deal, actor, plain_wallet, refused):
    wallet = plain_wallet(1)

    with refused(TransferRules_UnknownWallet, certificate, deal.registry, wallet=wallet):
        certificate.send(actor("issuer"), "mint", wallet, UNIT)


def test_mint__frozen_wallet__refused(certificate, actor, holder_a, refused):
    certificate.send(actor("compliance"), "setAddressFrozen", holder_a.address, True)

    with refused(ERC7943CannotReceive, certificate, account=holder_a.address):
        certificate.send(actor("issuer"), "mint", holder_a.address, UNIT)


def test_mint__paused__refused(certificate, actor, holder_a, refused):
    certificate.send(actor("guardian"), "pause")

    with refused(PoolCertificate_Paused, certificate):
        certificate.send(actor("issuer"), "mint", holder_a.address, UNIT)


@pytest.mark.parametrize("role", ["admin", "transfer_agent", "compliance", "guardian", "attacker"])
def test_mint__any_other_role__refused(certificate, actor, holder_a, refused, role):
    caller = actor(role)

    with refused(MissingRole, certificate, account=caller.address, needed_role=ISSUER_ROLE):
        certificate.send(caller, "mint", holder_a.address, UNIT)


def test_batch_mint__many__all_or_none(
    certificate, actor, holder_a, holder_b, plain_wallet, refused
):
    issuer, unknown = actor("issuer"), plain_wallet(1)
    holders = [holder_a.address, holder_b.address]

    certificate.send(issuer, "batchMint", holders, [UNIT, 2 * UNIT])
    with refused(TransferRules_UnknownWallet, certificate, wallet=unknown):
        certificate.send(issuer, "batchMint", [holder_a.address, unknown], [UNIT, UNIT])

    assert [certificate.read("balanceOf", holder) for holder in holders] == [UNIT, 2 * UNIT]
    assert certificate.read("totalSupply") == 3 * UNIT


def test_batch_mint__lists_of_different_length__refused(certificate, actor, holder_a, refused):
    with refused(PoolCertificate_LengthMismatch, certificate, expected=1, received=2):
        certificate.send(actor("issuer"), "batchMint", [holder_a.address], [1, 2])
