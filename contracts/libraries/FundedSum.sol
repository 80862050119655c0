// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @notice What was funded for periods 1 to p, in one word.
///
/// Bits from the lowest: interest 120, principal 120 [units], revision of period p's report 16.
type FundedSum is uint256;

using FundedSums for FundedSum global;

/// @notice Reads and extends a sum of funded amounts. Pure; a sum that does not fit reverts.
library FundedSums {
    uint256 private constant PRINCIPAL_AT = 120;
    uint256 private constant REVISION_AT = 240;

    function interestUnits(FundedSum sum) internal pure returns (uint256) {
        return uint120(FundedSum.unwrap(sum));
    }

    function principalUnits(FundedSum sum) internal pure returns (uint256) {
        return uint120(FundedSum.unwrap(sum) >> PRINCIPAL_AT);
    }

    function revision(FundedSum sum) internal pure returns (uint16) {
        return uint16(FundedSum.unwrap(sum) >> REVISION_AT);
    }

    /// @notice The sum with the next period's amounts, and the revision they are from.
    function plus(FundedSum sum, uint256 interest, uint256 principal, uint16 newRevision)
        internal
        pure
        returns (FundedSum)
    {
        uint256 interestSum = SafeCast.toUint120(sum.interestUnits() + interest);
        uint256 principalSum = SafeCast.toUint120(sum.principalUnits() + principal);
        return FundedSum.wrap(
            interestSum | principalSum << PRINCIPAL_AT | uint256(newRevision) << REVISION_AT
        );
    }
}
