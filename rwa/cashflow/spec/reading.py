"""Reading a specification: each field of its type and range, once, and none besides.

```
DataRejected
└── SpecRejected             the specification, one field of it
    ├── NotASpec             the bytes are not one JSON object
    ├── UnknownField         a field that means nothing here
    ├── MissingField         a field that is needed
    ├── FieldOutOfRange      a field whose value is not allowed
    ├── GivenTogether        a field beside another that says the same
    └── FieldsDisagree       two fields that cannot both hold
```
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, NoReturn

from rwa.core.errors import DataRejected
from rwa.core.json_guard import MOST_BRACKETS, opening_brackets, repeated_name

PER_CENT = Decimal(100)
MOST_BYTES = 1_000_000
"""Bytes of the longest document read."""
MOST_DIGITS = 60
"""Characters of the longest number read."""
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class SpecRejected(DataRejected):
    """A projection's specification is wrong; nothing was computed."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(f"{field} {message}")


class NotASpec(SpecRejected):
    """The bytes are not one JSON object."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__("specification", f"cannot be read: {reason}; correct the document")


class UnknownField(SpecRejected):
    """The specification has a field that means nothing here."""

    def __init__(self, field: str, *, known: Iterable[str]) -> None:
        self.known = tuple(known)
        nearest = get_close_matches(field.rpartition(".")[2], self.known, n=1)
        meant = f", perhaps {nearest[0]} is meant" if nearest else ""
        super().__init__(field, f"is not known{meant}; known are {', '.join(self.known)}")


class MissingField(SpecRejected):
    """The specification lacks a field that is needed."""

    def __init__(self, field: str, *, needed_by: str | None = None) -> None:
        self.needed_by = needed_by
        reason = f", and {needed_by} needs it" if needed_by else ""
        super().__init__(field, f"is missing{reason}; add it")


class FieldOutOfRange(SpecRejected):
    """A field's value is not of its type or not in its range."""

    def __init__(self, field: str, *, value: object, allowed: str) -> None:
        self.value = value
        self.allowed = allowed
        super().__init__(field, f"is {value!s:.80}, allowed is {allowed}; correct the value")


class GivenTogether(SpecRejected):
    """Of two fields that are given, one at most may be."""

    def __init__(self, field: str, *, other: str) -> None:
        self.other = other
        super().__init__(field, f"is given together with {other}; leave one of them out")


class FieldsDisagree(SpecRejected):
    """Two fields cannot both hold."""

    def __init__(self, field: str, *, value: object, other: str, expected: object) -> None:
        self.value = value
        self.other = other
        self.expected = expected
        super().__init__(
            field, f"is {value}, but {other} asks for {expected}; leave one out or correct it"
        )


def read_object(content: bytes) -> SpecObject:
    """Read JSON that is one object without repeated fields. Raises NotASpec."""
    if len(content) > MOST_BYTES:
        raise NotASpec(f"it is longer than {MOST_BYTES:,} bytes")
    brackets = opening_brackets(content)
    if brackets > MOST_BRACKETS:
        raise NotASpec(f"it has {brackets} opening brackets, at most {MOST_BRACKETS} are read")
    try:
        value = json.loads(
            content.decode("utf-8-sig"),
            parse_float=_decimal,
            parse_int=_decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_without_repeats,
        )
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise NotASpec(str(error)) from error
    if not isinstance(value, dict):
        raise NotASpec(f"it is {value!s:.40}")
    return SpecObject("", value)


