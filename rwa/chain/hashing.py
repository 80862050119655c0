"""Keccak-256, addresses and 32-byte words, in the forms the chain uses."""

from functools import lru_cache
from typing import cast

import rlp
import sha3

from rwa.core.ids import Address

ZERO_ADDRESS = Address("0x" + "00" * 20)
ZERO_WORD = bytes(32)


def keccak(data: bytes) -> bytes:
    """Return the 32-byte Keccak-256 of `data` (Ethereum's, not NIST's SHA3-256)."""
    return cast(bytes, sha3.keccak_256(data).digest())


@lru_cache(maxsize=65_536)
def address_of(raw: bytes) -> Address:
    """Return 20 raw bytes as an EIP-55 checksummed address."""
    if len(raw) != 20:
        raise ValueError(f"an address has 20 bytes, these are {len(raw)}; pass the last 20")
    digits = raw.hex()
    nibbles = keccak(digits.encode()).hex()
    cased = (
        digit.upper() if nibble >= "8" else digit
        for digit, nibble in zip(digits, nibbles, strict=False)
    )
    return Address("0x" + "".join(cased))


def address_from_hex(text: str) -> Address:
    """Return a `0x` address in checksummed form.

    All-lower and all-upper input is accepted; mixed case must carry the right checksum, so
    that one mistyped digit is noticed. Raises ValueError otherwise.
    """
    digits = text.removeprefix("0x")
    if len(digits) != 40:
        raise ValueError(f"{text} has {len(digits)} hexadecimal digits, an address has 40")
    address = address_of(bytes.fromhex(digits))
    if digits not in (digits.lower(), digits.upper(), address[2:]):
        raise ValueError(f"{text} has a wrong checksum; if it is right otherwise, it is {address}")
    return address


def address_bytes(address: Address) -> bytes:
    """Return the 20 bytes of an address."""
    return bytes.fromhex(address[2:])


def word_of_text(text: str) -> bytes:
    """Return up to 31 ASCII characters, left-aligned in a 32-byte word (pool and class names)."""
    raw = text.encode("ascii")
    if len(raw) > 31:
        raise ValueError(f"{text!r} has {len(raw)} characters, a name has at most 31")
    return raw.ljust(32, b"\0")


def text_of_word(word: bytes) -> str:
    """Return the text of a word written by `word_of_text`."""
    return word.rstrip(b"\0").decode("ascii")


def hex_of(raw: bytes) -> str:
    """Return `raw` as `0x` and lower-case hexadecimal digits."""
    return "0x" + raw.hex()


def created_address(creator: bytes, nonce: int) -> Address:
    """Return where a contract created by transaction `nonce` of `creator` will live."""
    return address_of(keccak(rlp.encode([creator, nonce]))[12:])
