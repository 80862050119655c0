"""Opening the read model's database, and saying clearly when it cannot be used."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, select
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from rwa.readmodel.errors import DatabaseUnusable, OtherChainsDatabase
from rwa.readmodel.tables import CHAIN, METADATA, SCHEMA_VERSION

MEMORY: Final = "sqlite://"
"""URL of a database that ends with its engine."""
LOCK_SECONDS: Final = 30
"""How long a SQLite transaction waits for another that writes."""


def sqlite_url(path: Path | None) -> str:
    """URL of a SQLite file, or of a database in memory for None."""
    return MEMORY if path is None else f"sqlite:///{path}"


def open_memory() -> Engine:
    """Open a read model that ends with this process."""
    return open_database(MEMORY)


def open_database(url: str) -> Engine:
    """Open (and, if empty, create) the read model at a SQLAlchemy URL.

    A database of another schema version is emptied: every row comes back from the chain.
    Raises DatabaseUnusable.
    """
    try:
        place = make_url(url)
    except SQLAlchemyError:
        raise DatabaseUnusable("(not shown)", cause="its URL cannot be read") from None
    try:
        engine = _sqlite_engine(place) if _is_sqlite(place) else create_engine(place)
        if _is_outdated(engine):
            METADATA.drop_all(engine)
        METADATA.create_all(engine)
    except (SQLAlchemyError, ImportError) as error:
        raise unusable(place, error) from error
    return engine


def unusable(place: URL, error: Exception) -> DatabaseUnusable:
    """Return the error of a database that refused, its password left out."""
    shown = place.render_as_string(hide_password=True)
    return DatabaseUnusable(shown, cause=str(error.__cause__ or error))


def writing(engine: Engine) -> AbstractContextManager[Connection]:
    """Begin a transaction that writes what it read, one at a time in all processes."""
    return engine.execution_options(begin="BEGIN IMMEDIATE").begin()


def follow_chain(engine: Engine, *, chain_id: int, genesis_hash: bytes) -> None:
    """Bind the database to one chain for good. Raises OtherChainsDatabase for another."""
    genesis = f"0x{genesis_hash.hex()}"
    with writing(engine) as connection:
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


def _is_sqlite(place: URL) -> bool:
    return place.get_backend_name() == "sqlite"


def _sqlite_engine(place: URL) -> Engine:
    """An engine whose transactions are whole: also one that only reads sees one state."""
    if place.database in (None, "", ":memory:"):
        # One connection is the database, and it is lent to one thread at a time.
        engine = create_engine(
            place,
            poolclass=QueuePool,
            pool_size=1,
            max_overflow=0,
            connect_args={"check_same_thread": False},
        )
    else:
        engine = create_engine(place, connect_args={"timeout": LOCK_SECONDS})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """Let readers go on while the projector writes, and leave `BEGIN` to us."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Begin before the first SELECT; Python's driver would wait for the first INSERT."""
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def _is_outdated(engine: Engine) -> bool:
    if not inspect(engine).has_table(CHAIN.name):
        return False
    with engine.connect() as connection:
        version = connection.execute(select(CHAIN.c.schema_version)).scalar_one_or_none()
    return version is not None and version != SCHEMA_VERSION
