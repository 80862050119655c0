"""What every binding shares: ask a contract, or prepare a call to it.

A reading method asks at once. A writing method returns a `ContractCall` that does nothing until
it is sent, so that the same binding serves one transaction, a batch of many, and a server that
prepares what a wallet signs.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from rwa.chain.abi import Function, load_interface
from rwa.chain.artifacts import load_artifact
from rwa.chain.errors import CallReverted, NoContractAt
from rwa.chain.protocol import Chain, ViewCall
from rwa.chain.reverts import decode_revert
from rwa.chain.transactions import ContractCall
from rwa.core.ids import Address


@dataclass(frozen=True, slots=True)
class BoundContract:
    """One contract at one address of one chain."""

    artifact: ClassVar[str]
    """Solidity name of the contract that the binding speaks to."""

    chain: Chain
    """Where it lives."""
    address: Address
    """Its address."""
    block: int | None = None
    """Block that reads refer to; None reads the head."""

    def at(self, block: int | None) -> Self:
        """Return the same binding, reading as of `block`."""
        return replace(self, block=block)

    def require_code(self) -> Self:
        """Return the binding itself if the address holds code. Raises NoContractAt."""
        if not self.chain.code(self.address):
            raise self._no_code()
        return self

    def is_expected_code(self) -> bool:
        """Tell whether the code at the address is the packaged contract's."""
        return load_artifact(self.artifact).is_code(self.chain.code(self.address))

    @classmethod
    def creation(cls, *arguments: Any) -> ContractCall:
        """Return the call that creates the contract, with its constructor's arguments."""
        layout = load_interface(cls.artifact).constructor
        label = f"{cls.artifact}.constructor"
        code = load_artifact(cls.artifact).creation_code
        encoded = layout.encode(arguments, what=f"arguments of {label}")
        return ContractCall(to=None, data=code + encoded, label=label)

    def _call(self, function: str, *arguments: Any) -> ContractCall:
        found = self._function(function)
        return ContractCall(to=self.address, data=found.encode(*arguments), label=found.label)

    def _read(self, function: str, *arguments: Any) -> tuple[Any, ...]:
        return self._read_many(function, (arguments,))[0]

    def _read_one(self, function: str, *arguments: Any) -> Any:
        return self._read(function, *arguments)[0]

    def _read_many(
        self, function: str, rows: Iterable[tuple[Any, ...]]
    ) -> tuple[tuple[Any, ...], ...]:
        """Ask one function with many arguments against one block."""
        found = self._function(function)
        calls = tuple(ViewCall(to=self.address, data=found.encode(*row)) for row in rows)
        try:
            answers = self.chain.calls(calls, block=self.block)
        except CallReverted as reverted:
            raise decode_revert(reverted.data, fault=reverted.fault, label=found.label) from None
        if b"" in answers and found.outputs.types:
            raise self._no_code()
        return tuple(found.decode(answer) for answer in answers)

    def _function(self, name: str) -> Function:
        return load_interface(self.artifact).function(name)

    def _no_code(self) -> NoContractAt:
        return NoContractAt(
            self.address, contract=self.artifact, chain_id=self.chain.identity.chain_id
        )
