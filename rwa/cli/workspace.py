"""The directory in which commands find one pool again: chain file, keys, documents."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Self

from pydantic import TypeAdapter, ValidationError

from oracle.documents import DocumentsInDirectory
from oracle.network.client import CollectorClient
from oracle.whole_files import write_whole
from rwa.chain.certificate import PoolCertificate
from rwa.chain.connection import open_chain
from rwa.chain.deployment import find_deployment
from rwa.chain.keystore import LIGHT_SCRYPT_N, KeyStore
from rwa.chain.protocol import Chain
from rwa.chain.remittance_oracle import RemittanceOracle
from rwa.chain.written_secret import read_secret
from rwa.cli.actors import Actors
from rwa.cli.operations import Borrowers, Operations
from rwa.cli.reported_months import ReportedMonths, reports_in_force
from rwa.cli.settings import Settings
from rwa.core.errors import ConfigurationError
from rwa.core.ids import Sha256, TrancheId
from rwa.deal.terms import Deal, pass_through_deal
from rwa.pool.files import read_tape
from rwa.pool.tape import LoanTape
from rwa.pool.terms import PoolTerms
from rwa.servicing.simulation import Behaviour

TRANCHE = TrancheId("A")
"""Name of the one class of a pass-through."""
POOL_FILE = "pool.json"


class NoWorkspace(ConfigurationError):
    """The home directory holds no pool."""

    def __init__(self, home: Path) -> None:
        self.home = home
        super().__init__(f"{home} holds no pool; run `rwa init`, or name another with --home")


class WorkspaceExists(ConfigurationError):
    """The home directory holds a pool already."""

    def __init__(self, home: Path, *, pool_id: str) -> None:
        self.home = home
        self.pool_id = pool_id
        super().__init__(
            f"{home} holds pool {pool_id} already; choose another with --home, or remove it"
        )


class HomeNotEmpty(ConfigurationError):
    """The directory that a pool is to be made in holds something else."""

    def __init__(self, home: Path) -> None:
        self.home = home
        super().__init__(f"{home} holds files but no pool; name an empty directory with --home")


class NotIssued(ConfigurationError):
    """The pool's contracts are there, but its certificates are not all issued."""

    def __init__(self, pool_id: str, *, tranche: str) -> None:
        self.pool_id = pool_id
        self.tranche = tranche
        super().__init__(
            f"issuance of class {tranche} of {pool_id} is not closed; run rwa deploy again"
        )


class PoolFileUnreadable(ConfigurationError):
    """The pool file of a home directory is damaged."""

    def __init__(self, path: Path, *, cause: str) -> None:
        self.path = path
        self.cause = cause
        super().__init__(f"{path}: {cause}; restore it from a backup")


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolFile:
    """What `pool.json` says: the pool at issue and how its borrowers are simulated."""

    pool_id: str
    """Name of the pool."""
    programme: str
    """Key of its programme."""
    pass_through_rate_ppm: int
    """Annual rate of its certificates."""
    issue: str
    """Month of issue, YYYY-MM."""
    original_balance_cents: int
    """Balance at issue."""
    original_loan_count: int
    """Loans at issue."""
    issue_tape_sha256: str
    """Document that holds the tape at issue."""
    seed: int
    """Of keys, allotments and borrowers' draws."""
    psa: Decimal
    """Speed of simulated payoffs, per cent of the PSA curve."""
    curtailment_chance: Decimal
    """Share of simulated borrowers who pay something extra in a month."""
    max_smm_ppm: int = 1_000_000
    """Speed of a month above which its report is held, parts per million; at most a million."""

    @classmethod
    def of(
        cls,
        pool: PoolTerms,
        *,
        issue_tape_sha256: Sha256,
        borrowers: Borrowers,
        max_smm_ppm: int = 1_000_000,
    ) -> Self:
        """Describe a pool."""
        return cls(
            pool_id=pool.pool_id,
            programme=pool.programme.key,
            pass_through_rate_ppm=pool.pass_through_rate_ppm.count,
            issue=str(pool.issue),
            original_balance_cents=pool.original_balance_cents.count,
            original_loan_count=pool.original_loan_count,
            issue_tape_sha256=issue_tape_sha256,
            seed=borrowers.seed,
            psa=borrowers.behaviour.psa,
            curtailment_chance=borrowers.behaviour.curtailment_chance,
            max_smm_ppm=max_smm_ppm,
        )

    @property
    def terms(self) -> PoolTerms:
        """The pool, as issued."""
        return PoolTerms.of_written(self)

    @property
    def borrowers(self) -> Borrowers:
        """How they behave."""
        behaviour = Behaviour(psa=self.psa, curtailment_chance=self.curtailment_chance)
        return Borrowers(self.seed, behaviour)

    def as_json(self) -> dict[str, Any]:
        """Every field as a JSON value; numbers with a point are texts."""
        content: dict[str, Any] = _POOL_FILE.dump_python(self, mode="json")
        return content


