// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Content} from "./Report.sol";

/// @notice What a period ended with, in one word; the next one begins with it.
///
/// Bits from the lowest: balance 64, overcollateralisation 64, shortfall 64 (cents), loan count 32.
type PeriodEnds is uint256;

using PeriodEndsFields for PeriodEnds global;

/// @notice Packs and reads the word. Pure.
library PeriodEndsFields {
    uint256 private constant OVERCOLLATERALISATION_AT = 64;
    uint256 private constant SHORTFALL_AT = 128;
    uint256 private constant LOAN_COUNT_AT = 192;

    function pack(uint64 balance_, uint64 overcollateralisation_, uint64 shortfall_, uint32 loans)
        internal
        pure
        returns (PeriodEnds)
    {
        return PeriodEnds.wrap(
            balance_ | uint256(overcollateralisation_) << OVERCOLLATERALISATION_AT
                | uint256(shortfall_) << SHORTFALL_AT | uint256(loans) << LOAN_COUNT_AT
        );
    }

    /// @dev What a report says the period began with.
    function beginOf(Content memory content) internal pure returns (PeriodEnds) {
        return pack(
            content.balanceBegin,
            content.overcollateralisationBegin,
            content.shortfallBegin,
            content.loanCountBegin
        );
    }

    /// @dev What a report says the period ended with.
    function endOf(Content memory content) internal pure returns (PeriodEnds) {
        return pack(
            content.balanceEnd,
            content.overcollateralisationEnd,
            content.shortfallEnd,
            content.loanCountEnd
        );
    }

    // Casts below cut a field out of the word on purpose.
    // forge-lint: disable-start(unsafe-typecast)

    function balance(PeriodEnds ends) internal pure returns (uint64) {
        return uint64(PeriodEnds.unwrap(ends));
    }

    function overcollateralisation(PeriodEnds ends) internal pure returns (uint64) {
        return uint64(PeriodEnds.unwrap(ends) >> OVERCOLLATERALISATION_AT);
    }

    function shortfall(PeriodEnds ends) internal pure returns (uint64) {
        return uint64(PeriodEnds.unwrap(ends) >> SHORTFALL_AT);
    }

    function loanCount(PeriodEnds ends) internal pure returns (uint32) {
        return uint32(PeriodEnds.unwrap(ends) >> LOAN_COUNT_AT);
    }

    function equals(PeriodEnds ends, PeriodEnds other) internal pure returns (bool) {
        return PeriodEnds.unwrap(ends) == PeriodEnds.unwrap(other);
    }

    // forge-lint: disable-end(unsafe-typecast)
}