class SpecObject:
    """Takes the fields of one JSON object; every method raises SpecRejected."""

    def __init__(self, path: str, content: Mapping[str, Any]) -> None:
        self._path = path
        self._content = content
        self._asked: dict[str, None] = {}

    def __contains__(self, name: str) -> bool:
        """Whether the field is there; null is not."""
        self._asked[name] = None
        return self._content.get(name) is not None

    def names(self) -> tuple[str, ...]:
        """The fields that are there."""
        return tuple(name for name in self._content if self._content[name] is not None)

    def field(self, name: str) -> str:
        """The field's name from the top of the document."""
        return f"{self._path}{name}"

    def decimal(
        self,
        name: str,
        *,
        low: Decimal | int,
        high: Decimal | int,
        default: Decimal | None = None,
    ) -> Decimal:
        """A number or a text of one, within `low` to `high`."""
        value = self._value(name, default)
        return _number(self.field(name), value, low=low, high=high)

    def share(self, name: str, *, high: Decimal | int = 100) -> Decimal:
        """A number in per cent, as a share of one."""
        return self.decimal(name, low=0, high=high) / PER_CENT

    def whole(self, name: str, *, low: int, high: int, default: int | None = None) -> int:
        """A whole number."""
        value = self._value(name, default)
        number = _number(self.field(name), value, low=low, high=high)
        if number != number.to_integral_value():
            raise FieldOutOfRange(self.field(name), value=value, allowed="a whole number")
        return int(number)

    def vector(
        self, name: str, *, length: int, low: Decimal | int = 0, high: Decimal | int = 100
    ) -> tuple[Decimal, ...]:
        """A list of numbers in per cent, one for each of `length` months, as shares of one."""
        values, field = self._value(name, None), self.field(name)
        if not isinstance(values, list):
            raise FieldOutOfRange(field, value=values, allowed="a list of numbers in per cent")
        if len(values) != length:
            allowed = f"{length} entries, one for each of remaining_months"
            raise FieldOutOfRange(field, value=f"{len(values)} entries", allowed=allowed)
        return tuple(
            _number(f"{field}[{month}]", value, low=low, high=high) / PER_CENT
            for month, value in enumerate(values, start=1)
        )

    def flag(self, name: str, *, default: bool) -> bool:
        """True or false."""
        value = self._value(name, default)
        if not isinstance(value, bool):
            raise FieldOutOfRange(self.field(name), value=value, allowed="true or false")
        return value

    def choice(self, name: str, choices: Iterable[str], *, default: str) -> str:
        """One of a few words."""
        value, allowed = self._value(name, default), tuple(choices)
        if value not in allowed:
            raise FieldOutOfRange(self.field(name), value=value, allowed=" or ".join(allowed))
        return str(value)

    def date(self, name: str) -> date | None:
        """A date, YYYY-MM-DD, or None where it is not there."""
        if name not in self:
            return None
        value = self._content[name]
        if isinstance(value, str) and _DATE.fullmatch(value):
            with suppress(ValueError):
                return date.fromisoformat(value)
        raise FieldOutOfRange(self.field(name), value=value, allowed="a date, YYYY-MM-DD")

    def inner(self, name: str) -> SpecObject:
        """An object within."""
        value = self._value(name, None)
        if not isinstance(value, dict):
            raise FieldOutOfRange(self.field(name), value=value, allowed="an object")
        return SpecObject(f"{self.field(name)}.", value)

    def refuse_unknown(self) -> None:
        """Raise UnknownField for a field that nobody has asked about."""
        for name in self._content:
            if name not in self._asked:
                raise UnknownField(self.field(name), known=self._asked)

    def _value(self, name: str, default: object) -> Any:
        if name in self:
            return self._content[name]
        if default is None:
            raise MissingField(self.field(name))
        return default


def _number(field: str, value: object, *, low: Decimal | int, high: Decimal | int) -> Decimal:
    allowed = f"a number from {low:,} to {high:,}"
    is_text = isinstance(value, str) and len(value) <= MOST_DIGITS and _NUMBER.fullmatch(value)
    if not is_text and type(value) not in (int, Decimal):
        raise FieldOutOfRange(field, value=json.dumps(value, default=str), allowed=allowed)
    number = Decimal(str(value))
    if not (number.is_finite() and low <= number <= high):
        raise FieldOutOfRange(field, value=value, allowed=allowed)
    return number


def _decimal(text: str) -> Decimal:
    if len(text) > MOST_DIGITS:
        raise NotASpec(
            f"a number of {len(text)} characters is in it, at most {MOST_DIGITS} are read"
        )
    return Decimal(text)


def _refuse_constant(text: str) -> NoReturn:
    raise NotASpec(f"{text} is in it, which is not a number")


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    repeated = repeated_name(pairs)
    if repeated is not None:
        raise NotASpec(f"{repeated} is in it twice")
    return dict(pairs)
