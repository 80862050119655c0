// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Everything a transfer needs to know of one side, in one word.
///
/// Bits from the lowest: balance 64, frozen 64 (certificate units), firstIn 16, changedIn 16,
/// prev 16 (periods, 0 is none), address frozen 1, unused 79.
type Holding is uint256;

using Holdings for Holding global;

/// @notice Reads and rewrites the packed holding. Pure; no field ever spills into another.
library Holdings {
    uint256 private constant FROZEN_AT = 64;
    uint256 private constant FIRST_AT = 128;
    uint256 private constant CHANGED_AT = 144;
    uint256 private constant PREV_AT = 160;
    uint256 private constant ADDRESS_FROZEN = 1 << 176;
    uint256 private constant FROZEN_MASK = uint256(type(uint64).max) << FROZEN_AT;
    uint256 private constant PERIODS_MASK = uint256(type(uint48).max) << FIRST_AT;

    function balance(Holding holding) internal pure returns (uint64) {
        return uint64(Holding.unwrap(holding));
    }

    function frozen(Holding holding) internal pure returns (uint64) {
        return uint64(Holding.unwrap(holding) >> FROZEN_AT);
    }

    function firstIn(Holding holding) internal pure returns (uint16) {
        return uint16(Holding.unwrap(holding) >> FIRST_AT);
    }

    function changedIn(Holding holding) internal pure returns (uint16) {
        return uint16(Holding.unwrap(holding) >> CHANGED_AT);
    }

    function prev(Holding holding) internal pure returns (uint16) {
        return uint16(Holding.unwrap(holding) >> PREV_AT);
    }

    function addressFrozen(Holding holding) internal pure returns (bool) {
        return Holding.unwrap(holding) & ADDRESS_FROZEN != 0;
    }

    /// @notice What the holder may send: the balance above the frozen total, 0 if there is none.
    function unfrozen(Holding holding) internal pure returns (uint256) {
        uint256 held = uint64(Holding.unwrap(holding));
        uint256 kept = uint64(Holding.unwrap(holding) >> FROZEN_AT);
        if (kept >= held) return 0;
        unchecked {
            return held - kept;
        }
    }

    /// @notice The holding with `amount` less. `amount` must be at most the balance, which fills
    /// the lowest bits: then nothing is borrowed from the other fields.
    function debited(Holding holding, uint256 amount) internal pure returns (Holding) {
        unchecked {
            return Holding.wrap(Holding.unwrap(holding) - amount);
        }
    }

    /// @notice The holding with `amount` more. The balance must stay below 2**64: then nothing is
    /// carried into the other fields.
    function credited(Holding holding, uint256 amount) internal pure returns (Holding) {
        unchecked {
            return Holding.wrap(Holding.unwrap(holding) + amount);
        }
    }

    function withFrozen(Holding holding, uint64 value) internal pure returns (Holding) {
        uint256 rest = Holding.unwrap(holding) & ~FROZEN_MASK;
        return Holding.wrap(rest | uint256(value) << FROZEN_AT);
    }

    function withAddressFrozen(Holding holding, bool value) internal pure returns (Holding) {
        uint256 word = Holding.unwrap(holding);
        return Holding.wrap(value ? word | ADDRESS_FROZEN : word & ~ADDRESS_FROZEN);
    }

    /// @notice The holding whose current stretch begins in `period`, after the one it had.
    function changedFrom(Holding holding, uint16 period) internal pure returns (Holding) {
        uint256 first = firstIn(holding);
        if (first == 0) first = period;
        uint256 periods = first << FIRST_AT | uint256(period) << CHANGED_AT
            | uint256(changedIn(holding)) << PREV_AT;
        return Holding.wrap(Holding.unwrap(holding) & ~PERIODS_MASK | periods);
    }
}
