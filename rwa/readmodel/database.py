"""Opening the read model's database, and saying clearly when it cannot be used."""

from pathlib import Path

from sqlalchemy import Engine, create_engine, event, inspect, select
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from rwa.core.errors import ConfigurationError
from rwa.readmodel.tables import CHAIN, METADATA, SCHEMA_VERSION


class DatabaseUnusable(ConfigurationError):
    """The database cannot be opened, or is not a read model."""

    def __init__(self, url: str, *, cause: str) -> None:
        self.url = url
        self.cause = cause
        super().__init__(
            f"database {url}: {cause}; check the URL, or delete the file to rebuild it"
        )


class OtherChainsDatabase(ConfigurationError):
    """The database follows another chain than the one it was opened for."""

    def __init__(self, *, stored: str, received: str) -> None:
        self.stored = stored
        self.received = received
        super().__init__(
            f"read model follows chain {stored}, asked to follow {received}; "
            "use another database, or delete this one to rebuild it"
        )


def sqlite_url(path: Path | None) -> str:
    """URL of a SQLite file, or of a database in memory for None."""
    return "sqlite://" if path is None else f"sqlite:///{path}"


def open_database(url: str) -> Engine:
    """Open (and, if empty, create) the read model at a SQLAlchemy URL.

    A database of another schema version is emptied: every row comes back from the chain.
    Raises DatabaseUnusable.
    """
    try:
        engine = create_engine(url)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _use_write_ahead_log)
        if _is_outdated(engine):
            METADATA.drop_all(engine)
        METADATA.create_all(engine)
    except SQLAlchemyError as error:
        raise DatabaseUnusable(url, cause=str(error.__cause__ or error)) from error
    return engine


def follow_chain(engine: Engine, *, chain_id: int, genesis_hash: bytes) -> None:
    """Bind the database to one chain for good. Raises OtherChainsDatabase for another."""
    genesis = f"0x{genesis_hash.hex()}"
    with engine.begin() as connection:
        row = connection.execute(select(CHAIN.c.chain_id, CHAIN.c.genesis_hash)).one_or_none()
        if row is None:
            connection.execute(
                CHAIN.insert().values(
                    id=1, schema_version=SCHEMA_VERSION, chain_id=chain_id, genesis_hash=genesis
                )
            )
        elif (row.chain_id, row.genesis_hash) != (chain_id, genesis):
            raise OtherChainsDatabase(
                stored=f"{row.chain_id} ({row.genesis_hash})", received=f"{chain_id} ({genesis})"
            )


def _is_outdated(engine: Engine) -> bool:
    if not inspect(engine).has_table(CHAIN.name):
        return False
    with engine.connect() as connection:
        version = connection.execute(select(CHAIN.c.schema_version)).scalar_one_or_none()
    return version is not None and version != SCHEMA_VERSION


def _use_write_ahead_log(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """Let readers go on while the projector writes."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def open_memory() -> Engine:
    """Open a read model that ends with this process; one connection serves every thread."""
    engine = create_engine(
        "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
    )
    METADATA.create_all(engine)
    return engine
