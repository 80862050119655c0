"""Configuration of the processes: TOML files, unknown names refused, secrets only by where they are.

Paths are relative to the file they stand in. docs/reference/oracle-network.md lists every key.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
)

from oracle.network.clients import Client, Part
from oracle.network.node_service import PoolSecrets
from oracle.posting.fees import GWEI, FeePolicy
from rwa.chain.hashing import address_of
from rwa.chain.private_file import read_private
from rwa.chain.signer import SignerSettings
from rwa.chain.written_secret import read_secret
from rwa.core.errors import ConfigurationError
from rwa.core.ids import Address, PoolId, Sha256, TrancheId
from rwa.core.money import Cents
from rwa.core.rates import Ppm
from rwa.deal.terms import ClassTerms, Deal, PrincipalRule
from rwa.pool.terms import PoolTerms

SALT_DIGITS = 64


class ConfigInvalid(ConfigurationError):
    """A configuration file cannot be read, or a field of it is not what it must be."""

    def __init__(self, path: Path, *, field: str, problem: str) -> None:
        self.path = path
        self.field = field
        self.problem = problem
        super().__init__(
            f"{path}: {field}: {problem}; docs/reference/oracle-network.md lists names and values"
        )


def _beside(path: Path, info: ValidationInfo) -> Path:
    """A path as seen from the directory of the file it stands in."""
    base: Path = (info.context or {})["base"]
    return base / path


def _checksummed(text: str) -> Address:
    address = address_of(bytes.fromhex(text[2:]))
    if text not in (address, text.lower()):
        raise ValueError(f"its checksum is wrong, expected {address}")
    return address


Beside = Annotated[Path, AfterValidator(_beside)]
Account = Annotated[str, Field(pattern="^0x[0-9a-fA-F]{40}$"), AfterValidator(_checksummed)]
Word = Annotated[str, Field(pattern="^0x[0-9a-f]{64}$")]
Hash = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class SignerSection(_Section):
    """A key: a local file with where its passphrase is, or a remote signer."""

    keystore: Beside | None = None
    passphrase_file: Beside | None = None
    passphrase_variable: str | None = None
    url: str | None = None
    address: str | None = None
    token_file: Beside | None = None
    token_variable: str | None = None
    ca_file: Beside | None = None

    def settings(self) -> SignerSettings:
        """As the chain room takes it."""
        names = SignerSection.model_fields
        return SignerSettings(**{name: getattr(self, name) for name in names})


class PosterSection(SignerSection):
    """The key that pays for transactions, and how much it may pay."""

    cap_gwei: int = Field(default=500, ge=1)

    def fees(self) -> FeePolicy:
        """As the poster takes it."""
        return FeePolicy(cap_wei=self.cap_gwei * GWEI)


class ChainSection(_Section):
    """A process's own connection, and what must be found there."""

    url: str
    chain_id: int = Field(ge=1)
    genesis_hash: Word
    oracle: Account
    first_block: int = Field(ge=0)


class ClassSection(_Section):
    """One class of the deal."""

    tranche: str
    original_balance_cents: int
    pass_through_rate_ppm: int


class PoolSection(_Section):
    """The pool at issue, its deal and where its secret is."""

    pool_id: str
    programme: str
    pass_through_rate_ppm: int
    issue: str
    original_balance_cents: int
    original_loan_count: int
    issue_tape_sha256: Hash
    salt_file: Beside
    principal_rule: PrincipalRule = PrincipalRule.SEQUENTIAL
    classes: tuple[ClassSection, ...]

    @property
    def terms(self) -> PoolTerms:
        """The pool, as issued."""
        return PoolTerms.of_written(self)

    @property
    def deal(self) -> Deal:
        """How a month is split between classes."""
        return Deal(
            pool_id=PoolId(self.pool_id),
            classes=tuple(
                ClassTerms(
                    tranche=TrancheId(each.tranche),
                    original_balance_cents=Cents(each.original_balance_cents),
                    pass_through_rate_ppm=Ppm(each.pass_through_rate_ppm),
                )
                for each in self.classes
            ),
            principal_rule=self.principal_rule,
        )

    def secrets(self) -> PoolSecrets:
        """With the salt, read from its file. Raises ConfigInvalid and PrivateFileUnusable."""
        text = read_private(self.salt_file).strip().removeprefix("0x")
        try:
            salt = bytes.fromhex(text)
        except ValueError:
            salt = b""
        if len(text) != SALT_DIGITS or not salt:
            problem = "it is not 64 hexadecimal digits"
            raise ConfigInvalid(self.salt_file, field="salt", problem=problem)
        return PoolSecrets(
            terms=self.terms, issue_tape_sha256=Sha256(self.issue_tape_sha256), salt=salt
        )


