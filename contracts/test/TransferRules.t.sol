// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HolderRegistry} from "../HolderRegistry.sol";
import {TransferRules} from "../TransferRules.sol";
import {TransferLimits} from "../interfaces/ITransferRules.sol";
import {Holder, HolderFacts} from "../libraries/HolderRecord.sol";
import {COMPLIANCE_ROLE, TRANSFER_AGENT_ROLE} from "../libraries/Roles.sol";
import {Base} from "./Base.sol";

/// @notice `check` agrees with the rules written a second time, plainly, over random situations.
contract TransferRulesTest is Base {
    struct Side {
        HolderFacts facts;
        bool blocked;
    }

    struct Move {
        uint256 amount;
        uint256 fromAfter;
        uint256 toBefore;
    }

    HolderRegistry private registry;
    address private holderA = actor("certificate_holder_a");
    address private holderB = actor("certificate_holder_b");
    address private holderC = actor("certificate_holder_c");

    function setUp() public {
        registry = new HolderRegistry(1 days, address(this));
        registry.grantRole(TRANSFER_AGENT_ROLE, address(this));
        registry.grantRole(COMPLIANCE_ROLE, address(this));
        registry.setHolder(holderC, HolderFacts(3, type(uint40).max, 1, 1));
        vm.warp(1000);
    }

    function test_check__random_sides_and_limits__agrees_with_the_plain_rules(
        Side memory sender,
        Side memory receiver,
        Move memory move,
        TransferLimits memory limits,
        uint16[3] memory listed,
        bool minted
    ) public {
        _register(holderA, sender);
        _register(holderB, receiver);
        _narrow(limits, move);
        uint16[] memory countries = new uint16[](listed[0] % 4);
        for (uint256 i = 0; i < countries.length; ++i) {
            countries[i] = listed[i] % 3;
        }
        TransferRules rules = new TransferRules(registry, limits, countries);
        address from = minted ? address(0) : holderA;
        _count(from, move);
        bool allowed = _allowed(from, move, limits, countries) && _hasRoom(from, move, limits);
        try rules.check(from, holderB, move.amount, move.fromAfter, move.toBefore) {
            assertTrue(allowed, "a rule that should have refused did not");
        } catch {
            assertFalse(allowed, "refused although every rule is kept");
        }
    }

    function test_countryAllowed__any_list__is_membership(uint16[] memory list, uint16 asked)
        public
    {
        bool listed = list.length == 0 && asked <= 1023;
        for (uint256 i = 0; i < list.length; ++i) {
            list[i] %= 1024;
            if (list[i] == asked) listed = true;
        }
        TransferRules rules = new TransferRules(registry, TransferLimits(0, 0, 0, 0, 0), list);
        assertEq(rules.countryAllowed(asked), listed, "membership");
        for (uint256 i = 0; i < list.length; ++i) {
            assertTrue(rules.countryAllowed(list[i]), "every listed country");
        }
    }

    /// @dev Facts and limits small enough that every rule is met about as often as not.
    function _register(address wallet, Side memory side) private {
        side.facts.identity = 1 + side.facts.identity % 3;
        side.facts.country %= 3;
        side.facts.investorClass %= 3;
        side.facts.validUntil = uint40(bound(side.facts.validUntil, 700, 3000));
        if (uint256(keccak256(abi.encode(side))) % 8 != 0) registry.setHolder(wallet, side.facts);
        side.blocked = side.blocked && side.facts.identity == 1;
        if (side.blocked) registry.blockHolder(wallet, "reason");
    }

    /// @dev Tell the register who holds before the move, as a certificate does; C always holds.
    function _count(address from, Move memory move) private {
        registry.noteHolding(holderC, true);
        bool sends = from != address(0) && move.fromAfter + move.amount != 0;
        if (sends && registry.holderOf(from).identity != 0) registry.noteHolding(from, true);
        bool holds = move.toBefore != 0 && registry.holderOf(holderB).identity != 0;
        if (holds) registry.noteHolding(holderB, true);
    }

    /// @dev A receiver whose identity holds already needs no room; otherwise the different
    /// identities after the move are counted.
    function _hasRoom(address from, Move memory move, TransferLimits memory limits)
        private
        view
        returns (bool)
    {
        uint64 newcomer = registry.holderOf(holderB).identity;
        uint64 sender = from == address(0) ? 0 : registry.holderOf(from).identity;
        bool sends = sender != 0 && move.fromAfter + move.amount != 0;
        bool present = newcomer == 3 || move.toBefore != 0 || sends && sender == newcomer;
        if (present || move.amount == 0 || limits.maxHolders == 0) return true;
        bool senderStays = sends && move.fromAfter != 0 && sender != 3;
        return (senderStays ? 3 : 2) <= limits.maxHolders;
    }

    function _narrow(TransferLimits memory limits, Move memory move) private pure {
        limits.lockUpUntil %= 1200;
        limits.minDenomination %= 4;
        limits.maxHolding = limits.maxHolding % 6;
        if (limits.maxHolding != 0) limits.maxHolding += limits.minDenomination;
        limits.maxHolders %= 4;
        limits.minInvestorClass %= 2;
        move.amount %= 6;
        move.fromAfter %= 4;
        move.toBefore %= 4;
    }

    function _allowed(
        address from,
        Move memory move,
        TransferLimits memory limits,
        uint16[] memory countries
    ) private view returns (bool) {
        uint256 after_ = move.toBefore + move.amount;
        Holder memory receiver = registry.holderOf(holderB);
        bool sender = from == address(0) || block.timestamp >= limits.lockUpUntil
            && _stands(registry.holderOf(from))
            && (move.fromAfter == 0 || move.fromAfter >= limits.minDenomination);
        bool welcome = countries.length == 0;
        for (uint256 i = 0; i < countries.length; ++i) {
            if (countries[i] == receiver.country) welcome = true;
        }
        return sender && welcome && _stands(receiver)
            && receiver.investorClass >= limits.minInvestorClass
            && (after_ == 0 || after_ >= limits.minDenomination)
            && (limits.maxHolding == 0 || after_ <= limits.maxHolding);
    }

    function _stands(Holder memory holder) private view returns (bool) {
        return holder.identity != 0 && holder.validUntil >= block.timestamp && !holder.blocked
            && !holder.hasSuccessor;
    }
}
