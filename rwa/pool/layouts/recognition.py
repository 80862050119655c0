"""Telling layouts apart by the first lines of a file."""

import csv
import re

from rwa.pool.layouts.layout import FileLayout, Shape
from rwa.pool.layouts.unreadable import DelimiterDiffers, LayoutDiffers

_HEAD = 65_536
"""Characters at the start in which names and namespaces are looked for."""
_NAMESPACE = re.compile(r"<(?:\w+:)?\w+\b[^>]*?\sxmlns(?::\w+)?\s*=\s*[\"']([^\"']+)[\"']")
_MARKUP = re.compile(r"\s*<(?:\?xml\s|!|[A-Za-z_][\w:.-]*(?:\s[^<>]*)?/?>)")
_DELIMITERS = (",", "|", "\t", ";")
_FEWEST_CELLS = 5
"""Cells by which another delimiter is told from one that stands inside a text."""


def refuse_another(text: str, layout: FileLayout, known: tuple[FileLayout, ...]) -> None:
    """Raise LayoutDiffers or DelimiterDiffers when the file is plainly another."""
    looks_like = looks_like_layouts(text, known)
    if looks_like and layout.name not in looks_like:
        raise LayoutDiffers(expected=layout.name, looks_like=looks_like)
    if layout.shape is not Shape.MARKUP and not looks_like:
        _refuse_delimiter(first_line(text), layout)


def looks_like_layouts(text: str, known: tuple[FileLayout, ...]) -> tuple[str, ...]:
    """Names of the layouts that the first line fits; for XML of none, what it says it is."""
    head = text[:_HEAD]
    if _MARKUP.match(head):
        match = _NAMESPACE.search(head)
        namespace = match[1] if match else ""
        names = tuple(layout.name for layout in known if namespace == layout.namespace != "")
        return names or (f"XML of namespace {namespace!r}",)
    line = first_line(head)
    return tuple(layout.name for layout in known if _fits(line, layout))


def first_line(text: str) -> str:
    """The first line that is not blank."""
    return next((line for line in text[:_HEAD].splitlines() if line.strip()), "")


def delimiter_of(line: str, layout: FileLayout) -> str:
    """The delimiter of the layout that splits a first line best."""
    return max(layout.delimiters, key=lambda each: len(split(line, each, layout)))


def split(line: str, delimiter: str, layout: FileLayout) -> list[str]:
    """One line's cells."""
    try:
        return next(csv.reader([line], delimiter=delimiter, quoting=layout.quoting), [])
    except csv.Error:
        return []


def _fits(line: str, layout: FileLayout) -> bool:
    if layout.shape is Shape.MARKUP:
        return False
    if layout.shape is Shape.POSITIONS:
        return any(layout.fits(split(line, each, layout)) for each in layout.delimiters)
    names = {name.strip().lower() for name in split(line, layout.delimiters[0], layout)}
    needed = {column.source.lower() for column in layout.read_columns if column.is_required}
    return needed <= names


def _refuse_delimiter(line: str, layout: FileLayout) -> None:
    if max(len(split(line, each, layout)) for each in layout.delimiters) >= _FEWEST_CELLS:
        return
    others = [each for each in _DELIMITERS if each not in layout.delimiters]
    found = max(others, key=line.count)
    if line.count(found) >= _FEWEST_CELLS - 1:
        raise DelimiterDiffers(expected=layout.delimiters, found=found)
