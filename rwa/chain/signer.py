"""Who signs, by configuration: the key of a local file, or one that stays in a remote signer."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rwa.chain.accounts import Account
from rwa.chain.hashing import address_from_hex
from rwa.chain.keystore import open_key_file
from rwa.chain.remote_signer import RemoteAccount
from rwa.chain.signer_http import SignerAccess, SignerSettingsInvalid
from rwa.chain.written_secret import read_secret
from rwa.core.ids import Address

OF_A_KEY_FILE = ("passphrase_file", "passphrase_variable")
OF_A_REMOTE_SIGNER = ("address", "token_file", "token_variable", "ca_file")


@dataclass(frozen=True, slots=True)
class SignerSettings:
    """One signer: `keystore` with its passphrase, or `url` with an address.

    Holds where secrets are and never a secret. Raises SignerSettingsInvalid when it is both,
    neither, or has settings of the other kind.
    """

    keystore: Path | None = None
    """Version 3 key file; None for a remote signer."""
    passphrase_file: Path | None = None
    """File with the key file's passphrase; None when it is in the environment."""
    passphrase_variable: str | None = None
    """Environment variable with the passphrase; None when it is in a file."""
    url: str | None = None
    """Remote signer; None for a key file."""
    address: str | None = None
    """Account that the remote signer signs for, `0x` and 40 digits."""
    token_file: Path | None = None
    """File with the remote signer's bearer token; None when it is elsewhere, or none is needed."""
    token_variable: str | None = None
    """Environment variable with the bearer token; None when it is elsewhere, or none is needed."""
    ca_file: Path | None = None
    """PEM certificates that prove the remote signer; None trusts the system's."""

    def __post_init__(self) -> None:
        if (self.keystore is None) == (self.url is None):
            raise SignerSettingsInvalid("keystore", "give a key file or a URL, and not both")
        foreign = OF_A_REMOTE_SIGNER if self.url is None else OF_A_KEY_FILE
        for name in foreign:
            if getattr(self, name) is not None:
                kind = "a key file" if self.url is None else "a remote signer"
                raise SignerSettingsInvalid(name, f"it does not belong to {kind}; remove it")


def open_signer(settings: SignerSettings, environment: Mapping[str, str]) -> Account:
    """Return the account that `settings` name, ready to sign.

    A key file is opened, and a remote signer asked for its keys, so that what is wrong shows
    here and not at the first signature. Raises KeyUnusable, SecretUnusable, the SignerError
    family and SignerSettingsInvalid.
    """
    if settings.keystore is not None:
        passphrase = read_secret(
            "passphrase",
            file=settings.passphrase_file,
            variable=settings.passphrase_variable,
            environment=environment,
        )
        return open_key_file(settings.keystore, passphrase=passphrase)
    access = SignerAccess(
        settings.url or "", token=_token(settings, environment), ca_file=settings.ca_file
    )
    return RemoteAccount.open(access, _address(settings.address))


def _token(settings: SignerSettings, environment: Mapping[str, str]) -> str | None:
    if settings.token_file is None and settings.token_variable is None:
        return None
    return read_secret(
        "bearer token",
        file=settings.token_file,
        variable=settings.token_variable,
        environment=environment,
    )


def _address(text: str | None) -> Address:
    if text is None:
        raise SignerSettingsInvalid("address", "a remote signer has many keys; name an address")
    try:
        return address_from_hex(text)
    except ValueError as error:
        raise SignerSettingsInvalid("address", f"{error}; correct it") from error
