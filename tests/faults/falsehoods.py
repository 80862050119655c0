"""False figures: what a servicer may say instead of the truth, in a document and in a report."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from random import Random
from typing import Any

from oracle.package import MonthPackage
from rwa.chain.report import Content
from rwa.core.errors import RwaError
from rwa.core.money import Cents
from rwa.remittance.classes import CLASS_AMOUNT_FIELDS, SPLIT_AMOUNT_FIELDS
from rwa.remittance.document import RemittanceDocument
from rwa.remittance.remittance import AMOUNT_FIELDS

Place = tuple[str | int, str]
"""A figure of a document: its record (`remittance`, `split` or the number of a row) and its name."""
Changes = Mapping[Place, int]
"""False figures, in cents or counts."""
Liar = Callable[[MonthPackage, Random], Changes]

CONTENT_FIELDS = frozenset(field.name for field in fields(Content))
COUNTS = ("loan_count_begin", "loan_count_end")
SCALES = (2, 10, 100, 1_000, 10_000)


@dataclass(frozen=True, slots=True)
class Lie:
    """One false month."""

    kind: str
    """Which liar told it."""
    changes: Changes
    """What it says otherwise."""
    package: MonthPackage
    """The document with them."""
    content: Content
    """The report with those of them that it has."""

    def __str__(self) -> str:
        """The liar and the first false figures."""
        said = [f"{of} {name} = {value}" for (of, name), value in self.changes.items()]
        return f"{self.kind} ({', '.join(said[:4])})"


def tell(liar: Liar, package: MonthPackage, content: Content, draw: Random) -> Lie | None:
    """A false month; None where the records cannot even be made, or nothing is changed."""
    changes = {
        place: value
        for place, value in liar(package, draw).items()
        if value != figure(package.document, place)
    }
    if not changes:
        return None
    try:
        document = _with(package.document, changes)
    except RwaError:
        return None
    lie = replace(package, document=document)
    return Lie(liar.__name__, changes, lie, _content_with(content, changes))


def places(document: RemittanceDocument) -> list[Place]:
    """Every figure of a document."""
    rows = range(len(document.distributions.rows))
    return [
        *(("remittance", name) for name in (*AMOUNT_FIELDS, *COUNTS)),
        *(("split", name) for name in SPLIT_AMOUNT_FIELDS),
        *((row, name) for row in rows for name in CLASS_AMOUNT_FIELDS),
    ]


def figure(document: RemittanceDocument, place: Place) -> int:
    """A figure, in cents or as a count."""
    value = getattr(_record(document, place[0]), place[1])
    return value.count if isinstance(value, Cents) else int(value)


def nudged(package: MonthPackage, draw: Random) -> Changes:
    """One figure, one cent or one loan off."""
    place = draw.choice(places(package.document))
    return {place: figure(package.document, place) + draw.choice((-1, 1))}


def swapped(package: MonthPackage, draw: Random) -> Changes:
    """Two figures, each in the other's place."""
    one, other = draw.sample(places(package.document), 2)
    document = package.document
    return {one: figure(document, other), other: figure(document, one)}


def scaled(package: MonthPackage, draw: Random) -> Changes:
    """One figure in another unit."""
    place = draw.choice(places(package.document))
    return {place: _scaled(figure(package.document, place), draw)}


def scaled_throughout(package: MonthPackage, draw: Random) -> Changes:
    """Every amount in another unit, so that all sums still add up."""
    factor, document = draw.choice(SCALES), package.document
    amounts = [place for place in places(document) if place[1] not in COUNTS]
    return {place: figure(document, place) * factor for place in amounts}


def principal_called_otherwise(package: MonthPackage, draw: Random) -> Changes:
    """Cents of one kind of principal reported as another."""
    kinds = ("scheduled_cents", "curtailed_cents", "paid_off_cents", "liquidated_cents")
    return _moved(package, [("remittance", name) for name in draw.sample(kinds, 2)], draw)


def fee_called_otherwise(package: MonthPackage, draw: Random) -> Changes:
    """Cents of one fee reported as the other."""
    names = draw.sample(("servicing_fee_cents", "guaranty_fee_cents"), 2)
    return _moved(package, [("remittance", name) for name in names], draw)


