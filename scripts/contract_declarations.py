"""Structs, enumerations, errors and events of the compiled contracts, with their prose.

Types come from the artifacts' ABI, names of enumeration members and all documentation from the
NatSpec of ``contracts/``. `scripts/write_contract_classes.py` writes them as Python.
"""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

FOREIGN: Final = "Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."
RESERVED: Final = frozenset({"args", "contract", "signature", "parameters"})
"""Names that the Python base classes use themselves."""
PLAIN: Final = frozenset({"int", "bytes", "Address", "bool", "str"})
"""Annotations of values that need no class of their own."""


class NamesCollide(Exception):
    """Two contracts declare something different under one name."""


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter of an error or event, or one member of a struct."""

    name: str
    """Python name."""
    solidity_type: str
    """Canonical type, structs spelled out."""
    python_type: str
    """Annotation."""
    indexed: bool
    """Whether an event carries it as a topic."""
    doc: str
    """NatSpec of the member; empty when there is none."""

    @property
    def record(self) -> str | None:
        """Generated class that its value, or each item of it, becomes; None for a plain value."""
        inner = self.python_type.removeprefix("tuple[").removesuffix(", ...]")
        return None if inner in PLAIN else inner

    @property
    def is_list(self) -> bool:
        """Whether the value is an array."""
        return self.python_type.startswith("tuple[")


@dataclass(frozen=True, slots=True)
class Declaration:
    """One error, event or struct."""

    name: str
    """Solidity name, which is the Python name too."""
    fields: tuple[Field, ...]
    """In order."""
    doc: str
    """NatSpec notice."""

    @property
    def signature(self) -> str:
        """Name and canonical types."""
        return f"{self.name}({','.join(field.solidity_type for field in self.fields)})"

    @property
    def wire_format(self) -> tuple[str, tuple[bool, ...]]:
        """What decides how its bytes are read."""
        return self.signature, tuple(field.indexed for field in self.fields)


def snake(name: str) -> str:
    """Return a Solidity parameter's name as Python writes it."""
    text = re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name.strip("_")).lower()
    taken = keyword.iskeyword(text) or text in RESERVED or hasattr(builtins, text)
    return f"{text}_" if taken else text


def field_name(name: str, doc: str) -> str:
    """Return a field's Python name, with the unit that its comment gives."""
    text = snake(name)
    has_unit = not doc.endswith("[cents]") or text.endswith("_cents")
    return text if has_unit else f"{text}_cents"


def solidity_type(parameter: Mapping[str, Any]) -> str:
    """Return the canonical type of a parameter."""
    kind: str = parameter["type"]
    if not kind.startswith("tuple"):
        return kind
    inner = ",".join(solidity_type(item) for item in parameter["components"])
    return f"({inner}){kind.removeprefix('tuple')}"


def type_name(parameter: Mapping[str, Any]) -> str:
    """Return the name of a struct or enumeration without the contract it is declared in."""
    return str(parameter["internalType"]).split("[")[0].split()[-1].split(".")[-1]


def is_enumeration(parameter: Mapping[str, Any]) -> bool:
    """Tell whether a parameter is written as a number but named by an enumeration."""
    return str(parameter.get("internalType", "")).startswith("enum ")


def python_type(parameter: Mapping[str, Any], kind: str | None = None) -> str:
    """Return the annotation of a parameter's decoded value."""
    kind = kind or str(parameter["type"])
    if kind.endswith("]"):
        return f"tuple[{python_type(parameter, kind[: kind.rindex('[')])}, ...]"
    if kind == "tuple" or is_enumeration(parameter):
        return type_name(parameter)
    if kind.startswith(("uint", "int")):
        return "int"
    if kind.startswith("bytes"):
        return "bytes"
    return {"address": "Address", "bool": "bool", "string": "str"}[kind]


