"""What the read model answers with: frozen rows, amounts still integers."""

from dataclasses import dataclass

from rwa.core.dates import Period
from rwa.core.ids import Address, PoolId, TrancheId


@dataclass(frozen=True, slots=True)
class AsOf:
    """The block an answer is true at."""

    block: int
    """Number of the last block read."""
    block_hash: str
    """Its hash, 0x-prefixed."""
    timestamp: int
    """Its time, Unix seconds."""


@dataclass(frozen=True, slots=True)
class Pool:
    """A pool and where it stands after its last accepted report."""

    pool_id: PoolId
    """Name of the pool."""
    programme: str
    """Programme whose calendar and guarantee it follows."""
    pass_through_rate_ppm: int
    """Annual rate of the certificates, parts per million."""
    original_balance_cents: int
    """Balance of the loans at issue."""
    original_loan_count: int
    """Loans at issue."""
    balance_cents: int
    """Balance after the last accepted report."""
    loan_count: int | None
    """Loans left; None before the first report."""
    last_period: Period | None
    """Month of the last accepted report; None before the first."""
    remittance_oracle: Address
    """Contract that accepts its reports."""
    holder_registry: Address
    """Contract that knows its holders."""
    cash_token: Address
    """Stablecoin it pays in."""
    tranches: tuple["Tranche", ...]
    """Its classes of certificates, senior first."""


@dataclass(frozen=True, slots=True)
class Tranche:
    """One class of certificates of a pool."""

    tranche_id: TrancheId
    """Name of the class within the pool."""
    certificate: Address
    """The ERC-20 whose balances are original face."""
    distribution_ledger: Address
    """Contract that takes in and pays out its cash."""
    original_face_units: int
    """Supply of the certificate, base units of one dollar / 1e6."""


@dataclass(frozen=True, slots=True)
class Balance:
    """One holder's certificates of one class."""

    pool_id: PoolId
    """Pool of the class."""
    tranche_id: TrancheId
    """The class."""
    face_units: int
    """Original face held, base units."""
    supply_units: int
    """Original face of all holders together."""
    period: Period | None
    """Closed record period the balance is of; None for the balance now."""


@dataclass(frozen=True, slots=True)
class Payment:
    """One settlement of one holder: what was due, netted, paid and held."""

    pool_id: PoolId
    """Pool of the class."""
    tranche_id: TrancheId
    """The class."""
    holder: Address
    """Wallet that held the certificates at the record dates."""
    payee: Address
    """Wallet the cash went to."""
    through_period: Period
    """Last month this settlement covers."""
    interest_units: int
    """Interest credited, cash base units."""
    principal_units: int
    """Principal credited."""
    netted_units: int
    """Kept back against the holder's debt from a downward revision."""
    paid_units: int
    """Cash that reached the payee at once."""
    held_units: int
    """Cash put aside because the payment was forbidden or failed."""
    block: int
    """Block of the settlement."""
    log_index: int
    """Position of its event in the block; with `block` the key of the row."""
    timestamp: int
    """Time of that block."""
    transaction_hash: str
    """Transaction that settled."""


@dataclass(frozen=True, slots=True)
class Claimable:
    """What one holder could be paid now on one class, were it settled."""

    pool_id: PoolId
    """Pool of the class."""
    tranche_id: TrancheId
    """The class."""
    through_period: Period | None
    """Last month that is funded and payable; None when there is none yet."""
    settled_through_period: Period | None
    """Last month already settled; None before the first settlement."""
    interest_units: int
    """Interest earned and not yet credited, floored."""
    principal_units: int
    """Principal earned and not yet credited, floored."""
    debt_units: int
    """Debt that would be netted first."""
    payable_units: int
    """Cash a settlement would pay or hold now."""
    held_units: int
    """Cash already put aside for the holder."""
    is_blocked: bool
    """Whether the wallet that would be paid is blocked: cash would be held, not paid."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """One class's month: what was promised, paid in, and corrected since."""

    pool_id: PoolId
    """Pool of the class."""
    tranche_id: TrancheId
    """The class."""
    period: Period
    """Month of the distribution."""
    period_index: int
    """Its number, from 1."""
    record_time: int
    """Whoever holds in this second is paid; Unix seconds."""
    pay_time: int
    """From this second on it is paid."""
    revision: int
    """Revision of the report its amounts come from."""
    report_revision: int
    """Revision of the report in force, which adjustments follow."""
    document_sha256: str
    """Document of the report in force, 64 hexadecimal digits."""
    interest_units: int
    """Interest posted, cash base units."""
    principal_units: int
    """Principal posted."""
    adjustment_interest_units: int
    """Sum of interest corrections applied since funding."""
    adjustment_principal_units: int
    """Sum of principal corrections applied since funding."""
    is_funded: bool
    """Whether the cash is in."""
    block: int
    """Block in which the month was first posted."""
    log_index: int
    """Position of that event in the block; with `block` the key of the row."""