class CollectorAccess(_Section):
    """Where the collector is, and where the token for it is."""

    url: str = Field(pattern="^https?://[^/]+$")
    token_file: Beside | None = None
    token_variable: str | None = None
    ca_file: Beside | None = None

    def token(self, environment: Mapping[str, str]) -> str:
        """Read the token. Raises SecretUnusable."""
        return read_secret(
            "bearer token",
            file=self.token_file,
            variable=self.token_variable,
            environment=environment,
        )


class NodeConfig(_Section):
    """One node."""

    name: str
    database: Beside
    documents: Beside
    poll_seconds: float = Field(default=2.0, gt=0)
    longest_wait_seconds: float = Field(default=60.0, gt=0)
    signer: SignerSection
    collector: CollectorAccess
    chain: ChainSection
    pool: PoolSection


class ServicerConfig(_Section):
    """Whoever publishes months and has them reported."""

    poll_seconds: float = Field(default=0.5, gt=0)
    patience_seconds: float = Field(default=600.0, gt=0)
    collector: CollectorAccess


class ClientSection(_Section):
    """One client of the collector."""

    name: str
    part: Part
    token_sha256: Hash
    address: Account | None = None

    def client(self) -> Client:
        """As the collector compares it."""
        address = None if self.address is None else Address(self.address)
        return Client(self.name, self.part, Sha256(self.token_sha256), address)


class CollectorConfig(_Section):
    """The collector and its poster."""

    host: str = "127.0.0.1"
    port: int = Field(ge=0, le=65_535)
    tls_certificate_file: Beside | None = None
    tls_key_file: Beside | None = None
    database: Beside | None = None
    database_url_file: Beside | None = None
    database_url_variable: str | None = None
    documents: Beside
    step_seconds: float = Field(default=1.0, gt=0)
    largest_document_bytes: int = Field(default=128 * 2**20, gt=0)
    poster: PosterSection
    chain: ChainSection
    clients: tuple[ClientSection, ...] = Field(min_length=1)

    def database_url(self, environment: Mapping[str, str]) -> str:
        """Where the store is. Raises SecretUnusable."""
        if self.database is not None:
            return f"sqlite:///{self.database}"
        return read_secret(
            "database URL",
            file=self.database_url_file,
            variable=self.database_url_variable,
            environment=environment,
        )


Config = TypeVar("Config", bound=_Section)


def load_config(path: Path, kind: type[Config]) -> Config:
    """Read a configuration file. Raises ConfigInvalid; no value that was refused is shown."""
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text())
        return kind.model_validate(content, context={"base": path.parent})
    except ValidationError as error:
        fault = error.errors(include_input=False)[0]
        field = ".".join(map(str, fault["loc"]))
        raise ConfigInvalid(path, field=field, problem=fault["msg"]) from None
    except (OSError, UnicodeDecodeError) as error:
        problem = getattr(error, "strerror", None) or "it is no UTF-8 text"
        raise ConfigInvalid(path, field="file", problem=problem) from None
    except tomllib.TOMLDecodeError as error:
        place = str(error).rpartition("(")[2].removesuffix(")")
        raise ConfigInvalid(path, field="file", problem=f"it is no TOML ({place})") from None
