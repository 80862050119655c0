// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRemittanceOracle} from "../interfaces/IRemittanceOracle.sol";
import {IReportChecks} from "../interfaces/IReportChecks.sol";
import {ClassRow, Content} from "./Report.sol";
import {Require} from "./Require.sol";

/// @title What is kept of every accepted report
/// @notice Period 0 is the state at issue.
library ReportBook {
    /// @dev What a period ended with; the next one begins with it.
    struct Ends {
        uint64 balance; // [cents]
        uint64 overcollateralisation; // [cents]
        uint64 shortfall; // [cents]
        uint32 loanCount; // [loans]
    }

    struct Entry {
        bytes32 contentHash;
        bytes32 tapeRoot;
        Ends ends;
    }

    /// @dev One class and period, with the revision, in one slot: all that a ledger reads.
    struct ClassMonth {
        uint64 interest; // [cents]
        uint64 principal; // [cents]
        uint64 end; // [cents]
        uint16 revision;
        bool accepted; // false for period 0
        bool notional;
    }

    struct Book {
        mapping(uint256 period => Entry) entries;
        mapping(uint256 period => mapping(uint256 tranche => ClassMonth)) classes;
    }

    /// @dev Enter the state at issue.
    function open(Book storage book, IRemittanceOracle.Config memory config) internal {
        book.entries[0].ends = Ends({
            balance: config.balance,
            overcollateralisation: config.overcollateralisation,
            shortfall: 0,
            loanCount: config.loanCount
        });
        for (uint256 i = 0; i < config.classes.length; ++i) {
            book.classes[0][i].end = config.classes[i].originalFace;
            book.classes[0][i].notional = config.classes[i].notional;
        }
    }

    /// @dev Requires that the report begins with what the period before ended with.
    function requireChain(Book storage book, Content memory content) internal view {
        uint256 previous = content.periodIndex - 1;
        _requirePoolChain(book.entries[previous].ends, content);
        mapping(uint256 tranche => ClassMonth) storage before = book.classes[previous];
        for (uint256 i = 0; i < content.classRows.length; ++i) {
            ClassRow memory row = content.classRows[i];
            ClassMonth storage class = before[i];
            Require.equalOf(
                i, class.end, row.begin, IReportChecks.RemittanceOracle_ClassChain.selector
            );
            if (row.notional != class.notional) {
                revert IReportChecks.RemittanceOracle_ClassKind(i, class.notional, row.notional);
            }
        }
    }

    /// @dev Enter a report in place of the one in force, if any.
    /// @return endsChanged whether the period ends otherwise than it did
    function enter(Book storage book, Content memory content, bytes32 contentHash)
        internal
        returns (bool endsChanged)
    {
        Entry storage entry = book.entries[content.periodIndex];
        Ends memory ends = Ends({
            balance: content.balanceEnd,
            overcollateralisation: content.overcollateralisationEnd,
            shortfall: content.shortfallEnd,
            loanCount: content.loanCountEnd
        });
        endsChanged = _differ(entry.ends, ends);
        entry.contentHash = contentHash;
        entry.tapeRoot = content.tapeRoot;
        entry.ends = ends;
        mapping(uint256 tranche => ClassMonth) storage classes = book.classes[content.periodIndex];
        for (uint256 i = 0; i < content.classRows.length; ++i) {
            ClassRow memory row = content.classRows[i];
            if (classes[i].end != row.end) endsChanged = true;
            classes[i] = ClassMonth({
                interest: row.interest,
                principal: row.principal,
                end: row.end,
                revision: content.revision,
                accepted: true,
                notional: row.notional
            });
        }
    }

    function _requirePoolChain(Ends memory ends, Content memory content) private pure {
        Require.equal(
            ends.balance, content.balanceBegin, IReportChecks.RemittanceOracle_BalanceChain.selector
        );
        Require.equal(
            ends.loanCount,
            content.loanCountBegin,
            IReportChecks.RemittanceOracle_LoanCountChain.selector
        );
        Require.equal(
            ends.overcollateralisation,
            content.overcollateralisationBegin,
            IReportChecks.RemittanceOracle_OvercollateralisationChain.selector
        );
        Require.equal(
            ends.shortfall,
            content.shortfallBegin,
            IReportChecks.RemittanceOracle_ShortfallChain.selector
        );
    }

    function _differ(Ends memory a, Ends memory b) private pure returns (bool) {
        return a.balance != b.balance || a.overcollateralisation != b.overcollateralisation
            || a.shortfall != b.shortfall || a.loanCount != b.loanCount;
    }
}