_POOL_FILE = TypeAdapter(PoolFile)


@dataclass(frozen=True)
class Workspace:
    """One pool's home directory."""

    settings: Settings
    """Where it is, and which chain and database it uses."""

    @property
    def home(self) -> Path:
        """The directory."""
        return self.settings.home

    @property
    def documents(self) -> DocumentsInDirectory:
        """Tapes, activity and remittance documents."""
        return DocumentsInDirectory(self.home / "documents")

    @property
    def deployments(self) -> Path:
        """Directory of deployment files."""
        return self.home / "deployments"

    @property
    def keys(self) -> KeyStore:
        """Key files, one for each name."""
        return KeyStore(
            self.home / "keys", passphrase=self.settings.passphrase, scrypt_n=LIGHT_SCRYPT_N
        )

    def save(self, pool: PoolFile) -> None:
        """Write the pool file, whole or not at all."""
        content = json.dumps(pool.as_json(), indent=2) + "\n"
        write_whole(self.home / POOL_FILE, content.encode())

    def refuse_if_taken(self) -> None:
        """Raise WorkspaceExists when the directory holds a pool, HomeNotEmpty for anything else."""
        if (self.home / POOL_FILE).exists():
            raise WorkspaceExists(self.home, pool_id=self.pool().pool_id)
        if self.home.exists() and (not self.home.is_dir() or any(self.home.iterdir())):
            raise HomeNotEmpty(self.home)

    def pool(self) -> PoolFile:
        """Read the pool file. Raises NoWorkspace and PoolFileUnreadable."""
        path = self.home / POOL_FILE
        if not path.exists():
            raise NoWorkspace(self.home)
        try:
            return _POOL_FILE.validate_json(path.read_bytes(), strict=True)
        except ValidationError as error:
            fault = error.errors()[0]
            cause = ": ".join((*map(str, fault["loc"]), fault["msg"]))
            raise PoolFileUnreadable(path, cause=cause) from None

    def actors(self) -> Actors:
        """Everybody who has a key file."""
        return Actors.of_key_store(self.keys, seed=self.pool().seed)

    def issue_tape(self) -> LoanTape:
        """The tape at issue."""
        pool = self.pool()
        content = self.documents.get(Sha256(pool.issue_tape_sha256))
        return read_tape(content, pool=pool.terms, as_of=pool.terms.issue)

    def deal(self) -> Deal:
        """The deal: one class that receives everything."""
        return pass_through_deal(self.pool().terms, tranche=TRANCHE)

    def _collector(self) -> CollectorClient | None:
        """The collector that the settings name. Raises SecretUnusable."""
        url = self.settings.collector
        if url is None:
            return None
        token = read_secret(
            "bearer token", file=self.settings.collector_token_file, variable=None, environment={}
        )
        return CollectorClient(url, token, self.settings.collector_ca_file)

    def open_chain(self, *, read_only: bool = False) -> Chain:
        """Open the chain the settings name."""
        self.pool()
        return open_chain(self.settings.chain_target, read_only=read_only)

    def operations(self, chain: Chain) -> Operations:
        """Continue the pool where chain and documents say it stands.

        Raises DeploymentNotFound before `rwa deploy`, NotIssued behind one that was cut short.
        """
        pool = self.pool()
        deployment = find_deployment(self.deployments, chain, pool.pool_id)
        for tranche in deployment.tranches:
            if not PoolCertificate(chain, tranche.certificate).issuance_closed():
                raise NotIssued(pool.pool_id, tranche=tranche.name)
        oracle = RemittanceOracle(chain, deployment.oracle)
        return Operations(
            chain=chain,
            actors=self.actors(),
            deal=self.deal(),
            deployment=deployment,
            borrowers=pool.borrowers,
            months=ReportedMonths(
                self.documents,
                self.issue_tape(),
                reports_in_force(oracle, first_block=deployment.first_block),
            ),
            signing_logs=self.home / "nodes",
            collector=self._collector(),
        )


@contextmanager
def opened(
    settings: Settings, *, read_only: bool = False, silent: frozenset[str] = frozenset()
) -> Iterator[Operations]:
    """The pool of a home, closed in the end; nodes that are `silent` are not asked.

    Raises as `Workspace.operations`.
    """
    workspace = Workspace(settings)
    chain = workspace.open_chain(read_only=read_only)
    try:
        operations = replace(workspace.operations(chain), silent=silent)
    except BaseException:
        chain.close()
        raise
    try:
        yield operations
    finally:
        operations.close()
