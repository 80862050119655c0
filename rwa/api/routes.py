"""The questions of version 1, each answered from the read model as of one block."""

import base64
import binascii
import json
from collections.abc import Iterator
from typing import Annotated, Any

from eth_utils.address import is_address, to_checksum_address
from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import AfterValidator
from sqlalchemy import Connection

from rwa.api.problems import NotACursor, NotAnAddress
from rwa.api.schemas import (
    Answer,
    BalanceAnswer,
    BlockReference,
    ClaimableAnswer,
    DistributionAnswer,
    One,
    Page,
    PaymentAnswer,
    PoolAnswer,
)
from rwa.core.dates import Period
from rwa.readmodel.claims import claimable
from rwa.readmodel.distributions import distributions
from rwa.readmodel.holders import balances, payments
from rwa.readmodel.pools import as_of, pool, pools


class Problem(Answer):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    detail: str


REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"description": text, "content": {"application/problem+json": {"schema": ref}}}
    for ref in [{"$ref": "#/components/schemas/Problem"}]
    for status, text in (
        (404, "No such pool, holder or period."),
        (409, "The record time asked about has not passed."),
        (422, "A parameter is malformed."),
    )
}

router = APIRouter(prefix="/v1", responses=REFUSALS)


def _connection(request: Request) -> Iterator[Connection]:
    """One consistent reading of the database for the whole answer."""
    request.app.state.keep_current()
    with request.app.state.database.begin() as connection:
        yield connection


def _checksummed(address: str) -> str:
    """The address in EIP-55 form. Raises NotAnAddress."""
    if not address.startswith("0x") or not is_address(address):
        raise NotAnAddress(address)
    return to_checksum_address(address)


Reading = Annotated[Connection, Depends(_connection)]
Holder = Annotated[
    str,
    Path(description="Wallet, 0x and 40 hexadecimal digits."),
    AfterValidator(_checksummed),
]
Cursor = Annotated[str | None, Query(description="`next_cursor` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=500, description="Rows of a page.")]


@router.get("/pools", operation_id="listPools", summary="Every pool and where it stands")
def list_pools(reading: Reading) -> One[tuple[PoolAnswer, ...]]:
    """Balances are those after the last accepted report of each pool."""
    return One(
        data=tuple(PoolAnswer.of(record) for record in pools(reading)),
        as_of=BlockReference.of(as_of(reading)),
    )


@router.get("/pools/{pool_id}", operation_id="getPool", summary="One pool")
def get_pool(reading: Reading, pool_id: str) -> One[PoolAnswer]:
    """Its size, factor, contracts and classes."""
    return One(data=PoolAnswer.of(pool(reading, pool_id)), as_of=BlockReference.of(as_of(reading)))


@router.get(
    "/holders/{address}/balances",
    operation_id="getHolderBalances",
    summary="What a wallet holds, now or at a record date",
)
def get_balances(
    reading: Reading,
    address: Holder,
    as_of_period: Annotated[
        str | None, Query(alias="as_of", description="Record period, YYYY-MM; absent for now.")
    ] = None,
) -> One[tuple[BalanceAnswer, ...]]:
    """The balance at a record date is final once the record time has passed."""
    period = None if as_of_period is None else Period.parse(as_of_period)
    return One(
        data=tuple(BalanceAnswer.of(row) for row in balances(reading, address, period)),
        as_of=BlockReference.of(as_of(reading)),
    )


@router.get(
    "/holders/{address}/payments",
    operation_id="listHolderPayments",
    summary="Every settlement of a wallet, oldest first",
)
def list_payments(
    reading: Reading, address: Holder, cursor: Cursor = None, limit: Limit = 100
) -> Page[PaymentAnswer]:
    """One row for each settlement; a page never repeats or skips a row."""
    after = None if cursor is None else _read_cursor(cursor, int, int)
    rows = payments(reading, address, after=after, limit=limit)
    return Page(
        data=tuple(PaymentAnswer.of(row) for row in rows),
        next_cursor=_cursor(rows[-1].block, rows[-1].log_index) if len(rows) == limit else None,
        as_of=BlockReference.of(as_of(reading)),
    )


@router.get(
    "/holders/{address}/claimable",
    operation_id="getHolderClaimable",
    summary="What settling a wallet would pay now",
)
def get_claimable(reading: Reading, address: Holder) -> One[tuple[ClaimableAnswer, ...]]:
    """Recomputed from balances and distributions; anyone may settle anyone."""
    return One(
        data=tuple(ClaimableAnswer.of(row) for row in claimable(reading, address)),
        as_of=BlockReference.of(as_of(reading)),
    )


@router.get(
    "/distributions", operation_id="listDistributions", summary="Each class's months, in order"
)
def list_distributions(
    reading: Reading,
    pool_id: Annotated[str | None, Query(alias="pool", description="Only this pool.")] = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Page[DistributionAnswer]:
    """Posted amounts, whether the cash is in, and corrections since."""
    after = None if cursor is None else _read_cursor(cursor, str, str, int)
    rows = distributions(reading, pool_id=pool_id, after=after, limit=limit)
    last = rows[-1] if len(rows) == limit else None
    return Page(
        data=tuple(DistributionAnswer.of(row) for row in rows),
        next_cursor=_cursor(last.pool_id, last.tranche_id, last.period_index) if last else None,
        as_of=BlockReference.of(as_of(reading)),
    )


def _cursor(*key: str | int) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode()


def _read_cursor(text: str, *kinds: type) -> Any:
    """The key inside a cursor. Raises NotACursor unless it has exactly these types."""
    try:
        key = json.loads(base64.urlsafe_b64decode(text.encode()))
    except (binascii.Error, ValueError):
        raise NotACursor(text) from None
    if not isinstance(key, list) or [type(part) for part in key] != list(kinds):
        raise NotACursor(text)
    return tuple(key)
