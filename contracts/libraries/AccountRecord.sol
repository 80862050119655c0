// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Where a holder's settlement stands, in one word.
///
/// Bits from the lowest: settledThrough 10, position 10, cursor 15, indebted 1, the remainders of
/// interest and principal 60 each [1/supply of a unit], the funded sums of interest and principal
/// at settledThrough 50 each [cents].
///
/// The sums are a copy: with it a settlement reads the sum it goes to, and not the one it comes
/// from. They fit because funding refuses sums above 2**50 - 1, the remainders because they are
/// below the supply, at most 1e18, and the periods because a calendar has at most 600.
type AccountRecord is uint256;

using AccountRecords for AccountRecord global;

/// @notice Reads and rewrites the packed account. Pure.
library AccountRecords {
    uint256 private constant POSITION_AT = 10;
    uint256 private constant CURSOR_AT = 20;
    uint256 private constant INDEBTED = 1 << 35;
    uint256 private constant REMAINDER_INTEREST_AT = 36;
    uint256 private constant REMAINDER_PRINCIPAL_AT = 96;
    uint256 private constant SUM_INTEREST_AT = 156;
    uint256 private constant SUM_PRINCIPAL_AT = 206;
    uint256 private constant PERIOD_MASK = (1 << 10) - 1;
    uint256 private constant CURSOR_MASK = (1 << 15) - 1;
    uint256 private constant REMAINDER_MASK = (1 << 60) - 1;
    uint256 private constant SUM_MASK = (1 << 50) - 1;
    uint256 private constant REMAINDERS = ((1 << 120) - 1) << REMAINDER_INTEREST_AT;
    /// @dev Cursor, flag and remainders.
    uint256 private constant STAYS_ON_MOVE = ((1 << 136) - 1) << CURSOR_AT;

    /// @notice The last period credited, 0 before the first.
    function settledThrough(AccountRecord account) internal pure returns (uint256) {
        return AccountRecord.unwrap(account) & PERIOD_MASK;
    }

    /// @notice Start of the stretch that contains settledThrough, 0 before the first.
    function position(AccountRecord account) internal pure returns (uint256) {
        return AccountRecord.unwrap(account) >> POSITION_AT & PERIOD_MASK;
    }

    /// @notice Number of adjustment entries applied.
    function cursor(AccountRecord account) internal pure returns (uint256) {
        return AccountRecord.unwrap(account) >> CURSOR_AT & CURSOR_MASK;
    }

    /// @notice Whether this wallet owes a debt.
    function indebted(AccountRecord account) internal pure returns (bool) {
        return AccountRecord.unwrap(account) & INDEBTED != 0;
    }

    function remainderInterest(AccountRecord account) internal pure returns (uint256) {
        return AccountRecord.unwrap(account) >> REMAINDER_INTEREST_AT & REMAINDER_MASK;
    }

    function remainderPrincipal(AccountRecord account) internal pure returns (uint256) {
        return AccountRecord.unwrap(account) >> REMAINDER_PRINCIPAL_AT & REMAINDER_MASK;
    }

    function sumInterest(AccountRecord account) internal pure returns (uint256) {
        return AccountRecord.unwrap(account) >> SUM_INTEREST_AT & SUM_MASK;
    }

    function sumPrincipal(AccountRecord account) internal pure returns (uint256) {
        return AccountRecord.unwrap(account) >> SUM_PRINCIPAL_AT;
    }

    function withIndebted(AccountRecord account, bool value) internal pure returns (AccountRecord) {
        uint256 word = AccountRecord.unwrap(account);
        return AccountRecord.wrap(value ? word | INDEBTED : word & ~INDEBTED);
    }

    /// @notice The account after crediting through period `through`, in the stretch that begins in
    /// `newPosition`, with the sums funded up to there. [cents]
    /// @dev The caller's values fit their fields, for the reasons above.
    function movedTo(
        AccountRecord account,
        uint256 through,
        uint256 newPosition,
        uint256 interest,
        uint256 principal
    ) internal pure returns (AccountRecord) {
        return AccountRecord.wrap(
            AccountRecord.unwrap(account) & STAYS_ON_MOVE | through | newPosition << POSITION_AT
                | interest << SUM_INTEREST_AT | principal << SUM_PRINCIPAL_AT
        );
    }

    /// @notice The account after one more entry; the head allows no more than fit.
    function withNextEntry(AccountRecord account) internal pure returns (AccountRecord) {
        return AccountRecord.wrap(AccountRecord.unwrap(account) + (1 << CURSOR_AT));
    }

    /// @notice The account with other remainders to carry.
    function withRemainders(AccountRecord account, uint256 interest, uint256 principal)
        internal
        pure
        returns (AccountRecord)
    {
        return AccountRecord.wrap(
            AccountRecord.unwrap(account) & ~REMAINDERS | interest << REMAINDER_INTEREST_AT
                | principal << REMAINDER_PRINCIPAL_AT
        );
    }
}
