"""Opening the store, and its transactions: one writer at a time, durable when they end."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Self

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from oracle.store.errors import (
    StoreBusy,
    StoreCorrupt,
    StoreFull,
    StoreUnusable,
)
from oracle.store.migrating import NEWEST, upgrade

LOCK_SECONDS: Final = 30.0
"""How long a writer waits for another."""
WRITERS_LOCK: Final = 0x0A_C1E
"""PostgreSQL advisory lock that every writer of the store holds."""
_LOCK_TIMEOUT_CODES: Final = frozenset({"55P03", "57014", "40P01"})
_FULL_CODES: Final = frozenset({"53100", "53200", "54000"})
_CORRUPT_CODES: Final = frozenset({"XX001", "XX002"})


class Store:
    """The database; `reading` and `writing` are its only doors, and raise StoreUnusable."""

    def __init__(self, engine: Engine, *, lock_seconds: float) -> None:
        self._engine = engine
        self._lock_seconds = lock_seconds

    @property
    def place(self) -> str:
        """Where it is, without a password."""
        return self._engine.url.render_as_string(hide_password=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Begin a transaction that sees one state."""
        with self._explained():
            level = {} if _is_sqlite(self._engine.url) else {"isolation_level": "REPEATABLE READ"}
            with self._engine.execution_options(**level).begin() as connection:
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Begin a transaction that writes what it read, one at a time in all processes.

        What it wrote is durable when the block ends, and has not happened when it raises.
        """
        with self._explained():
            engine = self._engine.execution_options(begin="BEGIN IMMEDIATE")
            with engine.begin() as connection:
                if not _is_sqlite(self._engine.url):
                    lock_writers(connection, lock_seconds=self._lock_seconds)
                yield connection

    def close(self) -> None:
        """Release files and connections."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            raise unusable(self._engine.url, error) from error


def open_store(url: str, *, revision: str = NEWEST, lock_seconds: float = LOCK_SECONDS) -> Store:
    """Open the store at a SQLAlchemy URL and bring its tables to `revision`.

    Several processes may open it at once. Raises StoreUnusable.
    """
    place = _place(url)
    try:
        store = Store(_engine(place, lock_seconds=lock_seconds), lock_seconds=lock_seconds)
    except (SQLAlchemyError, ImportError) as error:
        raise unusable(place, error) from error
    try:
        if _is_sqlite(place):
            _require_whole(store)
        with store.writing() as connection:
            upgrade(connection, revision, place=store.place)
    except BaseException:
        store.close()
        raise
    return store


def _require_whole(store: Store) -> None:
    """Look at every page of a SQLite file, so that damage is found before it is built upon."""
    with store.reading() as connection:
        found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    if found != "ok":
        raise StoreCorrupt(store.place, cause=_first_line(found))


def lock_writers(connection: Connection, *, lock_seconds: float) -> None:
    """Wait on PostgreSQL until this transaction is the only one that writes."""
    connection.execute(text(f"SET LOCAL lock_timeout = {int(lock_seconds * 1_000)}"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": WRITERS_LOCK})


def unusable(place: URL, error: Exception) -> StoreUnusable:
    """Return what a driver's error means, the password left out."""
    shown = place.render_as_string(hide_password=True)
    cause = error.orig if isinstance(error, DBAPIError) else error.__cause__ or error
    return _kind(cause)(shown, cause=_first_line(cause))


def _kind(cause: object) -> type[StoreUnusable]:
    """The kind of a driver's error: SQLite tells by name and words, PostgreSQL by code."""
    code = getattr(cause, "sqlstate", None)
    name = str(getattr(cause, "sqlite_errorname", ""))
    said = str(cause)
    if code in _LOCK_TIMEOUT_CODES or name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreBusy
    if code in _FULL_CODES or name == "SQLITE_FULL":
        return StoreFull
    if code in _CORRUPT_CODES or name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return StoreCorrupt
    return StoreCorrupt if "malformed" in said else StoreUnusable


def _first_line(cause: object) -> str:
    return str(cause).strip().split("\n", maxsplit=1)[0] or type(cause).__name__


def _place(url: str) -> URL:
    try:
        return make_url(url)
    except SQLAlchemyError:
        raise StoreUnusable("(not shown)", cause="its URL cannot be read") from None


def _is_sqlite(place: URL) -> bool:
    return place.get_backend_name() == "sqlite"


def _engine(place: URL, *, lock_seconds: float) -> Engine:
    if not _is_sqlite(place):
        return create_engine(place, pool_pre_ping=True)
    engine = create_engine(place, connect_args={"timeout": lock_seconds})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """Let readers go on while one writes, wait for the disk at each commit, leave BEGIN to us."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=EXTRA")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Begin before the first SELECT; Python's driver would wait for the first INSERT."""
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))
