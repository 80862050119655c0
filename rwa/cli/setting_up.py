"""`rwa init` and `rwa deploy`: from a tape to certificates in holders' hands."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from rwa.chain.accounts import DEMO_NOTICE, demo_account
from rwa.chain.call_description import CallDescription
from rwa.chain.connection import FILE_PREFIX
from rwa.chain.deployment import PlannedStep, dry_run
from rwa.chain.deployment_plan import DeploymentPlan
from rwa.chain.deployment_record import RecordedStep
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.keystore import KeyStore
from rwa.cli.actors import Actors, actor_names
from rwa.cli.arguments import percent
from rwa.cli.console import Output
from rwa.cli.gas_money import give_gas_money
from rwa.cli.genesis import genesis_of
from rwa.cli.issuance import deployment_plan, issue
from rwa.cli.operations import Borrowers
from rwa.cli.settings import Settings
from rwa.cli.tape_input import PoolRequest, made_up_tape, read_tape_file
from rwa.cli.workspace import POOL_FILE, PoolFile, Workspace
from rwa.core.dates import Period
from rwa.core.errors import ValueOutOfRange
from rwa.pool.files import tape_bytes
from rwa.pool.tape import LoanTape


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
    max_smm: str
    """Soft bound of a month's speed, per cent."""

    def read(self) -> LoanTape:
        """The tape at issue."""
        request = PoolRequest(self.pool, self.programme, self.pass_through, self.issue)
        if self.tape is not None:
            return read_tape_file(self.tape, request)
        return made_up_tape(request, seed=self.seed, loan_count=self.loans)

    @property
    def max_smm_ppm(self) -> int:
        """Soft bound of a month's speed. Raises NotANumber and ValueOutOfRange."""
        bound = percent("max-smm", self.max_smm)
        if bound > 100:
            raise ValueOutOfRange("max-smm", value=bound, allowed="0 to 100 per cent")
        return int(bound * 10_000)

    @property
    def borrowers(self) -> Borrowers:
        """How its borrowers behave. Raises NotANumber, ValueOutOfRange."""
        return Borrowers.at_speed(percent("psa", self.psa), seed=self.seed)


def init(settings: Settings, request: NewPool, *, as_json: bool) -> None:
    """Make a home: all of it, or nothing. Raises WorkspaceExists, HomeNotEmpty, TapeRejected."""
    output, workspace = Output(as_json), Workspace(settings)
    workspace.refuse_if_taken()
    tape = request.read()
    borrowers = request.borrowers
    names = actor_names(request.holders)
    with _unfinished(settings.home) as place:
        draft = Workspace(settings.model_copy(update={"home": place}))
        for name in names:
            draft.keys.create(name, secret=demo_account(request.seed, name).secret)
        _start_chain(draft.settings, tape.pool.issue, draft.keys, seed=request.seed)
        pool = PoolFile.of(
            tape.pool,
            issue_tape_sha256=draft.documents.put(tape_bytes(tape)),
            borrowers=borrowers,
            max_smm_ppm=request.max_smm_ppm,
        )
        draft.save(pool)
    chain = settings.chain_target
    output.say(
        f"pool      {pool.pool_id}, {pool.original_loan_count:,} loans, "
        f"${tape.pool.original_balance_cents}, pass-through {tape.pool.pass_through_rate_ppm}"
    )
    output.say(f"tape      {pool.issue_tape_sha256}")
    output.say(f"keys      {len(names)} in {workspace.keys.directory} ({DEMO_NOTICE})")
    output.say(f"chain     {chain}")
    output.say("next      rwa deploy")
    output.result({"home": str(settings.home), "chain": chain, **pool.as_json()})


@contextmanager
def _unfinished(home: Path) -> Iterator[Path]:
    """A directory beside `home`, whose files move there in the end, the pool file last."""
    whole = home.resolve()
    place = whole.with_name(f"{whole.name}.unfinished")
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    try:
        yield place
        home.mkdir(exist_ok=True)
        for child in sorted(place.iterdir(), key=lambda child: child.name == POOL_FILE):
            child.replace(home / child.name)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _start_chain(settings: Settings, issue: Period, keys: KeyStore, *, seed: int) -> None:
    """Create the chain file, unless the chain is somewhere else or the file is there."""
    target = settings.chain_target
    path = Path(target.removeprefix(FILE_PREFIX))
    if target.startswith(FILE_PREFIX) and not path.exists():
        genesis = genesis_of(issue, Actors.of_key_store(keys, seed=seed))
        EmbeddedChain.create_file(path, genesis).close()


def deploy(settings: Settings, *, only_plan: bool, as_json: bool) -> None:
    """Deploy and issue, or only say what that would do."""
    output, workspace = Output(as_json), Workspace(settings)
    chain = workspace.open_chain(read_only=only_plan)
    try:
        output.say(f"chain     {chain.identity}")
        actors = workspace.actors()
        plan = deployment_plan(
            chain,
            workspace.issue_tape(),
            workspace.deal(),
            actors,
            max_smm_ppm=workspace.pool().max_smm_ppm,
        )
        if only_plan:
            _show_plan(output, dry_run(plan))
        else:
            give_gas_money(chain, actors.addresses, key=settings.funder_key)
            _carry_out(output, plan, actors, root=workspace.deployments)
    finally:
        chain.close()


def _carry_out(output: Output, plan: DeploymentPlan, actors: Actors, *, root: Path) -> None:
    def show(step: RecordedStep) -> None:
        output.say(f"  {step.name:<20} {step.address or 'done'}  block {step.block_number}")

    deployment = issue(plan, actors, root=root, on_step=show)
    output.say(f"issued    to {len(actors.holders)} holders; every admin right is the timelock's")
    output.say("next      rwa simulate --months 3")
    output.result(asdict(deployment))


def _show_plan(output: Output, steps: tuple[PlannedStep, ...]) -> None:
    told: tuple[CallDescription, ...] = ()
    for number, step in enumerate(steps, start=1):
        output.say(f"{number:>3}  {step.name:<20} {step.address or ''}".rstrip())
        output.tell(str(step.call), indent="     ")
        if step.consequences and step.consequences == told:
            output.say("       - as announced")
            continue
        for consequence in step.consequences:
            output.tell(str(consequence), indent="       - ")
        told = step.consequences
    output.say("then the holders are registered, the certificates issued, and issuance closed")
    output.result([asdict(step) for step in steps])
