"""The directory in which commands find one pool again: chain file, keys, documents."""

import json
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from rwa.chain.connection import open_chain
from rwa.chain.deployment import find_deployment
from rwa.chain.keystore import LIGHT_SCRYPT_N, KeyStore
from rwa.chain.protocol import Chain
from rwa.chain.remittance_oracle import RemittanceOracle
from rwa.cli.actors import Actors
from rwa.cli.documents import DocumentsInDirectory
from rwa.cli.operations import Borrowers, Operations, reported_months
from rwa.cli.settings import Settings
from rwa.core.dates import Period
from rwa.core.errors import ConfigurationError
from rwa.core.ids import PoolId, Sha256, TrancheId
from rwa.core.money import Cents
from rwa.core.rates import Ppm
from rwa.deal.terms import Deal, pass_through_deal
from rwa.pool.files import read_tape
from rwa.pool.programme import programme_named
from rwa.pool.tape import LoanTape
from rwa.pool.terms import PoolTerms

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
    psa: str
    """Speed of simulated payoffs, per cent of the PSA curve."""
    curtailment_chance: str
    """Share of simulated borrowers who pay something extra in a month."""

    @property
    def terms(self) -> PoolTerms:
        """The pool, as issued."""
        return PoolTerms(
            pool_id=PoolId(self.pool_id),
            programme=programme_named(self.programme),
            pass_through_rate_ppm=Ppm(self.pass_through_rate_ppm),
            issue=Period.parse(self.issue),
            original_balance_cents=Cents(self.original_balance_cents),
            original_loan_count=self.original_loan_count,
        )

    @property
    def borrowers(self) -> Borrowers:
        """How they behave."""
        return Borrowers(
            seed=self.seed,
            psa=Decimal(self.psa),
            curtailment_chance=Decimal(self.curtailment_chance),
        )


def pool_file_of(tape: LoanTape, *, issue_tape_sha256: Sha256, borrowers: Borrowers) -> PoolFile:
    """Describe a pool from its tape at issue."""
    pool = tape.pool
    return PoolFile(
        pool_id=pool.pool_id,
        programme=pool.programme.key,
        pass_through_rate_ppm=pool.pass_through_rate_ppm.count,
        issue=str(pool.issue),
        original_balance_cents=pool.original_balance_cents.count,
        original_loan_count=pool.original_loan_count,
        issue_tape_sha256=issue_tape_sha256,
        seed=borrowers.seed,
        psa=str(borrowers.psa),
        curtailment_chance=str(borrowers.curtailment_chance),
    )


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
        path = self.home / POOL_FILE
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        unfinished.write_text(json.dumps(asdict(pool), indent=2) + "\n")
        unfinished.replace(path)

    def refuse_if_taken(self) -> None:
        """Raise WorkspaceExists when the directory holds a pool."""
        if (self.home / POOL_FILE).exists():
            raise WorkspaceExists(self.home, pool_id=self.pool().pool_id)

    def pool(self) -> PoolFile:
        """Read the pool file. Raises NoWorkspace and PoolFileUnreadable."""
        path = self.home / POOL_FILE
        if not path.exists():
            raise NoWorkspace(self.home)
        try:
            content: dict[str, Any] = json.loads(path.read_text())
            return PoolFile(**content)
        except (ValueError, TypeError) as error:
            raise PoolFileUnreadable(path, cause=str(error)) from error

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

    def open_chain(self, *, read_only: bool = False) -> Chain:
        """Open the chain the settings name."""
        self.pool()
        return open_chain(self.settings.chain_target, read_only=read_only)

    def operations(self, chain: Chain) -> Operations:
        """Continue the pool where chain and documents say it stands.

        Raises DeploymentNotFound before `rwa deploy`, DocumentMissing and DocumentDamaged.
        """
        deployment = find_deployment(self.deployments, chain, self.pool().pool_id)
        issue_tape = self.issue_tape()
        return Operations(
            chain=chain,
            actors=self.actors(),
            deal=self.deal(),
            issue_tape=issue_tape,
            deployment=deployment,
            documents=self.documents,
            borrowers=self.pool().borrowers,
            months=reported_months(
                RemittanceOracle(chain, deployment.oracle),
                self.documents,
                issue_tape=issue_tape,
                first_block=deployment.first_block,
            ),
            signing_logs=self.home / "nodes",
        )
