"""Settings of the commands: flags over `RWA_*` variables over `rwa.toml` over defaults."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from rwa.core.errors import ConfigurationError

FILE = Path("rwa.toml")
"""Settings of whoever works in this directory."""
PREFIX = "RWA_"
"""What a setting's name has before it in the environment."""


class SettingsInvalid(ConfigurationError):
    """A setting has a value it cannot take, or a name nobody reads."""

    def __init__(self, name: str, *, value: str, problem: str) -> None:
        self.name = name
        self.value = value
        self.problem = problem
        super().__init__(
            f"setting {name} is {value}: {problem}; docs/reference/cli.md lists names and values"
        )


class Settings(BaseSettings):
    """Everything a command can be told besides its own arguments."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, toml_file=FILE, extra="forbid", frozen=True
    )

    home: Path = Field(
        default=Path(".rwa"), description="Directory of the chain file, keys and documents."
    )
    chain: str | None = Field(
        default=None,
        description="`file:PATH` or the URL of a node; by default the chain file in `home`.",
    )
    database: str | None = Field(
        default=None,
        description="SQLAlchemy URL of the read model; by default a SQLite file in `home`.",
    )
    passphrase: str = Field(
        default="rwa-demo", description="Opens the key files; the default is for demo keys only."
    )
    funder_key: str | None = Field(
        default=None,
        pattern="^(0x)?[0-9a-fA-F]{64}$",
        description="Private key, hexadecimal, of an account that gives the others gas money on "
        "chains besides the embedded one; on anvil its first public test key.",
    )
    collector: str | None = Field(
        default=None,
        pattern="^https?://[^/]+$",
        description="URL of the collector that months are reported through; by default the nodes "
        "run inside the command.",
    )
    collector_token_file: Path | None = Field(
        default=None, description="File with the servicer's token for the collector, mode 0600."
    )
    collector_ca_file: Path | None = Field(
        default=None,
        description="PEM certificates that prove the collector; by default the system's.",
    )
    host: str = Field(default="127.0.0.1", description="Address `rwa serve` listens on.")
    port: int = Field(default=8765, ge=0, le=65_535, description="Port of it; 0 chooses one.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the library's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - as above
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags first, then the environment, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def chain_target(self) -> str:
        """The chain to open, as `rwa.chain.connection.open_chain` takes it."""
        return self.chain or f"file:{self.home / 'chain.sqlite'}"

    @property
    def database_url(self) -> str:
        """The read model to open."""
        return self.database or f"sqlite:///{self.home / 'readmodel.sqlite'}"


SECRET = frozenset({"passphrase", "funder_key"})
"""Settings that are never printed."""
MASK = "********"


@dataclass(frozen=True, slots=True)
class Origin:
    """One setting, its value as shown, and where it comes from."""

    name: str
    """Name in `rwa.toml`; `RWA_` and capitals in the environment."""
    value: str
    """As text; secrets masked."""
    source: str
    """`flag`, `environment`, `rwa.toml` or `default`."""
    meaning: str
    """What it does."""


def load_settings(**flags: Any) -> Settings:
    """Read the settings; flags that are None are not given. Raises SettingsInvalid."""
    try:
        return Settings(**{name: value for name, value in flags.items() if value is not None})
    except ValidationError as error:
        fault = error.errors()[0]
        name = ".".join(map(str, fault["loc"]))
        # A name nobody reads may be a misspelt secret's.
        value = repr(fault["input"]) if name in Settings.model_fields.keys() - SECRET else MASK
        raise SettingsInvalid(name, value=value, problem=fault["msg"]) from None
    except (ValueError, OSError) as error:
        raise SettingsInvalid(str(FILE), value="unreadable", problem=str(error)) from None


def origins(settings: Settings, **flags: Any) -> tuple[Origin, ...]:
    """Tell where each setting comes from."""
    layers = (
        ("flag", {name for name, value in flags.items() if value is not None}),
        ("environment", set(EnvSettingsSource(Settings)())),
        (str(FILE), set(TomlConfigSettingsSource(Settings)())),
    )
    return tuple(
        Origin(
            name=name,
            value=_shown(name, getattr(settings, name)),
            source=next((source for source, names in layers if name in names), "default"),
            meaning=field.description or "",
        )
        for name, field in Settings.model_fields.items()
    )


def _shown(name: str, value: object) -> str:
    return MASK if name in SECRET and value is not None else str(value)
