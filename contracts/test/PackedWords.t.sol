// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ITransferRules} from "../interfaces/ITransferRules.sol";
import {Gate} from "../libraries/Gate.sol";
import {Holding} from "../libraries/Holding.sol";
import {Base} from "./Base.sol";

/// @notice A field that is rewritten has its new value, and no other field moves.
contract PackedWordsTest is Base {
    function test_holding__with_frozen__only_frozen_changes(uint256 word, uint64 value)
        public
        pure
    {
        Holding changed = Holding.wrap(word).withFrozen(value);
        assertEq(changed.frozen(), value, "frozen");
        requireSame(word, Holding.unwrap(changed), uint256(type(uint64).max) << 64);
    }

    function test_holding__with_address_frozen__only_the_flag_changes(uint256 word, bool value)
        public
        pure
    {
        Holding changed = Holding.wrap(word).withAddressFrozen(value);
        assertEq(changed.addressFrozen(), value, "flag");
        requireSame(word, Holding.unwrap(changed), 1 << 176);
    }

    function test_holding__debited_and_credited__only_the_balance_changes(
        uint256 word,
        uint64 amount
    ) public pure {
        Holding holding = Holding.wrap(word);
        uint256 less = bound(amount, 0, holding.balance());
        Holding debited = holding.debited(less);
        assertEq(debited.balance(), holding.balance() - less, "less");
        requireSame(word, Holding.unwrap(debited), type(uint64).max);
        Holding credited = debited.credited(less);
        assertEq(Holding.unwrap(credited), word, "and back");
    }

    function test_holding__changed_from__shifts_the_periods(uint256 word, uint16 period)
        public
        pure
    {
        Holding holding = Holding.wrap(word);
        Holding changed = holding.changedFrom(period);
        uint16 first = holding.firstIn() == 0 ? period : holding.firstIn();
        assertEq(changed.firstIn(), first, "first");
        assertEq(changed.changedIn(), period, "current");
        assertEq(changed.prev(), holding.changedIn(), "previous");
        requireSame(word, Holding.unwrap(changed), uint256(type(uint48).max) << 128);
    }

    function test_holding__unfrozen__balance_above_frozen_or_zero(uint64 balance, uint64 frozen)
        public
        pure
    {
        Holding holding = Holding.wrap(balance).withFrozen(frozen);
        uint256 expected = balance > frozen ? balance - frozen : 0;
        assertEq(holding.unfrozen(), expected, "unfrozen");
    }

    function test_gate__with_rules__only_the_rules_change(uint256 word, address rules) public pure {
        Gate changed = Gate.wrap(word).withRules(ITransferRules(rules));
        assertEq(address(changed.rules()), rules, "rules");
        requireSame(word, Gate.unwrap(changed), type(uint160).max);
    }

    function test_gate__with_open_period__only_period_and_time_change(
        uint256 word,
        uint16 period,
        uint40 recordTime
    ) public pure {
        Gate changed = Gate.wrap(word).withOpenPeriod(period, recordTime);
        assertEq(changed.openPeriod(), period, "period");
        assertEq(changed.openRecordTime(), recordTime, "record time");
        requireSame(word, Gate.unwrap(changed), uint256(type(uint56).max) << 160);
    }

    function test_gate__flags__only_the_flag_changes(uint256 word, bool value) public pure {
        Gate paused = Gate.wrap(word).withPaused(value);
        assertEq(paused.paused(), value, "paused");
        requireSame(word, Gate.unwrap(paused), 1 << 216);
        Gate closed = Gate.wrap(word).withIssuanceClosed();
        assertTrue(closed.issuanceClosed(), "closed");
        requireSame(word, Gate.unwrap(closed), 1 << 217);
    }

    function requireSame(uint256 before, uint256 changed, uint256 except) private pure {
        assertEq(before & ~except, changed & ~except, "other bits");
    }
}
