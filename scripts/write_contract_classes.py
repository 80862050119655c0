"""Write every struct, error and event of the contracts as a Python class of the same name.

Reads the artifacts of ``rwa/chain/artifacts`` for the types and the NatSpec of ``contracts/`` for
the documentation, and writes three modules of ``rwa/chain``. They are committed; a test writes
them again and compares.

    python scripts/write_contract_classes.py            write the modules
    python scripts/write_contract_classes.py --check    write nothing; exit 1 if they would change
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from contract_declarations import (
    FOREIGN,
    Declaration,
    Documentation,
    Enumeration,
    Field,
    NamesCollide,
    collect,
    snake,
)

ROOT: Final = Path(__file__).resolve().parent.parent
ARTIFACTS: Final = ROOT / "rwa/chain/artifacts"
SOURCES: Final = ROOT / "contracts"
TARGET: Final = ROOT / "rwa/chain"
WIDTH: Final = 96

NOTICE: Final = (
    '"""{summary}\n\n'
    'Written by scripts/write_contract_classes.py from the compiled contracts; do not edit.\n"""\n\n'
    "# ruff: noqa: D205, N801 - names and prose are the contracts'"
)


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
