"""A node that is to join: its account, and the proof that somebody holds its key."""

from dataclasses import dataclass, field
from pathlib import Path

from rwa.chain.accounts import LocalAccount, Signature, recover
from rwa.chain.hashing import address_from_hex
from rwa.chain.keystore import KeyStore, KeyUnusable, open_key_file
from rwa.chain.report import node_key_digest, prove_node_key
from rwa.cli.actors import UnknownActor
from rwa.cli.console import Output
from rwa.cli.operations import Operations
from rwa.cli.settings import Settings
from rwa.cli.workspace import Workspace, opened
from rwa.core.errors import CheckFailed, UsageError
from rwa.core.ids import Address

SIGNATURE_BYTES = 65


class NodeNotNamed(UsageError):
    """A node is to be proposed without a key or a proof of one."""

    def __init__(self) -> None:
        super().__init__(
            "no key of the node is at hand; name a key of this home, give --keystore, or give "
            "its address with --proof from oracle prove-node-key"
        )


class ProofOfAnother(CheckFailed):
    """A proof of possession is not of the node's key, or was made for another oracle."""

    def __init__(self, node: Address, *, signer: Address | None) -> None:
        self.node = node
        self.signer = signer
        super().__init__(
            f"the proof for {node} recovers to {signer}; let the node's operator make it again "
            "with oracle prove-node-key for this pool and chain"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What the command line says of a node."""

    name: str | None
    """Its address, or the name of its key in this home."""
    keystore: Path | None
    """Its key file."""
    proof: str | None
    """Its proof of possession, hexadecimal, made elsewhere."""
    passphrase: str = field(repr=False)
    """Opens its key file."""


@dataclass(frozen=True, slots=True)
class ProvenNode:
    """A node with its proof."""

    address: Address
    """Its account."""
    proof: bytes
    """65 bytes; zeros in a dry run that opens no key."""


def candidate(operations: Operations, offered: Candidate, *, needs_key: bool) -> ProvenNode:
    """Return the node that is offered. Raises NodeNotNamed, ProofOfAnother and KeyUnusable."""
    if offered.proof is not None and offered.name is not None:
        return _with_proof(operations, address_from_hex(offered.name), offered.proof)
    if not needs_key:
        return ProvenNode(_address(operations, offered), bytes(SIGNATURE_BYTES))
    key = _key(operations, offered)
    proof = prove_node_key(
        key, chain_id=operations.chain.identity.chain_id, oracle=operations.oracle.address
    )
    return ProvenNode(key.address, proof)


def make_key(settings: Settings, name: str, *, as_json: bool) -> None:
    """Make a key file of a new node among the keys of this home. Raises KeyUnusable."""
    output, workspace = Output(as_json), Workspace(settings)
    workspace.pool()
    address = workspace.keys.create(name).address
    path = workspace.keys.directory / f"{name}.json"
    output.say(f"key       {path}")
    output.say(f"address   {address}")
    output.result({"name": name, "address": address, "file": str(path)})


def prove_key(settings: Settings, keystore: Path, *, as_json: bool) -> None:
    """Print the proof that a node's operator hands to whoever proposes it."""
    output = Output(as_json)
    with opened(settings, read_only=True) as operations:
        account = open_key_file(keystore, passphrase=settings.passphrase)
        chain_id, oracle = operations.chain.identity.chain_id, operations.oracle.address
        proof = f"0x{prove_node_key(account, chain_id=chain_id, oracle=oracle).hex()}"
    output.say(f"address   {account.address}")
    output.say(f"proof     {proof}")
    output.result({"address": account.address, "proof": proof})


def _with_proof(operations: Operations, node: Address, text: str) -> ProvenNode:
    chain_id, oracle = operations.chain.identity.chain_id, operations.oracle.address
    digest = node_key_digest(node, chain_id=chain_id, oracle=oracle)
    try:
        proof = bytes.fromhex(text.removeprefix("0x"))
        signer = recover(digest, Signature.from_bytes(proof))
    except ValueError:
        raise ProofOfAnother(node, signer=None) from None
    if signer != node:
        raise ProofOfAnother(node, signer=signer)
    return ProvenNode(node, proof)


def _key(operations: Operations, offered: Candidate) -> LocalAccount:
    if offered.keystore is not None:
        return open_key_file(offered.keystore, passphrase=offered.passphrase)
    if offered.name is None:
        raise NodeNotNamed
    try:
        return operations.actors[operations.actors.find(offered.name)]
    except UnknownActor:
        raise NodeNotNamed from None


def _address(operations: Operations, offered: Candidate) -> Address:
    """The account, read without a passphrase."""
    if offered.keystore is not None:
        store = KeyStore(offered.keystore.parent, passphrase="")
        known = dict(store.addresses())
        if offered.keystore.stem not in known:
            raise KeyUnusable(offered.keystore, "it does not exist; name another")
        return known[offered.keystore.stem]
    if offered.name is None:
        raise NodeNotNamed
    try:
        return address_from_hex(offered.name)
    except ValueError:
        return operations.actors.addresses[operations.actors.find(offered.name)]
