"""Write docs/reference/cli.md, errors.md and loan-files.md from the code they describe.

.venv/bin/python scripts/write_reference.py           write them
.venv/bin/python scripts/write_reference.py --check   exit 1 when a committed page differs
"""

import inspect
import pkgutil
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import typer
from loan_file_page import loan_files_page

import oracle
import rwa
from rwa.cli.app import app
from rwa.cli.oracle_network.app import app as oracle_app
from rwa.cli.settings import PREFIX, Settings
from rwa.core.errors import RwaError

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "reference"
CONTRACT_ERRORS = "rwa.chain.contract_errors"
"""Generated from the contracts; their prose is in the interfaces."""
MIGRATIONS = "oracle.store.migrations"
"""Run by Alembic alone; nothing there is an error."""

CLI_HEAD = """# Commands

Commands print lines and tables for people and, with `--json` where it is listed, one JSON document
on stdout; notes and errors go to stderr. This page is written from the code by `make reference`.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | a check failed |
| 2 | usage: the request makes no sense |
| 3 | configuration: settings, keys or files |
| 4 | chain: it refused, or cannot be reached |
| 5 | data rejected; nothing of it was kept |
| 6 | tie-out broken: money does not add up |
| 130 | interrupted; the next command carries on |
"""
ERRORS_HEAD = """# Errors

Every deliberate error, with its parents, its exit code and its meaning. Each carries both sides as
attributes. Errors of the contracts have Python classes of the same name under `ContractReverted`;
they are described in the interfaces under `contracts/interfaces/`. This page is written from the
code by `make reference`.
"""


def cli_page() -> str:
    """The commands with their arguments and options, then the settings."""
    lines = [CLI_HEAD]
    for program, commands in (("rwa", app), ("oracle", oracle_app)):
        for name, command in _commands(typer.main.get_command(commands)):
            lines += [f"## {program} {name}", "", _sentence(command.help), ""]
            rows = [_parameter_row(parameter) for parameter in command.params]
            if rows:
                lines += ["| argument or option | default | meaning |", "|---|---|---|", *rows, ""]
    lines += ["## Settings", "", "Flags go over the environment, that over `rwa.toml`, that over"]
    lines += ["the default. `rwa settings` shows each with its origin; secrets are masked.", ""]
    lines += ["| in `rwa.toml` | in the environment | default | meaning |", "|---|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else f"`{field.default}`"
        lines.append(f"| `{name}` | `{PREFIX}{name.upper()}` | {default} | {field.description} |")
    return "\n".join(lines) + "\n"


def _commands(group: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Each command by its words. Typer carries a click of its own, without public types."""
    commands: dict[str, Any] = group.commands
    for name, command in commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{prefix}{name} ")
        else:
            yield f"{prefix}{name}", command


def _parameter_row(parameter: Any) -> str:
    names = ", ".join(f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts))
    is_option = parameter.param_type_name == "option"
    shown = names if is_option else f"`{parameter.name}`"
    default = "" if parameter.default in (None, False) else f"`{parameter.default}`"
    if parameter.required:
        default = "required"
    return f"| {shown} | {default} | {_sentence(getattr(parameter, 'help', None))} |"


def _sentence(text: str | None) -> str:
    return " ".join((text or "").split())


def errors_page() -> str:
    """The error tree, depth first, without the generated contract errors."""
    _import_everything()
    lines = [ERRORS_HEAD, "| error | exit code | meaning |", "|---|---|---|"]
    for depth, error in _tree(RwaError, 0):
        indent = "&nbsp;&nbsp;" * depth
        meaning = _sentence((inspect.getdoc(error) or "").split("\n\n")[0])
        lines.append(f"| {indent}`{error.__name__}` | {error.exit_code} | {meaning} |")
    return "\n".join(lines) + "\n"


def _import_everything() -> None:
    for package in (rwa, oracle):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.startswith(MIGRATIONS):
                import_module(module.name)


def _tree(error: type[RwaError], depth: int) -> Iterator[tuple[int, type[RwaError]]]:
    yield depth, error
    for child in sorted(error.__subclasses__(), key=lambda each: each.__name__):
        public = not child.__name__.startswith("_") and child.__module__ != CONTRACT_ERRORS
        if public and child.__module__.partition(".")[0] in ("rwa", "oracle"):
            yield from _tree(child, depth + 1)


def main(arguments: list[str]) -> int:
    """Write the pages, or compare them."""
    pages = {
        PAGES / "cli.md": cli_page(),
        PAGES / "errors.md": errors_page(),
        PAGES / "loan-files.md": loan_files_page(),
    }
    if arguments == ["--check"]:
        stale = [
            path.name
            for path, text in pages.items()
            if not path.exists() or path.read_text() != text
        ]
        if stale:
            print(f"out of date: {', '.join(stale)}; run make reference", file=sys.stderr)
        return 1 if stale else 0
    for path, text in pages.items():
        path.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
