"""`rwa doctor`: real checks of this installation and pool, each with the command that mends it."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.util import find_spec

from rwa.chain.artifacts import artifact_names, load_artifact
from rwa.chain.deployment import find_deployment
from rwa.chain.embedded import EmbeddedChain
from rwa.cli.actors import ROLES, Actors, node_names
from rwa.cli.console import Output
from rwa.cli.genesis import genesis_of
from rwa.cli.settings import Settings
from rwa.cli.workspace import NoWorkspace, Workspace, opened
from rwa.core.errors import CheckFailed, RwaError
from rwa.pool.generator import ISSUE

PYTHON_WITHOUT_COINCURVE = (3, 14)
"""From this version on, signing is done in Python: there is no wheel."""


class NotWell(CheckFailed):
    """At least one check of the doctor failed."""

    def __init__(self, *, failed: int, checked: int) -> None:
        self.failed = failed
        self.checked = checked
        super().__init__(f"{failed} of {checked} checks failed; run what is named beside each")


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One check and its outcome."""

    check: str
    """What was looked at."""
    ok: bool
    """Whether it is as it should be."""
    found: str
    """What was found."""
    remedy: str
    """Command that mends it; empty when it is well."""


def show(settings: Settings, *, as_json: bool) -> None:
    """Run every check. Raises NotWell when one fails."""
    output = Output(as_json)
    findings = tuple(examine(settings))
    for finding in findings:
        output.say(f"{'ok  ' if finding.ok else 'FAIL'} {finding.check:<14} {finding.found}")
        if not finding.ok:
            output.say(f"     {'':<14} {finding.remedy}")
    output.result([asdict(finding) for finding in findings])
    failed = sum(not finding.ok for finding in findings)
    if failed:
        raise NotWell(failed=failed, checked=len(findings))


def examine(settings: Settings) -> Iterator[Diagnosis]:
    """Check the installation first, then the pool in the home directory if there is one."""
    yield _checked("python", _python, remedy="install CPython 3.11 or newer, then: make demo")
    yield _checked("signing", _signing, remedy=".venv/bin/pip install coincurve")
    yield _checked("contracts", _contracts, remedy="make contracts")
    yield _checked("embedded EVM", _embedded, remedy="make clean-all demo")
    workspace = Workspace(settings)
    try:
        pool = workspace.pool()
    except NoWorkspace:
        yield Diagnosis("pool", ok=True, found=f"none yet in {settings.home}", remedy="")
        return
    except RwaError as error:
        yield Diagnosis("pool", ok=False, found=str(error), remedy="restore it from a backup")
        return
    yield Diagnosis("pool", ok=True, found=f"{pool.pool_id} in {settings.home}", remedy="")
    yield _checked("tape", lambda: _tape(workspace), remedy="restore documents/ from a backup")
    yield _checked("keys", lambda: _keys(workspace), remedy="restore keys/, or set RWA_PASSPHRASE")
    chain = _checked("chain", lambda: _chain(workspace), remedy="rwa deploy, or correct --chain")
    yield chain
    if chain.ok:
        yield _checked(
            "months", lambda: _months(workspace), remedy="restore documents/ from a backup"
        )


def _checked(check: str, look: Callable[[], str], *, remedy: str) -> Diagnosis:
    try:
        return Diagnosis(check, ok=True, found=look(), remedy="")
    except RwaError as error:
        return Diagnosis(check, ok=False, found=str(error), remedy=remedy)


class SomethingMissing(CheckFailed):
    """This installation or pool lacks something it should have."""

    def __init__(self, what: str, *, consequence: str) -> None:
        self.what = what
        self.consequence = consequence
        super().__init__(f"{what} is missing: {consequence}")


def _python() -> str:
    return "{} {}.{}.{}".format(sys.implementation.name, *sys.version_info[:3])


def _signing() -> str:
    if find_spec("coincurve") is not None:
        return "in C"
    if sys.version_info >= PYTHON_WITHOUT_COINCURVE:
        return "in Python, slower"
    raise SomethingMissing("coincurve", consequence="signing in Python takes much longer")


def _contracts() -> str:
    names = artifact_names()
    for name in names:
        load_artifact(name)
    return f"{len(names)} compiled contracts"


def _embedded() -> str:
    actors = Actors.of_demo(seed=0, holder_count=2)
    chain = EmbeddedChain.in_memory(genesis_of(ISSUE, actors))
    head = chain.advance_to(chain.head().timestamp + 60)
    return f"{chain.identity.engine}, mined block {head.number}"


def _tape(workspace: Workspace) -> str:
    tape = workspace.issue_tape()
    return f"{tape.pool.original_loan_count:,} loans, ${tape.balance_cents}"


def _keys(workspace: Workspace) -> str:
    """Every key file is read; those of the parties and nodes, which act by themselves, opened."""
    actors = workspace.actors()
    missing = [name for name in (*ROLES, *node_names()) if name not in actors.addresses]
    if missing:
        raise SomethingMissing(
            f"key of {', '.join(missing)} in {workspace.keys.directory}",
            consequence="nobody can act for it",
        )
    for name in actors.parties:
        _ = actors[name]
    return f"{len(actors.addresses)} key files; the parties' open and are readable by nobody else"


def _months(workspace: Workspace) -> str:
    with opened(workspace.settings, read_only=True) as operations:
        months = operations.months
        for period in months.reports:
            months.activity(period)
            months.tape_after(period)
        return f"{months.last} reported, their documents whole"


def _chain(workspace: Workspace) -> str:
    chain = workspace.open_chain(read_only=True)
    try:
        deployment = find_deployment(workspace.deployments, chain, workspace.pool().pool_id)
        return f"{chain.identity}; oracle {deployment.oracle}"
    finally:
        chain.close()
