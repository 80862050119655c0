"""Tables that can be read as text and as Markdown."""

from __future__ import annotations

from collections.abc import Sequence


def markdown_table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, words: int) -> list[str]:
    """Return the lines of a table, all equally long.

    The first `words` columns are to the left, the others, numbers, to the right.
    """
    lines = [heads, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    rule = ["-" * width for width in widths[:words]]
    rule += ["-" * (width - 1) + ":" for width in widths[words:]]
    head, *others = (_line(_padded(line, widths, words)) for line in lines)
    return [head, _line(rule), *others]


def _padded(cells: Sequence[str], widths: Sequence[int], words: int) -> list[str]:
    sized = list(zip(cells, widths, strict=True))
    return [cell.ljust(width) for cell, width in sized[:words]] + [
        cell.rjust(width) for cell, width in sized[words:]
    ]


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
