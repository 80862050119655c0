"""Why a loan file cannot be read as rows of its layout at all."""

from rwa.core.errors import DataRejected


class LoanFileUnreadable(DataRejected):
    """A loan file is damaged, or is not what it is said to be; nothing of it was loaded."""


class LoanFileEmpty(LoanFileUnreadable):
    """A loan file holds no row."""

    def __init__(self) -> None:
        super().__init__("the file holds no row; name a file with loans")


class LoanFileTooLarge(LoanFileUnreadable):
    """A loan file, unpacked, is larger than what is read in one piece."""

    def __init__(self, *, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        super().__init__(
            f"the file has more than {most_bytes:,} bytes, which is the most that is read at once; "
            "split it by loans"
        )


class LoanFileTruncated(LoanFileUnreadable):
    """A loan file ends in the middle of a row or of a compressed stream."""

    def __init__(self, *, line: int, end: str) -> None:
        self.line = line
        self.end = end
        super().__init__(
            f"the file ends in line {line} at {end!r}, expected a complete row and a line break, or "
            "the closing of every element; fetch it again, or add the line break if nothing is "
            "missing"
        )


class PackingBroken(LoanFileUnreadable):
    """A gzip-compressed file is damaged."""

    def __init__(self, cause: str) -> None:
        self.cause = cause
        super().__init__(f"the compressed file is damaged: {cause}; fetch it again")


class EncodingDiffers(LoanFileUnreadable):
    """A loan file is not UTF-8 throughout."""

    def __init__(self, *, line: int, found: str) -> None:
        self.line = line
        self.found = found
        self.expected = "UTF-8"
        super().__init__(
            f"line {line} holds {found}, expected UTF-8 text throughout; convert the whole file"
        )


class DelimiterDiffers(LoanFileUnreadable):
    """The cells of a loan file are separated by another character."""

    def __init__(self, *, expected: tuple[str, ...], found: str) -> None:
        self.expected = expected
        self.found = found
        wanted = " or ".join(repr(delimiter) for delimiter in expected)
        super().__init__(
            f"cells are separated by {found!r}, expected {wanted}; name the layout of this file, or "
            "export it again"
        )


class LayoutDiffers(LoanFileUnreadable):
    """A loan file looks like one of another layout."""

    def __init__(self, *, expected: str, looks_like: tuple[str, ...]) -> None:
        self.expected = expected
        self.looks_like = looks_like
        super().__init__(
            f"the file looks like {' or '.join(looks_like)}, expected {expected}; name its layout"
        )


class MarkupBroken(LoanFileUnreadable):
    """An XML file is not well-formed, or is nested deeper than any exhibit."""

    def __init__(self, *, line: int, cause: str) -> None:
        self.line = line
        self.cause = cause
        super().__init__(f"line {line} of the XML file: {cause}; fetch the file again")


class DocumentTypeRefused(LoanFileUnreadable):
    """An XML file declares a document type, through which it could name entities or files."""

    def __init__(self, *, line: int) -> None:
        self.line = line
        super().__init__(
            f"line {line} of the XML file declares a document type, which no exhibit has; "
            "fetch the file from its publisher"
        )