def cent_from_the_leftover(package: MonthPackage, draw: Random) -> Changes:
    """A class's holders get a cent that the pool's roundings left over."""
    row = draw.randrange(len(package.document.distributions.rows))
    gains: list[Place] = [(row, "interest_cents"), ("split", "interest_to_investors_cents")]
    return {
        **{place: figure(package.document, place) + 1 for place in gains},
        ("split", "leftover_cents"): figure(package.document, ("split", "leftover_cents")) - 1,
    }


def interest_of_another_class(package: MonthPackage, draw: Random) -> Changes:
    """Interest of one class paid to another."""
    return _moved(package, _two_rows(package, draw, "interest_cents"), draw)


def principal_of_another_class(package: MonthPackage, draw: Random) -> Changes:
    """Principal of one class paid to another, whose balance falls for it."""
    rows = _two_rows(package, draw, "principal_cents")
    moved = _moved(package, rows, draw)
    return moved | {
        (row, "end_cents"): figure(package.document, (row, "end_cents"))
        - (value - figure(package.document, (row, name)))
        for (row, name), value in moved.items()
    }


def advances_overstated(package: MonthPackage, draw: Random) -> Changes:
    """Advances made and recovered that nobody can add up from the report."""
    more = draw.randint(1, 10**6)
    names = ("advances_made_cents", "advances_recovered_cents")
    return {
        ("remittance", name): figure(package.document, ("remittance", name)) + more
        for name in names
    }


def shortfall_made_up(package: MonthPackage, draw: Random) -> Changes:
    """Interest said to be owed to classes."""
    return {("split", "shortfall_end_cents"): draw.randint(1, 10)}


LIARS: tuple[Liar, ...] = (
    nudged,
    nudged,
    nudged,
    swapped,
    scaled,
    scaled_throughout,
    principal_called_otherwise,
    fee_called_otherwise,
    cent_from_the_leftover,
    interest_of_another_class,
    principal_of_another_class,
    advances_overstated,
    shortfall_made_up,
)


def _record(document: RemittanceDocument, of: str | int) -> Any:
    if of == "remittance":
        return document.remittance
    if of == "split":
        return document.distributions
    return document.distributions.rows[int(of)]


def _with(document: RemittanceDocument, changes: Changes) -> RemittanceDocument:
    """The document with false figures. Raises ValueOutOfRange."""

    def changed(of: str | int) -> dict[str, Any]:
        record = _record(document, of)
        return {
            name: Cents(value) if isinstance(getattr(record, name), Cents) else value
            for (record_of, name), value in changes.items()
            if record_of == of
        }

    split = document.distributions
    rows = tuple(replace(row, **changed(at)) for at, row in enumerate(split.rows))
    return replace(
        document,
        remittance=replace(document.remittance, **changed("remittance")),
        distributions=replace(split, rows=rows, **changed("split")),
    )


def _content_with(content: Content, changes: Changes) -> Content:
    rows = list(content.class_rows)
    flat: dict[str, Any] = {}
    for (of, name), value in changes.items():
        if isinstance(of, int):
            rows[of] = replace(rows[of], **{name: value})
        elif name in CONTENT_FIELDS:
            flat[name] = value
    return replace(content, class_rows=tuple(rows), **flat)


def _moved(package: MonthPackage, places: Iterable[Place], draw: Random) -> Changes:
    """Some of the first figure added to the second; nothing where there is none."""
    pair = list(places)
    if len(pair) < 2 or not figure(package.document, pair[0]):
        return {}
    have = figure(package.document, pair[0])
    amount = draw.choice((1, have, draw.randint(1, have)))
    return {pair[0]: have - amount, pair[1]: figure(package.document, pair[1]) + amount}


def _two_rows(package: MonthPackage, draw: Random, name: str) -> list[Place]:
    rows = range(len(package.document.distributions.rows))
    return [(row, name) for row in draw.sample(rows, 2)] if len(rows) > 1 else []


def _scaled(value: int, draw: Random) -> int:
    factor = draw.choice(SCALES)
    return draw.choice((value * factor, value // factor))
