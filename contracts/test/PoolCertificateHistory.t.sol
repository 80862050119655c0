// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPeriodBalances} from "../interfaces/IPeriodBalances.sol";
import {IRecordCalendar} from "../interfaces/IRecordCalendar.sol";
import {Holding} from "../libraries/Holding.sol";
import {CertificateFixture} from "./CertificateFixture.sol";

/// @notice Closing balances are those of the end of the record second, for ever.
contract PoolCertificateHistoryTest is CertificateFixture {
    uint256 private constant AMOUNT = 1000e6;
    uint256 private constant A_HAS = FACE / 2;
    uint256 private constant B_HAS = FACE * 3 / 10;

    function setUp() public override {
        super.setUp();
        issueAll();
    }

    // The boundary

    function test_balanceAt__period_still_open__refused_by_the_calendar() public {
        uint64 recordTime = calendar.recordTime(1);
        vm.warp(recordTime);
        vm.expectRevert(notClosed(1, recordTime, recordTime));
        certificate.balanceAt(holderA, 1);
        address[] memory one = new address[](1);
        vm.expectRevert(notClosed(1, recordTime, recordTime));
        certificate.balancesAt(one, 1);
        vm.warp(recordTime + 1);
        assertEq(certificate.balanceAt(holderA, 1), A_HAS, "closed a second later");
    }

    function test_balanceAt__nobody_transferred_since__closes_all_the_same() public {
        closePeriod(7);
        assertEq(certificate.balanceAt(holderA, 7), A_HAS, "the token was asleep, time was not");
        vm.expectRevert(notClosed(8, calendar.recordTime(8), block.timestamp));
        certificate.balanceAt(holderA, 8);
    }

    function test_balanceAt__period_unknown__refused() public {
        closePeriod(12);
        vm.expectRevert(
            abi.encodeWithSelector(IRecordCalendar.RecordCalendar_UnknownPeriod.selector, 12, 0)
        );
        certificate.balanceAt(holderA, 0);
        vm.expectRevert(
            abi.encodeWithSelector(IRecordCalendar.RecordCalendar_UnknownPeriod.selector, 12, 13)
        );
        certificate.balanceAt(holderA, 13);
    }

    function test_balanceAt__transfer_in_the_record_second__belongs_to_the_period() public {
        vm.warp(calendar.recordTime(1));
        send(holderA, holderB, AMOUNT);
        vm.warp(calendar.recordTime(1) + 1);
        assertEq(certificate.balanceAt(holderA, 1), A_HAS - AMOUNT, "sender");
        assertEq(certificate.balanceAt(holderB, 1), B_HAS + AMOUNT, "receiver");
    }

    function test_balanceAt__transfer_a_second_later__inv_5_changes_nothing_of_the_period() public {
        closePeriod(1);
        send(holderA, holderB, AMOUNT);
        assertEq(certificate.balanceAt(holderA, 1), A_HAS, "sender");
        assertEq(certificate.balanceAt(holderB, 1), B_HAS, "receiver");
        closePeriod(2);
        assertEq(certificate.balanceAt(holderA, 2), A_HAS - AMOUNT, "sender, next period");
        assertEq(certificate.balanceAt(holderB, 2), B_HAS + AMOUNT, "receiver, next period");
    }

    function test_balanceAt__many_changes_in_one_second__the_last_one_counts() public {
        vm.warp(calendar.recordTime(1));
        send(holderA, holderB, AMOUNT);
        send(holderB, holderA, 3 * AMOUNT);
        send(holderA, holderB, AMOUNT / 2);
        vm.warp(block.timestamp + 1);
        assertEq(certificate.balanceAt(holderA, 1), A_HAS + 2 * AMOUNT - AMOUNT / 2, "sender");
        assertEq(certificate.balanceAt(holderB, 1), B_HAS - 2 * AMOUNT + AMOUNT / 2, "receiver");
    }

    // The list

    function test_stretchOf__three_changes__linked_both_ways() public {
        closePeriod(2);
        send(holderA, holderB, AMOUNT);
        closePeriod(6);
        send(holderA, holderB, AMOUNT);
        requireHolding(holderA, A_HAS - 2 * AMOUNT, 1, 7, 3);
        requireStretch(holderA, 1, A_HAS, 3, 0);
        requireStretch(holderA, 3, A_HAS - AMOUNT, 7, 1);
        requireStretch(holderA, 7, 0, 0, 0);
        closePeriod(7);
        for (uint16 p = 1; p <= 7; ++p) {
            uint256 sold = p < 3 ? 0 : p < 7 ? AMOUNT : 2 * AMOUNT;
            assertEq(certificate.balanceAt(holderA, p), A_HAS - sold, "closing balance");
        }
    }

    function test_balanceAt__before_the_first_holding__zero() public {
        closePeriod(4);
        send(holderA, newcomer, AMOUNT);
        requireHolding(newcomer, AMOUNT, 5, 5, 0);
        for (uint16 p = 1; p <= 4; ++p) {
            assertEq(certificate.balanceAt(newcomer, p), 0, "not yet");
        }
        closePeriod(5);
        assertEq(certificate.balanceAt(newcomer, 5), AMOUNT, "from then on");
    }

    function test_balanceAt__sold_out_and_back__zero_in_between() public {
        closePeriod(1);
        send(holderC, holderA, FACE / 5);
        closePeriod(3);
        send(holderA, holderC, AMOUNT);
        closePeriod(4);
        assertEq(certificate.balanceAt(holderC, 1), FACE / 5, "held");
        assertEq(certificate.balanceAt(holderC, 2), 0, "sold");
        assertEq(certificate.balanceAt(holderC, 3), 0, "still");
        assertEq(certificate.balanceAt(holderC, 4), AMOUNT, "back");
    }

    function test_balanceAt__in_and_out_within_a_period__zero() public {
        closePeriod(1);
        send(holderA, newcomer, AMOUNT);
        send(newcomer, holderA, AMOUNT);
        closePeriod(2);
        assertEq(certificate.balanceAt(newcomer, 2), 0, "held nothing at the record time");
        assertEq(certificate.balanceAt(holderA, 2), A_HAS, "and A everything");
    }

    function test_balancesAt__many_holders__as_one_by_one() public {
        closePeriod(1);
        send(holderA, newcomer, AMOUNT);
        closePeriod(2);
        address[] memory holders = new address[](5);
        (holders[0], holders[1], holders[2]) = (holderA, holderB, holderC);
        (holders[3], holders[4]) = (newcomer, holderA);
        for (uint16 p = 1; p <= 2; ++p) {
            uint64[] memory balances = certificate.balancesAt(holders, p);
            uint256 total;
            for (uint256 i = 0; i < 5; ++i) {
                assertEq(balances[i], certificate.balanceAt(holders[i], p), "one by one");
                if (i < 4) total += balances[i];
            }
            assertEq(total, FACE, unicode"Σ closing balances = supply");
        }
    }

    // After the last period

    function test_transfer__after_the_last_record_time__still_moves() public {
        closePeriod(12);
        send(holderA, holderB, AMOUNT);
        requireHolding(holderA, A_HAS - AMOUNT, 1, 13, 1);
        vm.warp(block.timestamp + 3650 days);
        send(holderA, holderB, AMOUNT);
        requireHolding(holderA, A_HAS - 2 * AMOUNT, 1, 13, 1);
        assertEq(certificate.balanceAt(holderA, 12), A_HAS, "the last period stays");
    }

    // Inner parts

    function requireHolding(
        address holder,
        uint256 balance,
        uint256 firstIn,
        uint256 changedIn,
        uint256 prev
    ) private view {
        (uint64 balance_, uint16 firstIn_, uint16 changedIn_, uint16 prev_) =
            certificate.holdingOf(holder);
        assertEq(balance_, balance, "balance");
        assertEq(firstIn_, firstIn, "first period");
        assertEq(changedIn_, changedIn, "current stretch");
        assertEq(prev_, prev, "stretch before");
        Holding packed = certificate.packedHoldingOf(holder);
        assertEq(packed.balance(), balance, "balance, packed");
        assertEq(packed.firstIn(), firstIn, "first period, packed");
        assertEq(packed.changedIn(), changedIn, "current stretch, packed");
        assertEq(packed.prev(), prev, "stretch before, packed");
    }

    function requireStretch(
        address holder,
        uint16 start,
        uint256 balance,
        uint256 nextStart,
        uint256 prevStart
    ) private view {
        (uint64 balance_, uint16 next_, uint16 prev_) = certificate.stretchOf(holder, start);
        assertEq(balance_, balance, "stretch balance");
        assertEq(next_, nextStart, "next stretch");
        assertEq(prev_, prevStart, "previous stretch");
    }

    function notClosed(uint16 period, uint64 recordTime, uint256 timestamp)
        private
        pure
        returns (bytes memory)
    {
        return abi.encodeWithSelector(
            IPeriodBalances.PoolCertificate_PeriodNotClosed.selector, period, recordTime, timestamp
        );
    }
}
