// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDistributionFunding} from "../interfaces/IDistributionFunding.sol";

/// @notice What was funded for periods 1 to p, in one word.
///
/// Bits from the lowest: interest 64, principal 64 [cents], revision of period p's report 16.
type FundedSum is uint256;

using FundedSums for FundedSum global;

/// @notice Reads and extends a sum of funded amounts.
library FundedSums {
    /// @dev About 11 trillion dollars a leg, so that an account record can keep both legs.
    uint256 internal constant MOST_CENTS = (1 << 50) - 1;
    uint256 private constant PRINCIPAL_AT = 64;
    uint256 private constant REVISION_AT = 128;

    function interest(FundedSum sum) internal pure returns (uint256) {
        return uint64(FundedSum.unwrap(sum));
    }

    function principal(FundedSum sum) internal pure returns (uint256) {
        return uint64(FundedSum.unwrap(sum) >> PRINCIPAL_AT);
    }

    function revision(FundedSum sum) internal pure returns (uint16) {
        return uint16(FundedSum.unwrap(sum) >> REVISION_AT);
    }

    /// @notice The sum with the next period's amounts, and the revision they are from.
    ///
    /// Requirements: no leg rises above MOST_CENTS.
    function plus(FundedSum sum, uint256 moreInterest, uint256 morePrincipal, uint16 newRevision)
        internal
        pure
        returns (FundedSum)
    {
        uint256 interestSum = _bounded(sum.interest() + moreInterest);
        uint256 principalSum = _bounded(sum.principal() + morePrincipal);
        return FundedSum.wrap(
            interestSum | principalSum << PRINCIPAL_AT | uint256(newRevision) << REVISION_AT
        );
    }

    function _bounded(uint256 cents) private pure returns (uint256) {
        if (cents > MOST_CENTS) {
            revert IDistributionFunding.DistributionLedger_SumOutOfRange(MOST_CENTS, cents);
        }
        return cents;
    }
}
