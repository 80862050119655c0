// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ClassRow} from "./Report.sol";

/// @notice One class's month in force, with its revision, in one word: all that a ledger reads.
///
/// Bits from the lowest: interest 64, principal 64, end 64 (cents), revision 16, accepted 1,
/// notional 1. Accepted is false for the state at issue and for a period without a report.
type ClassMonth is uint256;

using ClassMonthFields for ClassMonth global;

/// @notice Packs and reads the word. Pure.
library ClassMonthFields {
    uint256 private constant PRINCIPAL_AT = 64;
    uint256 private constant END_AT = 128;
    uint256 private constant REVISION_AT = 192;
    uint256 private constant ACCEPTED = 1 << 208;
    uint256 private constant NOTIONAL = 1 << 209;

    /// @dev The state at issue.
    function atIssue(uint64 originalFace, bool notional_) internal pure returns (ClassMonth) {
        return ClassMonth.wrap(uint256(originalFace) << END_AT | (notional_ ? NOTIONAL : 0));
    }

    /// @dev An accepted row.
    function accept(ClassRow memory row, uint16 revision_) internal pure returns (ClassMonth) {
        return ClassMonth.wrap(
            row.interest | uint256(row.principal) << PRINCIPAL_AT | uint256(row.end) << END_AT
                | uint256(revision_) << REVISION_AT | ACCEPTED | (row.notional ? NOTIONAL : 0)
        );
    }

    // Casts below cut a field out of the word on purpose.
    // forge-lint: disable-start(unsafe-typecast)

    function interest(ClassMonth month) internal pure returns (uint64) {
        return uint64(ClassMonth.unwrap(month));
    }

    function principal(ClassMonth month) internal pure returns (uint64) {
        return uint64(ClassMonth.unwrap(month) >> PRINCIPAL_AT);
    }

    function end(ClassMonth month) internal pure returns (uint64) {
        return uint64(ClassMonth.unwrap(month) >> END_AT);
    }

    function revision(ClassMonth month) internal pure returns (uint16) {
        return uint16(ClassMonth.unwrap(month) >> REVISION_AT);
    }

    function accepted(ClassMonth month) internal pure returns (bool) {
        return ClassMonth.unwrap(month) & ACCEPTED != 0;
    }

    function notional(ClassMonth month) internal pure returns (bool) {
        return ClassMonth.unwrap(month) & NOTIONAL != 0;
    }

    // forge-lint: disable-end(unsafe-typecast)
}
