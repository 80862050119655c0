// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IHolderRecords} from "./IHolderRecords.sol";
import {IPoolCertificate} from "./IPoolCertificate.sol";
import {IRemittanceOracle} from "./IRemittanceOracle.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";

/// @title How one class's cash comes in
///
/// @notice Amounts come from accepted reports alone, and cash from payers alone. A period is
/// posted, then funded in full, strictly in order; what a later revision changes in a funded
/// period is an adjustment, posted and funded in the same two steps.
///
/// Until a period is funded, a revision simply replaces what was posted, also after its payment
/// time: a month that cannot be paid in full is revised to what can, and stops nobody for ever.
///
/// Powers: PAYER_ROLE funds, and withdraws what netting recovered; payers of one ledger share what
/// is recovered and settle among themselves who funded it. The default admin sweeps what nobody is
/// owed. Anyone may post, so a payer approves no more cash than it means to pay.
///
/// Units: see {IDistributionLedger}.
interface IDistributionFunding {
    /// @notice One period as this ledger knows it.
    struct Distribution {
        /// @dev Amounts of an accepted report are stored (always true once funded).
        bool posted;
        /// @dev The cash of these amounts came in; from now on revisions are adjustments.
        bool funded;
        /// @dev Revision of the report they are from, or that the last adjustment was from.
        uint16 revision;
        /// @dev Interest of the class, in units.
        uint256 interestUnits;
        /// @dev Principal of the class, in units.
        uint256 principalUnits;
        /// @dev Sum of the funded adjustments of the period's interest, in units.
        int256 adjustedInterestUnits;
        /// @dev Sum of the funded adjustments of the period's principal, in units.
        int256 adjustedPrincipalUnits;
    }

    /// @notice A funded correction of a funded period.
    struct Adjustment {
        /// @dev Period whose holders gain or lose.
        uint16 period;
        /// @dev Signed interest leg, in units.
        int256 interestUnits;
        /// @dev Signed principal leg, in units.
        int256 principalUnits;
    }

    /// @notice Emitted when a period's amounts are taken from a report; replaces an earlier posting.
    event DistributionPosted(
        uint16 indexed period, uint16 revision, uint256 interestUnits, uint256 principalUnits
    );
    /// @notice Emitted when a period's cash came in, with the sums over all periods so far.
    event DistributionFunded(
        uint16 indexed period,
        address indexed payer,
        uint256 interestUnits,
        uint256 principalUnits,
        uint256 cumInterestUnits,
        uint256 cumPrincipalUnits
    );
    /// @notice Emitted when a correction waits for its funding; both legs 0: it was taken back.
    event AdjustmentPosted(
        uint16 indexed period, uint16 revision, int256 interestUnits, int256 principalUnits
    );
    /// @notice Emitted when entry `index` is appended and binds holders.
    event AdjustmentFunded(
        uint16 indexed index,
        uint16 indexed period,
        address indexed payer,
        int256 interestUnits,
        int256 principalUnits
    );
    /// @notice Emitted when a payer took recovered cash, with the total taken so far.
    event RecoveredWithdrawn(address indexed payer, uint256 amount, uint256 withdrawnTotal);
    /// @notice Emitted when cash above what is owed left.
    event ExcessSwept(address indexed to, uint256 amount);

    /// @dev The cash address has no code.
    error DistributionLedger_CashWithoutCode(address cash);
    /// @dev Cash must have 2 to 18 decimals.
    error DistributionLedger_DecimalsOutOfRange(uint8 least, uint8 most, uint8 received);
    /// @dev The certificate reads another oracle than the one given.
    error DistributionLedger_OracleMismatch(address expected, address received);
    /// @dev The certificate can still be issued.
    error DistributionLedger_IssuanceOpen(address certificate);
    /// @dev The certificate's supply is not the class's original face in the oracle.
    error DistributionLedger_SupplyMismatch(uint256 expected, uint256 received);
    /// @dev The calendar has more periods or later times (Unix seconds) than the ledger can keep.
    error DistributionLedger_CalendarOutOfRange(uint16 periods, uint256 lastPayTime);
    /// @dev The oracle has no accepted report of the period.
    error DistributionLedger_NotAccepted(uint16 period);
    /// @dev The same revision is posted already.
    error DistributionLedger_AlreadyPosted(uint16 period, uint16 revision);
    /// @dev The period is funded; a revision of it is an adjustment.
    error DistributionLedger_AlreadyFunded(uint16 period, uint16 lastFunded);
    /// @dev The period is not funded; a revision of it replaces the posting.
    error DistributionLedger_NotFunded(uint16 period, uint16 lastFunded);
    /// @dev Nothing is posted for the period.
    error DistributionLedger_NotPosted(uint16 period);
    /// @dev Periods are funded strictly in order.
    error DistributionLedger_NotNextPeriod(uint16 expected, uint16 received);
    /// @dev A newer revision was accepted since the posting; post it first.
    error DistributionLedger_StalePosting(uint16 accepted, uint16 posted);
    /// @dev The latest revision says what is funded and adjusted already.
    error DistributionLedger_NothingToAdjust(uint16 period, uint16 revision);
    /// @dev The ledger's cash grew by another amount than it should have.
    error DistributionLedger_CashMismatch(uint256 expected, uint256 received);
    /// @dev The cash token called back while cash was on its way.
    error DistributionLedger_Reentered();
    /// @dev A sum over all periods would not fit its field (cents or units).
    error DistributionLedger_SumOutOfRange(uint256 most, uint256 received);
    /// @dev No more adjustment entries fit.
    error DistributionLedger_TooManyAdjustments(uint16 most);
    /// @dev More was asked than netting recovered and payers have not yet withdrawn.
    error DistributionLedger_AboveRecovered(uint256 available, uint256 asked);
    /// @dev The ledger's balance is not above what it must keep.
    error DistributionLedger_NoExcess(uint256 outstanding, uint256 balance);

