"""The collector as a process: its server, and the thread that counts and posts beside it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import structlog
import uvicorn

from oracle.documents import DocumentsInDirectory
from oracle.metrics import OracleMetrics
from oracle.network.chain_view import ChainView
from oracle.network.collector_app import Served, create_collector_app
from oracle.network.config import CollectorConfig
from oracle.network.gathering import Gathering
from oracle.network.journal import write_journal
from oracle.network.node_process import opened_chain, stop_on_signals
from oracle.network.patient_reads import patient
from oracle.posting.outbox import Outbox
from oracle.posting.poster import Poster
from oracle.store.database import Store, open_store
from rwa.chain.finality import ChainHalted, FinalInMemory
from rwa.chain.protocol import Chain
from rwa.chain.remittance_oracle import RemittanceOracle
from rwa.chain.signer import open_signer
from rwa.core.errors import ChainError, CheckFailed, ConfigurationError, RwaError
from rwa.core.ids import Address

GRACE_SECONDS = 5
"""How long requests in progress may take once the collector is told to stop."""
YOUNG_SECONDS = 2.0
"""How long one look at the chain answers requests."""

_log = structlog.get_logger()


class CannotServe(ConfigurationError):
    """The address to listen on is taken, or is none of this machine."""

    def __init__(self, *, host: str, port: int, cause: str) -> None:
        self.host = host
        self.port = port
        self.cause = cause
        super().__init__(
            f"cannot listen on {host} port {port}: {cause}; choose others in the configuration"
        )


class CollectorBroken(CheckFailed):
    """Counting and posting ended by an error that nothing was prepared for."""

    def __init__(self, cause: str) -> None:
        self.cause = cause
        super().__init__(f"the collector broke: {cause}; start it again and report the error")


@dataclass
class Steps:
    """Counting and posting, again and again beside the server."""

    gathering: Gathering
    """What is counted."""
    poster: Poster
    """What brings it to the contract."""
    metrics: OracleMetrics
    """Where failures are counted."""
    seconds: float
    """Between two steps."""
    stopped: threading.Event = field(default_factory=threading.Event)
    """Set to end the steps."""
    halt: ChainHalted | None = None
    """Why the steps ended by themselves."""
    broken: CollectorBroken | None = None
    """What nothing was prepared for, and ended them."""
    ended: bool = False
    """Whether nothing is counted and posted any more."""
    _read_to: int = 0
    """Block up to which the last whole step had read."""

    def run(self) -> None:
        """Step until stopped, or until the chain contradicts what was final.

        Raises whatever nothing was prepared for.
        """
        try:
            self._run()
        except Exception as error:
            self.broken = CollectorBroken(type(error).__name__)
            _log.critical("broken", cause=type(error).__name__)
            raise
        finally:
            self.ended = True

    def _run(self) -> None:
        while not self.stopped.is_set():
            try:
                self.step()
            except ChainHalted as halt:
                _log.critical("halted", cause=str(halt))
                self.halt = halt
                return
            self.stopped.wait(self.seconds)

    def step(self) -> None:
        """Count and post once; whatever else fails is tried again. Raises ChainHalted."""
        # One after another, whatever becomes of the one before: counting must not stop posting.
        for task in (self.gathering.advance, self.poster.step, self._measure):
            self._try(task)

    def _try(self, task: Callable[[], object]) -> None:
        try:
            task()
        except ChainHalted:
            raise
        except RwaError as error:
            self.metrics.call_failures.labels(what=type(error).__name__).inc()
            _log.warning("step failed", cause=f"{type(error).__name__}: {error}")
            self._measure_lag()

    def _measure(self) -> None:
        seen = self.gathering.look()
        self._read_to = seen.head.number
        self._measure_lag()
        if seen.last_accepted:
            block = self.gathering.view.chain.block(seen.accepted[seen.last_accepted].block_number)
            self.metrics.report_age_seconds.set(seen.head.timestamp - block.timestamp)

    def _measure_lag(self) -> None:
        with suppress(ChainError):
            head = self.gathering.view.chain.head().number
            self.metrics.index_lag_blocks.set(max(head - self._read_to, 0))


def run_collector(config: CollectorConfig, environment: Mapping[str, str]) -> None:
    """Serve until SIGTERM or SIGINT. Raises what opening raises, CannotServe and ChainHalted."""
    url = config.database_url(environment)
    account = open_signer(config.poster.settings(), environment)
    write_journal(process="collector")
    if config.database is not None:
        config.database.parent.mkdir(parents=True, exist_ok=True)
    with opened_chain(config.chain) as chain, open_store(url) as store, _listening(config) as here:
        metrics = OracleMetrics()
        own = patient(chain, sleep=time.sleep)
        steps = Steps(
            gathering_of(config, own, store, metrics),
            Poster(
                store,
                own,
                account,
                clock=_seconds,
                fees=config.poster.fees(),
                metrics=metrics,
            ),
            metrics,
            config.step_seconds,
        )
        server = _server(config, steps)
        thread = threading.Thread(target=_step_then_stop, args=(steps, server), daemon=True)
        thread.start()
        host, port = here.getsockname()[:2]
        _log.info("collector started", host=host, port=port, poster=account.address)
        stop_on_signals(server.stop)
        server.run(sockets=[here])
        steps.stopped.set()
        thread.join()
    _log.info("collector stopped")
    if (ended_by := steps.halt or steps.broken) is not None:
        raise ended_by


def gathering_of(
    config: CollectorConfig, chain: Chain, store: Store, metrics: OracleMetrics
) -> Gathering:
    """Return the collector itself over an open chain and store."""
    contract = RemittanceOracle(chain, Address(config.chain.oracle)).require_code()
    view = ChainView(
        contract, config.chain.first_block, chain.identity.genesis_hash, FinalInMemory()
    )
    documents = DocumentsInDirectory(config.documents)
    return Gathering(
        store, Outbox(store), documents, view, _seconds, metrics, young_seconds=YOUNG_SECONDS
    )


class _Server(uvicorn.Server):
    """A server that leaves signals to this process, which ends in order and with code 0."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield

    def stop(self) -> None:
        """Finish the requests in progress and end."""
        self.should_exit = True


def _server(config: CollectorConfig, steps: Steps) -> _Server:
    served = Served(
        gathering=steps.gathering,
        clients=tuple(each.client() for each in config.clients),
        metrics=steps.metrics,
        is_halted=lambda: steps.ended,
        largest_document_bytes=config.largest_document_bytes,
    )
    return _Server(
        uvicorn.Config(
            create_collector_app(served),
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
            ssl_certfile=config.tls_certificate_file,
            ssl_keyfile=config.tls_key_file,
        )
    )


def _step_then_stop(steps: Steps, server: _Server) -> None:
    try:
        steps.run()
    finally:
        server.stop()


def _listening(config: CollectorConfig) -> socket.socket:
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    try:
        return socket.create_server((config.host, config.port), family=family)
    except OSError as error:
        cause = error.strerror or str(error)
        raise CannotServe(host=config.host, port=config.port, cause=cause) from error


def _seconds() -> int:
    return int(time.time())
