// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDistributionFunding} from "../interfaces/IDistributionFunding.sol";
import {IRecordCalendar} from "../interfaces/IRecordCalendar.sol";
import {Amounts} from "./Amounts.sol";

/// @notice What every settlement needs to know about the ledger, in one word.
///
/// Bits from the lowest: lastFunded 10 [period], readyAt 34 [Unix seconds], adjustmentCount 15, the
/// sums of interest and principal funded up to lastFunded 50 each [cents], outstanding 97 [units].
type LedgerHead is uint256;

using LedgerHeads for LedgerHead global;

/// @notice Reads and rewrites the head.
library LedgerHeads {
    /// @dev Periods and times that the head can keep: far beyond any calendar.
    uint256 internal constant MOST_PERIODS = (1 << 10) - 1;
    uint256 internal constant LATEST_TIME = (1 << 34) - 1;
    /// @dev Account records count entries in 15 bits too.
    uint16 internal constant MOST_ADJUSTMENTS = (1 << 15) - 1;
    /// @dev With 18 decimals still above 150 billion dollars waiting at once.
    uint256 internal constant MOST_OUTSTANDING = (1 << 97) - 1;
    uint256 private constant READY_AT = 10;
    uint256 private constant ADJUSTMENTS_AT = 44;
    uint256 private constant SUM_INTEREST_AT = 59;
    uint256 private constant SUM_PRINCIPAL_AT = 109;
    uint256 private constant OUTSTANDING_AT = 159;
    uint256 private constant SUM_MASK = (1 << 50) - 1;
    /// @dev Adjustment count and outstanding.
    uint256 private constant STAYS_ON_FUNDING =
        uint256(MOST_ADJUSTMENTS) << ADJUSTMENTS_AT | MOST_OUTSTANDING << OUTSTANDING_AT;

    /// @notice Refuses a calendar that the fields of a head cannot follow.
    function requireFits(IRecordCalendar calendar) internal view {
        uint16 periods = calendar.periods();
        uint64 lastTime = calendar.payTime(periods);
        if (periods > MOST_PERIODS || lastTime > LATEST_TIME) {
            revert IDistributionFunding.DistributionLedger_CalendarOutOfRange(periods, lastTime);
        }
    }

    /// @notice Last funded period, 0 before the first.
    function lastFunded(LedgerHead head) internal pure returns (uint16) {
        return uint16(LedgerHead.unwrap(head) & MOST_PERIODS);
    }

    /// @notice payTime(lastFunded): from then on nothing else need be asked before paying it.
    function readyAt(LedgerHead head) internal pure returns (uint256) {
        return LedgerHead.unwrap(head) >> READY_AT & LATEST_TIME;
    }

    /// @notice Number of funded adjustment entries.
    function adjustmentCount(LedgerHead head) internal pure returns (uint16) {
        return uint16(LedgerHead.unwrap(head) >> ADJUSTMENTS_AT & MOST_ADJUSTMENTS);
    }

    /// @notice Interest funded for periods 1 to lastFunded. [cents]
    function sumInterest(LedgerHead head) internal pure returns (uint256) {
        return LedgerHead.unwrap(head) >> SUM_INTEREST_AT & SUM_MASK;
    }

    /// @notice Principal funded for periods 1 to lastFunded. [cents]
    function sumPrincipal(LedgerHead head) internal pure returns (uint256) {
        return LedgerHead.unwrap(head) >> SUM_PRINCIPAL_AT & SUM_MASK;
    }

    /// @notice Cash in less cash out: what the ledger must keep. [units]
    function outstanding(LedgerHead head) internal pure returns (uint256) {
        return LedgerHead.unwrap(head) >> OUTSTANDING_AT;
    }

    /// @notice The last period that is funded and may be paid. Asks the calendar only between the
    /// funding of a period and its payment time; the period before is then the usual answer.
    function payableThrough(LedgerHead head, IRecordCalendar calendar)
        internal
        view
        returns (uint256 through)
    {
        uint256 notYet = head.lastFunded();
        if (block.timestamp >= head.readyAt()) return notYet;
        uint256 probe = notYet - 1;
        while (notYet - through > 1) {
            if (calendar.payTime(uint16(probe)) <= block.timestamp) through = probe;
            else notYet = probe;
            probe = (through + notYet) / 2;
        }
    }

    /// @notice The head after `units` came in.
    ///
    /// Requirements: no more than MOST_OUTSTANDING would be outstanding.
    function plusCash(LedgerHead head, uint256 units) internal pure returns (LedgerHead) {
        uint256 sum = head.outstanding() + units;
        if (sum > MOST_OUTSTANDING) {
            revert IDistributionFunding.DistributionLedger_SumOutOfRange(MOST_OUTSTANDING, sum);
        }
        return LedgerHead.wrap(LedgerHead.unwrap(head) + (units << OUTSTANDING_AT));
    }

    /// @notice The head after `units`, at most MOST_OUTSTANDING, went out. More than is outstanding
    /// reverts.
    function minusCash(LedgerHead head, uint256 units) internal pure returns (LedgerHead) {
        return LedgerHead.wrap(LedgerHead.unwrap(head) - (units << OUTSTANDING_AT));
    }

    /// @notice The head after funding `period`, which is paid from `payTime` on, with the `sum`
    /// funded up to it.
    /// @dev Period and time fit, because the calendar was checked; sums, because they are bounded.
    function withFunded(LedgerHead head, uint256 period, uint256 payTime, Amounts sum)
        internal
        pure
        returns (LedgerHead)
    {
        return LedgerHead.wrap(
            LedgerHead.unwrap(head) & STAYS_ON_FUNDING | period | payTime << READY_AT
                | sum.interest() << SUM_INTEREST_AT | sum.principal() << SUM_PRINCIPAL_AT
        );
    }

    /// @notice The head with one more entry.
    ///
    /// Requirements: there are fewer than MOST_ADJUSTMENTS.
    function withNextAdjustment(LedgerHead head) internal pure returns (LedgerHead) {
        if (head.adjustmentCount() == MOST_ADJUSTMENTS) {
            revert IDistributionFunding.DistributionLedger_TooManyAdjustments(MOST_ADJUSTMENTS);
        }
        return LedgerHead.wrap(LedgerHead.unwrap(head) + (1 << ADJUSTMENTS_AT));
    }
}
