"""Who signs: local keys, and the seam behind which a remote signer fits."""

from dataclasses import dataclass, field
from typing import Protocol, Self

from eth_keys.datatypes import PrivateKey
from eth_keys.datatypes import Signature as RecoverableSignature
from eth_keys.exceptions import BadSignature

from rwa.chain.hashing import address_of, keccak
from rwa.core.ids import Address

GROUP_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
"""Order of secp256k1: r and s of a signature are below it."""
HALF_GROUP_ORDER = GROUP_ORDER // 2
"""Of the two forms of a signature, contracts take the one with s at most this."""
DEMO_NOTICE = "demo keys: derived from a public seed, worth nothing, never to hold real value"


@dataclass(frozen=True, slots=True)
class Signature:
    """A secp256k1 signature with its recovery bit; s is always in the lower half."""

    r: int
    """First half."""
    s: int
    """Second half, at most half the group order."""
    y_parity: int
    """0 or 1; `v` of older formats is 27 more."""

    def to_bytes(self) -> bytes:
        """Return the 65 bytes r, s, v that `ecrecover` libraries take."""
        return self.r.to_bytes(32, "big") + self.s.to_bytes(32, "big") + bytes([self.y_parity + 27])

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read 65 bytes r, s, v. Raises ValueError for another length or v."""
        if len(raw) != 65 or raw[64] not in (27, 28):
            raise ValueError("a signature has 65 bytes and ends in 27 or 28; sign again")
        return cls(
            r=int.from_bytes(raw[:32], "big"),
            s=int.from_bytes(raw[32:64], "big"),
            y_parity=raw[64] - 27,
        )


class Account(Protocol):
    """Somebody who can sign; a key management service needs to offer no more than this."""

    @property
    def address(self) -> Address:
        """The account that signatures recover to."""
        ...

    def sign(self, message: bytes) -> Signature:
        """Sign the Keccak-256 of a message, without a prefix.

        The message and not its hash is given, as remote signers hash it themselves.
        """
        ...


@dataclass(frozen=True, slots=True)
class LocalAccount:
    """An account whose key is in this process's memory; its repr shows the address alone."""

    secret: bytes = field(repr=False)
    """32-byte private key."""
    address: Address = field(init=False)
    """The account that signatures recover to."""
    _key: PrivateKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        key = PrivateKey(self.secret)
        object.__setattr__(self, "_key", key)
        object.__setattr__(self, "address", address_of(key.public_key.to_canonical_address()))

    def sign(self, message: bytes) -> Signature:
        """See Account; the nonce is deterministic (RFC 6979): equal messages sign equally."""
        return self.sign_digest(keccak(message))

    def sign_digest(self, digest: bytes) -> Signature:
        """Sign a 32-byte digest as it is."""
        signature = self._key.sign_msg_hash(digest)
        return Signature(r=signature.r, s=signature.s, y_parity=signature.v)


def demo_account(seed: int | str, role: str) -> LocalAccount:
    """Return the key of `role` in the demo of `seed`: public knowledge, see DEMO_NOTICE."""
    return LocalAccount(keccak(f"rwa demo key, not for value: {seed}: {role}".encode()))


def recover(digest: bytes, signature: Signature) -> Address | None:
    """Return who signed `digest`, None when the signature is no point of the curve."""
    try:
        raw = RecoverableSignature(vrs=(signature.y_parity, signature.r, signature.s))
        return address_of(raw.recover_public_key_from_msg_hash(digest).to_canonical_address())
    except BadSignature:
        return None


def recover_accepted(digest: bytes, signature: Signature) -> Address | None:
    """Return who signed `digest`, None when the signature is none that a contract takes."""
    return recover(digest, signature) if signature.s <= HALF_GROUP_ORDER else None
