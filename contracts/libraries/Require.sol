// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Comparisons that refuse with both sides
/// @notice `selector` names an error whose arguments are the two sides, after the class where a
/// class is meant; every argument is one word of the ABI. One encoder for all of them keeps a
/// contract with many such errors small.
library Require {
    function equal(uint256 expected, uint256 received, bytes4 selector) internal pure {
        if (expected != received) _refuse(abi.encodeWithSelector(selector, expected, received));
    }

    function equal(bytes32 expected, bytes32 received, bytes4 selector) internal pure {
        equal(uint256(expected), uint256(received), selector);
    }

    function atMost(uint256 maximum, uint256 received, bytes4 selector) internal pure {
        if (received > maximum) _refuse(abi.encodeWithSelector(selector, maximum, received));
    }

    function equalOf(uint256 tranche, uint256 expected, uint256 received, bytes4 selector)
        internal
        pure
    {
        if (expected == received) return;
        _refuse(abi.encodeWithSelector(selector, tranche, expected, received));
    }

    /// @dev Reverts with bytes that are an encoded error already: they lie behind their length
    /// word, which is what is handed back.
    function _refuse(bytes memory encoded) private pure {
        assembly ("memory-safe") {
            revert(add(encoded, 0x20), mload(encoded))
        }
    }
}
