"""`rwa holders`: what everybody has, was paid, and could be paid."""

from sqlalchemy import Connection

from rwa.chain.deployment import find_deployment
from rwa.cli.actors import Actors
from rwa.cli.console import CashUnits, Output, Row, plain
from rwa.cli.read_side import projector
from rwa.cli.settings import Settings
from rwa.cli.workspace import Workspace
from rwa.core.dates import Period
from rwa.readmodel.claims import claimable
from rwa.readmodel.database import open_database
from rwa.readmodel.errors import UnknownHolder
from rwa.readmodel.holders import balances, paid_units


def show(settings: Settings, *, as_of: str | None, as_json: bool) -> None:
    """List the holders from the read model, brought up to the head first."""
    output, workspace = Output(as_json), Workspace(settings)
    period = None if as_of is None else Period.parse(as_of)
    chain = workspace.open_chain(read_only=True)
    try:
        pool = workspace.pool().terms
        deployment = find_deployment(workspace.deployments, chain, pool.pool_id)
        database = open_database(settings.database_url)
        head = projector(
            database, chain, pool=pool, deal=workspace.deal(), deployment=deployment
        ).catch_up()
        with database.begin() as connection:
            rows = _rows(connection, workspace.actors(), period)
    finally:
        chain.close()
    face = "face" if period is None else f"face at {period}"
    output.table(
        ("holder", "address", face, "paid", "held", "claimable", "note"),
        rows,
        title=f"as of block {head.number}",
    )
    output.result({"as_of_block": head.number, "holders": [plain(row) for row in rows]})


def _rows(connection: Connection, actors: Actors, period: Period | None) -> list[Row]:
    rows: list[Row] = []
    for name, address in actors.holders.items():
        try:
            held = balances(connection, address, period)
        except UnknownHolder:
            continue
        claims = claimable(connection, address)
        rows.append(
            {
                "holder": name,
                "address": address,
                "face": CashUnits(sum(balance.face_units for balance in held)),
                "paid": CashUnits(paid_units(connection, address)),
                "held": CashUnits(sum(claim.held_units for claim in claims)),
                "claimable": CashUnits(sum(claim.payable_units for claim in claims)),
                "note": "blocked" if any(claim.is_blocked for claim in claims) else "",
            }
        )
    return rows
