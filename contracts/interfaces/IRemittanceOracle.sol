// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Content, Envelope} from "../libraries/Report.sol";
import {IRecordCalendar} from "./IRecordCalendar.sol";
import {IReportChecks} from "./IReportChecks.sol";
import {IReporterNodes} from "./IReporterNodes.sol";

/// @title The pool's accepted reports
///
/// @notice Holds one pool's balances, month by month, as a quorum of nodes recomputed them and as
/// the contract's own identities confirmed them. Certificates and ledgers read nothing else.
///
/// Powers: a quorum of nodes reports; nobody else can put in a figure. The admin (meant to be a
/// timelock) may release a report held by a soft bound, unchanged. Anyone may bring a signed
/// report, flag a late period and prove a node's double signature: the signatures are the
/// authority, so posting needs no role and no one can stop it. Whoever brings a report first
/// decides no more than who pays for the gas.
///
/// Assumptions: less than a third of the nodes lie; `maxRatePpm` is at least every note rate and
/// class rate, `maxFeePpm` at least the two fees together.
///
/// Units: amounts are cents; rates are parts per million a year; times are Unix seconds; periods
/// are numbered from 1, classes from 0. Period 0 is the state at issue.
///
/// A period is *accepted* once, then revised by higher revisions. A revision that changes what a
/// period ended with, while later periods are accepted, opens a *restatement*: the later ones are
/// revised in order before any new period is accepted; until a period's turn has come, its old
/// amounts stay in force. A report outside a soft bound is *held*: it is remembered by its hash and
/// changes nothing until all nodes sign it, the admin releases it after a delay, or a higher
/// revision takes its place. A period is *late* once someone flags it after its payment time, until
/// it is accepted; nothing is ever carried forward in silence.
interface IRemittanceOracle is IReporterNodes, IReportChecks {
    /// @notice How many days of interest a month may bring: a twelfth of a year, or the days of
    /// the month before over 360.
    enum Accrual {
        Thirty360,
        Actual360
    }

    /// @notice A class at issue.
    struct ClassTerms {
        uint64 originalFace; // [cents]
        bool notional; // whether its balance only measures interest
    }

    /// @notice What the oracle is built with; none of it can change.
    struct Config {
        bytes32 pool; // name of the pool
        IRecordCalendar calendar; // periods, record and payment times
        uint64 balance; // of all loans at issue [cents]
        uint32 loanCount; // at issue
        uint64 overcollateralisation; // pool balance above the classes' at issue [cents]
        ClassTerms[] classes; // 1 to 64
        uint32 maxRatePpm; // of interest, hard [ppm a year]
        uint32 maxFeePpm; // of servicing and guaranty fee together, hard [ppm a year]
        Accrual accrual; // day count of the interest bound
        uint32 maxSmmPpm; // unscheduled principal of the month, soft [ppm]
        uint32 maxLossPpm; // loss of the month, soft [ppm of the balance before]
        uint40 nodeDelay; // between a node's proposal and its joining [s]
        uint40 holdDelay; // between holding a report and its release by the admin [s]
        address admin; // grants roles; passes on only in two steps
        uint48 adminDelay; // of a change of admin [s]
    }

    /// @notice An accepted report, or the state at issue for period 0.
    struct Report {
        bytes32 contentHash; // zero for period 0
        bytes32 tapeRoot; // zero for period 0
        uint16 revision; // the one in force
        uint64 balanceEnd; // [cents]
        uint32 loanCountEnd;
        uint64 overcollateralisationEnd; // [cents]
        uint64 shortfallEnd; // [cents]
    }

    /// @notice A report that waits outside a soft bound; all zero when there is none.
    struct HeldReport {
        bytes32 contentHash;
        uint16 revision;
        uint40 releasableAt; // [Unix seconds]
    }

    /// @notice A report is in force.
    event RemittanceAccepted(
        uint16 indexed period, uint16 revision, bytes32 indexed contentHash, Content content
    );
    /// @notice A report is held. Reasons: 1 speed, 2 loss, 3 both.
    event RemittanceHeld(
        uint16 indexed period,
        uint16 revision,
        bytes32 indexed contentHash,
        uint8 reasons,
        uint40 releasableAt
    );
    /// @notice A held report was accepted, by all nodes or by the admin.
    event RemittanceReleased(uint16 indexed period, uint16 revision, bytes32 indexed contentHash);
    /// @notice Periods from this one to the last accepted one must be revised, in order.
    event RestatementOpened(uint16 indexed period);
    /// @notice The last accepted period was restated; new periods are accepted again.
    event RestatementClosed(uint16 indexed period);
    /// @notice The period's payment time passed without a report.
    event PeriodLate(uint16 indexed period);
    /// @notice The late period's report is in.
    event LateCleared(uint16 indexed period);

