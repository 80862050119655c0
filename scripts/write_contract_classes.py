"""Write every struct, error and event of the contracts as a Python class of the same name.

Reads the artifacts of ``rwa/chain/artifacts`` for the types and the NatSpec of ``contracts/`` for
the documentation, and writes three modules of ``rwa/chain``. They are committed; a test writes
them again and compares.

    python scripts/write_contract_classes.py            write the modules
    python scripts/write_contract_classes.py --check    write nothing; exit 1 if they would change
"""

from __future__ import annotations

import argparse
import builtins
import json
import keyword
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
ARTIFACTS: Final = ROOT / "rwa/chain/artifacts"
SOURCES: Final = ROOT / "contracts"
TARGET: Final = ROOT / "rwa/chain"
FOREIGN: Final = "Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."
RESERVED: Final = frozenset({"args", "contract", "signature", "parameters"})
"""Names that the Python base classes use themselves."""
PLAIN: Final = frozenset({"int", "bytes", "Address", "bool", "str"})
"""Annotations of values that need no class of their own."""
WIDTH: Final = 96

NOTICE: Final = (
    '"""{summary}\n\n'
    'Written by scripts/write_contract_classes.py from the compiled contracts; do not edit.\n"""\n\n'
    "# ruff: noqa: D205, N801 - names and prose are the contracts'"
)


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


def docstring(text: str, indent: str) -> list[str]:
    """Return a docstring's lines, wrapped and without the unit; none for an empty text."""
    text = re.sub(r"\s*\[[^\]]*\]$", "", text).strip()
    if not text:
        return []
    sentence = text[0].upper() + text[1:]
    closed = sentence if sentence.endswith((".", ":", "?")) else f"{sentence}."
    lines = textwrap.wrap(closed, WIDTH - len(indent) - 6)
    if len(lines) == 1:
        return [f'{indent}"""{lines[0]}"""']
    return [f'{indent}"""{lines[0]}', *(indent + line for line in lines[1:]), f'{indent}"""']


def write_structs(structs: Mapping[str, Declaration], enumerations: Iterable[Enumeration]) -> str:
    """Return the module of structs and enumerations."""
    head = [
        NOTICE.format(summary="Structs and enumerations of the contracts, with plain integers."),
        "from dataclasses import dataclass",
        "from enum import IntEnum",
        "from typing import Any, Self",
        "from rwa.core.ids import Address",
    ]
    texts = [*(_enumeration(item) for item in enumerations), *map(_struct, structs.values())]
    return "\n\n".join([*head, *texts]) + "\n"


def _enumeration(enumeration: Enumeration) -> str:
    lines = [f"class {enumeration.name}(IntEnum):", *docstring(enumeration.doc, "    "), ""]
    for number, (name, doc) in enumerate(enumeration.members):
        spaced = re.sub(r"(?<=[a-z])(?=\d)", "_", name)
        lines.append(f"    {snake(spaced).upper()} = {number}")
        lines += docstring(doc, "    ")
    lines += [
        "",
        "    @classmethod",
        "    def from_abi(cls, value: int) -> Self:",
        '        """Return the member of a decoded number."""',
        "        return cls(value)",
    ]
    return "\n".join(lines)


def _struct(struct: Declaration) -> str:
    lines = ["@dataclass(frozen=True, slots=True)", f"class {struct.name}:"]
    lines += docstring(struct.doc, "    ")
    for field in struct.fields:
        lines.append(f"    {field.name}: {field.python_type}")
        lines += docstring(field.doc, "    ")
    members = ", ".join(_from_abi(field, number) for number, field in enumerate(struct.fields))
    lines += [
        "",
        "    @classmethod",
        "    def from_abi(cls, values: tuple[Any, ...]) -> Self:",
        '        """Return the record of decoded values."""',
        f"        return cls({members})",
    ]
    return "\n".join(lines)


def _from_abi(field: Field, number: int) -> str:
    """Return the expression that turns one decoded value into the field's type."""
    value = f"values[{number}]"
    if field.record is None:
        return value
    if field.is_list:
        return f"tuple({field.record}.from_abi(item) for item in {value})"
    return f"{field.record}.from_abi({value})"


def write_errors(errors: Mapping[str, Declaration]) -> str:
    """Return the module of errors."""
    head = [
        NOTICE.format(summary="Custom errors of the contracts; each attribute is a parameter."),
        "from rwa.chain.errors import ContractReverted\nfrom rwa.core.ids import Address",
    ]
    declared = sorted(errors.values(), key=lambda item: item.name)
    names = "".join(f"    {item.name},\n" for item in declared)
    table = f"CONTRACT_ERRORS: tuple[type[ContractReverted], ...] = (\n{names})"
    doc = '"""Every custom error of the packaged contracts, in alphabetical order."""'
    return "\n\n".join([*head, *(_error(item) for item in declared), f"{table}\n{doc}"]) + "\n"