    /// @notice Takes the amounts of `period` from its accepted report; anyone may call.
    /// A later revision replaces the posting until the period is funded.
    ///
    /// Requirements: issuance is closed; the period is not funded; its report is accepted and its
    /// revision is not the one already posted.
    /// Emits {DistributionPosted}.
    function post(uint16 period) external;

    /// @notice Pays the posted amounts in, from the caller's cash.
    ///
    /// Requirements: PAYER_ROLE; the next unfunded period; posted, from the latest accepted
    /// revision; this ledger's cash grows by exactly interest + principal.
    /// Emits {DistributionFunded}.
    function fund(uint16 period) external;

    /// @notice {post} (skipped where that revision is posted already) and {fund} in one go.
    ///
    /// Requirements: those of {fund}; issuance is closed.
    /// Emits {DistributionPosted} unless it was posted already, {DistributionFunded}.
    function postAndFund(uint16 period) external;

    /// @notice Notes what the latest revision of a funded period changes; anyone may call.
    /// Delta = latest amounts - (funded + adjustments already appended), per leg. It binds nobody
    /// until funded, and a later revision replaces it. Both legs 0 take a waiting one back.
    ///
    /// Requirements: the period is funded; the delta is not 0, or takes a waiting one back; this
    /// revision is not noted already.
    /// Emits {AdjustmentPosted}.
    function postAdjustment(uint16 period) external;

    /// @notice Pays the positive legs in and appends the waiting adjustment as the next entry.
    /// Negative legs are recovered from the holders' later payments; funding is never netted.
    ///
    /// Requirements: PAYER_ROLE; an adjustment waits, from the latest accepted revision; this
    /// ledger's cash grows by exactly the positive legs.
    /// Emits {AdjustmentFunded}.
    function fundAdjustment(uint16 period) external;

    /// @notice Returns recovered cash to the calling payer.
    ///
    /// Requirements: PAYER_ROLE; `amount` <= recovered - withdrawn.
    /// Emits {RecoveredWithdrawn}.
    function withdrawRecovered(uint256 amount) external;

    /// @notice Sends cash above `outstanding` (a donation) to `to`.
    ///
    /// Requirements: DEFAULT_ADMIN_ROLE; balance > outstanding; `to` may be paid.
    /// Emits {ExcessSwept}.
    function sweepExcess(address to) external returns (uint256 amount);

    /// @notice What is posted or funded for `period`; all zero if nothing is.
    function distribution(uint16 period) external view returns (Distribution memory);

    /// @notice The adjustment of `period` that waits for its funding; `waits` false if none does.
    function waitingAdjustment(uint16 period)
        external
        view
        returns (bool waits, uint16 revision, int256 interestUnits, int256 principalUnits);

    /// @notice Funded adjustment entry `index`, from 0.
    function adjustment(uint16 index) external view returns (Adjustment memory);

    /// @notice Number of funded adjustment entries.
    function adjustmentCount() external view returns (uint16);

    /// @notice Last funded period, 0 before the first.
    function lastFunded() external view returns (uint16);

    /// @notice Sums of the funded amounts of periods 1..period, without adjustments.
    function cumulative(uint16 period)
        external
        view
        returns (uint256 interestUnits, uint256 principalUnits);

    /// @notice The certificate whose holders are paid.
    function certificate() external view returns (IPoolCertificate);

    /// @notice The oracle whose accepted reports set the amounts.
    function remittanceOracle() external view returns (IRemittanceOracle);

    /// @notice The registry that names payees; the certificate's, fixed at deployment.
    function holderRegistry() external view returns (IHolderRecords);

    /// @notice The cash token.
    function cash() external view returns (IERC20Metadata);

    /// @notice Base units of cash in one cent.
    function unitsPerCent() external view returns (uint256);
}
