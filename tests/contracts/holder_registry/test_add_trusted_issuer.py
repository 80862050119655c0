from rwa.chain.contract_errors import HolderRegistry_ZeroWallet
from rwa.chain.contract_events import TrustedIssuerSet
from rwa.chain.hashing import ZERO_ADDRESS
from rwa.chain.roles import COMPLIANCE_ROLE, MissingRole


def test_add_trusted_issuer__by_compliance__trusted(registry, actor, plain_wallet):
    issuer = plain_wallet(1)
    assert registry.read("trustedIssuer", issuer) is False

    registry.send(actor("compliance"), "addTrustedIssuer", issuer)

    assert registry.read("trustedIssuer", issuer) is True


def test_add_trusted_issuer__by_compliance__announced(registry, actor, plain_wallet):
    (event,) = registry.send(actor("compliance"), "addTrustedIssuer", plain_wallet(1))

    assert isinstance(event, TrustedIssuerSet)
    assert (event.issuer, event.trusted) == (plain_wallet(1), True)


def test_add_trusted_issuer__zero_address__refused(registry, actor, refused):
    with refused(HolderRegistry_ZeroWallet, registry):
        registry.send(actor("compliance"), "addTrustedIssuer", ZERO_ADDRESS)


def test_add_trusted_issuer__by_the_guardian__refused(registry, actor, plain_wallet, refused):
    guardian = actor("guardian")

    with refused(MissingRole, registry, account=guardian.address, needed_role=COMPLIANCE_ROLE):
        registry.send(guardian, "addTrustedIssuer", plain_wallet(1))
