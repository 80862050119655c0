"""Bringing a pool to the chain: contracts, holders, certificates, and the servicer's cash line."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from rwa.chain.cash_token import TestDollar
from rwa.chain.certificate import PoolCertificate
from rwa.chain.contract_structs import HolderFacts
from rwa.chain.deal_terms import Bounds, DealTerms, RoleHolders, TrancheTerms
from rwa.chain.deployment import Deployment, deploy
from rwa.chain.deployment_plan import DeploymentPlan
from rwa.chain.deployment_record import RecordedStep, record_path
from rwa.chain.holder_registry import FOR_EVER, HolderRegistry
from rwa.chain.protocol import Chain
from rwa.chain.transactions import send_many
from rwa.cli.actors import Actors
from rwa.core.dates import new_york_time
from rwa.core.errors import UsageError
from rwa.core.ids import Address
from rwa.core.money import Cents, mul_div_down
from rwa.core.random import uniform_below
from rwa.deal.terms import Deal
from rwa.pool.tape import LoanTape

_Item = TypeVar("_Item")

UNITED_STATES = 840
"""Country of every demo holder, ISO 3166-1 numeric."""
UNITS_PER_THOUSAND_DOLLARS = 1_000_000_000
"""Certificates are allotted in whole thousands of dollars of face."""
LEAST_PER_HOLDER = 10 * UNITS_PER_THOUSAND_DOLLARS
"""Below this on average, certificates are allotted to the base unit."""
ALLOTMENT_DRAW = 1
"""What a holder's draw is for; the last of its keys."""
HOLDERS_PER_CALL = 100
"""Holders registered, or issued to, in one transaction."""
NO_BOUND_PPM = 1_000_000
"""No month prepays more than everything."""
UNLIMITED = 2**256 - 1
"""An allowance that never runs out."""


class TooManyHolders(UsageError):
    """A class is too small to give every holder at least one base unit."""

    def __init__(self, *, holders: int, face_units: int) -> None:
        self.holders = holders
        self.face_units = face_units
        super().__init__(
            f"{holders} holders cannot share {face_units} units of face; take fewer holders"
        )


class IssuanceTooLate(UsageError):
    """The chain's clock has passed the first record time of a pool that is not issued yet."""

    def __init__(self, *, first_record_time: int, now: int) -> None:
        self.first_record_time = first_record_time
        self.now = now
        super().__init__(
            f"the first record time was {new_york_time(first_record_time):%Y-%m-%d %H:%M}, the "
            f"chain's clock says {new_york_time(now):%Y-%m-%d %H:%M} (New York); make a pool of a "
            "later month with rwa init --issue, or start the chain earlier"
        )


def safe_threshold(node_count: int) -> int:
    """The fewest signatures of which two quorums cannot disagree: 3 of 4, 5 of 7, 22 of 32.

    With f = (N - 1) / 3 rounded down it is the least M for which 2M - N > f; M <= N - f holds.
    """
    faults = (node_count - 1) // 3
    return (node_count + faults) // 2 + 1


def deal_terms(
    tape: LoanTape, deal: Deal, actors: Actors, *, max_smm_ppm: int = NO_BOUND_PPM
) -> DealTerms:
    """Return what the contracts are built with: a period for each month that may pay."""
    pool, programme = tape.pool, tape.pool.programme
    months = max(loan.remaining_months for loan in tape.loans)
    periods = [pool.period_at(index) for index in range(1, months + 1)]
    return DealTerms(
        pool=pool.pool_id,
        first_yyyymm=pool.first_period.yyyymm,
        record_times=tuple(programme.record_time(period) for period in periods),
        pay_times=tuple(programme.payment_time(period) for period in periods),
        balance_cents=pool.original_balance_cents.count,
        loan_count=pool.original_loan_count,
        tranches=tuple(
            TrancheTerms(
                name=terms.tranche,
                certificate_name=f"{pool.pool_id} class {terms.tranche}",
                symbol=f"{pool.pool_id}-{terms.tranche}",
                original_face_cents=terms.original_balance_cents.count,
            )
            for terms in deal.classes
        ),
        bounds=Bounds(
            max_rate_ppm=max(loan.note_rate_ppm.count for loan in tape.loans) + 1_000,
            max_fee_ppm=max(
                (loan.servicing_fee_ppm + loan.guaranty_fee_ppm).count for loan in tape.loans
            )
            + 1_000,
            max_smm_ppm=max_smm_ppm,
        ),
        roles=RoleHolders(
            admins=(actors.addresses["admin"],),
            issuer=actors.addresses["issuer"],
            transfer_agent=actors.addresses["transfer-agent"],
            compliance=actors.addresses["compliance"],
            guardian=actors.addresses["guardian"],
            payers=(actors.addresses["servicer"],),
        ),
        threshold=safe_threshold(len(actors.nodes)),
    )


