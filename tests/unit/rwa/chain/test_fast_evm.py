"""The faster loop against py-evm's own: same output, same gas, same logs, same storage."""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from eth.chains.base import MiningChain
from eth.db.atomic import AtomicDB
from eth.vm import opcode_values as op
from eth.vm.forks.prague import PragueVM
from eth_typing import BlockNumber
from hypothesis import example, given
from hypothesis import strategies as st

from rwa.chain.accounts import LocalAccount
from rwa.chain.cash_token import TestDollar
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.embedded_evm import Genesis, SimulatedTimeChain, start_chain
from rwa.chain.embedded_store import MemoryStore
from rwa.chain.fast_evm import BINARY_FUNCTIONS, UNARY_FUNCTIONS, FastPragueVM
from rwa.chain.transactions import attempt_many

MAX_WORD = 2**256 - 1
CONTRACT = bytes(19) + b"\x77"
CALLER = bytes(19) + b"\x66"


class OriginalChain(SimulatedTimeChain):
    """The embedded chain with py-evm's own loop."""

    vm_configuration = ((BlockNumber(0), PragueVM),)


@dataclass(frozen=True)
class Outcome:
    succeeded: bool
    output: bytes
    gas_used: int
    logs: tuple[Any, ...]
    slot_0: int
    refund: int


@cache
def evm(chain_class: type[SimulatedTimeChain]) -> MiningChain:
    database = AtomicDB(MemoryStore())
    start_chain(database, Genesis(timestamp=1_800_000_000, balances_wei=()))
    return chain_class.configure(chain_id=31_337)(database)


def outcome(chain_class: type[SimulatedTimeChain], code: bytes, gas: int) -> Outcome:
    vm = evm(chain_class).get_vm()
    snapshot = vm.state.snapshot()
    computation = vm.execute_bytecode(
        origin=CALLER,
        gas_price=0,
        gas=gas,
        to=CONTRACT,
        sender=CALLER,
        value=0,
        data=bytes(range(64)),
        code=code,
        code_address=CONTRACT,
    )
    result = Outcome(
        succeeded=computation.is_success,
        output=bytes(computation.output),
        gas_used=computation.get_gas_used(),
        logs=computation.get_log_entries(),
        slot_0=vm.state.get_storage(CONTRACT, 0),
        refund=computation.get_gas_refund(),
    )
    vm.state.revert(snapshot)
    return result


def assert_same(code: bytes, gas: int = 100_000) -> Outcome:
    ours = outcome(SimulatedTimeChain, code, gas)
    assert ours == outcome(OriginalChain, code, gas)
    return ours


