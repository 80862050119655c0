// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRemittanceOracle} from "../interfaces/IRemittanceOracle.sol";
import {IReportChecks} from "../interfaces/IReportChecks.sol";
import {ClassMonth, ClassMonthFields} from "./ClassMonth.sol";
import {PeriodEnds, PeriodEndsFields} from "./PeriodEnds.sol";
import {ClassRow, Content} from "./Report.sol";
import {Require} from "./Require.sol";

/// @title What is kept of every accepted report
/// @notice Period 0 is the state at issue.
library ReportBook {
    struct Entry {
        bytes32 contentHash;
        bytes32 tapeRoot;
        PeriodEnds ends;
    }

    struct Book {
        mapping(uint256 period => Entry) entries;
        mapping(uint256 period => mapping(uint256 tranche => ClassMonth)) classes;
    }

    /// @dev Enter the state at issue.
    function open(Book storage book, IRemittanceOracle.Config memory config) internal {
        book.entries[0].ends = PeriodEndsFields.pack(
            config.balance, config.overcollateralisation, 0, config.loanCount
        );
        for (uint256 i = 0; i < config.classes.length; ++i) {
            IRemittanceOracle.ClassTerms memory terms = config.classes[i];
            book.classes[0][i] = ClassMonthFields.atIssue(terms.originalFace, terms.notional);
        }
    }

    /// @dev Requires that the report begins with what the period before ended with.
    function requireChain(Book storage book, Content memory content) internal view {
        uint256 previous = content.periodIndex - 1;
        PeriodEnds ends = book.entries[previous].ends;
        if (!PeriodEndsFields.beginOf(content).equals(ends)) _refuseBegin(ends, content);
        mapping(uint256 tranche => ClassMonth) storage months = book.classes[previous];
        for (uint256 i = 0; i < content.classRows.length; ++i) {
            ClassRow memory row = content.classRows[i];
            ClassMonth month = months[i];
            Require.equalOf(
                i, month.end(), row.begin, IReportChecks.RemittanceOracle_ClassChain.selector
            );
            if (row.notional != month.notional()) {
                revert IReportChecks.RemittanceOracle_ClassKind(i, month.notional(), row.notional);
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
        PeriodEnds ends = PeriodEndsFields.endOf(content);
        endsChanged = !ends.equals(entry.ends);
        entry.contentHash = contentHash;
        entry.tapeRoot = content.tapeRoot;
        entry.ends = ends;
        mapping(uint256 tranche => ClassMonth) storage months = book.classes[content.periodIndex];
        for (uint256 i = 0; i < content.classRows.length; ++i) {
            ClassRow memory row = content.classRows[i];
            if (months[i].end() != row.end) endsChanged = true;
            months[i] = ClassMonthFields.accept(row, content.revision);
        }
    }

    /// @dev Names the first figure that does not continue.
    function _refuseBegin(PeriodEnds ends, Content memory content) private pure {
        Require.equal(
            ends.balance(),
            content.balanceBegin,
            IReportChecks.RemittanceOracle_BalanceChain.selector
        );
        Require.equal(
            ends.loanCount(),
            content.loanCountBegin,
            IReportChecks.RemittanceOracle_LoanCountChain.selector
        );
        Require.equal(
            ends.overcollateralisation(),
            content.overcollateralisationBegin,
            IReportChecks.RemittanceOracle_OvercollateralisationChain.selector
        );
        Require.equal(
            ends.shortfall(),
            content.shortfallBegin,
            IReportChecks.RemittanceOracle_ShortfallChain.selector
        );
    }
}
