// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDistributionFunding} from "../interfaces/IDistributionFunding.sol";
import {AdjustmentEntry} from "./AdjustmentEntry.sol";
import {Amounts} from "./Amounts.sol";
import {SignedMath} from "@openzeppelin/contracts/utils/math/SignedMath.sol";

/// @notice What was posted, funded and adjusted, period by period. [cents]
struct FundingBook {
    mapping(uint256 period => Amounts) sums; // funded for periods 1..period
    mapping(uint256 period => Amounts) postings; // of the next funding; emptied by it
    mapping(uint256 period => Amounts) adjustedTo; // after the period's last adjustment
    mapping(uint256 index => AdjustmentEntry) entries; // in funding order
    uint256 adjusted; // positive legs of all entries
}

using FundingBooks for FundingBook global;

/// @notice Keeps amounts, and tells what of them is new, latest and in force.
library FundingBooks {
    Amounts private constant NOTHING = Amounts.wrap(0);

    /// @notice A funded period's amounts as they were funded.
    function funded(FundingBook storage book, uint16 period) internal view returns (Amounts) {
        return book.sums[period].minus(book.sums[period - 1]);
    }

    /// @notice A funded period's amounts with all its adjustments.
    function inForce(FundingBook storage book, uint16 period)
        internal
        view
        returns (Amounts amounts)
    {
        amounts = book.adjustedTo[period];
        if (!amounts.known()) amounts = book.funded(period);
    }

    /// @notice Whether anything is posted for `period`.
    ///
    /// Requirements: it is not `latest` itself.
    function requireNewer(FundingBook storage book, uint16 period, Amounts latest)
        internal
        view
        returns (bool)
    {
        Amounts posted = book.postings[period];
        if (posted.known() && posted.revision() == latest.revision()) {
            revert IDistributionFunding.DistributionLedger_AlreadyPosted(period, latest.revision());
        }
        return posted.known();
    }

    /// @notice Adds the next period, funded by the caller, and takes its posting back.
    /// @return sum What is funded up to it.
    function fund(FundingBook storage book, uint16 period, Amounts amounts, uint256 unitsPerCent)
        internal
        returns (Amounts sum)
    {
        sum = book.sums[period - 1].plus(amounts);
        book.sums[period] = sum;
        book.clear(period);
        emit IDistributionFunding.DistributionFunded(
            period,
            msg.sender,
            amounts.interest() * unitsPerCent,
            amounts.principal() * unitsPerCent,
            sum.interest() * unitsPerCent,
            sum.principal() * unitsPerCent
        );
    }

    /// @notice Takes back what is posted for `period`.
    function clear(FundingBook storage book, uint16 period) internal {
        book.postings[period] = NOTHING;
    }

    /// @notice Tells that `amounts` were taken from the report of `period`.
    function emitPosted(uint16 period, Amounts amounts, uint256 unitsPerCent) internal {
        emit IDistributionFunding.DistributionPosted(
            period,
            amounts.revision(),
            amounts.interest() * unitsPerCent,
            amounts.principal() * unitsPerCent
        );
    }

    /// @notice Appends what is posted for a funded period as entry `index`.
    /// @return interest Signed leg. [cents]
    /// @return principal Signed leg. [cents]
    /// @return cents Its positive legs together.
    function append(FundingBook storage book, uint16 index, uint16 period)
        internal
        returns (int256 interest, int256 principal, uint256 cents)
    {
        Amounts posted = book.postings[period];
        (interest, principal) = book.inForce(period).legs(posted);
        cents = uint256(SignedMath.max(interest, 0) + SignedMath.max(principal, 0));
        // A leg is a difference of 64-bit amounts.
        book.entries[index] = AdjustmentEntry(period, int112(interest), int112(principal));
        book.adjustedTo[period] = posted;
        book.adjusted += cents;
        book.clear(period);
    }
}
