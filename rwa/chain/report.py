"""The monthly report as the contract hashes it: EIP-712 types, hashes and digests.

The fields are those of the contract's own structs, `Content`, `ClassRow` and `Envelope`. A node
signs the digest of an envelope; the content hash inside covers every figure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple

from eth_abi.abi import encode

from rwa.chain.accounts import Account, Signature
from rwa.chain.contract_structs import ClassRow, Content, Envelope
from rwa.chain.eip712 import Domain
from rwa.chain.hashing import address_bytes, keccak
from rwa.core.ids import Address

__all__ = ["ClassRow", "Content", "Envelope"]

DOMAIN_NAME = "RWA Remittance Oracle"
DOMAIN_VERSION = "1"

CLASS_ROW_TYPE = (
    "ClassRow(uint64 begin,uint64 interest,uint64 principal,uint64 accrued,uint64 loss,"
    "uint64 writeUp,uint64 end,bool notional)"
)
CONTENT_TYPE = (
    "Content(bytes32 pool,uint32 period,uint16 periodIndex,uint16 revision,"
    "bytes32 previousReportHash,uint64 asOf,bytes32 tapeRoot,bytes32 activityHash,"
    "bytes32 documentHash,uint32 loanCountBegin,uint32 loanCountEnd,uint64 balanceBegin,"
    "uint64 capitalised,uint64 scheduled,uint64 curtailed,uint64 paidOff,uint64 liquidated,"
    "uint64 forgiven,uint64 loss,uint64 recoveries,uint64 expenses,uint64 balanceEnd,"
    "uint64 grossInterest,uint64 servicingFee,uint64 guarantyFee,uint64 advancesMade,"
    "uint64 advancesRecovered,uint64 interestToInvestors,uint64 principalToInvestors,"
    "int64 reserveChange,uint64 overcollateralisationBegin,uint64 overcollateralisationEnd,"
    "uint64 shortfallBegin,uint64 shortfallEnd,int64 leftover,ClassRow[] classRows)"
)
ENVELOPE_TYPE = "Envelope(bytes32 contentHash,bytes32 nodeSetDigest,uint64 validUntil)"
NODE_KEY_TYPE = "NodeKey(address node)"


def member_types(encoded_type: str) -> tuple[str, ...]:
    """Return the member types of an EIP-712 type, in order, such as `uint64`."""
    inner = encoded_type[encoded_type.index("(") + 1 : -1]
    return tuple(member.split()[0] for member in inner.split(","))


CLASS_ROW_TYPE_HASH = keccak(CLASS_ROW_TYPE.encode())
CONTENT_TYPE_HASH = keccak((CONTENT_TYPE + CLASS_ROW_TYPE).encode())
ENVELOPE_TYPE_HASH = keccak(ENVELOPE_TYPE.encode())
NODE_KEY_TYPE_HASH = keccak(NODE_KEY_TYPE.encode())
_CLASS_ROW_WORDS = ("bytes32", *member_types(CLASS_ROW_TYPE))
_CONTENT_WORDS = ("bytes32", *member_types(CONTENT_TYPE)[:-1], "bytes32")
_ENVELOPE_WORDS = ("bytes32", *member_types(ENVELOPE_TYPE))


def hash_class_row(row: ClassRow) -> bytes:
    """Return the EIP-712 struct hash of a class row."""
    return keccak(encode(_CLASS_ROW_WORDS, (CLASS_ROW_TYPE_HASH, *astuple(row))))


def hash_content(content: Content) -> bytes:
    """Return the content hash, which names a report; it is the same on every chain."""
    rows = keccak(b"".join(hash_class_row(row) for row in content.class_rows))
    *scalars, _ = astuple(content)
    return keccak(encode(_CONTENT_WORDS, (CONTENT_TYPE_HASH, *scalars, rows)))


def report_domain(*, chain_id: int, oracle: Address) -> Domain:
    """Return what a report's signatures are bound to."""
    return Domain(DOMAIN_NAME, DOMAIN_VERSION, chain_id, oracle)


def envelope_message(envelope: Envelope, *, chain_id: int, oracle: Address) -> bytes:
    """Return the message that a node signs for a report."""
    struct_hash = keccak(encode(_ENVELOPE_WORDS, (ENVELOPE_TYPE_HASH, *astuple(envelope))))
    return report_domain(chain_id=chain_id, oracle=oracle).message(struct_hash)


def envelope_digest(envelope: Envelope, *, chain_id: int, oracle: Address) -> bytes:
    """Return the hash of that message, from which the contract recovers the node."""
    return keccak(envelope_message(envelope, chain_id=chain_id, oracle=oracle))


def node_key_message(node: Address, *, chain_id: int, oracle: Address) -> bytes:
    """Return the message that a node signs once, to prove that it holds its key."""
    struct_hash = keccak(encode(("bytes32", "address"), (NODE_KEY_TYPE_HASH, node)))
    return report_domain(chain_id=chain_id, oracle=oracle).message(struct_hash)


def node_key_digest(node: Address, *, chain_id: int, oracle: Address) -> bytes:
    """Return the hash of that message."""
    return keccak(node_key_message(node, chain_id=chain_id, oracle=oracle))


def node_set_digest(nodes: Sequence[Address], *, threshold: int, epoch: int) -> bytes:
    """Return the digest of a node set, its nodes in ascending order."""
    ascending = sorted(nodes, key=address_bytes)
    return keccak(encode(("address[]", "uint8", "uint32"), (ascending, threshold, epoch)))


def prove_node_key(node: Account, *, chain_id: int, oracle: Address) -> bytes:
    """Return a node's proof of possession, 65 bytes."""
    message = node_key_message(node.address, chain_id=chain_id, oracle=oracle)
    return node.sign(message).to_bytes()


def pack_signatures(signatures: Mapping[Address, Signature]) -> bytes:
    """Return signatures as the contract takes them: 65 bytes each, ascending by signer."""
    ascending: Iterable[Address] = sorted(signatures, key=address_bytes)
    return b"".join(signatures[signer].to_bytes() for signer in ascending)