    /// @notice The configuration names no pool, loan, class or face, or a rate above 100%.
    error RemittanceOracle_ConfigInvalid(bytes32 field);
    /// @notice The report is held already; bringing it again does not start its delay again.
    error RemittanceOracle_AlreadyHeld(uint16 period, bytes32 contentHash);
    /// @notice No report with this content is held.
    error RemittanceOracle_NotHeld(bytes32 expected, bytes32 received);
    /// @notice The held report may be released at `releasableAt` or later; it is `time` now.
    error RemittanceOracle_HoldDelay(uint40 releasableAt, uint256 time);
    /// @notice The next period is due at `payTime`; it is `time` now.
    error RemittanceOracle_NotLate(uint64 payTime, uint256 time);
    /// @notice The period is flagged already.
    error RemittanceOracle_LateAlready(uint16 period);
    /// @notice The period was not accepted yet.
    error RemittanceOracle_PeriodNotAccepted(uint16 lastAccepted, uint16 period);
    /// @notice Classes are numbered from 0 to `count` - 1.
    error RemittanceOracle_ClassUnknown(uint16 count, uint16 tranche);

    /// @notice Put a signed report in force, or hold it. Anyone may call it.
    ///
    /// `signatures` are 65 bytes each, packed, ordered by signer. A report outside a soft bound is
    /// held unless every node signed it and the set has more nodes than a quorum.
    ///
    /// Requirements: the envelope names this content and the present node set and has not expired;
    /// at least M nodes signed it, ascending, low-s; pool, month and class count are right; the
    /// period is the next one, or an accepted one (while restating: the one that is due or one
    /// before); the revision is above the accepted one and above that of another report held for
    /// the period; `previousReportHash` is the report accepted last, in order of acceptance;
    /// `asOf` is 00:00 New York of the month's 1st and not in the future; every chain, identity
    /// and bound of `IReportChecks` holds; a report to be held is not held already.
    /// Emits `RemittanceAccepted`, and when they apply `RemittanceReleased`, `LateCleared`,
    /// `RestatementOpened` or `RestatementClosed`; or only `RemittanceHeld`.
    /// @return accepted false when the report is held
    function accept(Content calldata content, Envelope calldata envelope, bytes calldata signatures)
        external
        returns (bool accepted);

    /// @notice Put a held report in force although it is outside a soft bound.
    ///
    /// Requirements: the caller is the admin; this very content is held; the hold delay is over;
    /// everything that `accept` asks of a content, as of now. (A report that another acceptance
    /// has overtaken no longer follows the last one; the nodes sign a higher revision.)
    /// Emits as `accept`, and `RemittanceReleased`.
    function releaseHeld(Content calldata content) external;

    /// @notice Flag the next period as late. Anyone may call it.
    ///
    /// Requirements: the calendar has another period; its payment time has passed; it is not
    /// flagged yet.
    /// Emits `PeriodLate`.
    function flagLate() external;

    /// @notice What a ledger posts: the amounts in force of one class and period.
    ///
    /// Zeros and `accepted` false for a period without a report, and for period 0.
    /// Requirements: the class exists.
    function trancheAmounts(uint16 period, uint16 trancheIndex)
        external
        view
        returns (bool accepted, uint16 revision, uint64 interestCents, uint64 principalCents);

    /// @notice A class's balance after the last accepted period, and at issue.
    ///
    /// Requirements: the class exists.
    function trancheFace(uint16 trancheIndex)
        external
        view
        returns (uint64 outstandingCents, uint64 originalCents);

    /// @notice A class's balance after an accepted period; the original face for period 0.
    ///
    /// Requirements: the period was accepted; the class exists.
    function trancheEnd(uint16 period, uint16 trancheIndex) external view returns (uint64 cents);

    /// @notice How many classes the pool has.
    function trancheCount() external view returns (uint16);

    /// @notice The last accepted period; 0 before the first.
    function lastAccepted() external view returns (uint16 period);

    /// @notice What the next report must name as `previousReportHash`.
    function lastReportHash() external view returns (bytes32);

    /// @notice The period to be revised next; 0 when no restatement is open.
    function restatingPeriod() external view returns (uint16 period);

    /// @notice The period flagged as late; 0 when none is.
    function latePeriod() external view returns (uint16 period);

    /// @notice The report in force of a period.
    ///
    /// Requirements: the period was accepted, or is 0.
    function reportOf(uint16 period) external view returns (Report memory);

    /// @notice The held report of a period, if any.
    function heldReportOf(uint16 period) external view returns (HeldReport memory);

    /// @notice Balance of all loans after the last accepted period [cents].
    function poolBalance() external view returns (uint64);

    /// @notice Balance over balance at issue, with 8 decimals, rounded half up. For display only:
    /// no balance is ever computed from it.
    function factor() external view returns (uint256);

    /// @notice Whether a loan is part of the tape of an accepted period.
    ///
    /// `loanHash` is the inner hash; the leaf is `keccak256(loanHash)`, so that no inner node of
    /// the tree passes for a loan. Pairs are sorted (OpenZeppelin's StandardMerkleTree).
    /// Requirements: the period was accepted.
    function verifyLoan(uint16 period, bytes32 loanHash, bytes32[] calldata proof)
        external
        view
        returns (bool);

    /// @notice The pool's name.
    function pool() external view returns (bytes32);

    /// @notice The pool's calendar.
    function calendar() external view returns (IRecordCalendar);

    /// @notice The hard and soft bounds that the oracle was built with.
    function bounds()
        external
        view
        returns (
            uint32 maxRatePpm,
            uint32 maxFeePpm,
            Accrual accrual,
            uint32 maxSmmPpm,
            uint32 maxLossPpm
        );

    /// @notice Seconds between holding a report and its release by the admin.
    function holdDelay() external view returns (uint40);
}
