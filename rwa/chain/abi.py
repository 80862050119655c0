"""Contract ABI: selectors, arguments in, values out.

Encoding is eth_abi's. What is ours: addresses come out checksummed, struct values as tuples,
and a function is found by its name, or by its full signature where the name is overloaded.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from eth_abi.abi import decode, encode
from eth_abi.exceptions import DecodingError, EncodingError
from eth_abi.grammar import ABIType, TupleType, parse

from rwa.chain.artifacts import load_artifact
from rwa.chain.hashing import address_from_hex, keccak
from rwa.core.errors import ChainError

Parameter = Mapping[str, Any]
"""One input or output as solc's ABI describes it: name, type, perhaps components."""


class NotInAbi(ChainError):
    """A contract has no such function, event or error, or its name is ambiguous."""

    def __init__(self, name: str, *, contract: str, known: tuple[str, ...]) -> None:
        self.name = name
        self.contract = contract
        self.known = known
        super().__init__(f"{contract} has no single {name}; it has {', '.join(known)}")


class AbiMismatch(ChainError):
    """Values or bytes do not fit the types that the ABI gives."""

    def __init__(self, what: str, *, types: str, reason: str) -> None:
        self.what = what
        self.types = types
        self.reason = reason
        super().__init__(f"{what} does not fit {types}: {reason}; compare artifact and contract")


def type_of(parameter: Parameter) -> str:
    """Return the canonical type, structs spelled out: `(uint32,bytes32)[]`."""
    kind = str(parameter["type"])
    if not kind.startswith("tuple"):
        return kind
    inner = ",".join(type_of(component) for component in parameter["components"])
    return f"({inner}){kind.removeprefix('tuple')}"


def signature_of(entry: Mapping[str, Any]) -> str:
    """Return a function's, event's or error's canonical signature."""
    return f"{entry['name']}({','.join(type_of(item) for item in entry['inputs'])})"


@dataclass(frozen=True, slots=True)
class Layout:
    """A list of parameters: how to write and read the bytes of their values."""

    parameters: tuple[Parameter, ...]
    """In order."""
    types: tuple[str, ...]
    """Their canonical types."""

    @classmethod
    def of(cls, parameters: Sequence[Parameter]) -> "Layout":
        """Prepare a list of parameters."""
        return cls(tuple(parameters), tuple(type_of(item) for item in parameters))

    @classmethod
    def of_types(cls, types: Sequence[str]) -> "Layout":
        """Prepare a list of canonical types."""
        return cls(tuple(_parameter_of(parse(kind)) for kind in types), tuple(types))

    @classmethod
    def of_signature(cls, signature: str) -> "Layout":
        """Prepare the parameters of a canonical signature, such as `Transfer(address,uint256)`."""
        inner = signature[signature.index("(") :]
        if inner == "()":
            return cls((), ())
        parsed = parse(inner)
        return cls.of([_parameter_of(component) for component in parsed.components])

    def encode(self, values: Sequence[Any], *, what: str) -> bytes:
        """Return the values' bytes. Raises AbiMismatch."""
        try:
            return encode(self.types, values)
        except (EncodingError, TypeError, ValueError) as error:
            raise AbiMismatch(what, types=f"({','.join(self.types)})", reason=str(error)) from error

    def decode(self, data: bytes, *, what: str) -> tuple[Any, ...]:
        """Return the values in `data`. Raises AbiMismatch."""
        try:
            values = decode(self.types, data)
        except (DecodingError, ValueError) as error:
            raise AbiMismatch(what, types=f"({','.join(self.types)})", reason=str(error)) from error
        return tuple(
            _ours(parameter, str(parameter["type"]), value)
            for parameter, value in zip(self.parameters, values, strict=True)
        )


def _parameter_of(kind: ABIType) -> Parameter:
    """Return the parameter, without a name, that a parsed type describes."""
    if not isinstance(kind, TupleType):
        return {"type": kind.to_type_str()}  # type: ignore[no-untyped-call]
    dimensions = "".join(f"[{''.join(map(str, size))}]" for size in kind.arrlist or ())
    components = [_parameter_of(component) for component in kind.components]
    return {"type": f"tuple{dimensions}", "components": components}


def _ours(parameter: Parameter, kind: str, value: Any) -> Any:
    """Return a decoded value with its addresses checksummed, arrays and structs as tuples."""
    if kind.endswith("]"):
        element = kind[: kind.rindex("[")]
        return tuple(_ours(parameter, element, item) for item in value)
    if kind == "tuple":
        return tuple(
            _ours(component, str(component["type"]), item)
            for component, item in zip(parameter["components"], value, strict=True)
        )
    return address_from_hex(value) if kind == "address" else value


@dataclass(frozen=True, slots=True)
class Function:
    """One function of a contract."""

    label: str
    """`Contract.function`, for messages."""
    selector: bytes
    """First four bytes of the signature's hash."""
    inputs: Layout
    """Its arguments."""
    outputs: Layout
    """What it returns."""

    def encode(self, *values: Any) -> bytes:
        """Return call data. Raises AbiMismatch."""
        return self.selector + self.inputs.encode(values, what=f"arguments of {self.label}")

    def decode(self, data: bytes) -> tuple[Any, ...]:
        """Return what a call answered. Raises AbiMismatch."""
        return self.outputs.decode(data, what=f"answer of {self.label}")


@dataclass(frozen=True, slots=True)
class Interface:
    """Everything a contract's ABI offers, by name and by signature."""

    contract: str
    """Solidity name."""
    constructor: Layout
    """Arguments of a deployment."""
    functions: Mapping[str, Function]
    """By full signature, and by bare name where that is unambiguous."""

    def function(self, name: str) -> Function:
        """Return a function by name or signature. Raises NotInAbi."""
        found = self.functions.get(name)
        if found is None:
            known = tuple(sorted(key for key in self.functions if "(" in key))
            raise NotInAbi(name, contract=self.contract, known=known)
        return found


@cache
def load_interface(contract: str) -> Interface:
    """Return the interface of a packaged contract. Raises ArtifactMissing."""
    entries = load_artifact(contract).abi
    constructors = [entry["inputs"] for entry in entries if entry["type"] == "constructor"]
    functions: dict[str, Function] = {}
    names: list[str] = [entry["name"] for entry in entries if entry["type"] == "function"]
    for entry in entries:
        if entry["type"] == "function":
            signature = signature_of(entry)
            function = Function(
                label=f"{contract}.{entry['name']}",
                selector=keccak(signature.encode())[:4],
                inputs=Layout.of(entry["inputs"]),
                outputs=Layout.of(entry["outputs"]),
            )
            functions[signature] = function
            if names.count(entry["name"]) == 1:
                functions[entry["name"]] = function
    return Interface(
        contract=contract,
        constructor=Layout.of(constructors[0] if constructors else ()),
        functions=functions,
    )
