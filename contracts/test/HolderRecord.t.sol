// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Holder, HolderFacts, HolderRecord} from "../libraries/HolderRecord.sol";
import {Base} from "./Base.sol";

/// @notice The packed word holds what was put in, and nothing spills.
contract HolderRecordTest is Base {
    function test_withFacts__any_word__sets_the_facts_and_keeps_the_rest(
        uint256 word,
        HolderFacts memory facts
    ) public pure {
        HolderRecord before = HolderRecord.wrap(word);
        HolderRecord changed = before.withFacts(facts);
        assertEq(changed.identity(), facts.identity, "identity");
        assertEq(changed.validUntil(), facts.validUntil, "validUntil");
        assertEq(changed.country(), facts.country, "country");
        assertEq(changed.investorClass(), facts.investorClass, "investorClass");
        assertEq(HolderRecord.unwrap(changed) >> 128, word >> 128, "flags, nonce and spare bits");
    }

    function test_flags__any_word__move_one_bit_each(uint256 word, bool value) public pure {
        HolderRecord before = HolderRecord.wrap(word);
        _assertOnlyBit(word, before.withBlocked(value), 128, value);
        assertEq(before.withBlocked(value).blocked(), value, "blocked");
        _assertOnlyBit(word, before.withPayout(value), 129, value);
        assertEq(before.withPayout(value).hasPayout(), value, "hasPayout");
        _assertOnlyBit(word, before.withSuccessor(), 130, true);
        assertTrue(before.withSuccessor().hasSuccessor(), "hasSuccessor");
    }

    function test_withNextNonce__any_word__counts_and_keeps_the_rest(uint256 word) public pure {
        HolderRecord before = HolderRecord.wrap(word & ~(uint256(1) << 191));
        HolderRecord changed = before.withNextNonce();
        assertEq(uint256(changed.nonce()), uint256(before.nonce()) + 1, "one more");
        uint256 rest = ~(uint256(type(uint32).max) << 160);
        assertEq(HolderRecord.unwrap(changed) & rest, HolderRecord.unwrap(before) & rest, "rest");
    }

    function test_withNextNonce__at_the_last__reverts() public {
        HolderRecord last = HolderRecord.wrap(uint256(type(uint32).max) << 160);
        vm.expectRevert();
        this.nextNonce(last);
    }

    function nextNonce(HolderRecord record) external pure returns (HolderRecord) {
        return record.withNextNonce();
    }

    function test_inGoodStanding__any_word_and_time__is_its_definition(uint256 word, uint40 time)
        public
        pure
    {
        HolderRecord record = HolderRecord.wrap(word);
        Holder memory holder = record.unpack();
        bool expected = holder.identity != 0 && time <= holder.validUntil && !holder.blocked
            && !holder.hasSuccessor;
        assertEq(record.inGoodStanding(time), expected, "known, valid, not blocked, not replaced");
    }

    function test_inGoodStanding__around_the_last_second__ends_after_it() public pure {
        HolderRecord record = HolderRecord.wrap(0).withFacts(HolderFacts(1, 1000, 840, 0));
        assertTrue(record.inGoodStanding(1000), "the last second counts");
        assertFalse(record.inGoodStanding(1001), "the next does not");
    }

    function _assertOnlyBit(uint256 word, HolderRecord changed, uint256 bit, bool value)
        private
        pure
    {
        uint256 mask = uint256(1) << bit;
        assertEq(HolderRecord.unwrap(changed), value ? word | mask : word & ~mask, "one bit");
    }
}
