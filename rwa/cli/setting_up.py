"""`rwa init` and `rwa deploy`: from a tape to certificates in holders' hands."""

from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path

from rwa.chain.accounts import DEMO_NOTICE, demo_account
from rwa.chain.call_description import CallDescription
from rwa.chain.connection import FILE_PREFIX
from rwa.chain.deployment import PlannedStep, dry_run
from rwa.chain.deployment_record import RecordedStep
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.protocol import Chain
from rwa.cli.actors import Actors, actor_names
from rwa.cli.console import Output
from rwa.cli.demo import genesis_of
from rwa.cli.gas_money import give_gas_money
from rwa.cli.issuance import deployment_plan, issue
from rwa.cli.operations import Borrowers
from rwa.cli.settings import Settings
from rwa.cli.tape_input import PoolRequest, made_up_tape, percent, read_tape_file
from rwa.cli.workspace import Workspace, pool_file_of
from rwa.pool.files import tape_bytes
from rwa.pool.tape import LoanTape

CURTAILMENT_CHANCE = Decimal("0.05")
"""Share of simulated borrowers who pay something extra in a month."""


@dataclass(frozen=True, slots=True)
class NewPool:
    """What `rwa init` was asked for."""

    seed: int
    """Of keys, loans, allotments and borrowers."""
    tape: Path | None
    """A tape of the user's own; None makes one up."""
    pass_through: str | None
    """Annual rate of the certificates, per cent."""
    loans: int
    """Loans of a made-up pool."""
    holders: int
    """Certificate holders."""
    psa: str
    """Speed of simulated payoffs."""
    pool: str
    """Name of the pool."""
    programme: str
    """Key of its programme."""
    issue: str
    """Month of issue."""

    def read(self) -> LoanTape:
        """The tape at issue."""
        request = PoolRequest(self.pool, self.programme, self.pass_through, self.issue)
        if self.tape is not None:
            return read_tape_file(self.tape, request)
        return made_up_tape(request, seed=self.seed, loan_count=self.loans)


def init(settings: Settings, request: NewPool, *, as_json: bool) -> None:
    """Make a home; everything is checked before anything is written."""
    output, workspace = Output(as_json), Workspace(settings)
    workspace.refuse_if_taken()
    tape = request.read()
    borrowers = Borrowers(request.seed, percent("psa", request.psa), CURTAILMENT_CHANCE)
    name = workspace.documents.put(tape_bytes(tape))
    for actor in actor_names(request.holders):
        if actor not in workspace.keys.names():
            workspace.keys.create(actor, secret=demo_account(request.seed, actor).secret)
    actors = Actors.of_key_store(workspace.keys, seed=request.seed)
    place = _start_chain(settings, tape, actors)
    pool = pool_file_of(tape, issue_tape_sha256=name, borrowers=borrowers)
    workspace.save(pool)
    output.say(
        f"pool      {pool.pool_id}, {pool.original_loan_count:,} loans, "
        f"${tape.pool.original_balance_cents}, pass-through {tape.pool.pass_through_rate_ppm}"
    )
    output.say(f"tape      {name}")
    output.say(f"keys      {len(actors.addresses)} in {workspace.keys.directory} ({DEMO_NOTICE})")
    output.say(f"chain     {place}")
    output.say("next      rwa deploy")
    output.result({"home": str(settings.home), "chain": place, **asdict(pool)})


def _start_chain(settings: Settings, tape: LoanTape, actors: Actors) -> str:
    """Create the chain file, unless the chain is somewhere else or the file is there."""
    target = settings.chain_target
    if not target.startswith(FILE_PREFIX):
        return target
    path = Path(target.removeprefix(FILE_PREFIX))
    if path.exists():
        return target
    EmbeddedChain.create_file(path, genesis_of(tape, actors)).close()
    return target


def deploy(settings: Settings, *, only_plan: bool, as_json: bool) -> None:
    """Deploy and issue, or only say what that would do."""
    output, workspace = Output(as_json), Workspace(settings)
    chain = workspace.open_chain(read_only=only_plan)
    try:
        output.say(f"chain     {chain.identity}")
        plan = deployment_plan(chain, workspace.issue_tape(), workspace.deal(), workspace.actors())
        if only_plan:
            _show_plan(output, dry_run(plan))
        else:
            _deploy(output, workspace, chain)
    finally:
        chain.close()


def _deploy(output: Output, workspace: Workspace, chain: Chain) -> None:
    actors = workspace.actors()
    give_gas_money(chain, actors, key=workspace.settings.funder_key)
    plan = deployment_plan(chain, workspace.issue_tape(), workspace.deal(), actors)

    def show(step: RecordedStep) -> None:
        output.say(f"  {step.name:<20} {step.address or 'done'}  block {step.block_number}")

    deployment = issue(plan, actors, root=workspace.deployments, on_step=show)
    output.say(f"issued    to {len(actors.holders)} holders; every admin right is the timelock's")
    output.say("next      rwa simulate --months 3")
    output.result(asdict(deployment))


def _show_plan(output: Output, steps: tuple[PlannedStep, ...]) -> None:
    for number, step in enumerate(steps, start=1):
        output.say(f"{number:>3}  {step.name:<20} {step.address or ''}")
        output.say(f"     {_words(step.call)}")
        for consequence in step.consequences:
            output.say(f"       {_words(consequence)}")
    output.result([asdict(step) for step in steps])


def _words(call: CallDescription) -> str:
    return str(call)
