// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Where a holder's settlement stands, in one word.
///
/// Bits from the lowest: settledThrough 16, position 16, cursor 16, indebted 1, unused 15, then the
/// remainders of interest, principal and debits, 64 each [1/supply of a unit].
type AccountRecord is uint256;

using AccountRecords for AccountRecord global;

/// @notice Reads and rewrites the packed account. Pure; no field ever spills into another.
library AccountRecords {
    uint256 private constant POSITION_AT = 16;
    uint256 private constant CURSOR_AT = 32;
    uint256 private constant INDEBTED = 1 << 48;
    uint256 private constant INTEREST_AT = 64;
    uint256 private constant PRINCIPAL_AT = 128;
    uint256 private constant DEBIT_AT = 192;

    /// @notice The last period credited, 0 before the first.
    function settledThrough(AccountRecord account) internal pure returns (uint256) {
        return uint16(AccountRecord.unwrap(account));
    }

    /// @notice Start of the stretch that contains settledThrough, 0 before the first.
    function position(AccountRecord account) internal pure returns (uint256) {
        return uint16(AccountRecord.unwrap(account) >> POSITION_AT);
    }

    /// @notice Number of adjustment entries applied.
    function cursor(AccountRecord account) internal pure returns (uint256) {
        return uint16(AccountRecord.unwrap(account) >> CURSOR_AT);
    }

    /// @notice Whether a debt is noted for this wallet.
    function indebted(AccountRecord account) internal pure returns (bool) {
        return AccountRecord.unwrap(account) & INDEBTED != 0;
    }

    function remainderInterest(AccountRecord account) internal pure returns (uint256) {
        return uint64(AccountRecord.unwrap(account) >> INTEREST_AT);
    }

    function remainderPrincipal(AccountRecord account) internal pure returns (uint256) {
        return uint64(AccountRecord.unwrap(account) >> PRINCIPAL_AT);
    }

    function remainderDebit(AccountRecord account) internal pure returns (uint256) {
        return AccountRecord.unwrap(account) >> DEBIT_AT;
    }

    function withIndebted(AccountRecord account, bool value) internal pure returns (AccountRecord) {
        uint256 word = AccountRecord.unwrap(account);
        return AccountRecord.wrap(value ? word | INDEBTED : word & ~INDEBTED);
    }

    /// @notice The account after a settlement; only the indebted flag stays.
    /// @dev Callers give periods and entry numbers below 2**16 and remainders below 2**64.
    function advanced(
        AccountRecord account,
        uint256 through,
        uint256 newPosition,
        uint256 newCursor,
        uint256 interest,
        uint256 principal,
        uint256 debit
    ) internal pure returns (AccountRecord) {
        return AccountRecord.wrap(
            AccountRecord.unwrap(account) & INDEBTED | through | newPosition << POSITION_AT
                | newCursor << CURSOR_AT | interest << INTEREST_AT | principal << PRINCIPAL_AT
                | debit << DEBIT_AT
        );
    }
}
