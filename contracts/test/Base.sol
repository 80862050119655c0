// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Vm} from "./Vm.sol";

/// @title What every forge test starts from
/// @notice Assertions, actors named by their role, and bounded random values.
abstract contract Base {
    /// @dev forge looks for this flag to know that a contract holds tests.
    bool public constant IS_TEST = true;

    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    /// @dev What a stateful test lets the fuzzer call: return an array of these from
    /// `targetSelectors()`.
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    // Actors

    /// @dev An address with a private key, the same in every run, labelled in traces.
    function actor(string memory role) internal returns (address account) {
        account = vm.addr(keyOf(role));
        vm.label(account, role);
    }

    /// @dev The private key behind `actor(role)`.
    function keyOf(string memory role) internal pure returns (uint256 privateKey) {
        privateKey = uint256(keccak256(bytes(role)));
    }

    /// @dev A 65-byte signature (r, s, v) of `digest` by `actor(role)`.
    function signAs(string memory role, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(keyOf(role), digest);
        return abi.encodePacked(r, s, v);
    }

    // Random values

    /// @dev Maps `x` evenly into `low..high`, both included.
    function bound(uint256 x, uint256 low, uint256 high) internal pure returns (uint256) {
        assertLe(low, high, "bound: low above high");
        if (x >= low && x <= high) return x;
        uint256 width = high - low + 1;
        return width == 0 ? x : low + x % width;
    }

    // Assertions: compared here first, because a call of a cheat code is slow.

    function assertTrue(bool condition, string memory message) internal pure {
        if (!condition) vm.assertTrue(condition, message);
    }

    function assertFalse(bool condition, string memory message) internal pure {
        if (condition) vm.assertFalse(condition, message);
    }

    function assertEq(bool left, bool right, string memory message) internal pure {
        if (left != right) vm.assertEq(left, right, message);
    }

    function assertEq(uint256 left, uint256 right, string memory message) internal pure {
        if (left != right) vm.assertEq(left, right, message);
    }

    function assertEq(int256 left, int256 right, string memory message) internal pure {
        if (left != right) vm.assertEq(left, right, message);
    }

    function assertEq(address left, address right, string memory message) internal pure {
        if (left != right) vm.assertEq(left, right, message);
    }

    function assertEq(bytes32 left, bytes32 right, string memory message) internal pure {
        if (left != right) vm.assertEq(left, right, message);
    }

    function assertEq(string memory left, string memory right, string memory message)
        internal
        pure
    {
        vm.assertEq(left, right, message);
    }

    function assertEq(bytes memory left, bytes memory right, string memory message) internal pure {
        vm.assertEq(left, right, message);
    }

    function assertNotEq(uint256 left, uint256 right, string memory message) internal pure {
        if (left == right) vm.assertNotEq(left, right, message);
    }

    function assertNotEq(address left, address right, string memory message) internal pure {
        if (left == right) vm.assertNotEq(left, right, message);
    }

    function assertNotEq(bytes32 left, bytes32 right, string memory message) internal pure {
        if (left == right) vm.assertNotEq(left, right, message);
    }

    function assertLt(uint256 left, uint256 right, string memory message) internal pure {
        if (left >= right) vm.assertLt(left, right, message);
    }

    function assertLe(uint256 left, uint256 right, string memory message) internal pure {
        if (left > right) vm.assertLe(left, right, message);
    }

    function assertLe(int256 left, int256 right, string memory message) internal pure {
        if (left > right) vm.assertLe(left, right, message);
    }

    function assertGt(uint256 left, uint256 right, string memory message) internal pure {
        if (left <= right) vm.assertGt(left, right, message);
    }

    function assertGe(uint256 left, uint256 right, string memory message) internal pure {
        if (left < right) vm.assertGe(left, right, message);
    }

    function assertGe(int256 left, int256 right, string memory message) internal pure {
        if (left < right) vm.assertGe(left, right, message);
    }
}
