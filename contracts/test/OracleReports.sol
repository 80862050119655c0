// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRemittanceOracle} from "../interfaces/IRemittanceOracle.sol";
import {ClassRow, Content} from "../libraries/Report.sol";
import {OracleWorld} from "./OracleWorld.sol";

/// @title Honest reports, plain and random
/// @notice A report is drafted from the oracle's own state, gets the month's flows, and is
/// completed: balances roll, interest and principal go to the classes in order.
abstract contract OracleReports is OracleWorld {
    /// @dev The period's next report with no flows yet: everything begins as the last period ended.
    function draft(uint16 period) internal view returns (Content memory content) {
        IRemittanceOracle.Report memory before = oracle.reportOf(period - 1);
        content.pool = POOL;
        content.period = monthOf(period);
        content.periodIndex = period;
        if (period <= oracle.lastAccepted()) {
            content.revision = oracle.reportOf(period).revision + 1;
        }
        content.previousReportHash = oracle.lastReportHash();
        content.asOf = asOf(period);
        content.tapeRoot = keccak256(abi.encode("tape", period));
        content.activityHash = keccak256(abi.encode("activity", period));
        content.documentHash = keccak256(abi.encode("document", period));
        content.loanCountBegin = before.loanCountEnd;
        content.loanCountEnd = before.loanCountEnd;
        content.balanceBegin = before.balanceEnd;
        content.overcollateralisationBegin = before.overcollateralisationEnd;
        content.overcollateralisationEnd = before.overcollateralisationEnd;
        content.shortfallBegin = before.shortfallEnd;
        content.shortfallEnd = before.shortfallEnd;
        content.classRows = new ClassRow[](oracle.trancheCount());
        for (uint16 i = 0; i < content.classRows.length; ++i) {
            content.classRows[i].begin = oracle.trancheEnd(period - 1, i);
            content.classRows[i].notional = classTerms()[i].notional;
        }
    }

    /// @dev A plain month: scheduled principal and a few curtailments and payoffs, no losses.
    function plain(uint16 period) internal view returns (Content memory content) {
        content = draft(period);
        content.scheduled = content.balanceBegin / 500;
        content.curtailed = content.balanceBegin / 4000;
        content.paidOff = content.balanceBegin / 300;
        complete(content);
    }

    /// @dev A month with every kind of flow, all drawn from `seed`, inside the soft bounds.
    function random(uint16 period, uint256 seed) internal view returns (Content memory content) {
        content = draft(period);
        uint64 begin = content.balanceBegin;
        content.capitalised = part(begin, 200, seed, "capitalised");
        content.scheduled = part(begin, 40, seed, "scheduled");
        content.curtailed = part(begin, 100, seed, "curtailed");
        content.paidOff = part(begin, 40, seed, "paid off");
        content.liquidated = part(begin, 200, seed, "liquidated");
        content.forgiven = part(begin, 1000, seed, "forgiven");
        content.expenses = part(begin, 1000, seed, "expenses");
        uint64 lost = content.liquidated + content.forgiven + content.expenses;
        if (lost > begin / 100) lost = begin / 100;
        content.loss = part(lost, 1, seed, "loss");
        content.recoveries = part(begin, 5000, seed, "recoveries");
        content.advancesMade = part(begin, 50, seed, "made");
        content.advancesRecovered = part(begin, 50, seed, "recovered");
        content.overcollateralisationEnd =
            part(2 * content.overcollateralisationBegin, 1, seed, "oc");
        complete(content);
        settleInterest(content, seed);
    }

    /// @dev Up to a `divisor`-th of an amount.
    function part(uint64 amount, uint64 divisor, uint256 seed, string memory what)
        internal
        pure
        returns (uint64)
    {
        uint256 drawn = uint256(keccak256(abi.encode(seed, what)));
        return uint64(drawn % (uint256(amount / divisor) + 1));
    }

    /// @dev Derives the ends, the interest and the rows from the flows.
    function complete(Content memory content) internal pure {
        content.balanceEnd = content.balanceBegin + content.capitalised - content.scheduled
            - content.curtailed - content.paidOff - content.liquidated - content.forgiven;
        if (content.balanceEnd == 0) content.loanCountEnd = 0;
        else if (content.paidOff > 0 && content.loanCountEnd > 1) content.loanCountEnd -= 1;
        if (content.overcollateralisationEnd > content.balanceEnd) {
            content.overcollateralisationEnd = content.balanceEnd;
        }
        content.grossInterest = monthly(content.balanceBegin, NOTE_RATE);
        content.servicingFee = monthly(content.balanceBegin, FEE_RATE);
        content.guarantyFee = monthly(content.balanceBegin, FEE_RATE);
        fillRows(content);
        balanceCash(content);
    }

    /// @dev Completes a content again after its flows or begins changed.
    function recomplete(Content memory content) internal pure {
        content.loanCountEnd = content.loanCountBegin;
        content.interestToInvestors = 0;
        content.principalToInvestors = 0;
        complete(content);
    }

    /// @dev Losses rise from the last class, principal falls from the first; what the pool gained
    /// accrues to the first class.
    function fillRows(Content memory content) internal pure {
        uint256 target = content.balanceEnd - content.overcollateralisationEnd;
        uint256 sum = 0;
        for (uint256 i = 0; i < content.classRows.length; ++i) {
            ClassRow memory row = content.classRows[i];
            if (!row.notional) sum += row.begin;
        }
        if (sum < target) {
            content.classRows[0].accrued = uint64(target - sum);
            sum = target;
        }
        uint64 fall = uint64(sum - target);
        uint64 loss = content.loss < fall ? content.loss : fall;
        uint64 principal = fall - loss;
        for (uint256 i = content.classRows.length; i > 0; --i) {
            ClassRow memory row = content.classRows[i - 1];
            if (!row.notional) loss -= (row.loss = least(loss, row.begin + row.accrued));
        }
        for (uint256 i = 0; i < content.classRows.length; ++i) {
            ClassRow memory row = content.classRows[i];
            row.interest = monthly(row.begin, row.notional ? NOTE_RATE - CLASS_RATE : 55_000);
            if (row.notional) {
                row.end = least(row.begin, content.balanceEnd);
            } else {
                uint64 open = row.begin + row.accrued - row.loss;
                principal -= (row.principal = least(principal, open));
                row.end = open - row.principal;
            }
            content.interestToInvestors += row.interest;
            content.principalToInvestors += row.principal;
        }
    }

    /// @dev What interest and principal leave, or lack, goes to the reserve.
    function balanceCash(Content memory content) internal pure {
        int256 available = int256(uint256(content.grossInterest)) + int64(content.balanceBegin)
            + int64(content.recoveries) - int64(content.servicingFee) - int64(content.guarantyFee)
            - int64(content.balanceEnd) - int64(content.loss);
        content.reserveChange = int64(
            available - int64(content.interestToInvestors) - int64(content.principalToInvestors)
                - content.leftover
        );
    }

    /// @dev A random leftover and shortfall, as far as the bounds allow.
    function settleInterest(Content memory content, uint256 seed) internal pure {
        uint256 allowance = 2 * uint256(content.loanCountBegin) + content.classRows.length;
        uint64 leftover = part(uint64(2 * allowance), 1, seed, "leftover");
        content.leftover = int64(leftover) - int64(int256(allowance));
        uint256 earned = (uint256(content.balanceBegin) * NOTE_RATE * 30 + 360e6 - 1) / 360e6;
        uint256 owed = earned + allowance + content.shortfallBegin - content.interestToInvestors;
        content.shortfallEnd = part(uint64(owed), 1, seed, "shortfall");
        balanceCash(content);
    }

    function monthly(uint64 balance, uint256 ratePpm) internal pure returns (uint64) {
        return uint64((uint256(balance) * ratePpm + 6e6) / 12e6);
    }

    function least(uint64 a, uint64 b) internal pure returns (uint64) {
        return a < b ? a : b;
    }

    /// @dev Accepts plain months up to `period`.
    function acceptUpTo(uint16 period) internal {
        while (oracle.lastAccepted() < period) {
            uint16 next = oracle.lastAccepted() + 1;
            warpToReportDay(next);
            assertTrue(post(plain(next), 3), "a plain month is accepted");
        }
    }
}
