// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HolderRegistry} from "../HolderRegistry.sol";
import {HolderFacts} from "../libraries/HolderRecord.sol";
import {COMPLIANCE_ROLE, TRANSFER_AGENT_ROLE} from "../libraries/Roles.sol";
import {Base} from "./Base.sol";

/// @notice Does anything a registry allows, in any order; a refusal changes nothing.
contract RegistryActions is Base {
    uint256 public constant WALLETS = 11;
    uint256 public constant IDENTITIES = 3;

    HolderRegistry public immutable registry;
    mapping(uint256 index => bool) public holds;

    constructor() {
        registry = new HolderRegistry(1 days, address(this));
        registry.grantRole(TRANSFER_AGENT_ROLE, address(this));
        registry.grantRole(COMPLIANCE_ROLE, address(this));
        for (uint256 i = 0; i < WALLETS; ++i) {
            registry.setHolder(wallet(i), HolderFacts(1, type(uint40).max, 840, 0));
        }
    }

    function wallet(uint256 index) public pure returns (address) {
        return address(uint160(0x10000 + index % WALLETS));
    }

    function setHolder(uint256 index, uint64 identity) external {
        HolderFacts memory facts =
            HolderFacts(1 + identity % uint64(IDENTITIES), type(uint40).max, 840, 0);
        try registry.setHolder(wallet(index), facts) {} catch {}
    }

    function replaceWallet(uint256 oldIndex, uint256 newIndex) external {
        try registry.setSuccessor(wallet(oldIndex), wallet(newIndex)) {} catch {}
    }

    function lengthenChain(uint256 newIndex) external {
        (address last,,) = registry.payeeOf(wallet(0));
        try registry.setSuccessor(last, wallet(newIndex)) {} catch {}
    }

    function setBlocked(uint256 index, bool value) external {
        if (value) {
            try registry.blockHolder(wallet(index), "reason") {} catch {}
        } else {
            try registry.unblockHolder(wallet(index), "reason") {} catch {}
        }
    }

    function setPayout(uint256 index, uint256 payoutIndex) external {
        try registry.setPayoutFor(wallet(index), wallet(payoutIndex)) {} catch {}
    }

    function noteHolding(uint256 index, bool value) external {
        registry.noteHolding(wallet(index), value);
        holds[index % WALLETS] = value;
    }

    function recount(uint256 index) external {
        registry.recount(address(this), wallet(index));
    }
}

/// @notice What stays true of the register whatever happens.
contract HolderBookInvariantTest is Base {
    RegistryActions private actions;
    HolderRegistry private registry;

    function setUp() public {
        actions = new RegistryActions();
        registry = actions.registry();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(actions);
    }

    /// INV-14: for all wallets, following successors ends within 8 hops, in a wallet of one identity
    function invariant_inv_14_successors__every_chain__ends_within_8_hops_under_one_identity()
        public
        view
    {
        for (uint256 i = 0; i < actions.WALLETS(); ++i) {
            address last = actions.wallet(i);
            uint64 identity = registry.holderOf(last).identity;
            uint256 hops = 0;
            for (address next = registry.successorOf(last); next != address(0);) {
                last = next;
                next = registry.successorOf(last);
                assertLe(++hops, 8, "hops");
                assertEq(registry.holderOf(last).identity, identity, "identity");
            }
            (address finalHolder,, bool blocked) = registry.payeeOf(actions.wallet(i));
            assertEq(finalHolder, last, "the payee is the end of the chain");
            assertTrue(blocked || !registry.holderOf(last).blocked, "its block counts");
        }
    }

    /// INV-13: identityCount = |{countedAs(w) : w holds}|, walletsOf(i) = |{w holds : countedAs(w) = i}|
    function invariant_inv_13_counts__every_wallet__counted_once_under_the_identity_noted()
        public
        view
    {
        uint256 identities = 0;
        for (uint64 identity = 1; identity <= actions.IDENTITIES(); ++identity) {
            uint256 wallets = 0;
            for (uint256 i = 0; i < actions.WALLETS(); ++i) {
                uint64 counted = registry.countedAs(address(actions), actions.wallet(i));
                assertEq(counted != 0, actions.holds(i), "counted while it holds");
                if (counted == identity) ++wallets;
            }
            assertEq(registry.walletsOf(address(actions), identity), wallets, "wallets");
            if (wallets != 0) ++identities;
        }
        assertEq(registry.identityCount(address(actions)), identities, "identities");
    }

    /// INV-13: after recounting every wallet, each is counted under its present identity
    function invariant_inv_13_recount__after_all__counts_present_identities() public {
        for (uint256 i = 0; i < actions.WALLETS(); ++i) {
            address wallet = actions.wallet(i);
            actions.recount(i);
            uint64 counted = registry.countedAs(address(actions), wallet);
            if (counted != 0) assertEq(counted, registry.holderOf(wallet).identity, "present");
        }
        invariant_inv_13_counts__every_wallet__counted_once_under_the_identity_noted();
    }
}
