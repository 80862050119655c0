"""`rwa serve`: the REST API over a pool, following the chain while others write it."""

import uvicorn
from sqlalchemy import Engine

from rwa.api.app import create_app
from rwa.chain.deployment import Deployment, find_deployment
from rwa.chain.protocol import Chain
from rwa.cli.console import Output
from rwa.cli.operations import Operations
from rwa.cli.read_side import projector
from rwa.cli.settings import Settings
from rwa.cli.workspace import Workspace
from rwa.deal.terms import Deal
from rwa.pool.terms import PoolTerms
from rwa.readmodel.database import open_database, open_memory


def serve(settings: Settings) -> None:
    """Serve the pool of a home until interrupted."""
    workspace = Workspace(settings)
    chain = workspace.open_chain(read_only=True)
    try:
        pool = workspace.pool().terms
        _run(
            settings,
            Output(as_json=False),
            open_database(settings.database_url),
            chain,
            pool=pool,
            deal=workspace.deal(),
            deployment=find_deployment(workspace.deployments, chain, pool.pool_id),
        )
    finally:
        chain.close()


def serve_operations(operations: Operations, settings: Settings, output: Output) -> None:
    """Serve a pool that lives in this process, with a read model in memory."""
    _run(
        settings,
        output,
        open_memory(),
        operations.chain,
        pool=operations.issue_tape.pool,
        deal=operations.deal,
        deployment=operations.deployment,
    )


def _run(
    settings: Settings,
    output: Output,
    database: Engine,
    chain: Chain,
    *,
    pool: PoolTerms,
    deal: Deal,
    deployment: Deployment,
) -> None:
    follower = projector(database, chain, pool=pool, deal=deal, deployment=deployment)
    head = follower.catch_up()
    app = create_app(database, keep_current=follower.catch_up)
    config = uvicorn.Config(app, host=settings.host, port=settings.port, log_level="warning")
    server = uvicorn.Server(config)
    socket = config.bind_socket()
    host, port = socket.getsockname()[:2]
    output.note(f"chain     {chain.identity}")
    output.note(
        f"database  {database.url.render_as_string(hide_password=True)}, at block {head.number}"
    )
    output.note(f"serving   http://{host}:{port}/v1/pools   (Ctrl-C stops)")
    server.run(sockets=[socket])
