"""Each hostile dollar is honest until told, then lies as it is named, to the receivers told."""

from dataclasses import replace

import pytest

from rwa.chain.contract_errors import SilentDollar_Insufficient, ZeroRevertingDollar_NothingToMove
from rwa.chain.errors import RevertUndecoded
from rwa.chain.transactions import attempt_many

LIARS = (
    "FeeOnTransferDollar",
    "FalseReturningDollar",
    "TrueReturningDollar",
    "RevertingDollar",
    "GasBurningDollar",
    "ReturnBombDollar",
)


@pytest.fixture
def holder(actor):
    return actor("certificate_holder_a")


@pytest.fixture
def victim(actor):
    return actor("certificate_holder_b").address


@pytest.fixture
def dollar_of(deploy, actor, holder):
    """Deploy a double; the holder has 1,000 units and the admin may spend them."""

    def deploy_double(artifact):
        dollar = deploy(artifact)
        dollar.send(actor("admin"), "mint", holder.address, 1_000)
        dollar.send(holder, "approve", actor("admin").address, 1_000)
        return dollar

    return deploy_double


@pytest.mark.parametrize("artifact", [*LIARS, "ReentrantDollar", "SilentDollar"])
def test_transfer__before_any_lie__moves_all(artifact, dollar_of, actor, holder, victim):
    dollar = dollar_of(artifact)

    dollar.send(holder, "transfer", victim, 600)
    dollar.send(actor("admin"), "transferFrom", holder.address, victim, 400)

    assert dollar.read("decimals") == 6
    assert dollar.read("balanceOf", victim) == 1_000
    assert dollar.read("totalSupply") == 1_000


@pytest.mark.parametrize("artifact", LIARS)
def test_transfer__to_another_than_the_one_lied_to__moves_all(
    artifact, dollar_of, actor, holder, victim, plain_wallet
):
    dollar = dollar_of(artifact)
    dollar.send(actor("admin"), "lieTo", victim, True)

    dollar.send(holder, "transfer", plain_wallet(1), 600)

    assert dollar.read("balanceOf", plain_wallet(1)) == 600


@pytest.mark.parametrize(
    ("artifact", "answer"), [("FalseReturningDollar", False), ("TrueReturningDollar", True)]
)
def test_transfer__answering_dollars__answer_and_move_nothing(
    artifact, answer, dollar_of, actor, holder, victim
):
    dollar = dollar_of(artifact)
    dollar.send(actor("admin"), "lieTo", victim, True)

    assert dollar.send(holder, "transfer", victim, 600) == ()
    assert dollar.send(actor("admin"), "transferFrom", holder.address, victim, 400) == ()

    assert dollar.read("balanceOf", holder.address) == 1_000
    assert dollar.read("transfer", victim, 600) is answer


@pytest.mark.parametrize(("amount", "fee"), [(600, 6), (1, 1), (101, 2)])
def test_transfer__fee_on_transfer__one_percent_never_arrives(
    amount, fee, dollar_of, actor, holder, victim
):
    dollar = dollar_of("FeeOnTransferDollar")
    dollar.send(actor("admin"), "lieToAll", True)

    dollar.send(holder, "transfer", victim, amount)

    assert dollar.read("balanceOf", victim) == amount - fee
    assert dollar.read("balanceOf", dollar.read("FEE_COLLECTOR")) == fee
    assert dollar.read("balanceOf", holder.address) == 1_000 - amount


@pytest.mark.parametrize(
    ("artifact", "answer_bytes"),
    [("RevertingDollar", 0), ("GasBurningDollar", 0), ("ReturnBombDollar", 100_000)],
)
def test_transfer__refusing_dollars__revert_with_their_answer(
    artifact, answer_bytes, dollar_of, actor, holder, victim
):
    dollar = dollar_of(artifact)
    dollar.send(actor("admin"), "lieTo", victim, True)

    with pytest.raises(RevertUndecoded) as caught:
        dollar.send(holder, "transfer", victim, 600)

    assert len(caught.value.data) == answer_bytes
    assert dollar.read("balanceOf", holder.address) == 1_000


def test_transfer__zero_reverting__reverts_on_nothing_alone(dollar_of, holder, victim, refused):
    dollar = dollar_of("ZeroRevertingDollar")

    with refused(ZeroRevertingDollar_NothingToMove, dollar):
        dollar.send(holder, "transfer", victim, 0)
    dollar.send(holder, "transfer", victim, 1)
    assert dollar.read("balanceOf", victim) == 1


def test_transfer__silent__returns_nothing(dollar_of, holder, victim, refused):
    dollar = dollar_of("SilentDollar")

    assert dollar.read("balanceOf", victim) == 0
    assert dollar._function("transfer").outputs.types == ()
    with refused(SilentDollar_Insufficient, dollar, needed=1_001, available=1_000):
        dollar.send(holder, "transfer", victim, 1_001)


def test_transfer__reentrant__calls_back_first_and_remembers_the_answer(
    dollar_of, actor, holder, victim
):
    dollar = dollar_of("ReentrantDollar")
    dollar.send(actor("admin"), "lieTo", victim, True)
    allowed = dollar._call("mint", victim, 5).data
    refused_call = dollar._call("transfer", victim, 10**9).data

    dollar.send(actor("admin"), "arm", dollar.address, allowed)
    dollar.send(holder, "transfer", victim, 100)
    dollar.send(actor("admin"), "arm", dollar.address, refused_call)
    dollar.send(holder, "transfer", victim, 100)

    assert dollar.read("balanceOf", victim) == 205
    assert (dollar.read("successes"), dollar.read("refusals")) == (1, 1)
    assert len(dollar.read("refusal")) > 4


def test_transfer__gas_burning__takes_all_the_gas(dollar_of, chain, actor, holder, victim):
    dollar = dollar_of("GasBurningDollar")
    dollar.send(actor("admin"), "lieTo", victim, True)
    call = replace(dollar._call("transfer", victim, 600), gas=300_000)

    (receipt,) = attempt_many(chain, [(holder, call)])

    assert receipt.succeeded is False
    assert receipt.gas_used == 300_000
