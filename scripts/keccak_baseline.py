"""Keccak-256 in plain Python, as slow as it is clear: what a hash costs without a library in C."""

from __future__ import annotations

from typing import Final

LANES, ROUNDS, RATE = 25, 24, 136
WORD: Final = (1 << 64) - 1


def keccak_in_python(data: bytes) -> bytes:
    """Return the Keccak-256 of `data`."""
    padded = bytearray(data + b"\x01" + bytes(-(len(data) + 1) % RATE))
    padded[-1] |= 0x80
    state = [0] * LANES
    for block in range(0, len(padded), RATE):
        for lane in range(RATE // 8):
            begin = block + 8 * lane
            state[lane] ^= int.from_bytes(padded[begin : begin + 8], "little")
        state = _permuted(state)
    return b"".join(lane.to_bytes(8, "little") for lane in state[:4])


def _permuted(state: list[int]) -> list[int]:
    for constant in _CONSTANTS:
        parity = [
            state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20]
            for x in range(5)
        ]
        mixed = [parity[x - 1] ^ _rotated(parity[(x + 1) % 5], 1) for x in range(5)]
        moved = [0] * LANES
        for lane, (target, turn) in enumerate(_MOVES):
            moved[target] = _rotated(state[lane] ^ mixed[lane % 5], turn)
        state = [
            moved[row + x] ^ (~moved[row + (x + 1) % 5] & moved[row + (x + 2) % 5] & WORD)
            for row in range(0, LANES, 5)
            for x in range(5)
        ]
        state[0] ^= constant
    return state


def _rotated(lane: int, turn: int) -> int:
    return (lane << turn | lane >> (64 - turn)) & WORD


def _moves() -> tuple[tuple[int, int], ...]:
    """Where each lane goes, and by how many bits it is turned."""
    turns, x, y = [0] * LANES, 1, 0
    for step in range(24):
        turns[x + 5 * y] = (step + 1) * (step + 2) // 2 % 64
        x, y = y, (2 * x + 3 * y) % 5
    return tuple(
        (lane // 5 + 5 * ((2 * (lane % 5) + 3 * (lane // 5)) % 5), turns[lane])
        for lane in range(LANES)
    )


def _constants() -> tuple[int, ...]:
    """The constant of each round, from the standard's shift register."""
    register, constants = 1, []
    for _ in range(ROUNDS):
        constant = 0
        for power in range(7):
            if register & 1:
                constant |= 1 << ((1 << power) - 1)
            register = register << 1 ^ (0x171 if register & 0x80 else 0)
        constants.append(constant)
    return tuple(constants)


_MOVES: Final = _moves()
_CONSTANTS: Final = _constants()
