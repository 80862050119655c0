// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IHeldCash} from "../interfaces/IHeldCash.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @notice Cash credited and not sent, and the orders on it. Who may call is the ledger's matter.
struct HeldBook {
    mapping(address holder => HeldEntry) entries; // [units]
    mapping(address holder => IHeldCash.Order) orders; // [units, Unix seconds] one a holder
    uint256 totalUnits; // [units] sum over all holders
}

/// @notice What is held for one wallet.
struct HeldEntry {
    uint128 amount; // [units]
    IHeldCash.HoldReason reason; // of the latest payment held
}

using HeldBooks for HeldBook global;

/// @notice Books held cash and its orders; moves no cash itself.
library HeldBooks {
    /// @notice Credits a payment that was not sent.
    function hold(
        HeldBook storage book,
        address holder,
        uint256 amount,
        IHeldCash.HoldReason reason
    ) internal {
        HeldEntry storage entry = book.entries[holder];
        uint256 total = entry.amount + amount;
        (entry.amount, entry.reason) = (SafeCast.toUint128(total), reason);
        book.totalUnits += amount;
        emit IHeldCash.PaymentHeld(holder, amount, reason, total);
    }

    /// @notice Takes what is held for `holder`, at most `limit`, out of the book. With the last of
    /// it an order ends: it was a notice about this very cash, and covers none that comes later.
    ///
    /// Requirements: something is held.
    function release(HeldBook storage book, address holder, uint256 limit)
        internal
        returns (uint256 amount)
    {
        HeldEntry storage entry = book.entries[holder];
        uint256 present = entry.amount;
        if (present == 0) revert IHeldCash.DistributionLedger_NothingHeld(holder);
        amount = Math.min(present, limit);
        if (amount == present) book.empty(holder);
        else entry.amount = SafeCast.toUint128(present - amount);
        book.totalUnits -= amount;
    }

    /// @notice Forgets what was held for `holder`, and an order on it.
    function empty(HeldBook storage book, address holder) internal {
        delete book.entries[holder];
        IHeldCash.Order storage order = book.orders[holder];
        if (order.kind == IHeldCash.OrderKind.None) return;
        emit IHeldCash.OrderCancelled(holder, order.orderReference);
        delete book.orders[holder];
    }

    /// @notice Moves what is held for a replaced wallet, if anything, to the one in its place.
    function follow(HeldBook storage book, address from, address to) internal {
        HeldEntry memory moved = book.entries[from];
        if (moved.amount == 0) return;
        book.empty(from);
        HeldEntry storage entry = book.entries[to];
        (entry.amount, entry.reason) = (entry.amount + moved.amount, moved.reason);
        emit IHeldCash.HeldMoved(from, to, moved.amount);
    }

    /// @notice Announces an order on what is held for `holder` now.
    ///
    /// Requirements: something is held; no order waits.
    function place(
        HeldBook storage book,
        address holder,
        address to,
        IHeldCash.OrderKind kind,
        uint40 delay,
        bytes32 orderReference
    ) internal {
        IHeldCash.Order storage present = book.orders[holder];
        if (present.kind != IHeldCash.OrderKind.None) {
            revert IHeldCash.DistributionLedger_OrderPending(holder, present.orderReference);
        }
        uint128 amount = book.entries[holder].amount;
        if (amount == 0) revert IHeldCash.DistributionLedger_NothingHeld(holder);
        uint40 executableAt = SafeCast.toUint40(block.timestamp + delay);
        book.orders[holder] = IHeldCash.Order(to, executableAt, kind, amount, orderReference);
        emit IHeldCash.OrderPlaced(holder, to, kind, amount, executableAt, orderReference);
    }

    /// @notice Takes the waiting order on `holder`'s cash out of the book.
    ///
    /// Requirements: an order waits.
    function takeOrder(HeldBook storage book, address holder)
        internal
        returns (IHeldCash.Order memory order)
    {
        order = book.orders[holder];
        if (order.kind == IHeldCash.OrderKind.None) {
            revert IHeldCash.DistributionLedger_NoOrder(holder);
        }
        delete book.orders[holder];
    }
}