def deployment_plan(
    chain: Chain, tape: LoanTape, deal: Deal, actors: Actors, *, max_smm_ppm: int = NO_BOUND_PPM
) -> DeploymentPlan:
    """Return the steps that put a pool on `chain`, admin first."""
    return DeploymentPlan(
        chain=chain,
        terms=deal_terms(tape, deal, actors, max_smm_ppm=max_smm_ppm),
        deployer=actors.addresses["admin"],
        nodes=tuple(actors[name] for name in actors.nodes),
    )


def issue(
    plan: DeploymentPlan,
    actors: Actors,
    *,
    root: Path | None = None,
    on_step: Callable[[RecordedStep], None] | None = None,
) -> Deployment:
    """Deploy a pool, register its holders and issue every class; carries on where it stopped.

    `root` keeps deployment files, None keeps none. Raises IssuanceTooLate and TooManyHolders
    before anything is sent, and what deploying raises.
    """
    _require_time_to_issue(plan, root)
    shares = [
        allotments(actors, face_units=Cents(tranche.original_face_cents).units)
        for tranche in plan.terms.tranches
    ]
    deployment = deploy(plan, actors["admin"], root=root, on_step=on_step)
    _register_holders(plan.chain, deployment, actors)
    _open_cash_line(plan.chain, deployment, actors)
    for contracts, of_class in zip(deployment.tranches, shares, strict=True):
        certificate = PoolCertificate(plan.chain, contracts.certificate)
        if not certificate.issuance_closed():
            _issue_class(certificate, actors, of_class)
    return deployment


def allotments(actors: Actors, *, face_units: int) -> tuple[tuple[Address, int], ...]:
    """Share a class's face among the holders by seeded weights, in whole thousands of dollars.

    The last holder takes the rest. Raises TooManyHolders.
    """
    holders = tuple(actors.holders.values())
    count = len(holders)
    step = UNITS_PER_THOUSAND_DOLLARS if face_units >= count * LEAST_PER_HOLDER else 1
    weights = [1 + uniform_below(9, actors.seed, number, ALLOTMENT_DRAW) for number in range(count)]
    shares = [
        mul_div_down(face_units, weight, sum(weights)) // step * step for weight in weights[:-1]
    ]
    shares.append(face_units - sum(shares))
    if not all(shares):
        raise TooManyHolders(holders=count, face_units=face_units)
    return tuple(zip(holders, shares, strict=True))


def _require_time_to_issue(plan: DeploymentPlan, root: Path | None) -> None:
    """Whether the pool is on the chain already, or can still be issued in time."""
    first, now = plan.terms.record_times[0], plan.chain.head().timestamp
    if now <= first:
        return
    begun = root is not None and record_path(root, plan.chain.identity, plan.terms.pool).exists()
    if not begun:
        raise IssuanceTooLate(first_record_time=first, now=now)


def _register_holders(chain: Chain, deployment: Deployment, actors: Actors) -> None:
    registry = HolderRegistry(chain, deployment.registry)
    holders = tuple(actors.holders.values())
    facts = [
        (
            wallet,
            HolderFacts(
                identity=number, valid_until=FOR_EVER, country=UNITED_STATES, investor_class=0
            ),
        )
        for number, (wallet, holder) in enumerate(
            zip(holders, registry.holders_of(holders), strict=True), start=1
        )
        if not holder.identity
    ]
    agent = actors["transfer-agent"]
    calls = [(agent, registry.set_holders(dict(some))) for some in _batches(facts)]
    if calls:
        send_many(chain, calls)


def _issue_class(
    certificate: PoolCertificate, actors: Actors, shares: Sequence[tuple[Address, int]]
) -> None:
    """Give every holder its share, unless it has it, and close issuance."""
    issuer = actors["issuer"]
    issued = certificate.balances_of([holder for holder, _ in shares])
    missing = [share for share, units in zip(shares, issued, strict=True) if not units]
    calls = [certificate.batch_mint(some) for some in _batches(missing)]
    send_many(
        certificate.chain, [(issuer, call) for call in (*calls, certificate.close_issuance())]
    )


def _batches(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    for start in range(0, len(items), HOLDERS_PER_CALL):
        yield items[start : start + HOLDERS_PER_CALL]


def _open_cash_line(chain: Chain, deployment: Deployment, actors: Actors) -> None:
    """Let the ledgers draw what the servicer funds."""
    cash, servicer = TestDollar(chain, deployment.cash), actors["servicer"]
    calls = [
        (servicer, cash.approve(tranche.ledger, UNLIMITED))
        for tranche in deployment.tranches
        if not cash.allowance(owner=servicer.address, spender=tranche.ledger)
    ]
    if calls:
        send_many(chain, calls)
