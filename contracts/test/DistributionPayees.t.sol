// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDistributionLedger} from "../interfaces/IDistributionLedger.sol";
import {IHeldCash} from "../interfaces/IHeldCash.sol";
import {LedgerWorld} from "./LedgerWorld.sol";

/// @title Whom a settlement pays, and what it promises
contract DistributionPayeesTest is LedgerWorld {
    uint256 private constant ALL = type(uint256).max;

    function setUp() public {
        deploy(newTestDollar(), 24);
        issueToThree();
    }

    /// @dev A holder's share of an amount of cents, rounded down to a unit.
    function _share(uint256 balance, uint256 cents) private pure returns (uint256) {
        return balance * cents * CENT / SUPPLY;
    }

    // Payees

    function test_settle__payout_wallet__is_paid() public {
        vm.prank(holderA);
        registry.setPayout(servicer);
        distribute(1, 500_000, 20_000);
        passPay(1);
        uint256 before = cash.balanceOf(servicer);
        uint256 paid = ledger.settle(holderA, ALL);
        assertEq(cash.balanceOf(servicer) - before, paid, "payout wallet");
        assertEq(cash.balanceOf(holderA), 0, "not the holder");
    }

    function test_settle__expired_registration__is_still_paid() public {
        distribute(1, 500_000, 20_000);
        passPay(1);
        vm.warp(uint256(type(uint40).max) - 1);
        assertGt(ledger.settle(holderA, ALL), 0, "earned while registered");
    }

    function test_settle__replaced_wallet__pays_the_final_successor() public {
        distribute(1, 500_000, 20_000);
        address newWallet = actor("new wallet of holder a");
        address newest = actor("newest wallet of holder a");
        _replace(holderA, newWallet);
        _replace(newWallet, newest);
        passPay(1);
        uint256 paid = ledger.settle(holderA, ALL);
        assertGt(paid, 0, "paid");
        assertEq(cash.balanceOf(newest), paid, "final successor");
        assertEq(cash.balanceOf(holderA), 0, "the lost wallet gets nothing");
    }

    function test_settle__replaced_wallet_blocked_successor__is_held_for_the_successor() public {
        distribute(1, 500_000, 20_000);
        address newWallet = actor("new wallet of holder a");
        _replace(holderA, newWallet);
        blockHolder(newWallet, true);
        passPay(1);
        assertEq(ledger.settle(holderA, ALL), 0, "blocked");
        (uint256 held, IHeldCash.HoldReason reason) = ledger.heldOf(newWallet);
        assertGt(held, 0, "held for the successor");
        assertTrue(reason == IHeldCash.HoldReason.HolderBlocked, "reason");
        (held,) = ledger.heldOf(holderA);
        assertEq(held, 0, "nothing for the lost wallet");
    }

    function _replace(address oldWallet, address newWallet) private {
        uint64 identity = registry.holderOf(oldWallet).identity;
        registerAs(newWallet, identity);
        registry.setSuccessor(oldWallet, newWallet);
        certificate.recoveryAddress(oldWallet, newWallet, address(uint160(identity)));
    }

    // claimable

    function test_claimable__before_settling__is_what_settling_pays() public {
        distribute(1, 500_000, 20_000);
        passPay(1);
        IDistributionLedger.Claim memory claim = ledger.claimable(holderA);
        assertEq(claim.payableNow, ledger.settle(holderA, ALL), "payable now");
        assertEq(claim.interestUnits, _share(SUPPLY / 3, 500_000), "interest");
        assertEq(claim.principalUnits, _share(SUPPLY / 3, 20_000), "principal");
        assertEq(ledger.claimable(holderA).payableNow, 0, "nothing twice");
    }

    function test_claimable__blocked_or_unfunded__pays_nothing_now() public {
        assertEq(ledger.claimable(holderA).payableNow, 0, "unfunded");
        distribute(1, 500_000, 20_000);
        passPay(1);
        blockHolder(holderA, true);
        IDistributionLedger.Claim memory claim = ledger.claimable(holderA);
        assertEq(claim.payableNow, 0, "blocked");
        assertEq(claim.interestUnits, _share(SUPPLY / 3, 500_000), "still earned");
    }
}
