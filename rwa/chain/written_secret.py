"""Secrets that are one line: passphrases, tokens and URLs, from a file or the environment.

A secret never stands in a configuration or on a command line; these name where it is.
"""

from collections.abc import Mapping
from pathlib import Path

from rwa.chain.private_file import PrivateFileUnusable, read_private
from rwa.core.errors import ConfigurationError


class SecretUnusable(ConfigurationError):
    """A secret cannot be had from where it was said to be; the message never shows it."""

    def __init__(self, kind: str, *, source: str, reason: str) -> None:
        self.kind = kind
        self.source = source
        self.reason = reason
        super().__init__(f"{kind}: {source}: {reason}" if source else f"{kind}: {reason}")


def read_secret(
    kind: str, *, file: Path | None, variable: str | None, environment: Mapping[str, str]
) -> str:
    """Return the secret in `file`, or in the environment's `variable`: exactly one is given.

    `kind` says in errors what is missing, such as "bearer token". One line end after the secret is
    not part of it. Raises SecretUnusable when there is none, when it is empty, and when others may
    use the file.
    """
    if file is not None and variable is not None:
        both = f"file {file} and variable {variable}"
        raise SecretUnusable(kind, source=both, reason="two sources are given; keep one of them")
    if file is not None:
        return _from_file(kind, file)
    if variable is not None:
        return _from_environment(kind, variable, environment)
    raise SecretUnusable(
        kind, source="", reason="no source is given; name a file or a variable with it"
    )


def _from_file(kind: str, file: Path) -> str:
    source = f"file {file}"
    try:
        text = read_private(file)
    except PrivateFileUnusable as error:
        raise SecretUnusable(kind, source=source, reason=error.reason) from error
    return _one_line(kind, source, text)


def _from_environment(kind: str, variable: str, environment: Mapping[str, str]) -> str:
    source = f"environment variable {variable}"
    if variable not in environment:
        reason = "it is not set; set it, or name a file instead"
        raise SecretUnusable(kind, source=source, reason=reason)
    return _one_line(kind, source, environment[variable])


def _one_line(kind: str, source: str, text: str) -> str:
    secret = text.removesuffix("\n").removesuffix("\r")
    if not secret:
        raise SecretUnusable(kind, source=source, reason=f"it is empty; write the {kind} there")
    if not secret.isprintable():
        reason = "it has line ends or unprintable characters; write one line"
        raise SecretUnusable(kind, source=source, reason=reason)
    return secret
