from rwa.chain.contract_errors import (
    PoolCertificate_NotPaused,
    PoolCertificate_Paused,
    PoolCertificate_RegistryMismatch,
)
from rwa.chain.contract_events import Paused, TransferRulesChanged, Unpaused
from rwa.chain.roles import COMPLIANCE_ROLE, GUARDIAN_ROLE, MissingRole


def test_set_transfer_rules__same_register__in_force_at_once(
    issued, actor, deploy, deal, holder_a, holder_b, told
):
    rules = deploy("TransferRules", deal.registry.address, (0, 0, 1, 0, 0), [])

    (event,) = issued.send(actor("compliance"), "setTransferRules", rules.address)

    assert told(event) == (TransferRulesChanged, {"rules": rules.address})
    assert issued.read("compliance") == rules.address
    assert issued.read("canTransfer", holder_a.address, holder_b.address, 2) is False


def test_set_transfer_rules__another_register__refused(issued, actor, deploy, deal, refused):
    other_register = deploy("HolderRegistry", 0, actor("admin").address)
    rules = deploy("TransferRules", other_register.address, (0, 0, 0, 0, 0), [])

    sides = {"expected": deal.registry.address, "received": other_register.address}
    with refused(PoolCertificate_RegistryMismatch, issued, **sides):
        issued.send(actor("compliance"), "setTransferRules", rules.address)


def test_pause__guardian__compliance_or_admin_end_it(issued, actor, refused, told):
    for role in ("compliance", "admin"):
        (paused,) = issued.send(actor("guardian"), "pause")
        assert told(paused) == (Paused, {"account": actor("guardian").address})
        assert issued.read("paused") is True
        with refused(PoolCertificate_Paused, issued):
            issued.send(actor("guardian"), "pause")

        (unpaused,) = issued.send(actor(role), "unpause")
        assert told(unpaused) == (Unpaused, {"account": actor(role).address})
        assert issued.read("paused") is False

    with refused(PoolCertificate_NotPaused, issued):
        issued.send(actor("compliance"), "unpause")


def test_pause__anyone_else__refused(issued, actor, refused):
    for role in ("compliance", "admin", "attacker"):
        caller = actor(role)
        with refused(MissingRole, issued, account=caller.address, needed_role=GUARDIAN_ROLE):
            issued.send(caller, "pause")


def test_unpause__guardian__refused(issued, actor, refused):
    guardian = actor("guardian")
    issued.send(guardian, "pause")

    with refused(MissingRole, issued, account=guardian.address, needed_role=COMPLIANCE_ROLE):
        issued.send(guardian, "unpause")
