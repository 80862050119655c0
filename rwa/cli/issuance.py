"""Bringing a pool to the chain: contracts, holders, certificates, and the servicer's cash line."""

from collections.abc import Callable
from pathlib import Path

from rwa.chain.cash_token import TestDollar
from rwa.chain.certificate import PoolCertificate
from rwa.chain.contract_structs import HolderFacts
from rwa.chain.deal_terms import Bounds, DealTerms, RoleHolders, TrancheTerms
from rwa.chain.deployment import Deployment, deploy
from rwa.chain.deployment_plan import DeploymentPlan
from rwa.chain.deployment_record import RecordedStep
from rwa.chain.holder_registry import FOR_EVER, HolderRegistry
from rwa.chain.protocol import Chain
from rwa.chain.transactions import send, send_many
from rwa.cli.actors import Actors
from rwa.core.errors import UsageError
from rwa.core.ids import Address
from rwa.core.random import uniform_below
from rwa.deal.terms import Deal
from rwa.pool.tape import LoanTape

THRESHOLD = 3
"""Signatures of four nodes that make a quorum."""
UNITED_STATES = 840
"""ISO 3166-1 numeric."""
UNITS_PER_CENT = 10_000
UNITS_PER_THOUSAND_DOLLARS = 1_000_000_000
"""Certificates are allotted in whole thousands of dollars of face."""
ALLOTMENT_DRAW = 1
"""What a holder's draw is for; the last of its keys."""
UNLIMITED = 2**256 - 1


class TooManyHolders(UsageError):
    """A class is too small to give every holder at least one base unit."""

    def __init__(self, *, holders: int, face_units: int) -> None:
        self.holders = holders
        self.face_units = face_units
        super().__init__(
            f"{holders} holders cannot share {face_units} units of face; take fewer holders"
        )


def deal_terms(tape: LoanTape, deal: Deal, actors: Actors) -> DealTerms:
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
        ),
        roles=RoleHolders(
            admins=(actors.addresses["admin"],),
            issuer=actors.addresses["issuer"],
            transfer_agent=actors.addresses["transfer-agent"],
            compliance=actors.addresses["compliance"],
            guardian=actors.addresses["guardian"],
            payers=(actors.addresses["servicer"],),
        ),
        threshold=THRESHOLD,
    )


def deployment_plan(chain: Chain, tape: LoanTape, deal: Deal, actors: Actors) -> DeploymentPlan:
    """Return the steps that put a pool on `chain`, admin first."""
    return DeploymentPlan(
        chain=chain,
        terms=deal_terms(tape, deal, actors),
        deployer=actors.addresses["admin"],
        nodes=tuple(sorted(actors.nodes, key=lambda node: int(node.address, 16))),
    )


def issue(
    plan: DeploymentPlan,
    actors: Actors,
    *,
    root: Path | None = None,
    on_step: Callable[[RecordedStep], None] | None = None,
) -> Deployment:
    """Deploy a pool, register its holders and issue every class; carries on where it stopped.

    `root` keeps deployment files, None keeps none.
    """
    deployment = deploy(plan, actors["admin"], root=root, on_step=on_step)
    _register_holders(plan.chain, deployment, actors)
    for tranche, contracts in zip(plan.terms.tranches, deployment.tranches, strict=True):
        certificate = PoolCertificate(plan.chain, contracts.certificate)
        if not certificate.issuance_closed():
            _issue_class(
                certificate, actors, face_units=tranche.original_face_cents * UNITS_PER_CENT
            )
    _open_cash_line(plan.chain, deployment, actors)
    return deployment


def allotments(actors: Actors, *, face_units: int) -> tuple[tuple[Address, int], ...]:
    """Share a class's face among the holders by seeded weights, in whole thousands of dollars.

    The last holder takes the rest. Raises TooManyHolders.
    """
    holders = tuple(actors.holders.values())
    count = len(holders)
    if face_units < count:
        raise TooManyHolders(holders=count, face_units=face_units)
    step = (
        UNITS_PER_THOUSAND_DOLLARS if face_units >= count * UNITS_PER_THOUSAND_DOLLARS * 10 else 1
    )
    weights = [1 + uniform_below(9, actors.seed, number, ALLOTMENT_DRAW) for number in range(count)]
    shares = [face_units * weight // sum(weights) // step * step for weight in weights[:-1]]
    shares.append(face_units - sum(shares))
    return tuple(zip(holders, shares, strict=True))


def _register_holders(chain: Chain, deployment: Deployment, actors: Actors) -> None:
    registry = HolderRegistry(chain, deployment.registry)
    holders = tuple(actors.holders.values())
    facts = {
        wallet: HolderFacts(
            identity=number, valid_until=FOR_EVER, country=UNITED_STATES, investor_class=0
        )
        for number, (wallet, holder) in enumerate(
            zip(holders, registry.holders_of(holders), strict=True), start=1
        )
        if not holder.identity
    }
    if facts:
        send(chain, actors["transfer-agent"], registry.set_holders(facts))


def _issue_class(certificate: PoolCertificate, actors: Actors, *, face_units: int) -> None:
    issuer = actors["issuer"]
    calls = [certificate.close_issuance()]
    if not certificate.total_supply():
        calls.insert(0, certificate.batch_mint(allotments(actors, face_units=face_units)))
    send_many(certificate.chain, [(issuer, call) for call in calls])


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
