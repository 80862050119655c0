"""Three implementations of EIP-712 agree: the contract's, `rwa.chain.report`'s, eth-account's."""

from dataclasses import astuple, fields
from hashlib import sha256

import pytest
from eth_account._utils.encode_typed_data.encoding_and_hashing import hash_struct
from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak as eth_keccak
from hypothesis import given, settings
from hypothesis import strategies as st

from rwa.chain.contract_structs import ClassRow, Content, Envelope
from rwa.chain.hashing import keccak, word_of_text
from rwa.chain.report import (
    CLASS_ROW_TYPE,
    CONTENT_TYPE,
    ENVELOPE_TYPE,
    NODE_KEY_TYPE,
    envelope_digest,
    hash_content,
    node_key_digest,
)

UINT64_MAX = 2**64 - 1
GOLDEN_CONTENT_HASH = "d2e40e2a53ad63a2efa6c0d4d4f717344cb02dbdd98e980985f29eda129594f0"
"""Of `golden_content`; contracts/test/RemittanceOracleViews.t.sol expects the same."""


def members(encoded_type: str) -> list[dict[str, str]]:
    inner = encoded_type[encoded_type.index("(") + 1 : -1]
    return [dict(zip(("type", "name"), member.split(), strict=True)) for member in inner.split(",")]


TYPES = {
    "Content": members(CONTENT_TYPE),
    "ClassRow": members(CLASS_ROW_TYPE),
    "Envelope": members(ENVELOPE_TYPE),
    "NodeKey": members(NODE_KEY_TYPE),
}


def as_message(type_name: str, record: object) -> dict[str, object]:
    names = [member["name"] for member in TYPES[type_name]]
    values = [getattr(record, field.name) for field in fields(record)]  # type: ignore[arg-type]
    return dict(zip(names, values, strict=True))


def content_message(content: Content) -> dict[str, object]:
    rows = [as_message("ClassRow", row) for row in content.class_rows]
    return as_message("Content", content) | {"classRows": rows}


def digest_by_eth_account(desk, type_name, message):
    domain = {
        "name": "RWA Remittance Oracle",
        "version": "1",
        "chainId": desk.chain_id(),
        "verifyingContract": desk.oracle.address,
    }
    signable = encode_typed_data(domain, {type_name: TYPES[type_name]}, message)
    return eth_keccak(b"\x19" + signable.version + signable.header + signable.body)


def golden_content() -> Content:
    """Every field another value, so that no two could be exchanged unnoticed."""
    amounts = {
        field.name: 1_011 + place
        for place, field in enumerate(
            field for field in fields(Content) if field.name.endswith("_cents")
        )
    }
    return Content(
        pool=word_of_text("POOL-1"),
        period=202_701,
        period_index=1,
        revision=2,
        previous_report_hash=keccak(b"previous report"),
        as_of=1_798_779_600,
        tape_root=keccak(b"tape"),
        activity_hash=sha256(b"activity").digest(),
        document_hash=sha256(b"document").digest(),
        loan_count_begin=100,
        loan_count_end=99,
        class_rows=(
            ClassRow(1, 2, 3, 4, 5, 6, 7, notional=False),
            ClassRow(11, 12, 13, 14, 15, 16, UINT64_MAX, notional=True),
        ),
        **(amounts | {"reserve_change_cents": -29, "leftover_cents": -34}),
    )


@pytest.fixture
def random_contents():
    uints = {f"uint{bits}": st.integers(0, 2**bits - 1) for bits in (16, 32, 64)}
    values = uints | {
        "bytes32": st.binary(min_size=32, max_size=32),
        "int64": st.integers(-(2**63), 2**63 - 1),
        "bool": st.booleans(),
    }
    rows = st.builds(ClassRow, *[values[member["type"]] for member in TYPES["ClassRow"]])
    values["ClassRow[]"] = st.lists(rows, max_size=3).map(tuple)
    return st.builds(Content, *[values[member["type"]] for member in TYPES["Content"]])


def test_hash_content__golden_content__is_the_committed_hash(desk):
    content = golden_content()

    assert hash_content(content).hex() == GOLDEN_CONTENT_HASH
    assert desk.oracle.read("hashContent", astuple(content)).hex() == GOLDEN_CONTENT_HASH


def test_hash_content__random_contents__as_two_others_hash_them(desk, random_contents):
    @settings(max_examples=50, deadline=None, database=None)
    @given(content=random_contents)
    def agree(content: Content) -> None:
        on_chain = desk.oracle.read("hashContent", astuple(content))
        assert on_chain == hash_content(content)
        types = {name: TYPES[name] for name in ("Content", "ClassRow")}
        assert on_chain == hash_struct("Content", types, content_message(content))

    agree()


def test_digest__an_envelope__as_two_others_compute_it(desk):
    envelope = Envelope(keccak(b"content"), keccak(b"node set"), UINT64_MAX)
    on_chain = desk.oracle.read("digest", astuple(envelope))

    ours = envelope_digest(envelope, chain_id=desk.chain_id(), oracle=desk.oracle.address)
    assert on_chain == ours
    assert on_chain == digest_by_eth_account(desk, "Envelope", as_message("Envelope", envelope))


def test_node_key_digest__a_node__as_two_others_compute_it(desk):
    node = desk.nodes[0].address
    on_chain = desk.oracle.read("nodeKeyDigest", node)

    assert on_chain == node_key_digest(node, chain_id=desk.chain_id(), oracle=desk.oracle.address)
    assert on_chain == digest_by_eth_account(desk, "NodeKey", {"node": node})