def push(value: int) -> bytes:
    raw = value.to_bytes((value.bit_length() + 7) // 8 or 1, "big")
    return bytes([op.PUSH1 + len(raw) - 1]) + raw


RETURN_TOP = bytes([op.PUSH1, 0, op.MSTORE, op.PUSH1, 32, op.PUSH1, 0, op.RETURN])
EDGES = (0, 1, 2, 31, 32, 255, 256, 2**128, 2**255 - 1, 2**255, MAX_WORD - 1, MAX_WORD)


def test_vm_configuration__of_the_two_chains__differs_in_the_loop_alone() -> None:
    assert SimulatedTimeChain.vm_configuration == ((BlockNumber(0), FastPragueVM),)
    assert issubclass(FastPragueVM, PragueVM)


@pytest.mark.parametrize("opcode", sorted(BINARY_FUNCTIONS))
def test_binary_opcode__edges_of_the_word__as_py_evm(opcode: int) -> None:
    for left in EDGES:
        for right in EDGES:
            result = assert_same(push(right) + push(left) + bytes([opcode]) + RETURN_TOP)
            assert result.succeeded


@pytest.mark.parametrize("opcode", sorted(UNARY_FUNCTIONS))
def test_unary_opcode__edges_of_the_word__as_py_evm(opcode: int) -> None:
    for value in EDGES:
        assert assert_same(push(value) + bytes([opcode]) + RETURN_TOP).succeeded


@pytest.mark.parametrize(
    "code",
    [
        b"",
        bytes([op.STOP]),
        bytes([op.ADD]),
        bytes([op.POP]),
        push(1) + bytes([op.ADD]),
        bytes([op.DUP1]),
        push(1) + bytes([op.DUP2]),
        push(1) + bytes([op.SWAP1]),
        bytes([op.MSTORE]),
        push(1) + bytes([op.MSTORE]),
        bytes([op.MLOAD]),
        bytes([op.JUMP]),
        push(0) + bytes([op.JUMP]),
        push(3) + bytes([op.JUMP, op.JUMPDEST]) + push(7) + RETURN_TOP,
        push(4) + bytes([op.JUMP, op.PUSH1, op.JUMPDEST]),
        push(1) + push(6) + bytes([op.JUMPI, op.STOP, op.JUMPDEST]) + push(7) + RETURN_TOP,
        push(0) + push(200) + bytes([op.JUMPI]) + push(7) + RETURN_TOP,
        push(1) + push(200) + bytes([op.JUMPI]),
        push(6) + bytes([op.JUMPI, op.STOP, op.STOP, op.STOP, op.JUMPDEST]),
        push(MAX_WORD) + bytes([op.JUMP]),
        bytes([op.PUSH32, 1, 2, 3]),
        bytes([op.PUSH2]),
        bytes([op.JUMPDEST]) + push(0) + bytes([op.JUMP]),
        bytes([op.JUMPDEST]) + push(1) + push(0) + bytes([op.JUMP]),
        bytes([0x5F]) * 1024,
        bytes([0x5F]) * 1025,
        bytes([0x5F]) * 1024 + bytes([op.DUP1]),
        bytes([op.JUMPDEST]) + bytes([0x5F]) * 1024 + push(0) + bytes([op.JUMP]),
        push(1) + push(10**6) + bytes([op.MSTORE]),
        push(1) + push(2**40) + bytes([op.MSTORE]),
        push(1) + push(MAX_WORD) + bytes([op.MSTORE]),
        push(2**40) + bytes([op.MLOAD]),
        push(5) + push(33) + bytes([op.MSTORE]) + push(20) + bytes([op.MLOAD]) + RETURN_TOP,
        push(9) + push(0) + bytes([op.SSTORE]) + push(0) + bytes([op.SLOAD]) + RETURN_TOP,
        push(3) + push(1) + bytes([0x5D]) + push(1) + bytes([0x5C]) + RETURN_TOP,
        bytes([op.CALLER, op.ADDRESS, op.EQ]) + RETURN_TOP,
        push(0) + bytes([op.CALLDATALOAD]) + push(1) + bytes([op.ADD]) + RETURN_TOP,
        bytes([op.GAS]) + RETURN_TOP,
        bytes([op.PC, op.JUMPDEST, op.PC, op.ADD]) + RETURN_TOP,
        push(32) + push(0) + bytes([op.SHA3, op.NOT]) + RETURN_TOP,
        push(4) + push(32) + push(0) + bytes([op.LOG0 + 1]) + push(1) + RETURN_TOP,
        bytes([0xFE]),
        bytes([0x0C]),
        push(0) + push(0) + bytes([op.REVERT]),
    ],
    ids=bytes.hex,
)
def test_program__of_every_kind__as_py_evm(code: bytes) -> None:
    assert_same(code)


@pytest.mark.parametrize("gas", range(25))
def test_program__gas_runs_out_anywhere__as_py_evm(gas: int) -> None:
    code = push(3) + push(4) + bytes([op.ADD, op.DUP1, op.POP]) + RETURN_TOP
    assert_same(code, gas=gas)


SIMPLE = (
    *BINARY_FUNCTIONS,
    *UNARY_FUNCTIONS,
    *range(op.DUP1, op.DUP1 + 5),
    *range(op.SWAP1, op.SWAP1 + 5),
    op.POP,
    op.JUMPDEST,
    op.JUMPDEST,
    op.JUMP,
    op.JUMPI,
    op.MSTORE,
    op.MLOAD,
    op.SLOAD,
    op.SSTORE,
    op.SHA3,
    op.CALLDATALOAD,
    op.MSIZE,
    op.PC,
    op.GAS,
    op.CALLER,
)
INSTRUCTIONS = st.one_of(
    st.sampled_from(SIMPLE).map(lambda opcode: bytes([opcode])),
    st.integers(0, 120).map(push),
    st.sampled_from(EDGES).map(push),
)


@given(st.lists(INSTRUCTIONS, min_size=5, max_size=60))
def test_program__random_instructions__as_py_evm(instructions: list[bytes]) -> None:
    seeded = b"".join(push(value) for value in (7, 3, 0, 64, 1, 2**200, 96, 5))
    assert_same(seeded + b"".join(instructions) + RETURN_TOP)


@pytest.mark.filterwarnings("ignore:SELFDESTRUCT opcode present:DeprecationWarning")
@given(st.binary(max_size=80))
@example(bytes([op.PUSH1, op.JUMPDEST, op.JUMP]))
def test_program__random_bytes__as_py_evm(code: bytes) -> None:
    assert_same(code, gas=50_000)


def test_chain__a_tokens_life__same_block_hashes(
    genesis: Genesis, servicer: LocalAccount, attacker: LocalAccount
) -> None:
    hashes = []
    for chain_class in (SimulatedTimeChain, OriginalChain):
        store = MemoryStore()
        start_chain(AtomicDB(store), genesis)
        evm_of_chain = chain_class.configure(chain_id=genesis.chain_id)(AtomicDB(store))
        chain = EmbeddedChain(evm_of_chain, store, place="memory")
        (created,) = attempt_many(
            chain, [(servicer, TestDollar.deployment(admin=servicer.address))]
        )
        assert created.contract is not None
        dollar = TestDollar(chain, created.contract)
        receipts = attempt_many(
            chain,
            [
                (servicer, dollar.mint(servicer.address, 1_000)),
                (servicer, dollar.transfer(attacker.address, 10)),
                (attacker, dollar.mint(attacker.address, 10)),
                (servicer, dollar.add_to_blocklist(attacker.address)),
                (attacker, dollar.transfer(servicer.address, 10)),
                (servicer, dollar.burn(990)),
            ],
        )
        assert [receipt.succeeded for receipt in receipts] == [1, 1, 0, 1, 0, 1]
        hashes.append([chain.block(number).hash for number in range(chain.head().number + 1)])
    ours, original = hashes
    assert ours == original
    assert all(before != after for before, after in pairwise(ours))
