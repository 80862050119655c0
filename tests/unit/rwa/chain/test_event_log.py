import inspect
from dataclasses import fields, replace

import pytest

from rwa.chain import contract_events
from rwa.chain.abi import Layout
from rwa.chain.accounts import LocalAccount
from rwa.chain.cash_token import TestDollar
from rwa.chain.contract_events import CONTRACT_EVENTS, AddedToBlocklist, Transfer
from rwa.chain.event_log import ContractEvent, decode_log, decode_logs, read_events
from rwa.chain.hashing import ZERO_ADDRESS, keccak
from rwa.chain.protocol import RawLog
from rwa.chain.transactions import send


def test_read_events__transfer__typed_with_its_place(
    dollar: TestDollar, servicer: LocalAccount, certificate_holder_a: LocalAccount
) -> None:
    chain = dollar.chain
    receipt = send(chain, servicer, dollar.transfer(certificate_holder_a.address, 12))
    (event,) = read_events(
        chain, [dollar.address], first=receipt.block_number, last=receipt.block_number
    )
    assert event == Transfer(
        emitter=dollar.address,
        block_number=receipt.block_number,
        block_hash=receipt.block_hash,
        transaction_hash=receipt.transaction_hash,
        log_index=0,
        from_=servicer.address,
        to=certificate_holder_a.address,
        value=12,
    )


def test_decode_logs__several_kinds__in_chain_order(
    dollar: TestDollar, servicer: LocalAccount, attacker: LocalAccount
) -> None:
    chain = dollar.chain
    first = chain.head().number + 1
    send(chain, servicer, dollar.transfer(attacker.address, 5))
    send(chain, servicer, dollar.add_to_blocklist(attacker.address))
    events = tuple(decode_logs(chain.logs(first, chain.head().number, [dollar.address])))
    assert [type(event) for event in events] == [Transfer, AddedToBlocklist]
    assert isinstance(events[1], AddedToBlocklist)
    assert events[1].account == attacker.address


@pytest.mark.parametrize("kind", CONTRACT_EVENTS, ids=lambda kind: kind.__name__)
def test_contract_event__every_kind__declared_in_step(kind: type[ContractEvent]) -> None:
    assert kind.signature.startswith(kind.__name__ + "(")
    types = tuple(parameter.solidity_type for parameter in kind.parameters)
    assert Layout.of_signature(kind.signature).types == types
    place = len(fields(ContractEvent))
    assert len(fields(kind)) == place + len(types)
    assert sum(parameter.indexed for parameter in kind.parameters) <= 3


def test_contract_events__every_class__in_the_table_once() -> None:
    declared = {
        value
        for value in vars(contract_events).values()
        if inspect.isclass(value) and value.__module__ == contract_events.__name__
    }
    assert declared == set(CONTRACT_EVENTS)
    assert len({keccak(kind.signature.encode()) for kind in CONTRACT_EVENTS}) == len(declared)


def unknown_log() -> RawLog:
    return RawLog(
        address=ZERO_ADDRESS,
        topics=(keccak(b"Unknown()"),),
        data=b"",
        block_number=1,
        block_hash=bytes(32),
        transaction_hash=bytes(32),
        log_index=0,
    )


def test_decode_log__unknown_event__none() -> None:
    assert decode_log(unknown_log()) is None
    assert decode_log(replace(unknown_log(), topics=())) is None


def test_decode_log__other_number_of_topics__none() -> None:
    nft_transfer = replace(
        unknown_log(), topics=(keccak(Transfer.signature.encode()), *(bytes(32),) * 3)
    )
    assert decode_log(nft_transfer) is None
    assert tuple(decode_logs([nft_transfer, unknown_log()])) == ()
