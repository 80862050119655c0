"""`rwa serve`: the REST API over a pool, following the chain while others write it."""

import socket
from contextlib import suppress

import uvicorn
from sqlalchemy import Engine

from rwa.api.app import create_app
from rwa.cli.console import Output
from rwa.cli.document_explanations import explanations_in
from rwa.cli.month_verifier import MonthVerifier
from rwa.cli.operations import Operations
from rwa.cli.published_pool import home_salt, operated_pool, published_pool
from rwa.cli.read_side import projector
from rwa.cli.settings import Settings
from rwa.cli.workspace import Workspace
from rwa.core.errors import ConfigurationError
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
        subject = published_pool(workspace, chain)
        verifier = MonthVerifier(subject, chain, workspace.documents, home_salt(workspace))
        _run(settings, Output(as_json=False), open_database(settings.database_url), verifier)
    finally:
        chain.close()


def serve_operations(operations: Operations, settings: Settings, output: Output) -> None:
    """Serve a pool that lives in this process, with a read model in memory."""
    subject, months = operated_pool(operations), operations.months
    verifier = MonthVerifier(subject, operations.chain, months.documents, operations.salt)
    _run(settings, output, open_memory(), verifier)


def _run(settings: Settings, output: Output, database: Engine, verifier: MonthVerifier) -> None:
    """Serve the pool that `verifier` knows, until interrupted."""
    subject, chain = verifier.subject, verifier.chain
    with _listening(settings) as listener:
        follower = projector(
            database,
            chain,
            pool=subject.pool,
            deal=subject.deal,
            deployment=subject.deployment,
        )
        head = follower.catch_up()
        app = create_app(
            database,
            keep_current=follower.catch_up,
            verifier=verifier,
            explain=explanations_in(verifier.documents),
        )
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
