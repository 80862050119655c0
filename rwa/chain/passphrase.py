"""Secrets that are words: passphrases and bearer tokens, from a file or the environment.

A secret never stands in a configuration or on a command line; these name where it is.
"""

from collections.abc import Mapping
from pathlib import Path

from rwa.chain.private_file import PrivateFileUnusable, read_private
from rwa.core.errors import ConfigurationError


class PassphraseUnusable(ConfigurationError):
    """A secret cannot be had from where it was said to be; the message never shows it."""

    def __init__(self, source: str, reason: str) -> None:
        self.source = source
        self.reason = reason
        super().__init__(f"{source}: {reason}")


def read_passphrase(
    *, file: Path | None, variable: str | None, environment: Mapping[str, str]
) -> str:
    """Return the secret in `file`, or in the environment's `variable`: exactly one is given.

    One line end after it is not part of it. Raises PassphraseUnusable when there is none, when
    it is empty, and when others may use the file.
    """
    if file is not None and variable is not None:
        both = f"file {file} and variable {variable}"
        raise PassphraseUnusable(both, "two sources are given; keep one of them")
    if file is not None:
        return _from_file(file)
    if variable is not None:
        return _from_environment(variable, environment)
    raise PassphraseUnusable("passphrase", "no source is given; name a file or a variable")


def _from_file(file: Path) -> str:
    source = f"file {file}"
    try:
        text = read_private(file)
    except PrivateFileUnusable as error:
        raise PassphraseUnusable(source, error.reason) from error
    return _one_line(source, text)


def _from_environment(variable: str, environment: Mapping[str, str]) -> str:
    source = f"environment variable {variable}"
    if variable not in environment:
        raise PassphraseUnusable(source, "it is not set; set it, or name a file instead")
    return _one_line(source, environment[variable])


def _one_line(source: str, text: str) -> str:
    secret = text.removesuffix("\n").removesuffix("\r")
    if not secret:
        raise PassphraseUnusable(source, "it is empty; write the passphrase there")
    if not secret.isprintable():
        raise PassphraseUnusable(
            source, "it has line ends or unprintable characters; write one line"
        )
    return secret
