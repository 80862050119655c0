import inspect

import pytest
from eth_abi.abi import encode

from rwa.chain import contract_errors
from rwa.chain.abi import Layout
from rwa.chain.accounts import LocalAccount
from rwa.chain.contract_errors import (
    CONTRACT_ERRORS,
    AccessControlUnauthorizedAccount,
    ERC20InvalidReceiver,
)
from rwa.chain.errors import (
    ContractPanicked,
    ContractReverted,
    RevertedWithReason,
    RevertUndecoded,
)
from rwa.chain.hashing import ZERO_ADDRESS, keccak
from rwa.chain.reverts import decode_revert
from rwa.chain.roles import DEFAULT_ADMIN_ROLE, ISSUER_ROLE, MissingRole, role_name

EXAMPLES = {
    "address": ZERO_ADDRESS,
    "bool": True,
    "bytes32": b"\x07" * 32,
    "bytes4": b"\x07" * 4,
    "bytes": b"\x07",
    "string": "text",
}

DEAL_CONTRACTS = (
    "DistributionLedger",
    "HolderRegistry",
    "PoolCertificate",
    "RecordCalendar",
    "RemittanceOracle",
    "TransferRules",
)


def revert_data(signature: str, *values: object) -> bytes:
    arguments = Layout.of_signature(signature).encode(values, what=signature)
    return keccak(signature.encode())[:4] + arguments


@pytest.mark.parametrize("kind", CONTRACT_ERRORS, ids=lambda kind: kind.__name__)
def test_decode_revert__every_custom_error__same_name_and_sides(
    kind: type[ContractReverted],
) -> None:
    types = Layout.of_signature(kind.signature).types
    values = [EXAMPLES.get(each, 9) for each in types]
    error = decode_revert(revert_data(kind.signature, *values), label="Contract.function")
    assert isinstance(error, kind)
    assert kind.signature.startswith(kind.__name__ + "(")
    names = [name for name in inspect.signature(kind).parameters if name != "sides"]
    assert [getattr(error, name) for name in names] == values
    assert str(error).startswith("Contract.function: ")


def test_contract_errors__every_class__in_the_table_once() -> None:
    declared = {
        value
        for value in vars(contract_errors).values()
        if inspect.isclass(value) and value.__module__ == contract_errors.__name__
    }
    assert declared == set(CONTRACT_ERRORS)
    assert len(CONTRACT_ERRORS) == len({kind.signature for kind in CONTRACT_ERRORS})


def test_contract_errors__our_own__say_what_they_mean() -> None:
    prefixes = tuple(f"{contract}_" for contract in DEAL_CONTRACTS)
    own = [kind for kind in CONTRACT_ERRORS if kind.__name__.startswith(prefixes)]
    assert {kind.__name__.partition("_")[0] for kind in own} == set(DEAL_CONTRACTS)
    for kind in own:
        assert kind.meaning, kind.__name__


def test_decode_revert__missing_role__named(servicer: LocalAccount) -> None:
    signature = "AccessControlUnauthorizedAccount(address,bytes32)"
    error = decode_revert(revert_data(signature, servicer.address, ISSUER_ROLE))
    assert isinstance(error, MissingRole)
    assert isinstance(error, AccessControlUnauthorizedAccount)
    assert error.role_name == "ISSUER_ROLE"
    assert f"{servicer.address} lacks ISSUER_ROLE" in str(error)


def test_role_name__unknown_role__hexadecimal() -> None:
    assert role_name(b"\x01" * 32) == "0x" + "01" * 32
    assert role_name(DEFAULT_ADMIN_ROLE) == "DEFAULT_ADMIN_ROLE"


def test_decode_revert__require_with_text__its_reason() -> None:
    error = decode_revert(bytes.fromhex("08c379a0") + encode(["string"], ["too late"]))
    assert isinstance(error, RevertedWithReason)
    assert error.reason == "too late"
    assert "too late" in str(error)


def test_decode_revert__panic__what_solidity_means() -> None:
    error = decode_revert(bytes.fromhex("4e487b71") + encode(["uint256"], [0x11]))
    assert isinstance(error, ContractPanicked)
    assert error.code == 0x11
    assert "overflow" in str(error)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x01",
        b"\x01\x02\x03\x04",
        b"\xff" * 68,
        revert_data("ERC20InvalidReceiver(address)", ZERO_ADDRESS)[:-1],
    ],
)
def test_decode_revert__unknown_or_damaged__undecoded_with_the_bytes(data: bytes) -> None:
    error = decode_revert(data, fault="OutOfGas")
    assert isinstance(error, RevertUndecoded)
    assert (error.data, error.fault) == (data, "OutOfGas")
    assert "OutOfGas" in str(error)
    assert not isinstance(error, ERC20InvalidReceiver)
