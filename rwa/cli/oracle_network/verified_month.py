"""`oracle verify`: which pool and files are meant, and what is printed of the outcome."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import typer

from oracle.verification.published import published_in
from oracle.verification.verdict import HolderMonth, Outcome, Verdict, Verification
from oracle.verification.verify import verify_month
from rwa.chain.hashing import hex_of
from rwa.cli.arguments import read_file
from rwa.cli.console import CashUnits, Output
from rwa.cli.published_pool import home_salt, published_pool
from rwa.cli.settings import Settings
from rwa.cli.workspace import Workspace
from rwa.core.dates import Period
from rwa.core.errors import CheckFailed, ConfigurationError, UsageError

PAGE = "docs/how-to/verify-a-month.md"
MARKS = {Outcome.PROVED: "ok", Outcome.FAILED: "FAIL", Outcome.NOT_CHECKED: "not checked"}

MARK_WIDTH = max(map(len, MARKS.values()))


class OtherPoolsHome(UsageError):
    """The home is another pool's than the one asked about."""

    def __init__(self, *, asked: str, found: str) -> None:
        self.asked = asked
        self.found = found
        super().__init__(f"home is pool {found}'s, asked is {asked}; name its home with --home")


class SaltFileUnreadable(ConfigurationError):
    """A salt file does not hold one salt."""

    def __init__(self, path: Path, *, length: int) -> None:
        self.path = path
        self.length = length
        super().__init__(
            f"{path} holds {length} characters, expected 64 hexadecimal digits; "
            "ask the pool's servicer for the file"
        )


class MonthNotProved(CheckFailed):
    """A line of a verification failed or, where that was asked for, was not checked."""

    def __init__(self, *, failed: tuple[str, ...], not_checked: tuple[str, ...]) -> None:
        self.failed = failed
        self.not_checked = not_checked
        said = [f"failed: {', '.join(failed)}"] * bool(failed)
        said += [f"not checked: {', '.join(not_checked)}"] * bool(not_checked)
        super().__init__(f"{'; '.join(said)}. See what each expected and found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is to be verified."""

    period: str
    """The month, YYYY-MM."""
    pool: str | None
    """Name of the pool; None takes the home's."""
    documents: str | None
    """Directory or URL of the published files; None for those in the home."""
    salt_file: Path | None
    """File of the pool's secret; None takes the home's, if it is the servicer's."""


def verify(settings: Settings, request: Request, *, strict: bool, as_json: bool) -> None:
    """Verify a month and print every line.

    Raises MonthNotProved, OtherPoolsHome, SaltFileUnreadable, and what `verify_month` raises.
    """
    period, workspace, output = Period.parse(request.period), Workspace(settings), Output(as_json)
    if request.pool not in (None, workspace.pool().pool_id):
        raise OtherPoolsHome(asked=str(request.pool), found=workspace.pool().pool_id)
    salt = home_salt(workspace) if request.salt_file is None else read_salt(request.salt_file)
    place = request.documents or str(workspace.documents.directory)
    chain = workspace.open_chain(read_only=True)
    try:
        subject = published_pool(workspace, chain)
        found = verify_month(subject, chain, published_in(place), period, salt=salt)
    finally:
        chain.close()
    show(found, output)
    _end(found, strict=strict, as_json=as_json)


def read_salt(path: Path) -> bytes:
    """Read a pool's secret. Raises FileNotThere and SaltFileUnreadable, which tell nothing of it."""
    text = read_file(path, layout=PAGE).strip().removeprefix(b"0x")
    try:
        salt = bytes.fromhex(text.decode("ascii"))
    except ValueError:
        raise SaltFileUnreadable(path, length=len(text)) from None
    if len(salt) != 32:
        raise SaltFileUnreadable(path, length=len(text))
    return salt


def show(found: Verification, output: Output) -> None:
    """Print every line, then both sides of those that were not proved."""
    output.say(
        f"{found.pool_id}  {found.period}, period {found.period_index}, at block {found.block} "
        f"({hex_of(found.block_hash)[:18]}...)"
    )
    for number, report in enumerate(found.revisions, start=1):
        state = "in force" if number == len(found.revisions) else "replaced"
        output.say(f"revision {report.revision}, accepted in block {report.block}: {state}")
    if found.restating is not None:
        output.say(f"RESTATING: {found.restating} is to be revised next")
    width = max(len(line.name) for line in found.lines)
    for line in found.lines:
        mark = MARKS[line.outcome]
        output.tell(line.why, indent=f" {mark:<{MARK_WIDTH}}  {line.name:<{width}}  ")
    for line in found.lines:
        if line.outcome is not Outcome.PROVED and (line.expected or line.found):
            output.say(f"{MARKS[line.outcome]} {line.name}")
            output.say(f"  expected {line.expected}")
            output.say(f"  found    {line.found or 'nothing'}")
    output.tell(_summary(found), indent="")
    output.result(as_document(found))


def as_document(found: Verification) -> dict[str, Any]:
    """A verification as JSON: amounts as dollars in text, hashes in hexadecimal."""
    return {
        "pool_id": found.pool_id,
        "period": str(found.period),
        "period_index": found.period_index,
        "as_of_block": found.block,
        "as_of_block_hash": hex_of(found.block_hash),
        "as_of_time": found.block_time,
        "revisions": [
            {
                "revision": report.revision,
                "content_hash": hex_of(report.content_hash),
                "block": report.block,
            }
            for report in found.revisions
        ],
        "restating": None if found.restating is None else str(found.restating),
        "proved": found.count(Outcome.PROVED),
        "failed": found.count(Outcome.FAILED),
        "not_checked": found.count(Outcome.NOT_CHECKED),
        "lines": [_line(line) for line in found.lines],
        "holders": [_holder(holder) for holder in found.holders],
    }


def _summary(found: Verification) -> str:
    counts = ", ".join(f"{found.count(outcome)} {outcome}" for outcome in Outcome)
    paid = CashUnits(sum(holder.paid_units for holder in found.holders))
    earned = CashUnits(
        sum(holder.interest_units + holder.principal_units for holder in found.holders)
    )
    return f"{counts}; {len(found.holders)} holders earned {earned} this month, were paid {paid} so far"


def _line(line: Verdict) -> dict[str, str]:
    return {name: str(value) for name, value in asdict(line).items()}


def _holder(holder: HolderMonth) -> dict[str, Any]:
    cash = {
        name.removesuffix("_units"): CashUnits(units).plain
        for name, units in asdict(holder).items()
        if name.endswith("_units")
    }
    names = {"class": holder.tranche, "holder": holder.holder}
    return {**names, "settled_through": holder.settled_through, **cash}


def _end(found: Verification, *, strict: bool, as_json: bool) -> None:
    """Raises MonthNotProved; with JSON, where the document says it all, only the exit code."""
    failed = _names(found, Outcome.FAILED)
    not_checked = _names(found, Outcome.NOT_CHECKED) if strict else ()
    if not failed and not not_checked:
        return
    if as_json:
        raise typer.Exit(MonthNotProved.exit_code)
    raise MonthNotProved(failed=failed, not_checked=not_checked)


def _names(found: Verification, outcome: Outcome) -> tuple[str, ...]:
    return tuple(line.name for line in found.lines if line.outcome is outcome)
