"""The one byte form of a file, and the hash that names it."""

import csv
import hashlib
import io
from collections.abc import Iterable

from rwa.core.ids import Sha256
from rwa.pool.columns import Column


def csv_bytes(columns: tuple[Column, ...], rows: Iterable[tuple[str, ...]]) -> bytes:
    """Return the canonical CSV form of the rows: UTF-8, commas, LF, quotes only where needed."""
    sink = io.StringIO(newline="")
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerow(column.name for column in columns)
    writer.writerows(rows)
    return sink.getvalue().encode()


def sha256_of(data: bytes) -> Sha256:
    """Return the name of a file: the SHA-256 of its bytes, in hexadecimal."""
    return Sha256(hashlib.sha256(data).hexdigest())
