// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ReporterNodes} from "./ReporterNodes.sol";
import {IRecordCalendar} from "./interfaces/IRecordCalendar.sol";
import {IRemittanceOracle} from "./interfaces/IRemittanceOracle.sol";
import {ClassMonth} from "./libraries/ClassMonth.sol";
import {Identities} from "./libraries/Identities.sol";
import {OracleConfig} from "./libraries/OracleConfig.sol";
import {Content, Envelope} from "./libraries/Report.sol";
import {ReportBook} from "./libraries/ReportBook.sol";
import {ReportDate} from "./libraries/ReportDate.sol";
import {ReportHash} from "./libraries/ReportHash.sol";
import {Require} from "./libraries/Require.sol";
import {SoftBounds} from "./libraries/SoftBounds.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

/// @title The pool's accepted reports
contract RemittanceOracle is IRemittanceOracle, ReporterNodes {
    using ReportBook for ReportBook.Book;

    uint256 private constant FACTOR_ONE = 1e8;
    uint256 private constant REVISION_GAP = 255; // skipped at most, so that none uses them all up

    /// @inheritdoc IRemittanceOracle
    bytes32 public immutable pool;
    /// @inheritdoc IRemittanceOracle
    IRecordCalendar public immutable calendar;
    /// @inheritdoc IRemittanceOracle
    uint16 public immutable trancheCount;
    /// @inheritdoc IRemittanceOracle
    uint40 public immutable holdDelay; // [s]
    uint32 private immutable _maxRatePpm; // [ppm a year]
    uint32 private immutable _maxFeePpm; // [ppm a year]
    uint32 private immutable _maxSmmPpm; // [ppm a month]
    uint32 private immutable _maxLossPpm; // [ppm a month]
    Accrual private immutable _accrual;

    // These share a slot with the threshold that every acceptance reads.
    /// @inheritdoc IRemittanceOracle
    uint16 public lastAccepted; // [period]
    /// @dev Where the report accepted last, in order of acceptance, is entered.
    uint16 private _latestEntry; // [period]
    /// @inheritdoc IRemittanceOracle
    uint16 public restatingPeriod; // [period], 0 outside a restatement
    /// @inheritdoc IRemittanceOracle
    uint16 public latePeriod; // [period], 0 when none is flagged
    uint16 private _heldCount; // [periods with a held report]

    ReportBook.Book private _book;
    mapping(uint256 period => HeldReport) private _held;

    constructor(Config memory config)
        ReporterNodes(config.nodeDelay, config.adminDelay, config.admin)
    {
        OracleConfig.requireValid(config);
        pool = config.pool;
        calendar = config.calendar;
        trancheCount = uint16(config.classes.length);
        holdDelay = config.holdDelay;
        _maxRatePpm = config.maxRatePpm;
        _maxFeePpm = config.maxFeePpm;
        _maxSmmPpm = config.maxSmmPpm;
        _maxLossPpm = config.maxLossPpm;
        _accrual = config.accrual;
        _book.open(config);
    }

    /// @inheritdoc IRemittanceOracle
    function accept(Content memory content, Envelope calldata envelope, bytes calldata signatures)
        external
        returns (bool accepted)
    {
        // Check
        bytes32 contentHash = ReportHash.hash(content);
        uint256 signers = _requireQuorum(contentHash, envelope, signatures);
        _requireAcceptable(content, contentHash);
        uint8 breaches = SoftBounds.breaches(content, _maxSmmPpm, _maxLossPpm);
        // Effect
        if (breaches != 0 && !_isUnanimous(signers)) {
            _hold(content, contentHash, breaches);
            return false;
        }
        _enter(content, contentHash);
        return true;
    }

    /// @inheritdoc IRemittanceOracle
    function releaseHeld(Content memory content) external onlyRole(DEFAULT_ADMIN_ROLE) {
        // Check
        bytes32 contentHash = ReportHash.hash(content);
        HeldReport memory held = _held[content.periodIndex];
        if (held.contentHash != contentHash) {
            revert RemittanceOracle_NotHeld(held.contentHash, contentHash);
        }
        if (block.timestamp < held.releasableAt) {
            revert RemittanceOracle_HoldDelay(held.releasableAt, block.timestamp);
        }
        _requireAcceptable(content, contentHash);
        // Effect
        _enter(content, contentHash);
    }

    /// @inheritdoc IRemittanceOracle
    function flagLate() external {
        // Check
        uint16 period = lastAccepted + 1;
        if (latePeriod == period) revert RemittanceOracle_LateAlready(period);
        uint64 payTime = calendar.payTime(period);
        if (block.timestamp <= payTime) revert RemittanceOracle_NotLate(payTime, block.timestamp);
        // Effect
        latePeriod = period;
        emit PeriodLate(period);
    }

    /// @inheritdoc IRemittanceOracle
    function trancheAmounts(uint16 period, uint16 trancheIndex)
        external
        view
        returns (bool accepted, uint16 revision, uint64 interestCents, uint64 principalCents)
    {
        ClassMonth month = _month(period, trancheIndex);
        return (month.accepted(), month.revision(), month.interest(), month.principal());
    }

    /// @inheritdoc IRemittanceOracle
    function trancheFace(uint16 trancheIndex)
        external
        view
        returns (uint64 outstandingCents, uint64 originalCents)
    {
        return (_month(lastAccepted, trancheIndex).end(), _month(0, trancheIndex).end());
    }

    /// @inheritdoc IRemittanceOracle
    function trancheEnd(uint16 period, uint16 trancheIndex) external view returns (uint64 cents) {
        _requireKnown(period);
        return _month(period, trancheIndex).end();
    }

    /// @inheritdoc IRemittanceOracle
    function lastReportHash() public view returns (bytes32) {
        return _book.entries[_latestEntry].contentHash;
    }

    /// @inheritdoc IRemittanceOracle
    function reportOf(uint16 period) external view returns (Report memory) {
        _requireKnown(period);
        ReportBook.Entry storage entry = _book.entries[period];
        return Report({
            contentHash: entry.contentHash,
            tapeRoot: entry.tapeRoot,
            revision: _book.classes[period][0].revision(),
            balanceEnd: entry.ends.balance(),
            loanCountEnd: entry.ends.loanCount(),
            overcollateralisationEnd: entry.ends.overcollateralisation(),
            shortfallEnd: entry.ends.shortfall()
        });
    }

    /// @inheritdoc IRemittanceOracle
    function heldReportOf(uint16 period) external view returns (HeldReport memory) {
        return _held[period];
    }

    /// @inheritdoc IRemittanceOracle
    function poolBalance() public view returns (uint64) {
        return _book.entries[lastAccepted].ends.balance();
    }

    /// @inheritdoc IRemittanceOracle
    function factor() external view returns (uint256) {
        uint256 atIssue = _book.entries[0].ends.balance();
        return (poolBalance() * FACTOR_ONE + atIssue / 2) / atIssue;
    }

    /// @inheritdoc IRemittanceOracle
    function verifyLoan(uint16 period, bytes32 loanHash, bytes32[] calldata proof)
        external
        view
        returns (bool)
    {
        _requireKnown(period);
        bytes32 leaf = keccak256(bytes.concat(loanHash));
        return MerkleProof.verifyCalldata(proof, _book.entries[period].tapeRoot, leaf);
    }

    /// @inheritdoc IRemittanceOracle
    function bounds() external view returns (uint32, uint32, Accrual, uint32, uint32) {
        return (_maxRatePpm, _maxFeePpm, _accrual, _maxSmmPpm, _maxLossPpm);
    }

    /// @dev Everything that is asked of a content, signatures and soft bounds apart.
    function _requireAcceptable(Content memory content, bytes32 contentHash) private view {
        Require.equal(pool, content.pool, RemittanceOracle_PoolMismatch.selector);
        Require.equal(trancheCount, content.classRows.length, RemittanceOracle_ClassCount.selector);
        _requirePeriod(content);
        _requireRevision(content, contentHash);
        Require.equal(
            lastReportHash(),
            content.previousReportHash,
            RemittanceOracle_PreviousReportMismatch.selector
        );
        ReportDate.requireAsOf(content);
        Identities.requireAll(content);
        uint256 accrualDays = ReportDate.accrualDays(content, _accrual);
        Identities.requireInterestBound(content, _maxRatePpm, accrualDays);
        Identities.requireFeeBound(content, _maxFeePpm);
        _book.requireChain(content);
    }

    /// @dev A period that is due: the next, the one to restate, or an earlier one; its own month.
    function _requirePeriod(Content memory content) private view {
        uint16 due = restatingPeriod != 0 ? restatingPeriod : lastAccepted + 1;
        if (content.periodIndex == 0 || content.periodIndex > due) {
            revert RemittanceOracle_PeriodOutOfOrder(due, content.periodIndex);
        }
        Require.equal(
            calendar.yyyymm(content.periodIndex),
            content.period,
            RemittanceOracle_MonthMismatch.selector
        );
    }

    /// @dev Above the accepted revision, and above the held one unless it is the held report.
    function _requireRevision(Content memory content, bytes32 contentHash) private view {
        ClassMonth current = _book.classes[content.periodIndex][0];
        uint256 minimum = current.accepted() ? uint256(current.revision()) + 1 : 0;
        HeldReport memory held;
        if (_heldCount != 0) held = _held[content.periodIndex];
        if (held.contentHash == contentHash) minimum = held.revision;
        else if (held.contentHash != 0) minimum = uint256(held.revision) + 1;
        uint16 revision = content.revision;
        if (revision < minimum) revert RemittanceOracle_RevisionTooLow(minimum, revision);
        uint256 maximum = minimum + REVISION_GAP;
        if (revision > maximum) revert RemittanceOracle_RevisionTooHigh(maximum, revision);
    }

    /// @dev A report brought again must not start its delay again.
    function _hold(Content memory content, bytes32 contentHash, uint8 breaches) private {
        HeldReport storage held = _held[content.periodIndex];
        if (held.contentHash == contentHash) {
            revert RemittanceOracle_AlreadyHeld(content.periodIndex, contentHash);
        }
        if (held.contentHash == 0) ++_heldCount;
        uint40 releasableAt = uint40(block.timestamp) + holdDelay;
        _held[content.periodIndex] = HeldReport(contentHash, content.revision, releasableAt);
        emit RemittanceHeld(
            content.periodIndex, content.revision, contentHash, breaches, releasableAt
        );
    }

    function _enter(Content memory content, bytes32 contentHash) private {
        uint16 period = content.periodIndex;
        bool endsChanged = _book.enter(content, contentHash);
        _latestEntry = period;
        if (period > lastAccepted) lastAccepted = period;
        emit RemittanceAccepted(period, content.revision, contentHash, content);
        _clearHeld(period, content.revision, contentHash);
        if (latePeriod == period) {
            latePeriod = 0;
            emit LateCleared(period);
        }
        _restate(period, endsChanged);
    }

    /// @dev An acceptance ends whatever was held for its period.
    function _clearHeld(uint16 period, uint16 revision, bytes32 contentHash) private {
        if (_heldCount == 0) return;
        bytes32 held = _held[period].contentHash;
        if (held == 0) return;
        delete _held[period];
        --_heldCount;
        if (held == contentHash) emit RemittanceReleased(period, revision, contentHash);
    }

    /// @dev Later periods must follow when the ends of an accepted one change, in order; a change
    /// before the one that is due starts again from there.
    function _restate(uint16 period, bool endsChanged) private {
        if (period == lastAccepted) {
            if (restatingPeriod == 0) return;
            restatingPeriod = 0;
            emit RestatementClosed(period);
        } else if (endsChanged || period == restatingPeriod) {
            if (period != restatingPeriod) emit RestatementOpened(period + 1);
            restatingPeriod = period + 1;
        }
    }

    function _month(uint16 period, uint16 trancheIndex) private view returns (ClassMonth) {
        if (trancheIndex >= trancheCount) {
            revert RemittanceOracle_ClassUnknown(trancheCount, trancheIndex);
        }
        return _book.classes[period][trancheIndex];
    }

    function _requireKnown(uint16 period) private view {
        if (period > lastAccepted) revert RemittanceOracle_PeriodNotAccepted(lastAccepted, period);
    }
}
