from rwa.chain.contract_errors import (
    PoolCertificate_IssuanceClosed,
    PoolCertificate_IssuanceOver,
    PoolCertificate_SupplyNotOriginalFace,
)
from rwa.chain.contract_events import IssuanceClosed
from rwa.chain.roles import ISSUER_ROLE, MissingRole

FACE = 10_000_000_000_000


def test_close_issuance__original_face__supply_is_final(certificate, actor, holder_a, told):
    certificate.send(actor("issuer"), "mint", holder_a.address, FACE)

    (event,) = certificate.send(actor("issuer"), "closeIssuance")

    assert told(event) == (IssuanceClosed, {"supply": FACE})
    assert certificate.read("issuanceClosed") is True
    assert certificate.read("totalSupply") == FACE


def test_close_issuance__before_all_is_issued__refused(certificate, actor, holder_a, refused):
    issuer = actor("issuer")
    for issued, supply in ((0, 0), (FACE - 1, FACE - 1)):
        certificate.send(issuer, "mint", holder_a.address, issued)
        with refused(
            PoolCertificate_SupplyNotOriginalFace, certificate, expected=FACE, received=supply
        ):
            certificate.send(issuer, "closeIssuance")

    assert certificate.read("issuanceClosed") is False


def test_close_issuance__twice__refused(issued, actor, refused):
    with refused(PoolCertificate_IssuanceClosed, issued, supply=FACE):
        issued.send(actor("issuer"), "closeIssuance")


def test_close_issuance__after_the_first_record_time__refused(
    certificate, deal, actor, holder_a, refused, at_second
):
    certificate.send(actor("issuer"), "mint", holder_a.address, FACE)
    record_time = deal.calendar.read("recordTime", 1)
    at_second(record_time + 1)

    sides = {"first_record_time": record_time, "timestamp": record_time + 1}
    with refused(PoolCertificate_IssuanceOver, certificate, **sides):
        certificate.send(actor("issuer"), "closeIssuance")


def test_close_issuance__caller_is_no_issuer__refused(certificate, actor, refused):
    attacker = actor("attacker")

    with refused(MissingRole, certificate, account=attacker.address, needed_role=ISSUER_ROLE):
        certificate.send(attacker, "closeIssuance")
