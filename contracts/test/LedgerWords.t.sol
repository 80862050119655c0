// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDistributionFunding} from "../interfaces/IDistributionFunding.sol";
import {AccountRecord} from "../libraries/AccountRecord.sol";
import {Amounts, AmountsWords} from "../libraries/Amounts.sol";
import {ExactShare} from "../libraries/ExactShare.sol";
import {LedgerHead, LedgerHeads} from "../libraries/LedgerHead.sol";
import {Base} from "./Base.sol";

/// @title The packed words of the ledger: every field keeps to its bits
contract LedgerWordsTest is Base {
    uint256 private constant MOST_CENTS = (1 << 50) - 1;

    // LedgerHead

    function _head(uint256 period, uint256 payTime, uint256 interest, uint256 principal)
        private
        pure
        returns (LedgerHead)
    {
        return LedgerHead.wrap(0)
            .withFunded(period, payTime, AmountsWords.pack(interest, principal, 0));
    }

    function test_head__any_fields__are_read_as_written(
        uint256 period,
        uint256 payTime,
        uint256 interest,
        uint256 principal,
        uint256 cash
    ) public pure {
        period = bound(period, 0, LedgerHeads.MOST_PERIODS);
        payTime = bound(payTime, 0, LedgerHeads.LATEST_TIME);
        interest = bound(interest, 0, MOST_CENTS);
        principal = bound(principal, 0, MOST_CENTS);
        cash = bound(cash, 0, LedgerHeads.MOST_OUTSTANDING);
        LedgerHead head =
            _head(period, payTime, interest, principal).withNextAdjustment().plusCash(cash);
        assertEq(head.lastFunded(), period, "last funded");
        assertEq(head.readyAt(), payTime, "ready at");
        assertEq(head.sumInterest(), interest, "interest");
        assertEq(head.sumPrincipal(), principal, "principal");
        assertEq(head.adjustmentCount(), 1, "entries");
        assertEq(head.outstanding(), cash, "outstanding");
    }

    function test_head__funding__replaces_what_it_must_and_nothing_else(uint256 word) public pure {
        LedgerHead head = LedgerHead.wrap(word);
        LedgerHead next = head.withFunded(7, 11, AmountsWords.pack(13, 17, 1));
        assertEq(next.lastFunded(), 7, "last funded");
        assertEq(next.readyAt(), 11, "ready at");
        assertEq(next.sumInterest(), 13, "interest");
        assertEq(next.sumPrincipal(), 17, "principal");
        assertEq(next.adjustmentCount(), head.adjustmentCount(), "entries stay");
        assertEq(next.outstanding(), head.outstanding(), "outstanding stays");
    }

    function test_head__cash_in_and_out__moves_outstanding_alone(
        uint256 word,
        uint256 more,
        uint256 less
    ) public pure {
        LedgerHead head = LedgerHead.wrap(word);
        more = bound(more, 0, LedgerHeads.MOST_OUTSTANDING - head.outstanding());
        less = bound(less, 0, head.outstanding() + more);
        uint256 expected = word + (more << 159) - (less << 159);
        LedgerHead next = head.plusCash(more).minusCash(less);
        assertEq(LedgerHead.unwrap(next), expected, "the highest field moves");
        assertEq(next.outstanding(), head.outstanding() + more - less, "by as much");
    }

    function head_plusCash(uint256 word, uint256 units) external pure {
        LedgerHead.wrap(word).plusCash(units);
    }

    function head_minusCash(uint256 word, uint256 units) external pure {
        LedgerHead.wrap(word).minusCash(units);
    }

    function head_withNextAdjustment(uint256 word) external pure {
        LedgerHead.wrap(word).withNextAdjustment();
    }

    function test_head__more_cash_than_fits__reverts() public {
        uint256 most = LedgerHeads.MOST_OUTSTANDING;
        bytes4 kind = IDistributionFunding.DistributionLedger_SumOutOfRange.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, most, most + 1));
        this.head_plusCash(most << 159, 1);
    }

    function test_head__more_out_than_outstanding__reverts() public {
        vm.expectRevert();
        this.head_minusCash(uint256(5) << 159 | (1 << 159) - 1, 6);
    }

    function test_head__entries_full__reverts() public {
        uint16 most = LedgerHeads.MOST_ADJUSTMENTS;
        bytes4 kind = IDistributionFunding.DistributionLedger_TooManyAdjustments.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, most));
        this.head_withNextAdjustment(uint256(most) << 44);
    }

    // AccountRecord

    function test_account__any_fields__are_read_as_written(
        uint256 place,
        uint256 cursor,
        uint256 interest,
        uint256 principal,
        uint256 remainders
    ) public pure {
        (uint256 through, uint256 position) = (place & 1023, place >> 10 & 1023);
        cursor = bound(cursor, 0, 40);
        interest = bound(interest, 0, MOST_CENTS);
        principal = bound(principal, 0, MOST_CENTS);
        (uint256 restA, uint256 restB) = (remainders % 1e18, (remainders >> 128) % 1e18);
        AccountRecord account = AccountRecord.wrap(0);
        for (uint256 i = 0; i < cursor; ++i) {
            account = account.withNextEntry();
        }
        account = account.withIndebted(true).withRemainders(restA, restB)
            .movedTo(through, position, interest, principal);
        assertEq(account.settledThrough(), through, "settled through");
        assertEq(account.position(), position, "position");
        assertEq(account.cursor(), cursor, "cursor");
        assertTrue(account.indebted(), "indebted");
        assertFalse(account.withIndebted(false).indebted(), "no longer");
        assertEq(account.remainderInterest(), restA, "interest remainder");
        assertEq(account.remainderPrincipal(), restB, "principal remainder");
        assertEq(account.sumInterest(), interest, "interest sum");
        assertEq(account.sumPrincipal(), principal, "principal sum");
    }

    function test_account__each_change__leaves_the_other_fields(uint256 word) public pure {
        AccountRecord account = AccountRecord.wrap(word);
        AccountRecord moved = account.movedTo(1, 2, 3, 4);
        uint256 stays = ((1 << 136) - 1) << 20;
        assertEq(AccountRecord.unwrap(moved) & stays, word & stays, "moving");
        AccountRecord rested = account.withRemainders(5, 6);
        stays = ~(uint256((1 << 120) - 1) << 36);
        assertEq(AccountRecord.unwrap(rested) & stays, word & stays, "carrying");
        AccountRecord flagged = account.withIndebted(!account.indebted());
        assertEq(AccountRecord.unwrap(flagged) ^ word, 1 << 35, "flagging");
    }

    // Amounts

    function test_amounts__any_fields__are_read_as_written(
        uint64 interest,
        uint64 principal,
        uint16 revision
    ) public pure {
        Amounts amounts = AmountsWords.pack(interest, principal, revision);
        assertTrue(amounts.known(), "known");
        assertEq(amounts.interest(), interest, "interest");
        assertEq(amounts.principal(), principal, "principal");
        assertEq(amounts.revision(), revision, "revision");
        assertFalse(Amounts.wrap(0).known(), "nothing is not known");
    }

    function test_amounts__plus_and_minus__are_inverse(
        uint256 a,
        uint256 b,
        uint256 c,
        uint256 d,
        uint16 revision
    ) public pure {
        Amounts before = AmountsWords.pack(
            bound(a, 0, MOST_CENTS / 2), bound(b, 0, MOST_CENTS / 2), 9
        );
        Amounts next =
            AmountsWords.pack(bound(c, 0, MOST_CENTS / 2), bound(d, 0, MOST_CENTS / 2), revision);
        Amounts sum = before.plus(next);
        assertEq(Amounts.unwrap(sum.minus(before)), Amounts.unwrap(next), "what was added");
        (int256 interest, int256 principal) = before.legs(next);
        assertEq(interest, int256(next.interest()) - int256(before.interest()), "interest leg");
        assertEq(principal, int256(next.principal()) - int256(before.principal()), "principal leg");
    }

    function amounts_plus(uint256 sum, uint256 next) external pure {
        AmountsWords.pack(sum, 0, 0).plus(AmountsWords.pack(next, 0, 0));
    }

    function test_amounts__sum_above_its_field__reverts() public {
        bytes4 kind = IDistributionFunding.DistributionLedger_SumOutOfRange.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, MOST_CENTS, MOST_CENTS + 1));
        this.amounts_plus(MOST_CENTS, 1);
    }

    // ExactShare

    function test_split__any_numerator__keeps_every_part(uint256 numerator, uint256 supply)
        public
        pure
    {
        supply = bound(supply, 1, 1e18);
        (uint256 units, uint256 remainder) = ExactShare.split(numerator, supply);
        assertLt(remainder, supply, "less than a unit is carried");
        assertEq(units, (numerator - remainder) / supply, "whole units");
        assertEq((numerator - remainder) % supply, 0, "nothing is lost");
    }

    function test_split__in_parts__credits_as_much_as_at_once(
        uint256[8] memory parts,
        uint256 supply
    ) public pure {
        supply = bound(supply, 1, 1e18);
        (uint256 whole, uint256 sum, uint256 units, uint256 carried) = (0, 0, 0, 0);
        for (uint256 i = 0; i < 8; ++i) {
            uint256 part = parts[i] >> 8;
            whole += part;
            (units, carried) = ExactShare.split(carried + part, supply);
            sum += units;
        }
        assertEq(sum, whole / supply, "the same units");
        assertEq(carried, whole % supply, "the same remainder");
    }
}
