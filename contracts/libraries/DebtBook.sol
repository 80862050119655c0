// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDistributionLedger} from "../interfaces/IDistributionLedger.sol";
import {ExactShare} from "./ExactShare.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @notice What holders owe back because revisions lowered amounts that they were credited.
struct DebtBook {
    mapping(address holder => Debt) debts; // [units, 1/supply of a unit]
}

/// @notice One wallet's debt; one slot.
struct Debt {
    uint128 amount; // [units] not netted yet
    uint64 remainder; // [1/supply of a unit] of the wallet's debits, not a whole unit yet
}

using DebtBooks for DebtBook global;

/// @notice Adds debits up, nets them, and lets them follow a replaced wallet. A remainder stays
/// with the wallet whose balances made it.
library DebtBooks {
    function amountOf(DebtBook storage book, address holder) internal view returns (uint256) {
        return book.debts[holder].amount;
    }

    /// @notice Whole units that `numerator` makes with the remainder of `holder`, rounded down, and
    /// the remainder after it.
    function debits(DebtBook storage book, address holder, uint256 numerator, uint256 supply)
        internal
        view
        returns (uint256 units, uint256 remainder)
    {
        if (numerator == 0) return (0, 0);
        return ExactShare.split(book.debts[holder].remainder + numerator, supply);
    }

    /// @notice `debits`, with the remainder kept for the next time.
    function carryDebits(DebtBook storage book, address holder, uint256 numerator, uint256 supply)
        internal
        returns (uint256 units)
    {
        if (numerator == 0) return 0;
        uint256 remainder;
        (units, remainder) = book.debits(holder, numerator, supply);
        book.debts[holder].remainder = SafeCast.toUint64(remainder);
    }

    /// @notice Adds `added` to the debt of `holder` and repays of it what `credits` allow.
    /// @return netted What was kept back.
    /// @return owes Whether a debt is left.
    function net(DebtBook storage book, address holder, uint256 added, uint256 credits)
        internal
        returns (uint256 netted, bool owes)
    {
        uint256 owed = book.debts[holder].amount + added;
        netted = Math.min(credits, owed);
        uint256 left = owed - netted;
        book.debts[holder].amount = SafeCast.toUint128(left);
        owes = left != 0;
        emit IDistributionLedger.DebtChanged(holder, added, netted, left);
    }

    /// @notice Moves the debt of a replaced wallet to the one in its place.
    function follow(DebtBook storage book, address from, address to) internal {
        uint128 amount = book.debts[from].amount;
        book.debts[from].amount = 0;
        book.debts[to].amount += amount;
        emit IDistributionLedger.DebtMoved(from, to, amount);
    }
}
