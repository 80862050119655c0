from dataclasses import fields, replace

import pytest
from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak as eth_keccak

from rwa.chain import report
from rwa.chain.accounts import LocalAccount, recover
from rwa.chain.contract_structs import ClassRow, Content, Envelope
from rwa.chain.hashing import address_from_hex, keccak
from rwa.chain.report import (
    envelope_digest,
    hash_class_row,
    hash_content,
    node_key_digest,
    node_set_digest,
    pack_signatures,
    prove_node_key,
)

ORACLE = address_from_hex("0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359")
CHAIN_ID = 31_337
ROW = ClassRow(
    begin_cents=25_000_000_000,
    interest_cents=125_000_000,
    principal_cents=26_767_060,
    accrued_cents=0,
    loss_cents=0,
    write_up_cents=0,
    end_cents=24_973_232_940,
    notional=False,
)


def content_with_every_field_different() -> Content:
    values: dict[str, object] = {}
    for number, field in enumerate(fields(Content), start=1):
        values[field.name] = bytes([number]) * 32 if field.type in (bytes, "bytes") else number
    values["class_rows"] = (ROW, replace(ROW, notional=True, interest_cents=1))
    values["leftover_cents"] = -3
    values["reserve_change_cents"] = -(2**63)
    return Content(**values)  # type: ignore[arg-type]


def members(encoded_type: str) -> list[dict[str, str]]:
    inner = encoded_type[encoded_type.index("(") + 1 : -1]
    pairs = (member.split() for member in inner.split(","))
    return [{"type": kind, "name": name} for kind, name in pairs]


def as_message(encoded_type: str, record: object) -> dict[str, object]:
    names = [member["name"] for member in members(encoded_type)]
    return dict(
        zip(names, [getattr(record, field.name) for field in fields(record)], strict=True)  # type: ignore[arg-type]
    )


TYPES = {
    "EIP712Domain": [
        {"name": "name", "type": "string"},
        {"name": "version", "type": "string"},
        {"name": "chainId", "type": "uint256"},
        {"name": "verifyingContract", "type": "address"},
    ],
    "ClassRow": members(report.CLASS_ROW_TYPE),
    "Content": members(report.CONTENT_TYPE),
    "Envelope": members(report.ENVELOPE_TYPE),
    "NodeKey": members(report.NODE_KEY_TYPE),
}
DOMAIN = {
    "name": report.DOMAIN_NAME,
    "version": report.DOMAIN_VERSION,
    "chainId": CHAIN_ID,
    "verifyingContract": ORACLE,
}


def eth_account_digest(primary_type: str, message: dict[str, object]) -> bytes:
    used = {"EIP712Domain", primary_type} | ({"ClassRow"} if primary_type == "Content" else set())
    signable = encode_typed_data(
        full_message={
            "types": {name: TYPES[name] for name in used},
            "primaryType": primary_type,
            "domain": DOMAIN,
            "message": message,
        }
    )
    return eth_keccak(b"\x19" + signable.version + signable.header + signable.body)


def test_hash_content__every_field_different__as_eth_account() -> None:
    content = content_with_every_field_different()
    message = as_message(report.CONTENT_TYPE, content)
    message["classRows"] = [as_message(report.CLASS_ROW_TYPE, row) for row in content.class_rows]
    domain = report.report_domain(chain_id=CHAIN_ID, oracle=ORACLE)
    assert domain.digest(hash_content(content)) == eth_account_digest("Content", message)


def test_hash_class_row__any__as_eth_account() -> None:
    domain = report.report_domain(chain_id=CHAIN_ID, oracle=ORACLE)
    expected = eth_account_digest("ClassRow", as_message(report.CLASS_ROW_TYPE, ROW))
    assert domain.digest(hash_class_row(ROW)) == expected


def test_envelope_digest__any__as_eth_account() -> None:
    envelope = Envelope(content_hash=b"\x01" * 32, node_set_digest=b"\x02" * 32, valid_until=5)
    expected = eth_account_digest("Envelope", as_message(report.ENVELOPE_TYPE, envelope))
    assert envelope_digest(envelope, chain_id=CHAIN_ID, oracle=ORACLE) == expected


def test_node_key_digest__any__as_eth_account(servicer: LocalAccount) -> None:
    expected = eth_account_digest("NodeKey", {"node": servicer.address})
    digest = node_key_digest(servicer.address, chain_id=CHAIN_ID, oracle=ORACLE)
    assert digest == expected


def test_hash_content__any_field_changed__another_hash() -> None:
    content = content_with_every_field_different()
    hashes = {hash_content(content)}
    for field in fields(Content):
        value = getattr(content, field.name)
        changed = (
            value[::-1]
            if field.name == "class_rows"
            else bytes(32)
            if isinstance(value, bytes)
            else value + 1
        )
        hashes.add(hash_content(replace(content, **{field.name: changed})))
    for field in fields(ClassRow):
        value = getattr(ROW, field.name)
        row = replace(ROW, **{field.name: not value if isinstance(value, bool) else value + 1})
        hashes.add(hash_content(replace(content, class_rows=(row, content.class_rows[1]))))
    assert len(hashes) == 1 + len(fields(Content)) + len(fields(ClassRow))


@pytest.mark.parametrize("other", [{"chain_id": 1}, {"oracle": address_from_hex("0x" + "11" * 20)}])
def test_envelope_digest__other_chain_or_contract__another_digest(other: dict[str, object]) -> None:
    envelope = Envelope(content_hash=bytes(32), node_set_digest=bytes(32), valid_until=5)
    place: dict[str, object] = {"chain_id": CHAIN_ID, "oracle": ORACLE}
    here = envelope_digest(envelope, **place)  # type: ignore[arg-type]
    assert envelope_digest(envelope, **(place | other)) != here  # type: ignore[arg-type]


def test_pack_signatures__any_order__ascending_by_signer(
    servicer: LocalAccount, attacker: LocalAccount, certificate_holder_a: LocalAccount
) -> None:
    digest = keccak(b"report")
    signers = (servicer, attacker, certificate_holder_a)
    signatures = {signer.address: signer.sign_digest(digest) for signer in signers}
    packed = pack_signatures(signatures)
    ascending = sorted((signer.address for signer in signers), key=lambda address: address.lower())
    expected = [signatures[address].to_bytes() for address in ascending]
    assert packed == b"".join(expected)


def test_prove_node_key__any__recovers_to_the_node(servicer: LocalAccount) -> None:
    proof = prove_node_key(servicer, chain_id=CHAIN_ID, oracle=ORACLE)
    digest = node_key_digest(servicer.address, chain_id=CHAIN_ID, oracle=ORACLE)
    assert proof == servicer.sign_digest(digest).to_bytes()
    assert recover(digest, servicer.sign_digest(digest)) == servicer.address


def test_node_set_digest__order_of_nodes__does_not_matter(
    servicer: LocalAccount, attacker: LocalAccount
) -> None:
    nodes = [servicer.address, attacker.address]
    digest = node_set_digest(nodes, threshold=3, epoch=1)
    assert node_set_digest(nodes[::-1], threshold=3, epoch=1) == digest
    assert node_set_digest(nodes, threshold=4, epoch=1) != digest
    assert node_set_digest(nodes, threshold=3, epoch=2) != digest
