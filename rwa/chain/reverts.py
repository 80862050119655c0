"""Revert data, from whichever chain, as the Python error of the same name."""

from functools import cache

from rwa.chain.abi import AbiMismatch, Layout
from rwa.chain.contract_errors import CONTRACT_ERRORS
from rwa.chain.errors import (
    ContractPanicked,
    ContractReverted,
    RevertedWithReason,
    RevertUndecoded,
)
from rwa.chain.hashing import keccak
from rwa.chain.roles import MissingRole

STANDARD_ERRORS: tuple[type[ContractReverted], ...] = (RevertedWithReason, ContractPanicked)


def decode_revert(data: bytes, *, fault: str = "", label: str | None = None) -> ContractReverted:
    """Return the error that `data` encodes; RevertUndecoded when no known error fits.

    `fault` is the machine's own description of a failure without data, such as out of gas;
    `label` names the contract and function that were called.
    """
    error = _decode(data) or RevertUndecoded(data, fault=fault)
    error.contract = label
    return error


def _decode(data: bytes) -> ContractReverted | None:
    kind = _errors_by_selector().get(data[:4])
    if kind is None:
        return None
    layout = Layout.of_signature(kind.signature)
    try:
        return kind(*layout.decode(data[4:], what=kind.signature))
    except AbiMismatch:
        return None


@cache
def _errors_by_selector() -> dict[bytes, type[ContractReverted]]:
    known: tuple[type[ContractReverted], ...] = (*STANDARD_ERRORS, *CONTRACT_ERRORS, MissingRole)
    return {keccak(kind.signature.encode())[:4]: kind for kind in known}
