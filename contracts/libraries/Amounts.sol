// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDistributionFunding} from "../interfaces/IDistributionFunding.sol";

/// @notice A class's interest and principal of one period, or summed over periods 1 to p, with the
/// revision of the report that the last of them is from; in one word.
///
/// Bits from the lowest: interest 64, principal 64 [cents], revision 16, known 1. An unknown amount
/// is the zero word.
type Amounts is uint256;

using AmountsWords for Amounts global;

/// @notice Reads, adds and compares amounts.
library AmountsWords {
    /// @dev About 11 trillion dollars a leg, so that an account record can keep both legs of a sum.
    uint256 internal constant MOST_CENTS = (1 << 50) - 1;
    uint256 private constant PRINCIPAL_AT = 64;
    uint256 private constant REVISION_AT = 128;
    uint256 private constant KNOWN = 1 << 144;

    /// @dev The caller's values fit 64 and 16 bits.
    function pack(uint256 interestCents, uint256 principalCents, uint256 reportRevision)
        internal
        pure
        returns (Amounts)
    {
        return Amounts.wrap(
            interestCents | principalCents << PRINCIPAL_AT | reportRevision << REVISION_AT | KNOWN
        );
    }

    function interest(Amounts amounts) internal pure returns (uint256) {
        return uint64(Amounts.unwrap(amounts));
    }

    function principal(Amounts amounts) internal pure returns (uint256) {
        return uint64(Amounts.unwrap(amounts) >> PRINCIPAL_AT);
    }

    function revision(Amounts amounts) internal pure returns (uint16) {
        return uint16(Amounts.unwrap(amounts) >> REVISION_AT);
    }

    function known(Amounts amounts) internal pure returns (bool) {
        return Amounts.unwrap(amounts) != 0;
    }

    /// @notice The sum with the next period's amounts, under their revision.
    ///
    /// Requirements: no leg rises above MOST_CENTS.
    function plus(Amounts sum, Amounts next) internal pure returns (Amounts) {
        return pack(
            _bounded(sum.interest() + next.interest()),
            _bounded(sum.principal() + next.principal()),
            next.revision()
        );
    }

    /// @notice The last period's amounts, from the sum with it and the sum before it.
    function minus(Amounts sum, Amounts before) internal pure returns (Amounts) {
        return pack(
            sum.interest() - before.interest(), sum.principal() - before.principal(), sum.revision()
        );
    }

    /// @notice What `to` has more than `from`, or less where negative. [cents]
    function legs(Amounts from, Amounts to)
        internal
        pure
        returns (int256 interestLeg, int256 principalLeg)
    {
        interestLeg = int256(to.interest()) - int256(from.interest());
        principalLeg = int256(to.principal()) - int256(from.principal());
    }

    function _bounded(uint256 cents) private pure returns (uint256) {
        if (cents > MOST_CENTS) {
            revert IDistributionFunding.DistributionLedger_SumOutOfRange(MOST_CENTS, cents);
        }
        return cents;
    }
}