def fields_of(
    parameters: Iterable[Mapping[str, Any]], docs: Mapping[str, str]
) -> tuple[Field, ...]:
    """Return the fields of an error, event or struct."""
    return tuple(
        Field(
            name=field_name(item["name"] or f"value_{number}", docs.get(item["name"], "")),
            solidity_type=solidity_type(item),
            python_type=python_type(item),
            indexed=bool(item.get("indexed", False)),
            doc=docs.get(item["name"], ""),
        )
        for number, item in enumerate(parameters)
    )


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A Solidity enumeration; the ABI tells only its name."""

    name: str
    """Solidity name."""
    members: tuple[tuple[str, str], ...]
    """Name and NatSpec of each member, in order from 0."""
    doc: str
    """NatSpec notice."""


class Documentation:
    """NatSpec of our own sources: declarations' notices and their members' comments."""

    _declaration = re.compile(r"((?:[ \t]*///[^\n]*\n)+)[ \t]*(error|event|struct|enum)\s+(\w+)")
    _enumeration = re.compile(r"enum\s+(\w+)\s*\{([^}]*)\}")
    _enumerator = re.compile(r"((?:[ \t]*///[^\n]*\n)*)\s*(\w+)\s*(?:,|$)")
    _struct = re.compile(r"struct\s+(\w+)\s*\{([^}]*)\}")
    _member = re.compile(r"((?:[ \t]*///[^\n]*\n)*)[ \t]*[\w.\[\]]+\s+(\w+);(?:[ \t]*//([^\n]*))?")

    def __init__(self, sources: Iterable[str]) -> None:
        self.notices: dict[tuple[str, str], str] = {}
        self.members: dict[str, dict[str, str]] = {}
        self.enumerations: dict[str, Enumeration] = {}
        for source in sources:
            self._read(source)

    def _read(self, source: str) -> None:
        for match in self._declaration.finditer(source):
            kind, name = match[2], match[3]
            if (kind, name) not in self.notices:
                tags = natspec(match[1])
                self.notices[kind, name] = tags.get("notice") or tags.get("dev", "")
                self.members[name] = {
                    tag.removeprefix("param "): text
                    for tag, text in tags.items()
                    if tag.startswith("param ")
                }
        for match in self._enumeration.finditer(source):
            members = tuple(
                (each[2], natspec(each[1]).get("notice", ""))
                for each in self._enumerator.finditer(match[2].rstrip() + "\n")
            )
            doc = self.notice("enum", match[1])
            self.enumerations[match[1]] = Enumeration(match[1], members, doc)
        for match in self._struct.finditer(source):
            documented = self.members.setdefault(match[1], {})
            for member in self._member.finditer(match[2]):
                tags = natspec(member[1])
                text = tags.get("notice") or tags.get("dev") or (member[3] or "").strip()
                documented.setdefault(member[2], text)

    def notice(self, kind: str, name: str) -> str:
        """Return the documentation of a declaration."""
        return self.notices.get((kind, name)) or FOREIGN

    def members_of(self, name: str) -> Mapping[str, str]:
        """Return the documentation of a declaration's members, by Solidity name."""
        return self.members.get(name, {})


def natspec(comment: str) -> dict[str, str]:
    """Return a comment's text by tag; what stands before any tag counts as the notice."""
    lines = [line.strip().removeprefix("///").strip() for line in comment.splitlines()]
    text = " ".join(lines).replace("`", "``")
    tags: dict[str, str] = {}
    for part in re.split(r"\s*@(?=notice|dev|param|return|title)", f"@notice {text}"):
        tag, _, body = part.partition(" ")
        if tag == "param":
            name, _, body = body.partition(" ")
            tag = f"param {name}"
        if body.strip():
            tags[tag] = " ".join(f"{tags.get(tag, '')} {body}".split())
    return tags


@dataclass(frozen=True, slots=True)
class Declarations:
    """Everything to write, by name."""

    enumerations: dict[str, Enumeration]
    """Enumerations of our own sources."""
    structs: dict[str, Declaration]
    """Structs that events carry or functions take and return; the ones they hold come first."""
    errors: dict[str, Declaration]
    """Custom errors."""
    events: dict[str, Declaration]
    """Events."""


def collect(artifacts: Iterable[dict[str, Any]], documentation: Documentation) -> Declarations:
    """Gather the declarations of all artifacts. Raises NamesCollide."""
    found = Declarations(documentation.enumerations, {}, {}, {})
    for artifact in artifacts:
        for entry in artifact["abi"]:
            for parameter in [*entry.get("inputs", ()), *entry.get("outputs", ())]:
                _collect_structs(parameter, documentation, found.structs)
            if entry["type"] in ("error", "event"):
                kind: str = entry["type"]
                target = found.errors if kind == "error" else found.events
                doc = documentation.notice(kind, entry["name"])
                members = documentation.members_of(entry["name"])
                _add(target, Declaration(entry["name"], fields_of(entry["inputs"], members), doc))
    return found


def _collect_structs(
    parameter: Mapping[str, Any], documentation: Documentation, structs: dict[str, Declaration]
) -> None:
    if "components" not in parameter:
        return
    for component in parameter["components"]:
        _collect_structs(component, documentation, structs)
    name = type_name(parameter)
    doc = documentation.notice("struct", name)
    members = documentation.members_of(name)
    _add(structs, Declaration(name, fields_of(parameter["components"], members), doc))


def _add(target: dict[str, Declaration], declaration: Declaration) -> None:
    """Keep the first declaration of a name; a later one may only name its parameters otherwise."""
    present = target.setdefault(declaration.name, declaration)
    if present.wire_format != declaration.wire_format:
        raise NamesCollide(f"{present.signature} and {declaration.signature}; rename one of them")
