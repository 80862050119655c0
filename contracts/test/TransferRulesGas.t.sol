// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HolderRegistry} from "../HolderRegistry.sol";
import {TransferRules} from "../TransferRules.sol";
import {TransferLimits} from "../interfaces/ITransferRules.sol";
import {HolderFacts} from "../libraries/HolderRecord.sol";
import {TRANSFER_AGENT_ROLE} from "../libraries/Roles.sol";
import {Base} from "./Base.sol";

/// @notice What the rules add to a transfer, everything cold, all limits on.
contract TransferRulesGasTest is Base {
    HolderRegistry private registry;
    TransferRules private rules;
    address private holderA = actor("certificate_holder_a");
    address private holderB = actor("certificate_holder_b");

    function setUp() public {
        registry = new HolderRegistry(1 days, address(this));
        registry.grantRole(TRANSFER_AGENT_ROLE, address(this));
        registry.setHolder(holderA, HolderFacts(1, type(uint40).max, 840, 2));
        registry.setHolder(holderB, HolderFacts(2, type(uint40).max, 124, 2));
        uint16[] memory countries = new uint16[](2);
        (countries[0], countries[1]) = (840, 124);
        TransferLimits memory limits = TransferLimits(1, 1e9, 1e15, 2000, 1);
        rules = new TransferRules(registry, limits, countries);
    }

    function test_check__existing_holders_all_cold__below_ceiling() public {
        vm.warp(2);
        (TransferRules cold, address from, address to) = (rules, holderA, holderB);
        uint256 before = gasleft();
        cold.check(from, to, 1e9, 5e9, 5e9);
        uint256 used = before - gasleft();
        // 2,600 each for two cold contracts and 2,100 each for two cold slots are the floor: 9,400.
        assertGe(used, 9400, "it was cold");
        assertLe(used, 12_500, "two contracts and two slots, and little else");
    }
}
