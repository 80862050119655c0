"""The part of EIP-712 that all typed signatures share: domain and digest."""

from dataclasses import dataclass

from eth_abi.abi import encode

from rwa.chain.hashing import keccak
from rwa.core.ids import Address

DOMAIN_TYPE_HASH = keccak(
    b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
)


@dataclass(frozen=True, slots=True)
class Domain:
    """What a typed signature is bound to."""

    name: str
    """Name that the contract gives its domain."""
    version: str
    """Version that the contract gives its domain."""
    chain_id: int
    """EIP-155 number, so that no other chain accepts the signature."""
    contract: Address
    """Contract that checks it, so that no other contract does."""

    def separator(self) -> bytes:
        """Return the domain separator."""
        names = (keccak(self.name.encode()), keccak(self.version.encode()))
        return keccak(
            encode(
                ("bytes32", "bytes32", "bytes32", "uint256", "address"),
                (DOMAIN_TYPE_HASH, *names, self.chain_id, self.contract),
            )
        )

    def message(self, struct_hash: bytes) -> bytes:
        """Return the message that is signed for a struct hash."""
        return b"\x19\x01" + self.separator() + struct_hash

    def digest(self, struct_hash: bytes) -> bytes:
        """Return the hash of that message, from which a contract recovers the signer."""
        return keccak(self.message(struct_hash))
