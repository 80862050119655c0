"""A bug planted in a copy of an engine, so that our own modules stay as they are."""

import importlib
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any

import oracle
import rwa.servicing


@dataclass(frozen=True, slots=True)
class Bug:
    """One text of one source changed; the text is there once."""

    file: str
    right: str
    wrong: str


_SOURCES = ("*.py", "accounting/*.py")
_numbers = count()


@contextmanager
def servicing_with(bug: Bug | None) -> Iterator[Any]:
    """A copy of the servicer's engine with a bug, or without: its `run_month`."""
    with _copied(rwa.servicing, bug, renamed=("rwa.servicing",)) as name:
        yield importlib.import_module(f"{name}.accounting").run_month


@contextmanager
def recomputing_with(bug: Bug | None) -> Iterator[ModuleType]:
    """A copy of the oracle's engine with a bug, or without: its module `recompute`."""
    with _copied(oracle, bug, renamed=("oracle.loan_accounting", "oracle.accounting")) as name:
        yield importlib.import_module(f"{name}.recompute")


@contextmanager
def _copied(package: ModuleType, bug: Bug | None, *, renamed: tuple[str, ...]) -> Iterator[str]:
    """Write a copy of a package out with one text changed, and forget it afterwards."""
    name = f"seeded_bug_{next(_numbers)}"
    root = Path(str(package.__file__)).parent
    with tempfile.TemporaryDirectory() as folder:
        for source in (path for pattern in _SOURCES for path in root.glob(pattern)):
            file = source.relative_to(root)
            text = source.read_text()
            if bug is not None and file.as_posix() == bug.file:
                assert text.count(bug.right) == 1, f"{bug.file}: not once {bug.right!r}"
                text = text.replace(bug.right, bug.wrong)
            for old in renamed:
                last = old.removeprefix(package.__name__)
                text = text.replace(f"from {old}", f"from {name}{last}")
            target = Path(folder) / name / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
        sys.path.insert(0, folder)
        importlib.invalidate_caches()
        try:
            yield name
        finally:
            sys.path.remove(folder)
            for module in [each for each in sys.modules if each.split(".")[0] == name]:
                del sys.modules[module]
