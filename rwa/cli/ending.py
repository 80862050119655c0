"""How a command ends: its exit code, and an error as a line for people or as JSON."""

import os
import sys
from json import dumps

import typer
from typer.exceptions import TyperException

from rwa.core.errors import ConfigurationError, RwaError, UsageError


class PlaceUnusable(ConfigurationError):
    """A file or directory cannot be read or written."""

    def __init__(self, cause: OSError) -> None:
        self.path = cause.filename
        self.reason = cause.strerror
        super().__init__(f"{cause}; make it readable and writable, or name another place")


class CommandLineRejected(UsageError):
    """The words of a command do not fit it."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"{reason.removesuffix('.')}; see rwa COMMAND --help")


def run_to_its_end(app: typer.Typer) -> None:
    """Run a command; a deliberate error becomes one line on stderr and its exit code.

    With --json it is one JSON document on stdout as well.
    """
    as_json = "--json" in sys.argv[1:]
    try:
        try:
            _run(app, as_json=as_json)
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                raise
            _end(PlaceUnusable(error), as_json=as_json)
        except RwaError as error:
            _end(error, as_json=as_json)
    except BrokenPipeError:
        # The reader has seen enough, as in `rwa holders | head`; nothing is left to flush to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _run(app: typer.Typer, *, as_json: bool) -> None:
    """Run what the command line says. Raises CommandLineRejected where JSON is asked for."""
    if not as_json:
        app()  # Typer says itself, in a box for people, what is wrong with the words.
        return
    try:
        code = app(standalone_mode=False)
    except TyperException as error:
        raise CommandLineRejected(error.format_message()) from None
    sys.exit(code or 0)


def _end(error: RwaError, *, as_json: bool) -> None:
    if as_json:
        print(error_document(error), flush=True)  # noqa: T201 - the one document of such a run
    print(f"error: {error}", file=sys.stderr)  # noqa: T201 - before any console is imported
    sys.exit(error.exit_code)


def error_document(error: RwaError) -> str:
    """An error as JSON: its name, message and exit code, and both sides."""
    sides = {name: side for name, side in vars(error).items() if name[0] != "_"}
    named = {"type": type(error).__name__, "message": str(error), "exit_code": error.exit_code}
    return dumps({"error": sides | named}, indent=2, default=str)