def _error(error: Declaration) -> str:
    lines = [f"class {error.name}(ContractReverted):", *docstring(error.doc, "    "), ""]
    lines.append(f'    signature = "{error.signature}"')
    meaning = "" if error.doc == FOREIGN else error.doc.replace("``", "")
    if meaning:
        lines.append(f"    meaning = {json.dumps(meaning)}")
    if error.fields:
        parameters = ", ".join(f"{field.name}: {field.python_type}" for field in error.fields)
        passed = ", ".join(f"{field.name}={field.name}" for field in error.fields)
        lines += ["", f"    def __init__(self, {parameters}) -> None:"]
        lines += [f"        self.{field.name} = {field.name}" for field in error.fields]
        lines.append(f"        super().__init__({passed})")
    return "\n".join(lines)


def write_events(events: Mapping[str, Declaration]) -> str:
    """Return the module of events."""
    declared = sorted(events.values(), key=lambda item: item.name)
    used = {field.record for item in declared for field in item.fields if field.record}
    imports = ["from dataclasses import dataclass", "from typing import ClassVar"]
    if used:
        imports.append(f"from rwa.chain.contract_structs import {', '.join(sorted(used))}")
    imports.append("from rwa.chain.event_log import ContractEvent, EventParameter")
    imports.append("from rwa.core.ids import Address")
    names = "".join(f"    {item.name},\n" for item in declared)
    table = f"CONTRACT_EVENTS: tuple[type[ContractEvent], ...] = (\n{names})"
    doc = '"""Every event of the packaged contracts, in alphabetical order."""'
    head = [
        NOTICE.format(summary="Events of the contracts, each with where it happened."),
        "\n".join(imports),
    ]
    return "\n\n".join([*head, *(_event(item) for item in declared), f"{table}\n{doc}"]) + "\n"


def _event(event: Declaration) -> str:
    lines = ["@dataclass(frozen=True, slots=True)", f"class {event.name}(ContractEvent):"]
    lines += [*docstring(event.doc, "    "), ""]
    lines.append(f'    signature: ClassVar[str] = "{event.signature}"')
    described = ", ".join(
        f'EventParameter("{field.solidity_type}", indexed={field.indexed}{_record_of(field)})'
        for field in event.fields
    )
    comma = "," if len(event.fields) == 1 else ""
    lines.append(f"    parameters: ClassVar[tuple[EventParameter, ...]] = ({described}{comma})")
    lines.append("")
    for field in event.fields:
        lines.append(f"    {field.name}: {field.python_type}")
        lines += docstring(field.doc, "    ")
    return "\n".join(lines)


def _record_of(field: Field) -> str:
    """Return the argument that names the class of a struct or enumeration."""
    if field.record is not None and field.is_list:
        raise NamesCollide(f"{field.name}: a list of {field.record} in an event is not supported")
    return "" if field.record is None else f", record={field.record}"


def modules() -> dict[str, str]:
    """Return the text of each module, formatted, by file name."""
    artifacts = sorted(
        (
            json.loads(path.read_text())
            for path in ARTIFACTS.glob("*.json")
            if path.name != "index.json"
        ),
        key=lambda artifact: ("testing" in artifact["source"], artifact["contractName"]),
    )
    documentation = Documentation(path.read_text() for path in sorted(SOURCES.rglob("*.sol")))
    found = collect(artifacts, documentation)
    return {
        "contract_structs.py": _formatted(
            write_structs(found.structs, found.enumerations.values())
        ),
        "contract_errors.py": _formatted(write_errors(found.errors)),
        "contract_events.py": _formatted(write_events(found.events)),
    }


def _formatted(text: str) -> str:
    """Return the text as ruff lays it out, without imports that nothing uses."""
    ruff = [sys.executable, "-m", "ruff"]
    name = ["--stdin-filename", str(TARGET / "generated.py"), "-"]
    for step in (
        [*ruff, "check", "--select", "I,F401,RUF100,D205,N801", "--fix", "--quiet"],
        [*ruff, "format"],
    ):
        text = subprocess.run(
            [*step, *name], input=text, capture_output=True, text=True, check=True, cwd=ROOT
        ).stdout
    return text


def main() -> int:
    """Write the modules, or tell which would change."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if stale")
    check = parser.parse_args().check
    stale = []
    for name, text in modules().items():
        path = TARGET / name
        if not path.exists() or path.read_text() != text:
            stale.append(name)
            if not check:
                path.write_text(text)
    print(f"{'stale' if check else 'written'}: {', '.join(stale) or 'none'}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
