import pytest
from eth_utils.address import to_checksum_address
from hypothesis import given
from hypothesis import strategies as st

from rwa.chain.hashing import (
    address_bytes,
    address_from_hex,
    address_of,
    created_address,
    keccak,
    text_of_word,
    word_of_text,
)

EIP_55_EXAMPLES = (
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
    "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
)


def test_keccak__empty__is_not_nist_sha3() -> None:
    expected = "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
    assert keccak(b"").hex() == expected


@pytest.mark.parametrize("address", EIP_55_EXAMPLES)
def test_address_from_hex__example_of_eip_55__checksummed(address: str) -> None:
    assert address_from_hex(address.lower()) == address
    assert address_from_hex(address) == address


@given(st.binary(min_size=20, max_size=20))
def test_address_of__any__agrees_with_eth_utils(raw: bytes) -> None:
    assert address_of(raw) == to_checksum_address(raw)
    assert address_bytes(address_of(raw)) == raw


def test_address_from_hex__one_digit_mistyped__refused() -> None:
    good = EIP_55_EXAMPLES[0]
    with pytest.raises(ValueError, match="wrong checksum"):
        address_from_hex(good[:-1] + "c")


@pytest.mark.parametrize("text", ["", "0x", "0x1234", EIP_55_EXAMPLES[0] + "00"])
def test_address_from_hex__wrong_length__refused(text: str) -> None:
    with pytest.raises(ValueError, match="has 40"):
        address_from_hex(text)


def test_address_of__21_bytes__refused() -> None:
    with pytest.raises(ValueError, match="20 bytes"):
        address_of(bytes(21))


def test_created_address__first_transaction__known_example() -> None:
    # The first contract of this well-known account, as block explorers show it.
    creator = address_bytes(address_from_hex("0x6ac7ea33f8831ea9dcc53393aaa88b25a785dbf0"))
    first = created_address(creator, 0)
    assert first == address_from_hex("0xcd234a471b72ba2f1ccf0a70fcaba648a5eecd8d")
    second = created_address(creator, 1)
    assert second == address_from_hex("0x343c43a37d37dff08ae8c4a11544c718abb4fcf8")


@given(st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), max_size=31))
def test_word_of_text__any_name__comes_back(name: str) -> None:
    assert text_of_word(word_of_text(name)) == name
    assert len(word_of_text(name)) == 32


def test_word_of_text__32_characters__refused() -> None:
    with pytest.raises(ValueError, match="at most 31"):
        word_of_text("x" * 32)
