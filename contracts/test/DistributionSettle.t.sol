// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDistributionLedger} from "../interfaces/IDistributionLedger.sol";
import {LedgerWorld} from "./LedgerWorld.sol";

/// @title Settling: who gets how much of which period
contract DistributionSettleTest is LedgerWorld {
    uint256 private constant ALL = type(uint256).max;

    function setUp() public {
        deploy(newTestDollar(), 24);
        issueToThree();
    }

    /// @dev A holder's share of an amount of cents, rounded down to a unit.
    function _share(uint256 balance, uint256 cents) private pure returns (uint256) {
        return balance * cents * CENT / SUPPLY;
    }

    // Updates and emits

    function test_settle__first_period__pays_the_share_and_carries_the_rest() public {
        distribute(1, 500_000, 20_000);
        passPay(1);
        uint256 balance = certificate.balanceOf(holderA);
        uint256 paid = ledger.settle(holderA, ALL);
        assertEq(paid, _share(balance, 500_000) + _share(balance, 20_000), "paid");
        assertEq(cash.balanceOf(holderA), paid, "received");
        IDistributionLedger.Account memory account = ledger.accountOf(holderA);
        assertEq(account.settledThrough, 1, "settled through");
        assertEq(account.position, 1, "position");
        assertEq(account.remainderInterest, balance * 500_000 * CENT % SUPPLY, "interest carried");
        assertEq(account.remainderPrincipal, balance * 20_000 * CENT % SUPPLY, "principal carried");
    }

    function test_settle__first_period__emits_settled() public {
        distribute(1, 500_000, 20_000);
        passPay(1);
        uint256 balance = certificate.balanceOf(holderA);
        (uint256 interest, uint256 principal) = (_share(balance, 500_000), _share(balance, 20_000));
        vm.expectEmit(address(ledger));
        emit IDistributionLedger.HolderSettled(
            holderA, holderA, 1, interest, principal, interest + principal
        );
        vm.prank(attacker);
        ledger.settle(holderA, ALL);
    }

    function test_settle__totals__tell_paid_from_outstanding() public {
        distribute(1, 500_000, 20_000);
        passPay(1);
        uint256 paid = ledger.settle(holderA, ALL);
        IDistributionLedger.Totals memory totals = ledger.totals();
        assertEq(totals.paid, paid, "paid");
        assertEq(totals.funded, 520_000 * CENT, "funded");
        assertEq(totals.outstanding, 520_000 * CENT - paid, "outstanding");
        assertEq(cash.balanceOf(address(ledger)), totals.outstanding, "cash is here");
    }

    function test_settle__three_units_over_two_equal_holders__never_pay_four() public {
        deploy(newTestDollar(), 12);
        issue(holderA, SUPPLY / 2);
        issue(holderB, SUPPLY / 2);
        certificate.closeIssuance();
        classEnd[0] = FACE_CENTS;
        for (uint16 p = 1; p <= 3; ++p) {
            distribute(p, 1, 0);
            passPay(p);
            ledger.settle(holderA, ALL);
        }
        ledger.settle(holderB, ALL);
        assertEq(cash.balanceOf(holderA), 3 * CENT / 2, "half of three cents");
        assertEq(cash.balanceOf(holderB), 3 * CENT / 2, "half of three cents");
        assertEq(cash.balanceOf(address(ledger)), 0, "nothing is left, nothing was missing");
    }

    // When

    function test_settle__before_the_payment_time__pays_nothing_yet() public {
        distribute(1, 500_000, 20_000);
        vm.warp(calendar.payTime(1) - 1);
        assertEq(ledger.payableThrough(), 0, "not payable");
        assertEq(ledger.settle(holderA, ALL), 0, "nothing");
        passPay(1);
        assertEq(ledger.payableThrough(), 1, "payable");
        assertGt(ledger.settle(holderA, ALL), 0, "paid");
    }

    function test_settle__next_period_funded_early__pays_the_period_before() public {
        distribute(1, 500_000, 20_000);
        passPay(1);
        distribute(2, 400_000, 20_000);
        assertEq(ledger.payableThrough(), 1, "the funded one must wait");
        ledger.settle(holderA, ALL);
        assertEq(ledger.accountOf(holderA).settledThrough, 1, "settled through");
    }

    function test_payableThrough__many_funded_early__is_the_last_one_due() public {
        for (uint16 p = 1; p <= 9; ++p) {
            distribute(p, 1000, 1000);
        }
        uint256 nowAt = block.timestamp;
        for (uint16 p = 9; p > 0; --p) {
            assertEq(ledger.payableThrough(), _due(9), "at this time");
            if (calendar.payTime(p) <= nowAt) break;
        }
        for (uint16 p = 1; p <= 9; ++p) {
            vm.warp(calendar.payTime(p) - 1);
            assertEq(ledger.payableThrough(), p - 1, "a second before");
            vm.warp(calendar.payTime(p));
            assertEq(ledger.payableThrough(), p, "in its second");
        }
    }

    function _due(uint16 last) private view returns (uint256 due) {
        for (uint16 p = 1; p <= last; ++p) {
            if (calendar.payTime(p) <= block.timestamp) due = p;
        }
    }

    function test_settle__unfunded_period__is_not_paid_although_due() public {
        accept(1, 0, 500_000, 20_000);
        ledger.post(1);
        passPay(1);
        assertEq(ledger.settle(holderA, ALL), 0, "nothing");
        assertEq(ledger.accountOf(holderA).settledThrough, 0, "not settled");
    }

    // Who

    function test_inv_5_settle__transfer_in_the_record_second__counts() public {
        uint256 balance = certificate.balanceOf(holderA);
        vm.warp(calendar.recordTime(1));
        move(holderA, holderB, balance);
        distribute(1, 500_000, 20_000);
        passPay(1);
        assertEq(ledger.settle(holderA, ALL), 0, "sold in time");
        assertEq(
            ledger.settle(holderB, ALL),
            _share(2 * balance, 500_000) + _share(2 * balance, 20_000),
            "bought in time"
        );
    }

    function test_inv_5_settle__transfer_a_second_later__does_not_count() public {
        uint256 balance = certificate.balanceOf(holderA);
        passRecord(1);
        move(holderA, holderB, balance);
        distribute(1, 500_000, 20_000);
        passPay(1);
        uint256 expected = _share(balance, 500_000) + _share(balance, 20_000);
        assertEq(ledger.settle(holderA, ALL), expected, "the seller held at the record time");
        assertEq(ledger.settle(holderB, ALL), expected, "the buyer's own part alone");
    }

    function test_settle__newcomer_of_a_later_period__gets_nothing_of_earlier_ones() public {
        distribute(1, 500_000, 20_000);
        distribute(2, 400_000, 20_000);
        passRecord(2);
        register(attacker);
        move(holderA, attacker, 300e6);
        distribute(3, 300_000, 20_000);
        passPay(3);
        assertEq(
            ledger.settle(attacker, ALL), _share(300e6, 300_000) + _share(300e6, 20_000), "month 3"
        );
        assertEq(ledger.accountOf(attacker).position, 3, "position");
    }

    function test_settle__stranger__changes_nothing() public {
        distribute(1, 500_000, 20_000);
        passPay(1);
        vm.record();
        assertEq(ledger.settle(attacker, ALL), 0, "nothing");
        (, bytes32[] memory writes) = vm.accesses(address(ledger));
        assertEq(writes.length, 0, "no slot written");
    }

    function test_settle__self_transfer__is_not_counted_twice() public {
        move(holderA, holderA, certificate.balanceOf(holderA));
        distribute(1, 500_000, 20_000);
        passPay(1);
        uint256 balance = certificate.balanceOf(holderA);
        assertEq(
            ledger.settle(holderA, ALL), _share(balance, 500_000) + _share(balance, 20_000), "once"
        );
    }

    function test_settle__seized_certificates__go_on_earning_for_the_receiver() public {
        passRecord(1);
        certificate.forcedTransfer(holderA, holderB, certificate.balanceOf(holderA));
        distribute(1, 500_000, 20_000);
        distribute(2, 500_000, 20_000);
        passPay(2);
        assertGt(ledger.settle(holderA, ALL), 0, "what was earned before stays the holder's");
        assertGt(ledger.settle(holderB, ALL), ledger.totals().paid / 2, "and the rest is paid");
    }

    function test_settle__all_sold__passes_empty_stretches_without_pay() public {
        distribute(1, 500_000, 20_000);
        move(holderA, holderB, certificate.balanceOf(holderA));
        distribute(2, 400_000, 20_000);
        distribute(3, 300_000, 20_000);
        passPay(3);
        ledger.settle(holderA, ALL);
        assertEq(ledger.accountOf(holderA).settledThrough, 3, "settled through");
        uint256 balance = SUPPLY / 3;
        assertEq(
            cash.balanceOf(holderA), _share(balance, 500_000) + _share(balance, 20_000), "month 1"
        );
    }

    // Schedules

    function test_inv_4_settle__monthly_or_yearly__pays_the_same() public {
        uint256 begin = vm.snapshotState();
        uint256[3] memory monthly = _yearOfMoves(1);
        vm.revertToState(begin);
        uint256[3] memory quarterly = _yearOfMoves(3);
        vm.revertToState(begin);
        uint256[3] memory yearly = _yearOfMoves(12);
        for (uint256 i = 0; i < 3; ++i) {
            assertEq(monthly[i], yearly[i], "monthly and yearly");
            assertEq(quarterly[i], yearly[i], "quarterly and yearly");
        }
    }

    /// @dev A year with a transfer each month, settled after every `pace` months.
    function _yearOfMoves(uint16 pace) private returns (uint256[3] memory received) {
        address[] memory holders = three();
        for (uint16 p = 1; p <= 12; ++p) {
            move(holders[p % 3], holders[(p + 1) % 3], 1_234_567_891 * uint256(p));
            distribute(p, 333_333 + 7 * p, 10_001 + p);
            passPay(p);
            if (p % pace == 0) settleAll(holders);
        }
        for (uint256 i = 0; i < 3; ++i) {
            received[i] = cash.balanceOf(holders[i]);
        }
    }

    function test_inv_4_settle__one_step_at_a_time__pays_the_same() public {
        address[] memory holders = three();
        for (uint16 p = 1; p <= 6; ++p) {
            move(holders[p % 3], holders[(p + 1) % 3], 1_234_567_891 * uint256(p));
            distribute(p, 333_333 + 7 * p, 10_001 + p);
        }
        passPay(6);
        uint256 begin = vm.snapshotState();
        ledger.settle(holderA, ALL);
        uint256 whole = cash.balanceOf(holderA);
        uint256 rest = ledger.accountOf(holderA).remainderInterest;
        vm.revertToState(begin);
        for (uint256 calls = 0; ledger.accountOf(holderA).settledThrough < 6; ++calls) {
            assertLt(calls, 7, "each call takes a step");
            ledger.settle(holderA, 1);
        }
        assertEq(cash.balanceOf(holderA), whole, "paid");
        assertEq(ledger.accountOf(holderA).remainderInterest, rest, "remainder");
    }

    function test_settle__no_steps__does_nothing() public {
        distribute(1, 500_000, 20_000);
        passPay(1);
        vm.record();
        assertEq(ledger.settle(holderA, 0), 0, "nothing");
        (, bytes32[] memory writes) = vm.accesses(address(ledger));
        assertEq(writes.length, 0, "no slot written");
    }

    function test_inv_4_settle__again__pays_nothing_more() public {
        distribute(1, 500_000, 20_000);
        passPay(1);
        ledger.settle(holderA, ALL);
        vm.recordLogs();
        assertEq(ledger.settle(holderA, ALL), 0, "nothing more");
        assertEq(vm.getRecordedLogs().length, 0, "no event");
    }

    function test_settleMany__duplicates__are_paid_once() public {
        distribute(1, 500_000, 20_000);
        passPay(1);
        address[] memory holders = new address[](4);
        (holders[0], holders[1], holders[2], holders[3]) = (holderA, holderB, holderA, holderA);
        uint256 paid = ledger.settleMany(holders, ALL);
        assertEq(paid, cash.balanceOf(holderA) + cash.balanceOf(holderB), "sum returned");
        uint256 balance = SUPPLY / 3;
        assertEq(
            cash.balanceOf(holderA), _share(balance, 500_000) + _share(balance, 20_000), "once"
        );
    }

    function test_settleMany__paged__shares_do_not_depend_on_what_is_left() public {
        distribute(1, 500_000, 20_000);
        passPay(1);
        uint256 begin = vm.snapshotState();
        settleAll(three());
        uint256 last = cash.balanceOf(holderC);
        vm.revertToState(begin);
        ledger.settle(holderC, ALL);
        assertEq(cash.balanceOf(holderC), last, "first or last, the same");
    }
}
