// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDistributionFunding} from "../interfaces/IDistributionFunding.sol";
import {IDistributionLedger} from "../interfaces/IDistributionLedger.sol";
import {PAYER_ROLE} from "../libraries/Roles.sol";
import {IMintableDollar, LedgerWorld} from "./LedgerWorld.sol";
import {OddDollar} from "./OddDollar.sol";
import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";

/// @title What funded revisions give holders and take back
contract DistributionEntriesTest is LedgerWorld {
    uint256 private constant ALL = type(uint256).max;

    function setUp() public {
        deploy(newTestDollar(), 12);
        issueToThree();
        distribute(1, 500_000, 20_000);
    }

    function _postAdjustment(uint64 interest) private {
        accept(1, oracle.reportOf(1).revision + 1, interest, 20_000);
        ledger.postAdjustment(1);
    }

    function _adjustTo(uint64 interest) private {
        _postAdjustment(interest);
        vm.prank(servicer);
        ledger.fundAdjustment(1);
    }

    // Settling entries

    function test_settle__positive_entry__goes_to_the_holders_of_its_period() public {
        passPay(1);
        settleAll(three());
        (uint256 sold, uint256 bought) = (cash.balanceOf(holderA), cash.balanceOf(holderB));
        move(holderA, holderB, certificate.balanceOf(holderA));
        _adjustTo(560_000);
        settleAll(three());
        uint256 balance = SUPPLY / 3;
        uint256 more = balance * 560_000 * CENT / SUPPLY - balance * 500_000 * CENT / SUPPLY; // with the rest
        assertEq(cash.balanceOf(holderA) - sold, more, "held in month 1, sold since");
        assertEq(cash.balanceOf(holderB) - bought, more, "for what it held in month 1 alone");
    }

    function test_settle__negative_entry__is_debt_and_nets_later_payments() public {
        passPay(1);
        ledger.settle(holderA, ALL);
        uint256 received = cash.balanceOf(holderA);
        _adjustTo(499_700);
        uint256 debit = (SUPPLY / 3) * 300 * CENT / SUPPLY;
        vm.expectEmit(address(ledger));
        emit IDistributionLedger.DebtChanged(holderA, debit, 0, debit);
        ledger.settle(holderA, ALL);
        assertEq(cash.balanceOf(holderA), received, "nothing is taken from a wallet");
        assertEq(ledger.accountOf(holderA).debtUnits, debit, "debt");

        distribute(2, 400_000, 20_000);
        passPay(2);
        IDistributionLedger.Claim memory claim = ledger.claimable(holderA);
        assertEq(claim.debtUnits, debit, "debt is told");
        vm.expectEmit(address(ledger));
        emit IDistributionLedger.DebtChanged(holderA, 0, debit, 0);
        uint256 paid = ledger.settle(holderA, ALL);
        assertEq(paid, claim.interestUnits + claim.principalUnits - debit, "netted");
        assertEq(paid, claim.payableNow, "as told");
        assertEq(ledger.totals().recovered, debit, "recovered");
        assertEq(ledger.accountOf(holderA).debtUnits, 0, "repaid");
    }

    function test_settle__debt_above_the_payment__nets_all_of_it_and_keeps_the_rest() public {
        passPay(1);
        ledger.settle(holderA, ALL);
        _adjustTo(100_000);
        distribute(2, 1000, 0);
        passPay(2);
        assertEq(ledger.settle(holderA, ALL), 0, "all netted");
        uint256 debit = (SUPPLY / 3) * 400_000 * CENT / SUPPLY;
        uint256 netted = ledger.totals().recovered;
        assertEq(ledger.accountOf(holderA).debtUnits, debit - netted, "rest of the debt");
        assertGt(netted, 0, "something was netted");
    }

    function test_settle__entry_of_a_period_not_yet_payable__waits_for_it() public {
        _adjustTo(600_000);
        assertEq(ledger.settle(holderA, ALL), 0, "month 1 is not payable yet");
        assertEq(ledger.accountOf(holderA).cursor, 0, "neither is its entry");
        passPay(1);
        ledger.settle(holderA, 1);
        assertEq(ledger.accountOf(holderA).cursor, 1, "applied, before any period");
        assertEq(ledger.accountOf(holderA).settledThrough, 0, "entries are steps too");
        ledger.settle(holderA, 1);
        uint256 balance = SUPPLY / 3;
        assertEq(
            cash.balanceOf(holderA),
            balance * 600_000 * CENT / SUPPLY + balance * 20_000 * CENT / SUPPLY,
            "as if it had been 6,000.00 from the start"
        );
    }

    function test_settle__too_few_steps_for_the_period__the_correction_comes_first() public {
        _adjustTo(400_000);
        passPay(1);
        assertEq(ledger.settle(holderA, 1), 0, "the one step takes the debit");
        uint256 debt = ledger.accountOf(holderA).debtUnits;
        assertEq(debt, (SUPPLY / 3) * 100_000 * CENT / SUPPLY, "owed before anything is paid");
        ledger.settle(holderA, 1);
        assertEq(ledger.accountOf(holderA).debtUnits, 0, "netted");
        assertEq(ledger.totals().recovered, debt, "the payer has it back");
    }

    function test_inv_4_settle__before_or_after_the_entry__paid_less_debt_is_the_same() public {
        passPay(1);
        uint256 begin = vm.snapshotState();
        ledger.settle(holderA, ALL);
        _adjustTo(612_345);
        ledger.settle(holderA, ALL);
        _adjustTo(512_345);
        ledger.settle(holderA, ALL);
        IDistributionLedger.Account memory early = ledger.accountOf(holderA);
        uint256 paidEarly = cash.balanceOf(holderA);
        vm.revertToState(begin);
        _adjustTo(612_345);
        _adjustTo(512_345);
        ledger.settle(holderA, ALL);
        IDistributionLedger.Account memory late = ledger.accountOf(holderA);
        assertLt(cash.balanceOf(holderA), paidEarly, "netted at once, not left as debt");
        assertEq(paidEarly - early.debtUnits, cash.balanceOf(holderA) - late.debtUnits, "the same");
        assertEq(early.remainderInterest, late.remainderInterest, "interest remainder");
        assertEq(early.remainderDebit, late.remainderDebit, "debit remainder");
    }

    function test_settle__newcomer_with_a_step_for_the_entry_alone__has_no_place_yet() public {
        _adjustTo(600_000);
        register(attacker);
        move(holderA, attacker, 300e6);
        distribute(2, 400_000, 20_000);
        passPay(2);
        ledger.settle(attacker, 1);
        IDistributionLedger.Account memory account = ledger.accountOf(attacker);
        assertEq(account.cursor, 1, "the entry is passed");
        assertEq(account.settledThrough, 0, "no period is");
        assertEq(account.position, 0, "so there is no place");
        ledger.settle(attacker, 1);
        uint256 expected =
            uint256(300e6) * 400_000 * CENT / SUPPLY + uint256(300e6) * 20_000 * CENT / SUPPLY;
        assertEq(cash.balanceOf(attacker), expected, "month 2 alone");
    }

    function test_settle__one_unit_taken_back_from_three__recovers_one_at_most() public {
        deploy(IMintableDollar(address(new OddDollar(2))), 12);
        issueToThree();
        distribute(1, 500_000, 0);
        passPay(1);
        settleAll(three());
        accept(1, 1, 499_999, 0);
        adjust(1);
        settleAll(three());
        uint256 debts;
        for (uint256 i = 0; i < 3; ++i) {
            debts += ledger.accountOf(three()[i]).debtUnits;
        }
        assertLe(debts, 1, "three holders do not owe three cents for one");
    }

    // withdrawRecovered

    function _recover() private returns (uint256 recovered) {
        passPay(1);
        settleAll(three());
        _adjustTo(499_700);
        settleAll(three());
        distribute(2, 400_000, 20_000);
        passPay(2);
        settleAll(three());
        return ledger.totals().recovered;
    }

    function test_withdrawRecovered__after_netting__returns_it_to_the_payer() public {
        uint256 recovered = _recover();
        uint256 before = cash.balanceOf(servicer);
        vm.expectEmit(address(ledger));
        emit IDistributionFunding.RecoveredWithdrawn(servicer, recovered - 1, recovered - 1);
        vm.prank(servicer);
        ledger.withdrawRecovered(recovered - 1);
        assertEq(cash.balanceOf(servicer) - before, recovered - 1, "received");
        IDistributionLedger.Totals memory totals = ledger.totals();
        assertEq(totals.withdrawn, recovered - 1, "withdrawn");
        assertEq(totals.recovered, recovered, "recovered includes it");
        assertEq(cash.balanceOf(address(ledger)), totals.outstanding, "cash is here");
    }

    function test_withdrawRecovered__more_than_netted__reverts() public {
        uint256 recovered = _recover();
        bytes4 kind = IDistributionFunding.DistributionLedger_AboveRecovered.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, recovered, recovered + 1));
        vm.prank(servicer);
        ledger.withdrawRecovered(recovered + 1);
        vm.prank(servicer);
        ledger.withdrawRecovered(recovered);
        vm.expectRevert(abi.encodeWithSelector(kind, 0, 1));
        vm.prank(servicer);
        ledger.withdrawRecovered(1);
    }

    function test_withdrawRecovered__debt_not_yet_netted__is_not_withdrawable() public {
        passPay(1);
        settleAll(three());
        _adjustTo(499_700);
        settleAll(three());
        bytes4 kind = IDistributionFunding.DistributionLedger_AboveRecovered.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, 0, 1));
        vm.prank(servicer);
        ledger.withdrawRecovered(1);
    }

    function test_withdrawRecovered__not_a_payer__reverts() public {
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessControl.AccessControlUnauthorizedAccount.selector, attacker, PAYER_ROLE
            )
        );
        vm.prank(attacker);
        ledger.withdrawRecovered(0);
    }

    // Replaced wallets

    function test_settle__debt_of_a_replaced_wallet__follows_to_its_successor() public {
        passPay(1);
        ledger.settle(holderA, ALL);
        _adjustTo(499_700);
        ledger.settle(holderA, ALL);
        uint256 debt = ledger.accountOf(holderA).debtUnits;
        address newWallet = actor("new wallet of holder a");
        uint64 identity = registry.holderOf(holderA).identity;
        registerAs(newWallet, identity);
        registry.setSuccessor(holderA, newWallet);
        certificate.recoveryAddress(holderA, newWallet, address(uint160(identity)));
        assertEq(ledger.claimable(holderA).debtUnits, debt, "still told before it moves");
        vm.expectEmit(address(ledger));
        emit IDistributionLedger.DebtMoved(holderA, newWallet, debt);
        ledger.settle(holderA, ALL);
        assertEq(ledger.accountOf(holderA).debtUnits, 0, "moved away");
        assertEq(ledger.accountOf(newWallet).debtUnits, debt, "moved here");

        distribute(2, 400_000, 20_000);
        passPay(2);
        ledger.settle(newWallet, ALL);
        assertEq(ledger.totals().recovered, debt, "netted from the successor");
    }

    function test_settle__replaced_wallet__repays_its_successors_debt() public {
        address other = actor("other wallet of holder a");
        registerAs(other, registry.holderOf(holderA).identity);
        move(holderA, other, 100_000e6);
        distribute(2, 400_000, 20_000);
        passPay(2);
        ledger.settle(other, ALL);
        accept(2, 1, 300_000, 20_000);
        adjust(2);
        ledger.settle(other, ALL);
        uint256 debt = ledger.accountOf(other).debtUnits;
        assertEq(debt, uint256(100_000e6) * 100_000 * CENT / SUPPLY, "the successor owes");

        ledger.settle(holderA, ALL); // its own debits are netted at once
        distribute(3, 300_000, 20_000);
        passPay(3);
        registry.setSuccessor(holderA, other);
        IDistributionLedger.Claim memory claim = ledger.claimable(holderA);
        assertEq(claim.debtUnits, debt, "the successor's debt alone");
        uint256 paid = ledger.settle(holderA, ALL);
        assertEq(paid, claim.interestUnits + claim.principalUnits - debt, "netted");
        assertEq(ledger.accountOf(other).debtUnits, 0, "repaid");
    }
}
