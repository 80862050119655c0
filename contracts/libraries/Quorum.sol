// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title How many of N nodes must sign
/// @notice See {IReporterNodes} for why.
library Quorum {
    /// @dev Nodes that may lie or be silent, `f`.
    function faults(uint256 count) internal pure returns (uint256) {
        return count == 0 ? 0 : (count - 1) / 3;
    }

    /// @dev Smallest M with `2M - N > f`: two quorums share an honest node.
    function lowest(uint256 count) internal pure returns (uint256) {
        return (count + faults(count)) / 2 + 1;
    }

    /// @dev Largest M with `M <= N - f`: honest nodes alone are a quorum.
    function highest(uint256 count) internal pure returns (uint256) {
        return count - faults(count);
    }
}
