import pytest
from eth_account import Account as EthAccount

from rwa.chain.accounts import LocalAccount
from rwa.chain.cash_token import TestDollar
from rwa.chain.contract_errors import ERC20InsufficientBalance
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.errors import RevertUndecoded
from rwa.chain.hashing import keccak
from rwa.chain.protocol import Fees
from rwa.chain.roles import MissingRole
from rwa.chain.transactions import (
    ContractCall,
    Transaction,
    attempt_many,
    revert_of,
    send,
    send_many,
    sign_transaction,
)


@pytest.mark.parametrize("creates", [True, False])
def test_sign_transaction__any__equals_eth_account(servicer: LocalAccount, creates: bool) -> None:
    to = None if creates else servicer.address
    call = ContractCall(to=to, data=b"\x01\x02\x00", label="", value_wei=5)
    fees = Fees(max_fee_wei=3_000_000_000, tip_wei=7)
    ours = sign_transaction(
        servicer, Transaction(chain_id=31_337, nonce=9, fees=fees, gas=100_000, call=call)
    )
    fields = {
        "type": 2,
        "chainId": 31_337,
        "nonce": 9,
        "maxFeePerGas": fees.max_fee_wei,
        "maxPriorityFeePerGas": fees.tip_wei,
        "gas": 100_000,
        "value": 5,
        "data": "0x010200",
    }
    if to is not None:
        fields["to"] = to
    theirs = EthAccount.sign_transaction(fields, servicer.secret)
    assert ours == bytes(theirs.raw_transaction)
    assert keccak(ours) == bytes(theirs.hash)


def test_send__ether__arrives(
    chain: EmbeddedChain, servicer: LocalAccount, certificate_holder_a: LocalAccount
) -> None:
    before = chain.balance(certificate_holder_a.address)
    call = ContractCall(to=certificate_holder_a.address, data=b"", label="gift", value_wei=17)
    receipt = send(chain, servicer, call)
    assert receipt.succeeded
    assert receipt.gas_used == 21_000
    assert (receipt.sender, receipt.to) == (servicer.address, certificate_holder_a.address)
    assert chain.balance(certificate_holder_a.address) == before + 17
    assert chain.nonce(servicer.address) == 1


def test_send__reverts__raises_the_contracts_error_and_moves_nothing(
    dollar: TestDollar, servicer: LocalAccount, attacker: LocalAccount
) -> None:
    with pytest.raises(ERC20InsufficientBalance) as caught:
        send(dollar.chain, attacker, dollar.transfer(servicer.address, 5))
    assert caught.value.sender == attacker.address
    assert (caught.value.balance, caught.value.needed) == (0, 5)
    assert caught.value.contract == "TestDollar.transfer"
    assert "TestDollar.transfer" in str(caught.value)
    assert "needed 5" in str(caught.value)
    assert dollar.balance_of(servicer.address) == 1_000_000


def test_send__without_the_role__missing_role_by_name(
    dollar: TestDollar, attacker: LocalAccount
) -> None:
    with pytest.raises(MissingRole) as caught:
        send(dollar.chain, attacker, dollar.mint(attacker.address, 1))
    assert caught.value.account == attacker.address
    assert caught.value.role_name == "MINTER_ROLE"
    assert dollar.total_supply() == 1_000_000


def test_send__too_little_gas__undecoded_with_the_machines_reason(
    dollar: TestDollar, servicer: LocalAccount, certificate_holder_a: LocalAccount
) -> None:
    transfer = dollar.transfer(certificate_holder_a.address, 5)
    call = ContractCall(to=transfer.to, data=transfer.data, label=transfer.label, gas=25_000)
    with pytest.raises(RevertUndecoded) as caught:
        send(dollar.chain, servicer, call)
    assert caught.value.data == b""
    assert "OutOfGas" in caught.value.fault


def test_send_many__several_senders__one_block_in_order(
    dollar: TestDollar,
    servicer: LocalAccount,
    certificate_holder_a: LocalAccount,
    certificate_holder_b: LocalAccount,
) -> None:
    a, b = certificate_holder_a, certificate_holder_b
    receipts = send_many(
        dollar.chain,
        [
            (servicer, dollar.transfer(a.address, 100)),
            (a, dollar.transfer(b.address, 60)),
            (servicer, dollar.transfer(a.address, 1)),
        ],
    )
    assert len({receipt.block_number for receipt in receipts}) == 1
    assert [log.log_index for receipt in receipts for log in receipt.logs] == [0, 1, 2]
    holders = (servicer.address, a.address, b.address)
    assert dollar.balances_of(holders) == (1_000_000 - 101, 41, 60)
    assert sum(dollar.balances_of(holders)) == dollar.total_supply()


def test_send_many__at_a_time__the_block_has_it(
    dollar: TestDollar, servicer: LocalAccount, certificate_holder_a: LocalAccount
) -> None:
    chain = dollar.chain
    at = chain.head().timestamp + 86_400
    call = dollar.transfer(certificate_holder_a.address, 1)
    receipts = send_many(chain, [(servicer, call), (servicer, call)], at=at)
    assert {chain.block(receipt.block_number).timestamp for receipt in receipts} == {at}


def test_send_many__one_reverts__raised_and_the_others_mined(
    dollar: TestDollar, servicer: LocalAccount, attacker: LocalAccount
) -> None:
    with pytest.raises(ERC20InsufficientBalance):
        send_many(
            dollar.chain,
            [
                (servicer, dollar.transfer(attacker.address, 3)),
                (attacker, dollar.transfer(servicer.address, 4)),
                (servicer, dollar.transfer(attacker.address, 3)),
            ],
        )
    assert dollar.balance_of(attacker.address) == 6


def test_attempt_many__one_reverts__its_receipt_says_why(
    dollar: TestDollar, servicer: LocalAccount, attacker: LocalAccount
) -> None:
    good, bad = attempt_many(
        dollar.chain,
        [
            (servicer, dollar.transfer(attacker.address, 3)),
            (attacker, dollar.transfer(servicer.address, 4)),
        ],
    )
    assert revert_of(good, label="transfer") is None
    assert isinstance(revert_of(bad, label="transfer"), ERC20InsufficientBalance)
