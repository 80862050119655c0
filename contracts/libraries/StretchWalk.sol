// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPeriodBalances} from "../interfaces/IPeriodBalances.sol";
import {AdjustmentEntry} from "./AdjustmentEntry.sol";
import {Amounts} from "./Amounts.sol";
import {FundingBook} from "./FundingBook.sol";
import {Holding} from "./Holding.sol";
import {LedgerHead} from "./LedgerHead.sol";
import {Settlement} from "./Settlement.sol";

/// @title Crediting by balance changes instead of by periods
///
/// @notice Over a stretch of equal closing balances b, from period u to period v, a holder earns
/// `b * (sum(v) - sum(u - 1))`, however many periods that is. So the cost of a settlement grows
/// with the number of the holder's balance changes since the last one, never with time.
library StretchWalk {
    /// @notice Takes an open settlement through the holder's entries and stretches. Entries come
    /// first, so that nobody is paid in front of a correction by allowing too few steps for it.
    /// @param target Closed and funded, or 0.
    function walk(
        Settlement memory s,
        IPeriodBalances certificate,
        FundingBook storage book,
        LedgerHead head,
        uint256 target
    ) internal view {
        s.holding = certificate.packedHoldingOf(s.holder);
        uint256 firstIn = s.holding.firstIn();
        if (firstIn == 0 || firstIn > target) return;
        applyEntries(s, certificate, book.entries, head.adjustmentCount(), target);
        creditPeriods(s, certificate, book.sums, head, target);
    }

    /// @notice Credits the periods after the last credited one up to `target`, a stretch a step.
    ///
    /// A stretch that was left half-way is found again by its start: the periods of a closed
    /// stretch never change, and the current one only grows.
    /// @param target Closed and funded, and not before the holder's first period.
    function creditPeriods(
        Settlement memory s,
        IPeriodBalances certificate,
        mapping(uint256 period => Amounts) storage sums,
        LedgerHead head,
        uint256 target
    ) internal view {
        (uint256 start, uint256 through) = (s.account.position(), s.account.settledThrough());
        if (start == 0) {
            start = s.holding.firstIn();
            through = start - 1;
            if (through != 0 && s.stepsLeft != 0) _credit(s, 0, sums, head, through, start);
        }
        while (through < target && s.stepsLeft != 0) {
            (uint256 balance, uint256 last) = _stretch(s, certificate, start, target);
            // Only the stretch of an earlier settlement can be used up; it takes no step.
            if (last > through) {
                through = last;
                _credit(s, balance, sums, head, through, start);
                unchecked {
                    --s.stepsLeft; // above 0
                }
            }
            unchecked {
                start = last + 1; // a period
            }
        }
    }

    /// @notice Applies entries not applied yet, in order, as far as their periods are due.
    /// Positive legs join the credits, negative ones the debits.
    /// @param target Closed and funded, so its closing balance is final.
    function applyEntries(
        Settlement memory s,
        IPeriodBalances certificate,
        mapping(uint256 index => AdjustmentEntry) storage entries,
        uint256 count,
        uint256 target
    ) internal view {
        while (s.account.cursor() < count && s.stepsLeft != 0) {
            AdjustmentEntry memory entry = entries[s.account.cursor()];
            if (entry.period > target) return;
            s.adjust(_closing(s, certificate, entry.period), entry.interest, entry.principal);
            s.account = s.account.withNextEntry();
            --s.stepsLeft;
        }
    }

    /// @dev The head has the sum of the last funded period, where most settlements end.
    function _credit(
        Settlement memory s,
        uint256 balance,
        mapping(uint256 period => Amounts) storage sums,
        LedgerHead head,
        uint256 through,
        uint256 start
    ) private view {
        if (through == head.lastFunded()) {
            s.creditThrough(balance, head.sumInterest(), head.sumPrincipal(), through, start);
        } else {
            Amounts sum = sums[through];
            s.creditThrough(balance, sum.interest(), sum.principal(), through, start);
        }
    }

    /// @dev The stretch that begins in `start`, up to `target` at most.
    function _stretch(
        Settlement memory s,
        IPeriodBalances certificate,
        uint256 start,
        uint256 target
    ) private view returns (uint256 balance, uint256 last) {
        Holding holding = s.holding;
        if (start == holding.changedIn()) return (holding.balance(), target);
        uint256 nextStart;
        (balance, nextStart,) = certificate.stretchOf(s.holder, uint16(start));
        last = nextStart - 1 < target ? nextStart - 1 : target;
    }

    /// @dev The closing balance of a closed period, without a call where the holding says it.
    function _closing(Settlement memory s, IPeriodBalances certificate, uint16 period)
        private
        view
        returns (uint256)
    {
        Holding holding = s.holding;
        if (period < holding.firstIn() || holding.firstIn() == 0) return 0;
        if (period >= holding.changedIn()) return holding.balance();
        return certificate.balanceAt(s.holder, period);
    }
}
