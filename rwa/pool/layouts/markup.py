"""Splitting an XML exhibit into rows: one entry a loan, entries of single properties passed over.

The parser is expat, told to refuse a document type before anything in it is read: without one there
are no entities to expand and no other file to fetch.
"""

from dataclasses import dataclass, field
from xml.parsers import expat

from rwa.pool.layouts.fault import FaultKind, LoanFileFault
from rwa.pool.layouts.layout import FileLayout
from rwa.pool.layouts.source_row import SourceRow
from rwa.pool.layouts.unreadable import (
    DocumentTypeRefused,
    EncodingDiffers,
    LoanFileEmpty,
    LoanFileTruncated,
    MarkupBroken,
)

_SEPARATOR = " "
_ENTRY_DEPTH = 2
"""The root is 1, an entry 2, its elements 3, those of a property 4."""
_DEEPEST = 4
_CUT_SHORT = {
    expat.errors.codes[message]
    for message in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
}
_ENCODINGS = {None, "utf-8", "us-ascii"}
_TAIL = 40
_PROPERTY = "property"


@dataclass(slots=True)
class ExhibitRows:
    """What was found in an exhibit."""

    rows: list[SourceRow | LoanFileFault] = field(default_factory=list)
    """Loans, and what is wrong with their elements."""
    property_entries: int = 0
    """Entries that describe one property of a loan."""


def read_exhibit(text: str, layout: FileLayout) -> ExhibitRows:
    """Split an exhibit into its entries.

    Raises DocumentTypeRefused, EncodingDiffers, LoanFileTruncated, MarkupBroken, LoanFileEmpty.
    """
    if not text.strip():
        raise LoanFileEmpty
    walk = _Walk(layout)
    parser = expat.ParserCreate("utf-8", _SEPARATOR)
    parser.buffer_text = True
    parser.XmlDeclHandler = _refuse_encoding
    parser.StartDoctypeDeclHandler = lambda *_: _refuse_document_type(parser.CurrentLineNumber)
    parser.StartElementHandler = lambda name, _: walk.start(name, parser.CurrentLineNumber)
    parser.EndElementHandler = walk.end
    parser.CharacterDataHandler = walk.characters
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        if error.code in _CUT_SHORT:
            raise LoanFileTruncated(line=error.lineno, end=text[-_TAIL:]) from None
        raise MarkupBroken(line=error.lineno, cause=expat.ErrorString(error.code)) from None
    return walk.found


def _refuse_encoding(_version: str, encoding: str | None, _standalone: int) -> None:
    if (encoding and encoding.lower()) not in _ENCODINGS:
        raise EncodingDiffers(line=1, found=f"a declaration of {encoding}")


def _refuse_document_type(line: int) -> None:
    raise DocumentTypeRefused(line=line)


class _Walk:
    """The elements as they come."""

    def __init__(self, layout: FileLayout) -> None:
        self.found = ExhibitRows()
        self._layout = layout
        self._number = 0
        self._path: list[str] = []
        self._entry: dict[str, list[str]] = {}
        self._text: list[str] = []
        self._read = [column.source for column in layout.read_columns]
        self._known = set(self._read) | layout.passed_over

    def start(self, name: str, line: int) -> None:
        namespace, _, local = name.rpartition(_SEPARATOR)
        if namespace != self._layout.namespace:
            raise MarkupBroken(line=line, cause=f"element {local!r} is of another namespace")
        self._path.append(local)
        if len(self._path) > _DEEPEST:
            raise MarkupBroken(line=line, cause=f"elements are nested deeper than {_DEEPEST}")
        if len(self._path) == _ENTRY_DEPTH:
            self._number += 1
            self._entry = {}
        self._text = []

    def characters(self, text: str) -> None:
        self._text.append(text)

    def end(self, _name: str) -> None:
        if len(self._path) > _ENTRY_DEPTH:
            name = "/".join(self._path[_ENTRY_DEPTH:])
            self._entry.setdefault(name, []).append("".join(self._text).strip())
        elif len(self._path) == _ENTRY_DEPTH:
            self._end_entry()
        self._path.pop()
        self._text = []

    def _end_entry(self) -> None:
        given = {name for name in self._entry if name.partition("/")[0] != _PROPERTY}
        if _PROPERTY in self._entry and given <= self._layout.only_part_of_a_loan:
            self.found.property_entries += 1
            return
        for name in given:
            if name not in self._known:
                expected = f"an element of the layout {self._layout.name}"
                self._reject(name, "an unknown element", expected)
            elif len(self._entry[name]) > 1:
                self._reject(name, f"{len(self._entry[name])} elements", "the element once")
        cells = [self._cell(name) for name in self._read]
        self.found.rows.append(SourceRow(self._number, cells))

    def _cell(self, name: str) -> str:
        """The text of an element; empty where properties differ."""
        texts = set(self._entry.get(name, [""]))
        return texts.pop() if len(texts) == 1 else ""

    def _reject(self, name: str, value: str, expected: str) -> None:
        fault = LoanFileFault(self._number, name, value, expected, FaultKind.ROW)
        self.found.rows.append(fault)
