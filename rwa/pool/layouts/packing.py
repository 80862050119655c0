"""The bytes of a file: unpacked when they are gzip, decoded when they are UTF-8."""

import codecs
import zlib

from rwa.pool.layouts.unreadable import (
    EncodingDiffers,
    LoanFileTooLarge,
    LoanFileTruncated,
    PackingBroken,
)

MOST_BYTES = 2**30
"""Largest file read in one piece, unpacked."""
_GZIP = b"\x1f\x8b"
_GZIP_WINDOW = 31
_TAIL = 40
"""Characters of a cut end that are shown."""
_OTHER_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


def unpacked(data: bytes, *, most_bytes: int = MOST_BYTES) -> bytes:
    """Return the content of a file that may be gzip, told by its first bytes.

    Raises LoanFileTooLarge, PackingBroken and LoanFileTruncated.
    """
    content = _gunzipped(data, most_bytes) if data.startswith(_GZIP) else data
    if len(content) > most_bytes:
        raise LoanFileTooLarge(most_bytes=most_bytes)
    return content


def _gunzipped(data: bytes, most_bytes: int) -> bytes:
    """The content of each member, stopping a byte after the most that is read."""
    content = b""
    while data and len(content) <= most_bytes:
        stream = zlib.decompressobj(_GZIP_WINDOW)
        try:
            content += stream.decompress(data, most_bytes - len(content) + 1)
        except zlib.error as error:
            raise PackingBroken(str(error)) from None
        if not stream.eof and len(content) <= most_bytes:
            raise LoanFileTruncated(line=content.count(b"\n") + 1, end="the compressed stream")
        data = stream.unused_data
    return content


def decoded(data: bytes) -> str:
    """Return the text of a UTF-8 file, without a byte-order mark.

    Raises EncodingDiffers, and LoanFileTruncated where the end cuts a character.
    """
    for mark, name in _OTHER_MARKS:
        if data.startswith(mark):
            raise EncodingDiffers(line=1, found=f"the byte-order mark of {name}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        if error.reason == "unexpected end of data":
            end = data[-_TAIL:].decode("utf-8", errors="replace")
            raise LoanFileTruncated(line=line, end=end) from None
        found = f"byte 0x{data[error.start]:02x} at offset {error.start}"
        raise EncodingDiffers(line=line, found=found) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise EncodingDiffers(line=line, found="a NUL character")
    return text
