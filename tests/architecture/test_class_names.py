"""One name, one class: what an error, a log or a page names can then only be one thing."""

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

Walk = Callable[..., list[Path]]
GENERATED = {"rwa/chain/contract_structs.py"}
"""Structs keep the names that contracts give them, and stay behind the bindings."""
TWICE = {
    # A month's line of cash flow, and a line of a verification; neither imports the other's room.
    "Line",
    # What two commands were asked, each in the module of its own command.
    "Request",
}


def public_classes(source: Path) -> Iterator[str]:
    for node in ast.parse(source.read_text()).body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield node.name


def test_public_classes__two_modules__never_share_a_name(root: Path, own_files: Walk) -> None:
    modules = defaultdict(list)
    for path in own_files("rwa", "oracle", endings=(".py",)):
        module = path.relative_to(root).as_posix()
        for name in public_classes(path) if module not in GENERATED else ():
            modules[name].append(module)

    shared = {name: found for name, found in modules.items() if len(found) > 1}

    assert len(modules) > 500
    assert {name: found for name, found in shared.items() if name not in TWICE} == {}
    assert shared.keys() >= TWICE
