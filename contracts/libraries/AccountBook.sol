// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDistributionLedger} from "../interfaces/IDistributionLedger.sol";
import {AccountRecord} from "./AccountRecord.sol";
import {ExactShare} from "./ExactShare.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @notice Where every holder's settlement stands, and what holders owe back because revisions
/// lowered amounts that they were credited.
struct AccountBook {
    mapping(address holder => AccountRecord) records; // [periods, cents, 1/supply of a unit]
    mapping(address holder => Debt) debts; // [units] read only where a record is indebted
}

/// @notice One wallet's debt; one slot, touched by negative adjustments alone.
struct Debt {
    uint128 amount; // [units] not netted yet
    uint64 remainder; // [1/supply of a unit] of the wallet's debits, not a whole unit yet
}

using AccountBooks for AccountBook global;

/// @notice Adds debits up, nets them, and lets them follow a replaced wallet. A remainder stays
/// with the wallet whose balances made it. A record is indebted while its debt is above 0.
library AccountBooks {
    function debtOf(AccountBook storage book, address holder) internal view returns (uint256) {
        return book.debts[holder].amount;
    }

    /// @notice Whole units that `numerator` makes with the debit remainder of `holder`, rounded
    /// down, and the remainder after it.
    function debits(AccountBook storage book, address holder, uint256 numerator, uint256 supply)
        internal
        view
        returns (uint256 units, uint256 remainder)
    {
        if (numerator == 0) return (0, 0);
        return ExactShare.split(book.debts[holder].remainder + numerator, supply);
    }

    /// @notice `debits`, with the remainder kept for the next time.
    function carryDebits(
        AccountBook storage book,
        address holder,
        uint256 numerator,
        uint256 supply
    ) internal returns (uint256 units) {
        if (numerator == 0) return 0;
        uint256 remainder;
        (units, remainder) = book.debits(holder, numerator, supply);
        book.debts[holder].remainder = SafeCast.toUint64(remainder);
    }

    /// @notice Adds `added` to the debt of `holder` and repays of it what `credits` allow.
    /// @return netted What was kept back.
    function net(AccountBook storage book, address holder, uint256 added, uint256 credits)
        internal
        returns (uint256 netted)
    {
        uint256 owed = book.debtOf(holder) + added;
        netted = Math.min(credits, owed);
        book.setDebt(holder, owed - netted);
        if (added + netted != 0) {
            emit IDistributionLedger.DebtChanged(holder, added, netted, owed - netted);
        }
    }

    /// @notice Moves the debt of a replaced wallet, if any, to the one in its place.
    function follow(AccountBook storage book, address from, address to) internal {
        if (!book.records[from].indebted()) return;
        uint256 amount = book.debtOf(from);
        book.setDebt(from, 0);
        book.setDebt(to, book.debtOf(to) + amount);
        emit IDistributionLedger.DebtMoved(from, to, amount);
    }

    function setDebt(AccountBook storage book, address holder, uint256 amount) internal {
        book.debts[holder].amount = SafeCast.toUint128(amount);
        book.records[holder] = book.records[holder].withIndebted(amount != 0);
    }

    /// @notice Where `holder` stands, spelled out for readers off-chain.
    function unpack(AccountBook storage book, address holder)
        internal
        view
        returns (IDistributionLedger.Account memory)
    {
        AccountRecord account = book.records[holder];
        return IDistributionLedger.Account({
            settledThrough: uint16(account.settledThrough()),
            position: uint16(account.position()),
            cursor: uint16(account.cursor()),
            remainderInterest: uint64(account.remainderInterest()),
            remainderPrincipal: uint64(account.remainderPrincipal()),
            remainderDebit: book.debts[holder].remainder,
            debtUnits: book.debts[holder].amount
        });
    }
}
