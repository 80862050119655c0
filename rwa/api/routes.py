"""The questions of version 1, each answered from the read model as of one block."""

import base64
import binascii
import json
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import AfterValidator
from sqlalchemy import Connection

from rwa.api.answers import BlockReference
from rwa.api.explanations import Explain
from rwa.api.problems import NotACursor, NotAnAddress, refusals
from rwa.api.revalidation import REVALIDATED, RevalidatedRoute
from rwa.api.schemas import (
    BalanceAnswer,
    Balances,
    ClaimableAnswer,
    Claims,
    DistributionAnswer,
    Distributions,
    OnePool,
    PaymentAnswer,
    Payments,
    PoolAnswer,
    Pools,
)
from rwa.chain.hashing import address_from_hex
from rwa.core.dates import NotAPeriod, Period
from rwa.core.ids import Address
from rwa.readmodel.claims import claimable
from rwa.readmodel.distributions import distributions
from rwa.readmodel.errors import NoSuchPeriod, PeriodNotClosed, UnknownHolder, UnknownPool
from rwa.readmodel.holders import balances, payments
from rwa.readmodel.pools import as_of, pool, pools
from rwa.readmodel.records import Distribution, Payment

PLACE_LIMIT = 2**63
"""Block numbers and log indexes are below it, or a database could not hold them."""

router = APIRouter(prefix="/v1", route_class=RevalidatedRoute, responses=REVALIDATED)


def _connection(request: Request) -> Iterator[Connection]:
    """One consistent reading of the database for the whole answer."""
    request.app.state.keep_current()
    with request.app.state.database.begin() as connection:
        yield connection


def _explain(request: Request) -> Explain:
    """What tells of a report's document."""
    found: Explain = request.app.state.explain
    return found


def _address(text: str) -> Address:
    """The address in EIP-55 form. Raises NotAnAddress."""
    if not text.startswith("0x"):
        raise NotAnAddress(text)
    try:
        return address_from_hex(text)
    except ValueError:
        raise NotAnAddress(text) from None


Place = tuple[int, int]
"""Block and log index of a row: where the next page begins."""


def _place(cursor: str | None) -> Place | None:
    """The place inside a cursor. Raises NotACursor for anything this API did not make."""
    if cursor is None:
        return None
    try:
        key = json.loads(base64.b64decode(cursor.encode("ascii"), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        raise NotACursor(cursor) from None
    if not isinstance(key, list) or [type(part) for part in key] != [int, int]:
        raise NotACursor(cursor)
    block, log_index = key
    if not (0 <= block < PLACE_LIMIT and 0 <= log_index < PLACE_LIMIT):
        raise NotACursor(cursor)
    return block, log_index


def _next_cursor(rows: tuple[Payment, ...] | tuple[Distribution, ...], limit: int) -> str | None:
    """The cursor behind the `limit`-th row; None where no row follows it."""
    if len(rows) <= limit:
        return None
    last = rows[limit - 1]
    key = json.dumps((last.block, last.log_index), separators=(",", ":"))
    return base64.urlsafe_b64encode(key.encode("ascii")).decode("ascii")


Reading = Annotated[Connection, Depends(_connection)]
Explaining = Annotated[Explain, Depends(_explain)]
PoolName = Annotated[str, Path(description="Name of the pool.", examples=["RWA-2026-1"])]
Holder = Annotated[
    str,
    Path(
        description="Wallet: 0x and 40 hexadecimal digits, lower case or with EIP-55 checksum.",
        examples=["0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"],
    ),
    AfterValidator(_address),
]
RecordPeriod = Annotated[
    str | None,
    Query(
        alias="as_of", description="Record period, YYYY-MM; absent for now.", examples=["2027-01"]
    ),
]
PoolFilter = Annotated[
    str | None, Query(alias="pool", description="Only this pool.", examples=["RWA-2026-1"])
]
Cursor = Annotated[
    str | None,
    Query(description="`next_cursor` of the page before.", examples=["WzEyLDNd"]),
]
Limit = Annotated[int, Query(ge=1, le=500, description="Rows of a page.")]


@router.get(
    "/pools",
    operation_id="listPools",
    summary="Every pool and where it stands",
    responses=refusals(),
)
def list_pools(reading: Reading) -> Pools:
    """Balances are those after the last accepted report of each pool."""
    return Pools(
        data=tuple(PoolAnswer.of(record) for record in pools(reading)),
        as_of=BlockReference.of(as_of(reading)),
    )


@router.get(
    "/pools/{pool_id}",
    operation_id="getPool",
    summary="One pool",
    responses=refusals(UnknownPool, RequestValidationError),
)
def get_pool(reading: Reading, pool_id: PoolName) -> OnePool:
    """Its size, factor, contracts and classes."""
    return OnePool(
        data=PoolAnswer.of(pool(reading, pool_id)), as_of=BlockReference.of(as_of(reading))
    )


@router.get(
    "/holders/{address}/balances",
    operation_id="getHolderBalances",
    summary="What a wallet holds, now or at a record date",
    responses=refusals(UnknownHolder, NoSuchPeriod, PeriodNotClosed, NotAnAddress, NotAPeriod),
)
def get_balances(reading: Reading, address: Holder, as_of_period: RecordPeriod = None) -> Balances:
    """The balance at a record date is final once the record time has passed."""
    period = None if as_of_period is None else Period.parse(as_of_period)
    return Balances(
        data=tuple(BalanceAnswer.of(row) for row in balances(reading, address, period)),
        as_of=BlockReference.of(as_of(reading)),
    )


@router.get(
    "/holders/{address}/payments",
    operation_id="listHolderPayments",
    summary="Every settlement of a wallet, oldest first",
    responses=refusals(UnknownHolder, NotAnAddress, NotACursor, RequestValidationError),
)
def list_payments(
    reading: Reading, address: Holder, cursor: Cursor = None, limit: Limit = 100
) -> Payments:
    """One row for each settlement; following the cursor repeats no row and skips none."""
    rows = payments(reading, address, after=_place(cursor), limit=limit + 1)
    return Payments(
        data=tuple(PaymentAnswer.of(row) for row in rows[:limit]),
        next_cursor=_next_cursor(rows, limit),
        as_of=BlockReference.of(as_of(reading)),
    )


@router.get(
    "/holders/{address}/claimable",
    operation_id="getHolderClaimable",
    summary="What settling a wallet would pay now",
    responses=refusals(UnknownHolder, NotAnAddress),
)
def get_claimable(reading: Reading, address: Holder) -> Claims:
    """Recomputed from balances and distributions; anyone may settle anyone."""
    return Claims(
        data=tuple(ClaimableAnswer.of(row) for row in claimable(reading, address)),
        as_of=BlockReference.of(as_of(reading)),
    )


@router.get(
    "/distributions",
    operation_id="listDistributions",
    summary="Each class's months, as they were first posted",
    responses=refusals(UnknownPool, NotACursor, RequestValidationError),
)
def list_distributions(
    reading: Reading,
    explain: Explaining,
    pool_id: PoolFilter = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Distributions:
    """Posted amounts, whether the cash is in, corrections since, and why they were made.

    A correction changes a month's row and not its place: following the cursor repeats none.
    """
    rows = distributions(reading, pool_id=pool_id, after=_place(cursor), limit=limit + 1)
    return Distributions(
        data=tuple(
            DistributionAnswer.of(row, explain(row.document_sha256)) for row in rows[:limit]
        ),
        next_cursor=_next_cursor(rows, limit),
        as_of=BlockReference.of(as_of(reading)),
    )
