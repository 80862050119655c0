// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDistributionFunding} from "../interfaces/IDistributionFunding.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @notice What every settlement needs to know about the ledger, in one word.
///
/// Bits from the lowest: lastFunded 16, readyAt 40 [Unix seconds], adjustmentCount 16, supply 64
/// [certificate base units], outstanding 120 [units].
type LedgerHead is uint256;

using LedgerHeads for LedgerHead global;

/// @notice Reads and rewrites the head. Pure; a value that does not fit reverts.
library LedgerHeads {
    /// @dev An account record counts entries in 15 bits.
    uint16 internal constant MOST_ADJUSTMENTS = (1 << 15) - 1;
    uint256 private constant READY_AT = 16;
    uint256 private constant ADJUSTMENTS_AT = 56;
    uint256 private constant SUPPLY_AT = 72;
    uint256 private constant OUTSTANDING_AT = 136;
    uint256 private constant BELOW_SUPPLY = (1 << SUPPLY_AT) - 1;
    uint256 private constant BELOW_OUTSTANDING = (1 << OUTSTANDING_AT) - 1;

    /// @notice Last funded period, 0 before the first.
    function lastFunded(LedgerHead head) internal pure returns (uint16) {
        return uint16(LedgerHead.unwrap(head));
    }

    /// @notice payTime(lastFunded): from then on nothing else need be asked before paying it.
    function readyAt(LedgerHead head) internal pure returns (uint256) {
        return uint40(LedgerHead.unwrap(head) >> READY_AT);
    }

    /// @notice Number of funded adjustment entries.
    function adjustmentCount(LedgerHead head) internal pure returns (uint16) {
        return uint16(LedgerHead.unwrap(head) >> ADJUSTMENTS_AT);
    }

    /// @notice The certificate's constant supply, 0 before the first funding.
    function supply(LedgerHead head) internal pure returns (uint256) {
        return uint64(LedgerHead.unwrap(head) >> SUPPLY_AT);
    }

    /// @notice Cash in less cash out: what the ledger must keep.
    function outstanding(LedgerHead head) internal pure returns (uint256) {
        return LedgerHead.unwrap(head) >> OUTSTANDING_AT;
    }

    /// @notice The head after `units` came in.
    function plusCash(LedgerHead head, uint256 units) internal pure returns (LedgerHead) {
        return LedgerHead.wrap(
            LedgerHead.unwrap(head) + (uint256(SafeCast.toUint120(units)) << OUTSTANDING_AT)
        );
    }

    /// @notice The head after `units`, below 2**120, went out. More than is outstanding reverts.
    function minusCash(LedgerHead head, uint256 units) internal pure returns (LedgerHead) {
        return LedgerHead.wrap(LedgerHead.unwrap(head) - (units << OUTSTANDING_AT));
    }

    /// @notice The head after funding `period`, which is paid from `payTime` on.
    function withFunded(LedgerHead head, uint16 period, uint64 payTime)
        internal
        pure
        returns (LedgerHead)
    {
        uint256 rest = LedgerHead.unwrap(head) >> ADJUSTMENTS_AT << ADJUSTMENTS_AT;
        return LedgerHead.wrap(rest | uint256(SafeCast.toUint40(payTime)) << READY_AT | period);
    }

    function withSupply(LedgerHead head, uint256 units) internal pure returns (LedgerHead) {
        uint256 rest = LedgerHead.unwrap(head) & (~BELOW_OUTSTANDING | BELOW_SUPPLY);
        return LedgerHead.wrap(rest | uint256(SafeCast.toUint64(units)) << SUPPLY_AT);
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
