"""py-evm with a shorter way through the opcodes that only shuffle the stack.

Nine of ten opcodes of compiled Solidity push, duplicate, swap, compare, add or jump. py-evm
spends four Python calls on each; here they run in one loop. Everything with a meaning of its own
(storage, calls, hashes, logs, creation, precompiles, gas refunds, state) stays py-evm's, and gas
costs are read from its tables. Tests run the same transactions and random programs both ways and
compare block hashes, which cover state, gas and logs alike.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple, cast

from eth.abc import GasMeterAPI, MemoryAPI, MessageAPI, StateAPI, TransactionContextAPI
from eth.exceptions import FullStack, InsufficientStack, InvalidJumpDestination, OutOfGas
from eth.vm import opcode_values as op
from eth.vm.code_stream import CodeStream
from eth.vm.computation import memory_gas_cost
from eth.vm.forks.prague import PragueVM
from eth.vm.forks.prague.computation import PragueComputation
from eth.vm.forks.prague.opcodes import PRAGUE_OPCODES
from eth.vm.forks.prague.state import PragueState
from eth.vm.stack import to_int

WORD = 2**256
MASK = WORD - 1
SIGN = 2**255
STACK_LIMIT = 1024
FAR = 2**24
"""Memory from here on costs more gas than a block has; py-evm refuses it."""

PUSH, DUP, SWAP, SKIP, POP, BINARY, UNARY = range(7)
JUMP, JUMPI, GO, GO_IF, MSTORE, MLOAD, SLOW = range(7, 14)


class Instruction(NamedTuple):
    """One decoded opcode, or a push fused with the jump that follows it."""

    kind: int
    """What to do: one of the numbers above."""
    gas: int
    """Constant cost; 0 for SLOW, which charges itself."""
    argument: Any
    """Value to push, depth, function, destination, or the opcode itself for SLOW."""
    following: int
    """Position of the next instruction."""


def _signed(value: int) -> int:
    return value - WORD if value >= SIGN else value


def _shift_right_signed(shift: int, value: int) -> int:
    return (_signed(value) >> min(shift, 256)) & MASK


BINARY_FUNCTIONS: dict[int, Callable[[int, int], int]] = {
    op.ADD: lambda left, right: (left + right) & MASK,
    op.MUL: lambda left, right: (left * right) & MASK,
    op.SUB: lambda left, right: (left - right) & MASK,
    op.DIV: lambda left, right: left // right if right else 0,
    op.MOD: lambda left, right: left % right if right else 0,
    op.LT: lambda left, right: int(left < right),
    op.GT: lambda left, right: int(left > right),
    op.SLT: lambda left, right: int(_signed(left) < _signed(right)),
    op.SGT: lambda left, right: int(_signed(left) > _signed(right)),
    op.EQ: lambda left, right: int(left == right),
    op.AND: lambda left, right: left & right,
    op.OR: lambda left, right: left | right,
    op.XOR: lambda left, right: left ^ right,
    op.BYTE: lambda place, value: value >> (8 * (31 - place)) & 0xFF if place < 32 else 0,
    op.SHL: lambda shift, value: (value << shift) & MASK if shift < 256 else 0,
    op.SHR: lambda shift, value: value >> shift if shift < 256 else 0,
    op.SAR: _shift_right_signed,
}
"""Opcodes that take two values and leave one; the first argument is the top of the stack."""

UNARY_FUNCTIONS: dict[int, Callable[[int], int]] = {
    op.ISZERO: lambda value: int(value == 0),
    op.NOT: lambda value: value ^ MASK,
}
"""Opcodes that replace the top of the stack."""

PUSH0 = 0x5F
_PUSHES_AND_DESTINATIONS = re.compile(rb"[\x5b\x60-\x7f]")

SIMPLE_KINDS = {
    op.JUMPDEST: SKIP,
    op.POP: POP,
    op.JUMP: JUMP,
    op.JUMPI: JUMPI,
    op.MSTORE: MSTORE,
    op.MLOAD: MLOAD,
}
"""What the loop does for each of the remaining simple opcodes."""


@lru_cache(maxsize=256)
def _program_of(code: bytes) -> tuple[list[Instruction | None], frozenset[int]]:
    """Return an empty list to decode into, and where jumps may lead."""
    destinations = set()
    position = 0
    while (found := _PUSHES_AND_DESTINATIONS.search(code, position)) is not None:
        position = found.start()
        opcode = code[position]
        if opcode == op.JUMPDEST:
            destinations.add(position)
            position += 1
        else:
            position += opcode - PUSH0 + 1
    return [None] * (len(code) + 1), frozenset(destinations)


def _decode(code: bytes, position: int, destinations: frozenset[int]) -> Instruction:
    """Return the instruction at a position; past the end is STOP."""
    if position >= len(code):
        return Instruction(SLOW, 0, op.STOP, len(code))
    opcode = code[position]
    following = position + 1
    if PUSH0 <= opcode <= op.PUSH32:
        return _decode_push(code, position, destinations)
    if op.DUP1 <= opcode <= op.DUP16:
        return Instruction(DUP, _gas(opcode), opcode - op.DUP1 + 1, following)
    if op.SWAP1 <= opcode <= op.SWAP16:
        return Instruction(SWAP, _gas(opcode), opcode - op.SWAP1 + 2, following)
    function = BINARY_FUNCTIONS.get(opcode) or UNARY_FUNCTIONS.get(opcode)
    if function is not None:
        kind = BINARY if opcode in BINARY_FUNCTIONS else UNARY
        return Instruction(kind, _gas(opcode), function, following)
    kind = SIMPLE_KINDS.get(opcode, SLOW)
    return Instruction(kind, 0 if kind == SLOW else _gas(opcode), opcode, following)


def _decode_push(code: bytes, position: int, destinations: frozenset[int]) -> Instruction:
    opcode = code[position]
    size = opcode - PUSH0
    following = min(position + 1 + size, len(code))
    value = int.from_bytes(code[position + 1 : position + 1 + size].ljust(size, b"\0"), "big")
    if following < len(code) and value in destinations:
        jump = code[following]
        if jump == op.JUMP:
            return Instruction(GO, _gas(opcode) + _gas(jump), value, value)
        if jump == op.JUMPI:
            return Instruction(GO_IF, _gas(opcode) + _gas(jump), value, following + 1)
    return Instruction(PUSH, _gas(opcode), value, following)


def _gas(opcode: int) -> int:
    return cast(int, cast(Any, PRAGUE_OPCODES[opcode]).gas_cost)


class _FastCodeStream(CodeStream):
    """A code stream that runs the simple opcodes itself and hands out the others."""

    __slots__ = ("_computation",)

    def __init__(self, code: bytes, computation: "FastComputation") -> None:
        super().__init__(code)
        self._computation = computation

    def __iter__(self) -> Iterator[int]:  # noqa: C901, PLR0912, PLR0915 - one loop is the point
        code = self._raw_code_bytes
        program, destinations = _program_of(code)
        meter, memory, values = self._computation.machine()
        position = self.program_counter
        gas = meter.gas_remaining
        try:
            while True:
                instruction = program[position]
                if instruction is None:
                    instruction = program[position] = _decode(code, position, destinations)
                kind, cost, argument, position = instruction
                gas -= cost
                if gas < 0:
                    meter.gas_remaining = 0
                    raise OutOfGas("Out of gas")
                if kind == PUSH:
                    if len(values) >= STACK_LIMIT:
                        raise FullStack("Stack limit reached")
                    values.append(argument)
                elif kind == DUP:
                    if len(values) >= STACK_LIMIT:
                        raise FullStack("Stack limit reached")
                    values.append(values[-argument])
                elif kind == SWAP:
                    values[-1], values[-argument] = values[-argument], values[-1]
                elif kind == BINARY:
                    top = values.pop()
                    values[-1] = argument(top, values[-1])
                elif kind == SKIP:
                    pass
                elif kind == POP:
                    values.pop()
                elif kind == UNARY:
                    values[-1] = argument(values[-1])
                elif kind == GO_IF:
                    if len(values) >= STACK_LIMIT:
                        raise FullStack("Stack limit reached")
                    if values.pop():
                        position = argument
                elif kind == GO:
                    if len(values) >= STACK_LIMIT:
                        raise FullStack("Stack limit reached")
                elif kind == MSTORE and values[-1] < FAR:
                    start = values.pop()
                    size = len(memory)
                    if start + 32 > size:
                        gas -= memory_gas_cost(start + 32) - memory_gas_cost(size)
                        if gas < 0:
                            meter.gas_remaining = 0
                            raise OutOfGas("Out of gas")
                        memory.extend(start, 32)
                    memory.write(start, 32, values.pop().to_bytes(32, "big"))
                elif kind == MLOAD and values[-1] + 32 <= len(memory):
                    values[-1] = int.from_bytes(memory.read_bytes(values[-1], 32), "big")
                elif kind == JUMP:
                    position = values.pop()
                    if position not in destinations:
                        raise InvalidJumpDestination("Invalid Jump Destination")
                elif kind == JUMPI:
                    destination = values.pop()
                    if values.pop():
                        if destination not in destinations:
                            raise InvalidJumpDestination("Invalid Jump Destination")
                        position = destination
                else:
                    meter.gas_remaining = gas + cost
                    self.program_counter = position
                    yield argument
                    gas = meter.gas_remaining
                    position = self.program_counter
                    if values:
                        values[-1] = to_int(values[-1])
        except IndexError:
            raise InsufficientStack("Too few stack items") from None


class FastComputation(PragueComputation):
    """py-evm's Prague computation over the faster code stream."""

    def __init__(
        self,
        state: StateAPI,
        message: MessageAPI,
        transaction_context: TransactionContextAPI,
    ) -> None:
        super().__init__(state, message, transaction_context)
        self.code = _FastCodeStream(message.code, self)

    def machine(self) -> tuple[GasMeterAPI, MemoryAPI, list[int]]:
        """Return the gas meter, the memory and the values of the stack."""
        return self._gas_meter, self._memory, cast(Any, self._stack).values


class FastState(PragueState):
    """py-evm's Prague state with the faster computation."""

    computation_class = FastComputation


class FastPragueVM(PragueVM):
    """py-evm's Prague rules with the faster computation."""

    _state_class = FastState
