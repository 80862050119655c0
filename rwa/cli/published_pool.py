"""A pool as anybody can check it: described by its home, with no key of anyone."""

from oracle.verification.chain_record import Subject
from rwa.chain.deployment import find_deployment
from rwa.chain.protocol import Chain
from rwa.cli.operations import Operations, demo_salt
from rwa.cli.workspace import Workspace
from rwa.core.ids import Sha256
from rwa.pool.files import tape_bytes


def published_pool(workspace: Workspace, chain: Chain) -> Subject:
    """Describe the pool of a home: its `pool.json` and its deployment file.

    Raises NoWorkspace, DeploymentNotFound, WrongChain and CodeDiffers.
    """
    pool = workspace.pool()
    return Subject(
        pool=pool.terms,
        issue_tape_sha256=Sha256(pool.issue_tape_sha256),
        deal=workspace.deal(),
        deployment=find_deployment(workspace.deployments, chain, pool.pool_id),
    )


def operated_pool(operations: Operations) -> Subject:
    """Describe a pool in operation, its tape at issue published with its other files."""
    months = operations.months
    return Subject(
        pool=operations.pool,
        issue_tape_sha256=months.documents.put(tape_bytes(months.issue_tape)),
        deal=operations.deal,
        deployment=operations.deployment,
    )


def home_salt(workspace: Workspace) -> bytes | None:
    """The pool's secret, in the home of whoever has its keys; None in anybody else's."""
    if not (workspace.home / "keys").is_dir():
        return None
    return demo_salt(workspace.pool().seed)
