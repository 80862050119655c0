import pytest

from rwa.chain.accounts import LocalAccount
from rwa.chain.call_description import describe_call
from rwa.chain.cash_token import TestDollar
from rwa.chain.errors import NoContractAt
from rwa.chain.hashing import ZERO_ADDRESS
from rwa.chain.roles import PAUSER_ROLE


def test_require_code__deployed__itself(dollar: TestDollar) -> None:
    assert dollar.require_code() is dollar
    assert dollar.is_expected_code()


def test_require_code__plain_account__refused(dollar: TestDollar, servicer: LocalAccount) -> None:
    nowhere = TestDollar(dollar.chain, servicer.address)
    for ask in (nowhere.require_code, nowhere.total_supply):
        with pytest.raises(NoContractAt) as caught:
            ask()
        assert caught.value.address == servicer.address
        assert caught.value.contract == "TestDollar"
        assert caught.value.chain_id == 31_337
    assert not nowhere.is_expected_code()


def test_balances_of__several__one_answer_each(
    dollar: TestDollar, servicer: LocalAccount, attacker: LocalAccount
) -> None:
    assert dollar.balances_of([attacker.address, servicer.address]) == (0, 1_000_000)
    assert dollar.balances_of([]) == ()


def test_describe_call__function__decoded_from_its_bytes(
    dollar: TestDollar, servicer: LocalAccount
) -> None:
    call = dollar.transfer(servicer.address, 12)
    plain = describe_call(call)
    assert plain.to == dollar.address
    assert plain.arguments == (("to", servicer.address), ("value", "12"))
    named = describe_call(call, names={dollar.address: "cash", servicer.address: "servicer"})
    assert str(named) == "TestDollar.transfer(to=servicer, value=12) on cash"


def test_describe_call__role__by_its_name(dollar: TestDollar, attacker: LocalAccount) -> None:
    described = describe_call(dollar.grant_role(PAUSER_ROLE, attacker.address))
    assert described.arguments == (("role", "PAUSER_ROLE"), ("account", attacker.address))


def test_describe_call__creation__constructor_arguments() -> None:
    described = describe_call(TestDollar.deployment(admin=ZERO_ADDRESS))
    assert described.label == "TestDollar.constructor"
    assert described.to == "new"
    assert described.arguments == (("admin", ZERO_ADDRESS),)
