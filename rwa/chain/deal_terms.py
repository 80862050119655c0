"""What a deal's contracts are built with, in plain integers."""

import dataclasses
from dataclasses import dataclass
from typing import Any

from rwa.chain.contract_structs import Accrual, TransferLimits
from rwa.core.ids import Address

NO_LIMITS = TransferLimits(
    lock_up_until=0, min_denomination=0, max_holding=0, max_holders=0, min_investor_class=0
)
"""Transfer limits that refuse nothing but what the register refuses."""

DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class TrancheTerms:
    """One class of certificates."""

    name: str
    """Name of the class within its deal, such as `A`."""
    certificate_name: str
    """Long name of the token."""
    symbol: str
    """Short name of the token."""
    original_face_cents: int
    """Balance at issue, or notional balance."""
    notional: bool = False
    """Whether the balance only measures interest."""


@dataclass(frozen=True, slots=True)
class RoleHolders:
    """Who may do what from the start; every role can be moved by the admins, with a delay."""

    admins: tuple[Address, ...]
    """Propose operations of the timelock, which administers every contract."""
    issuer: Address
    """Issues certificates and closes issuance."""
    transfer_agent: Address
    """Keeps the register; forced transfers and recoveries."""
    compliance: Address
    """Blocks, freezes, orders about held cash."""
    guardian: Address
    """Pauses and removes; cancels operations of the timelock."""
    payers: tuple[Address, ...]
    """Fund distributions: servicer, guarantor."""


@dataclass(frozen=True, slots=True)
class Delays:
    """How long everyone has to notice, in seconds."""

    admin_seconds: int = 2 * DAY_SECONDS
    """Between beginning and accepting a change of a contract's admin."""
    timelock_seconds: int = 2 * DAY_SECONDS
    """Between announcing and carrying out an operation of the admins."""
    node_seconds: int = 2 * DAY_SECONDS
    """Between proposing a reporter node and its joining."""
    hold_seconds: int = 2 * DAY_SECONDS
    """Between holding an unusual report and its release."""
    redirection_seconds: int = 30 * DAY_SECONDS
    """Between ordering and carrying out a redirection of held cash."""
    escheat_seconds: int = 3 * 365 * DAY_SECONDS
    """Between ordering and carrying out a handing of held cash to the state."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits of a report; above a hard one it is refused, above a soft one held."""

    max_rate_ppm: int
    """Hard: at least every note rate and class rate, parts per million a year."""
    max_fee_ppm: int
    """Hard: at least servicing and guaranty fee together, parts per million a year."""
    accrual: Accrual = Accrual.THIRTY_360
    """How many days of interest a month may bring."""
    max_smm_ppm: int = 1_000_000
    """Soft: unscheduled principal of a month, parts per million of the balance."""
    max_loss_ppm: int = 1_000_000
    """Soft: loss of a month, parts per million of the balance before."""


@dataclass(frozen=True, slots=True)
class DealTerms:
    """One pool with its classes, as it is put on a chain."""

    pool: str
    """Name of the pool, at most 31 ASCII characters."""
    first_yyyymm: int
    """Month in which period 1 is paid."""
    record_times: tuple[int, ...]
    """Last second of each period's holding, Unix time."""
    pay_times: tuple[int, ...]
    """First second in which each period may be paid, Unix time."""
    balance_cents: int
    """Balance of all loans at issue."""
    loan_count: int
    """Loans at issue."""
    tranches: tuple[TrancheTerms, ...]
    """Every class, in the order of a report's rows."""
    bounds: Bounds
    """Limits of a report."""
    roles: RoleHolders
    """Who may do what."""
    threshold: int
    """How many reporter nodes must sign."""
    overcollateralisation_cents: int = 0
    """Pool balance above the classes' at issue."""
    limits: TransferLimits = NO_LIMITS
    """Who may hold and transfer; 0 is none."""
    countries: tuple[int, ...] = ()
    """Countries of holders who may buy, ISO 3166-1 numeric; empty allows all."""
    delays: Delays = Delays()
    """How long everyone has to notice."""
    cash: Address | None = None
    """Cash token; None deploys a TestDollar, worth nothing."""

    def as_json(self) -> dict[str, Any]:
        """Return the terms as JSON values, to notice a change between two runs."""
        return {key: _plain(value) for key, value in dataclasses.asdict(self).items()}


def _plain(value: Any) -> Any:
    """Return a value as JSON gives it back."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return int(value) if isinstance(value, Accrual) else value
