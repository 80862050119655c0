import pytest

from rwa.chain.contract_events import TrustedIssuerSet
from rwa.chain.roles import GUARDIAN_ROLE, MissingRole


@pytest.fixture
def issuer(registry, actor, plain_wallet):
    registry.send(actor("compliance"), "addTrustedIssuer", plain_wallet(1))
    return plain_wallet(1)


@pytest.mark.parametrize("role", ["compliance", "guardian"])
def test_remove_trusted_issuer__by_either_role__no_longer_trusted(role, registry, actor, issuer):
    registry.send(actor(role), "removeTrustedIssuer", issuer)

    assert registry.read("trustedIssuer", issuer) is False


def test_remove_trusted_issuer__by_compliance__announced(registry, actor, issuer):
    (event,) = registry.send(actor("compliance"), "removeTrustedIssuer", issuer)

    assert isinstance(event, TrustedIssuerSet)
    assert (event.issuer, event.trusted) == (issuer, False)


@pytest.mark.parametrize("role", ["transfer_agent", "attacker"])
def test_remove_trusted_issuer__by_anyone_else__refused(role, registry, actor, issuer, refused):
    caller = actor(role)

    with refused(MissingRole, registry, account=caller.address, needed_role=GUARDIAN_ROLE):
        registry.send(caller, "removeTrustedIssuer", issuer)
