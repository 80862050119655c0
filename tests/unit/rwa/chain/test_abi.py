import pytest
from eth_abi.abi import encode

from rwa.chain.abi import AbiMismatch, Layout, NotInAbi, load_interface, type_of
from rwa.chain.artifacts import ArtifactMissing
from rwa.chain.hashing import ZERO_ADDRESS, address_of

HOLDER = address_of(b"\xab" * 20)
STRUCT = {
    "type": "tuple[]",
    "components": [
        {"type": "address", "name": "holder"},
        {"type": "tuple", "components": [{"type": "uint64"}, {"type": "bool"}]},
    ],
}


def test_type_of__array_of_structs__spelled_out() -> None:
    assert type_of(STRUCT) == "(address,(uint64,bool))[]"


def test_layout__nested_values__come_back_checksummed_as_tuples() -> None:
    layout = Layout.of([STRUCT, {"type": "address[2]"}])
    values = (((HOLDER, (5, True)), (ZERO_ADDRESS, (0, False))), (HOLDER, HOLDER))
    assert layout.decode(layout.encode(values, what="test"), what="test") == values


@pytest.mark.parametrize(
    "signature",
    [
        "f()",
        "f(address)",
        "f((address,(uint64,bool))[],address[2])",
        "f(bytes32,(int64,(address,uint8[])[3]),string)",
    ],
)
def test_of_signature__any__same_types(signature: str) -> None:
    assert f"f({','.join(Layout.of_signature(signature).types)})" == signature


def test_of_signature__struct_with_address__checksummed() -> None:
    layout = Layout.of_signature("f((address,uint8)[])")
    data = encode(["(address,uint8)[]"], [[(HOLDER, 1)]])
    assert layout.decode(data, what="f") == (((HOLDER, 1),),)


@pytest.mark.parametrize("value", [-1, 2**64, "5", 1.0, None])
def test_encode__value_outside_its_type__both_sides(value: object) -> None:
    with pytest.raises(AbiMismatch) as caught:
        Layout.of_types(["uint64"]).encode([value], what="amount")
    assert caught.value.what == "amount"
    assert caught.value.types == "(uint64)"


def test_encode__wrong_number_of_values__refused() -> None:
    with pytest.raises(AbiMismatch):
        Layout.of_types(["uint64", "bool"]).encode([1], what="arguments")


def test_decode__too_few_bytes__refused() -> None:
    with pytest.raises(AbiMismatch):
        Layout.of_types(["uint64"]).decode(b"\x01", what="answer")


def test_function__known_name__standard_selector() -> None:
    transfer = load_interface("TestDollar").function("transfer")
    assert transfer.selector.hex() == "a9059cbb"
    assert transfer.label == "TestDollar.transfer"
    assert transfer.encode(HOLDER, 7)[4:] == encode(["address", "uint256"], [HOLDER, 7])


def test_function__by_signature__the_same() -> None:
    interface = load_interface("TestDollar")
    assert interface.function("transfer(address,uint256)") == interface.function("transfer")


def test_function__unknown__names_those_known() -> None:
    with pytest.raises(NotInAbi) as caught:
        load_interface("TestDollar").function("rebase")
    assert caught.value.contract == "TestDollar"
    assert "transfer(address,uint256)" in caught.value.known


def test_load_interface__unknown_contract__refused() -> None:
    with pytest.raises(ArtifactMissing) as caught:
        load_interface("Nothing")
    assert caught.value.name == "Nothing"
