"""Strict reading of JSON: every field of the type it must have, once, and none besides."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import NoReturn

from rwa.core.json_guard import MOST_BRACKETS, opening_brackets, repeated_name
from rwa.core.money import Cents
from rwa.remittance.errors import RemittanceError

INTEGER_FORM = re.compile(r"0|-?[1-9][0-9]{0,18}")
"""A whole number of at most 19 digits, without leading zeros."""


class DocumentMalformed(RemittanceError):
    """The bytes of a document are not in the canonical layout."""

    def __init__(self, field: str, *, found: object, expected: str) -> None:
        self.field = field
        self.found = found
        self.expected = expected
        super().__init__(
            f"{field} is {found!r}, expected {expected}; take the document from its publisher again"
        )


def read_object(name: str, content: bytes) -> Reader:
    """Read ASCII JSON that is one object without bare numbers or repeated fields.

    Raises DocumentMalformed.
    """
    brackets = opening_brackets(content)
    if brackets > MOST_BRACKETS:
        raise DocumentMalformed(
            name, found=f"{brackets} opening brackets", expected=f"at most {MOST_BRACKETS}"
        )
    try:
        value = json.loads(
            content.decode("ascii"),
            object_pairs_hook=_object_without_repeats,
            parse_int=_refuse_number,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
        )
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise DocumentMalformed(name, found=str(error), expected="canonical JSON") from error
    return Reader.of(name, value)


class Reader:
    """Takes the fields of one JSON object; every method raises DocumentMalformed."""

    def __init__(self, name: str, content: Mapping[str, object]) -> None:
        self._name = name
        self._content = content
        self._taken: set[str] = set()

    @classmethod
    def of(cls, name: str, value: object) -> Reader:
        """A reader of a parsed JSON object; `name` is its path in messages."""
        if not isinstance(value, dict):
            raise DocumentMalformed(name, found=value, expected="an object")
        return cls(name, value)

    def text(self, key: str) -> str:
        """A text."""
        value = self._take(key)
        if not isinstance(value, str):
            raise DocumentMalformed(self._path(key), found=value, expected="a text")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        texts: list[str] = []
        for index, value in enumerate(self._list(key)):
            if not isinstance(value, str):
                path = f"{self._path(key)}[{index}]"
                raise DocumentMalformed(path, found=value, expected="a text")
            texts.append(value)
        return tuple(texts)

    def text_or_none(self, key: str) -> str | None:
        """A text or null."""
        return None if self._take(key) is None else self.text(key)

    def flag(self, key: str) -> bool:
        """True or false."""
        value = self._take(key)
        if not isinstance(value, bool):
            raise DocumentMalformed(self._path(key), found=value, expected="true or false")
        return value

    def integer(self, key: str) -> int:
        """A whole number written as a text, in its one canonical form."""
        value = self.text(key)
        if not INTEGER_FORM.fullmatch(value):
            raise DocumentMalformed(
                self._path(key), found=value, expected="a whole number as a text such as '-5'"
            )
        return int(value)

    def cents(self, key: str) -> Cents:
        """An amount in cents, written like a whole number."""
        return Cents(self.integer(key))

    def nested(self, key: str) -> Reader:
        """An object."""
        return Reader.of(self._path(key), self._take(key))

    def nested_list(self, key: str) -> tuple[Reader, ...]:
        """A list of objects."""
        return tuple(
            Reader.of(f"{self._path(key)}[{index}]", value)
            for index, value in enumerate(self._list(key))
        )

    def finish(self) -> None:
        """Refuse whatever was not taken."""
        for key in sorted(self._content.keys() - self._taken):
            raise DocumentMalformed(self._path(key), found="present", expected="no such field")

    def _list(self, key: str) -> list[object]:
        values = self._take(key)
        if not isinstance(values, list):
            raise DocumentMalformed(self._path(key), found=values, expected="a list")
        return values

    def _take(self, key: str) -> object:
        if key not in self._content:
            raise DocumentMalformed(self._path(key), found="missing", expected="a value")
        self._taken.add(key)
        return self._content[key]

    def _path(self, key: str) -> str:
        return f"{self._name}.{key}"


def _object_without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    repeated = repeated_name(pairs)
    if repeated is not None:
        raise DocumentMalformed(repeated, found="twice", expected="each field once")
    return dict(pairs)


def _refuse_number(literal: str) -> NoReturn:
    raise DocumentMalformed("document", found=literal, expected="every number as a text")
