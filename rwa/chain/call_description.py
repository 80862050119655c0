"""A prepared call in words, decoded from its own bytes: what a plan prints, what a signer reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rwa.chain.abi import Layout, load_interface
from rwa.chain.artifacts import load_artifact
from rwa.chain.roles import ROLE_NAMES
from rwa.chain.transactions import ContractCall
from rwa.core.ids import Address

SHOWN_BYTES = 36
"""Longer byte strings are shown by their length."""
SHOWN_VALUES = 12
"""Longer lists are shown by their length, first and last value."""


@dataclass(frozen=True, slots=True)
class CallDescription:
    """What a call does."""

    label: str
    """`Contract.function`."""
    to: str
    """Whom it calls: a name where one is known, else the address; `new` for a creation."""
    arguments: tuple[tuple[str, str], ...]
    """Name and value of each argument."""

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value}" for name, value in self.arguments)
        return f"{self.label}({shown}) on {self.to}"


def describe_call(
    call: ContractCall, *, names: Mapping[Address, str] | None = None
) -> CallDescription:
    """Return a call in words; `names` says what addresses are known as."""
    known = names or {}
    layout, data = _layout_and_data(call)
    values = layout.decode(data, what=f"arguments of {call.label}")
    return CallDescription(
        label=call.label,
        to="new" if call.to is None else known.get(call.to, call.to),
        arguments=tuple(
            (str(parameter.get("name") or number), _shown(value, parameter, known))
            for number, (parameter, value) in enumerate(
                zip(layout.parameters, values, strict=True), start=1
            )
        ),
    )


def _layout_and_data(call: ContractCall) -> tuple[Layout, bytes]:
    contract, _, function = call.label.partition(".")
    interface = load_interface(contract)
    if call.to is None:
        return interface.constructor, call.data[len(load_artifact(contract).creation_code) :]
    candidates = [
        candidate
        for name, candidate in interface.functions.items()
        if name.partition("(")[0] == function and candidate.selector == call.data[:4]
    ]
    return candidates[0].inputs, call.data[4:]


def _shown(value: Any, parameter: Mapping[str, Any], names: Mapping[Address, str]) -> str:
    kind = str(parameter["type"])
    if kind.endswith("]"):
        return _shown_list(value, {**parameter, "type": kind.rpartition("[")[0]}, names)
    if kind == "tuple":
        members = zip(parameter["components"], value, strict=True)
        shown = (f"{member['name']}={_shown(item, member, names)}" for member, item in members)
        return f"({', '.join(shown)})"
    if isinstance(value, bytes):
        if parameter.get("name") == "role" and value in ROLE_NAMES:
            return ROLE_NAMES[value]
        return f"0x{value.hex()}" if len(value) <= SHOWN_BYTES else f"{len(value)} bytes"
    return names.get(Address(str(value)), str(value))


def _shown_list(
    values: Sequence[Any], parameter: Mapping[str, Any], names: Mapping[Address, str]
) -> str:
    """Every value of a short list, both ends of a long one."""
    if len(values) <= SHOWN_VALUES:
        return f"[{', '.join(_shown(value, parameter, names) for value in values)}]"
    first, last = (_shown(value, parameter, names) for value in (values[0], values[-1]))
    return f"[{len(values)} values, first {first}, last {last}]"
