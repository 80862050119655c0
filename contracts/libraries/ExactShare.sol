// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Sharing without losing a part of a unit
///
/// @notice A numerator is a sum of `balance * units`; dividing it by the supply gives the holder's
/// units. What does not divide is not lost but carried: the next division starts with it. Over any
/// number of divisions of parts the units add up to `floor(whole numerator / supply)`, because
///
///     numerator = units * supply + remainder,  0 <= remainder < supply
///
/// holds each time with the remainder before it inside the numerator.
library ExactShare {
    /// @notice Splits `numerator` into whole units, rounded down, and the remainder to carry.
    /// @param supply Above 0 and at most 1e18, so a remainder fits 64 bits.
    function split(uint256 numerator, uint256 supply)
        internal
        pure
        returns (uint256 units, uint256 remainder)
    {
        units = numerator / supply;
        unchecked {
            // units * supply <= numerator
            remainder = numerator - units * supply;
        }
    }
}
