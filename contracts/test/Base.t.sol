// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Base} from "./Base.sol";

/// @notice The ground the other tests stand on.
contract BaseTest is Base {
    function test_bound__any_value__falls_inside(uint256 x, uint256 low, uint256 high) public pure {
        if (low > high) (low, high) = (high, low);
        uint256 value = bound(x, low, high);
        assertGe(value, low, "at least low");
        assertLe(value, high, "at most high");
    }

    function test_actor__same_role__same_address_and_key() public {
        address servicer = actor("servicer");
        assertEq(servicer, actor("servicer"), "stable");
        assertNotEq(servicer, actor("guarantor"), "distinct");
        bytes32 digest = keccak256("message");
        bytes memory signature = signAs("servicer", digest);
        assertEq(signature.length, 65, "r, s, v");
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(keyOf("servicer"), digest);
        assertEq(ecrecover(digest, v, r, s), servicer, "recovers the actor");
    }
}
