// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @notice Corrections of funded periods: at most one waiting for each period, then entries.
struct Adjustments {
    mapping(uint256 period => WaitingAdjustment) waiting; // [cents] emptied by funding
    mapping(uint256 period => AdjustedSum) adjusted; // [cents] sum of the period's entries
    mapping(uint256 index => AdjustmentEntry) entries; // [cents] in funding order
    uint256 funded; // [cents] positive legs of all entries
}

/// @notice A correction that waits for its funding; both legs 0: none.
struct WaitingAdjustment {
    uint16 revision;
    int112 interest; // [cents]
    int112 principal; // [cents]
}

/// @notice What the entries of one period add up to.
struct AdjustedSum {
    int128 interest; // [cents]
    int128 principal; // [cents]
}

/// @notice A funded correction; binds holders from now on.
struct AdjustmentEntry {
    uint16 period;
    int112 interest; // [cents]
    int112 principal; // [cents]
}

using AdjustmentBook for Adjustments global;
using AdjustmentBook for WaitingAdjustment global;

/// @notice Keeps waiting corrections and entries. A value that does not fit its field reverts.
library AdjustmentBook {
    /// @notice Puts a correction in the place of the one that waits for `period`; zeros take it
    /// back.
    /// @return changed false if the very same waits, or neither did nor does.
    function put(
        Adjustments storage book,
        uint16 period,
        uint16 revision,
        int256 interest,
        int256 principal
    ) internal returns (bool changed) {
        WaitingAdjustment memory present = book.waiting[period];
        if (interest == present.interest && principal == present.principal) {
            if (isEmpty(present) || present.revision == revision) return false;
        }
        book.waiting[period] =
            WaitingAdjustment(revision, SafeCast.toInt112(interest), SafeCast.toInt112(principal));
        return true;
    }

    /// @notice Makes the waiting correction of `period` entry `index`.
    /// @return cents Its positive legs.
    function append(Adjustments storage book, uint16 index, uint16 period)
        internal
        returns (uint256 cents)
    {
        WaitingAdjustment memory waiting = book.waiting[period];
        cents = _positive(waiting.interest) + _positive(waiting.principal);
        book.entries[index] = AdjustmentEntry(period, waiting.interest, waiting.principal);
        book.adjusted[period].interest += waiting.interest;
        book.adjusted[period].principal += waiting.principal;
        book.funded += cents;
        delete book.waiting[period];
    }

    /// @notice Whether nothing waits.
    function isEmpty(WaitingAdjustment memory waiting) internal pure returns (bool) {
        return waiting.interest == 0 && waiting.principal == 0;
    }

    function _positive(int256 leg) private pure returns (uint256) {
        return leg > 0 ? uint256(leg) : 0;
    }
}
