"""`rwa serve`: the REST API over a pool, following the chain while others write it."""

import socket
from contextlib import suppress

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
from rwa.core.errors import ConfigurationError
from rwa.deal.terms import Deal
from rwa.pool.terms import PoolTerms
from rwa.readmodel.database import open_database, open_memory


class CannotListen(ConfigurationError):
    """The address to serve on is taken, or is none of this machine."""

    def __init__(self, *, host: str, port: int, cause: str) -> None:
        self.host = host
        self.port = port
        self.cause = cause
        super().__init__(
            f"cannot listen on {host} port {port}: {cause}; "
            "choose others with --host and --port, 0 takes any free port"
        )


def serve(settings: Settings) -> None:
    """Serve the pool of a home until interrupted. Raises CannotListen."""
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
        pool=operations.pool,
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
    with _listening(settings) as listener:
        follower = projector(database, chain, pool=pool, deal=deal, deployment=deployment)
        head = follower.catch_up()
        app = create_app(database, keep_current=follower.catch_up)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        host, port = listener.getsockname()[:2]
        shown = f"[{host}]" if listener.family is socket.AF_INET6 else host
        place = database.url.render_as_string(hide_password=True)
        output.note(f"chain     {chain.identity}")
        output.note(f"database  {place}, at block {head.number}")
        output.note(f"serving   http://{shown}:{port}/v1/pools   (Ctrl-C stops)")
        # The server ends by itself on an interrupt, and then hands it on.
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listener])


def _listening(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        raise CannotListen(host=settings.host, port=settings.port, cause=str(error)) from error
