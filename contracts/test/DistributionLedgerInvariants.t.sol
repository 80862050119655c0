// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DistributionLedger} from "../DistributionLedger.sol";
import {PoolCertificate} from "../PoolCertificate.sol";
import {IDistributionFunding} from "../interfaces/IDistributionFunding.sol";
import {IDistributionLedger} from "../interfaces/IDistributionLedger.sol";
import {Base} from "./Base.sol";
import {LedgerHandler} from "./LedgerHandler.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title What holds after any history
/// @notice Everything a wallet earned is worked out again from nothing, period by period and entry
/// by entry, from the certificate's closing balances.
contract DistributionLedgerInvariantsTest is Base {
    /// @dev Σ balance * units, in 1/supply of a unit.
    struct Earned {
        uint256 interest;
        uint256 principal;
        uint256 debit;
    }

    LedgerHandler private handler;
    DistributionLedger private ledger;
    PoolCertificate private certificate;
    IERC20 private cash;

    function setUp() public {
        handler = new LedgerHandler();
        (address ledger_, address certificate_, address cash_) = handler.parts();
        ledger = DistributionLedger(ledger_);
        certificate = PoolCertificate(certificate_);
        cash = IERC20(cash_);
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// @dev The fuzzer's histories are short; this one is long, and must have met every state.
    function test_inv_3_inv_4_inv_8__a_long_history__holds_and_met_every_state() public {
        for (uint256 i = 0; i < 1500; ++i) {
            _act(uint256(keccak256(abi.encode("act", i))));
            if (i % 100 == 0) _assertAll();
        }
        _assertAll();
        assertGe(ledger.lastFunded(), 25, "years went by");
        assertGe(ledger.adjustmentCount(), 10, "revisions of funded periods");
        assertGt(handler.netted(), 0, "debt was netted");
        assertGt(handler.withdrawn(), 0, "recovered cash was withdrawn");
        assertGt(handler.releases(), 0, "held cash was released");
        assertGt(handler.executions(), 0, "orders were executed");
        assertGt(handler.walletCount(), 7, "wallets were replaced");
        assertGt(handler.swept(), 0, "donations were swept");
    }

    function _act(uint256 word) private {
        (uint256 kind, uint256 x, uint256 y) = (word % 64, word >> 8 & 0xffffff, word >> 32);
        if (kind < 12) handler.moveCertificates(x, x >> 8, y);
        else if (kind < 14) handler.month(y, y >> 64);
        else if (kind == 14) handler.report(y, y >> 64);
        else if (kind < 17) handler.fund(x % 2 == 0);
        else if (kind == 17) handler.revise(x, y, y >> 64);
        else if (kind < 20) handler.adjustNow(x, y);
        else if (kind == 20) handler.postAdjustment(x);
        else if (kind == 21) handler.fundAdjustment(x);
        else if (kind == 22) handler.replaceWallet(x);
        else if (kind == 23) handler.toggleBlock(x);
        else if (kind < 26) handler.lift(x);
        else if (kind < 28) handler.toggleCash(x);
        else if (kind == 28) handler.setPayout(x, y);
        else if (kind == 29) handler.withdrawRecovered(y);
        else if (kind == 30) handler.donateAndSweep(y);
        else if (kind < 34) handler.order(x, x >> 8, y % 2 == 0);
        else if (kind < 37) handler.executeOrCancel(x, y % 4 == 0);
        else if (kind < 42) handler.retryHeld(x);
        else if (kind == 42) handler.pass(y);
        else if (kind == 43) handler.post(x);
        else if (kind == 44) handler.fundOutOfOrder(x);
        else if (kind < 58) handler.settle(x, y);
        else handler.settleMany(x, y);
    }

    function _assertAll() private {
        invariant_inv_3_every_funded_unit_is_somewhere();
        invariant_inv_4_credits_depend_on_the_place_alone();
        invariant_inv_8_cash_covers_every_liability();
        invariant_debts_are_what_was_debited_and_not_yet_netted();
        invariant_held_cash_adds_up();
        invariant_inv_9_claims_are_what_settling_credits();
    }

    /// @dev What `wallet` earned through period `last` and the first `entries` entries.
    function _earned(address wallet, uint16 last, uint16 entries)
        private
        view
        returns (Earned memory earned)
    {
        for (uint16 p = 1; p <= last; ++p) {
            IDistributionFunding.Distribution memory known = ledger.distribution(p);
            uint256 balance = certificate.balanceAt(wallet, p);
            earned.interest += balance * known.interestUnits;
            earned.principal += balance * known.principalUnits;
        }
        for (uint16 e = 0; e < entries; ++e) {
            IDistributionFunding.Adjustment memory entry = ledger.adjustment(e);
            uint256 balance = certificate.balanceAt(wallet, entry.period);
            _add(earned, balance, entry.interestUnits, entry.principalUnits);
        }
    }

    function _add(Earned memory earned, uint256 balance, int256 interest, int256 principal)
        private
        pure
    {
        if (interest > 0) earned.interest += balance * uint256(interest);
        else earned.debit += balance * uint256(-interest);
        if (principal > 0) earned.principal += balance * uint256(principal);
        else earned.debit += balance * uint256(-principal);
    }

    /// @dev Order, batching and repetition cannot matter: what was credited is a function of how
    /// far the account is, and of nothing else.
    function invariant_inv_4_credits_depend_on_the_place_alone() public view {
        uint256 supply = certificate.totalSupply();
        for (uint256 i = 0; i < handler.walletCount(); ++i) {
            address wallet = handler.wallets(i);
            IDistributionLedger.Account memory account = ledger.accountOf(wallet);
            Earned memory earned = _earned(wallet, account.settledThrough, account.cursor);
            assertEq(handler.creditedInterest(wallet), earned.interest / supply, "interest");
            assertEq(handler.creditedPrincipal(wallet), earned.principal / supply, "principal");
            assertEq(account.remainderInterest, earned.interest % supply, "interest carried");
            assertEq(account.remainderPrincipal, earned.principal % supply, "principal carried");
            assertEq(account.remainderDebit, earned.debit % supply, "debit carried");
        }
    }

    /// @dev funded = paid + held + recovered + owed, times the supply so that no remainder is lost.
    function invariant_inv_3_every_funded_unit_is_somewhere() public view {
        IDistributionLedger.Totals memory totals = ledger.totals();
        uint256 supply = certificate.totalSupply();
        uint256 owedParts = _owedParts(supply);
        assertEq(
            totals.funded * supply,
            (totals.paid + totals.held + totals.recovered) * supply + owedParts,
            "funded = paid + held + recovered + owed"
        );
        assertEq(totals.paid, handler.paid(), "paid, by the events");
        assertEq(totals.recovered, handler.netted(), "recovered, by the events");
        assertEq(totals.withdrawn, handler.withdrawn(), "withdrawn");
    }

    function _owedParts(uint256 supply) private view returns (uint256 parts) {
        (uint16 last, uint16 entries) = (ledger.lastFunded(), ledger.adjustmentCount());
        for (uint256 i = 0; i < handler.walletCount(); ++i) {
            address wallet = handler.wallets(i);
            Earned memory earned = _earned(wallet, last, entries);
            parts += earned.interest + earned.principal;
            parts -= (handler.creditedInterest(wallet) + handler.creditedPrincipal(wallet)) * supply;
        }
    }

    /// @dev Cash covers what is held, what payers may still withdraw and what is owed.
    function invariant_inv_8_cash_covers_every_liability() public view {
        IDistributionLedger.Totals memory totals = ledger.totals();
        uint256 supply = certificate.totalSupply();
        uint256 balance = cash.balanceOf(address(ledger));
        uint256 undrawn = totals.recovered - totals.withdrawn;
        assertGe(
            balance * supply,
            (totals.held + undrawn) * supply + _owedParts(supply),
            "cash >= held + undrawn recovered + owed"
        );
        assertEq(balance, totals.outstanding, "donations were swept, so it is exact");
    }

    function invariant_debts_are_what_was_debited_and_not_yet_netted() public view {
        uint256 debts;
        uint256 debitParts;
        uint256 supply = certificate.totalSupply();
        for (uint256 i = 0; i < handler.walletCount(); ++i) {
            address wallet = handler.wallets(i);
            IDistributionLedger.Account memory account = ledger.accountOf(wallet);
            debts += account.debtUnits;
            debitParts += _earned(wallet, account.settledThrough, account.cursor).debit / supply;
        }
        assertEq(handler.debited(), debitParts, "debited");
        assertEq(debts + handler.netted(), handler.debited(), "debt + netted = debited");
    }

    function invariant_held_cash_adds_up() public view {
        uint256 held;
        for (uint256 i = 0; i < handler.walletCount(); ++i) {
            (uint256 amount,) = ledger.heldOf(handler.wallets(i));
            held += amount;
        }
        assertEq(ledger.totals().held, held, "sum over all wallets");
    }

    /// @dev A claim is a promise: settling pays exactly it, whatever others do in between.
    function invariant_inv_9_claims_are_what_settling_credits() public {
        uint256 begin = vm.snapshotState();
        for (uint256 i = 0; i < handler.walletCount(); ++i) {
            address wallet = handler.wallets(i);
            IDistributionLedger.Claim memory claim = ledger.claimable(wallet);
            uint256 before = handler.creditedInterest(wallet) + handler.creditedPrincipal(wallet);
            handler.settle(i, 0);
            uint256 credited =
                handler.creditedInterest(wallet) + handler.creditedPrincipal(wallet) - before;
            assertEq(credited, claim.interestUnits + claim.principalUnits, "credited as claimed");
        }
        vm.revertToState(begin);
    }
}
