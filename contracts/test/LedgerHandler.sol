// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDistributionFunding} from "../interfaces/IDistributionFunding.sol";
import {IDistributionLedger} from "../interfaces/IDistributionLedger.sol";
import {IHeldCash} from "../interfaces/IHeldCash.sol";
import {TestDollar} from "../testing/TestDollar.sol";
import {LedgerWorld} from "./LedgerWorld.sol";
import {Vm} from "./Vm.sol";

/// @title Everything that can happen to a ledger, in any order
/// @notice Each action does what it can in the present state and nothing else; only what must be
/// refused is tried against the ledger's will. What was credited, netted, paid and held is counted
/// from the ledger's events alone.
contract LedgerHandler is LedgerWorld {
    uint256 private constant ALL = type(uint256).max;
    uint16 private constant PERIODS = 30;

    address[] public wallets;
    mapping(address wallet => uint256) public creditedInterest; // [units]
    mapping(address wallet => uint256) public creditedPrincipal; // [units]
    uint256 public netted; // [units]
    uint256 public debited; // [units]
    uint256 public paid; // [units]
    uint256 public withdrawn; // [units]
    uint256 public swept; // [units]
    uint256 public releases; // held cash retried with success
    uint256 public executions; // orders
    uint16 public reported; // last period with a report
    uint256 private _nextWallet;

    constructor() {
        deploy(newTestDollar(), PERIODS);
        issueToThree();
        wallets = three();
        for (uint256 i = 0; i < 2; ++i) {
            register(_newWallet());
        }
    }

    function walletCount() external view returns (uint256) {
        return wallets.length;
    }

    // Certificates

    function moveCertificates(uint256 from, uint256 to, uint256 units) external {
        (address sender, address receiver) = (_wallet(from), _wallet(to));
        if (registry.holderOf(sender).blocked || registry.holderOf(sender).hasSuccessor) return;
        if (registry.holderOf(receiver).blocked || registry.holderOf(receiver).hasSuccessor) {
            return;
        }
        units = bound(units, 0, certificate.balanceOf(sender));
        // Often everything, so that stretches without a balance occur.
        move(sender, receiver, units % 4 == 0 ? certificate.balanceOf(sender) : units);
    }

    function replaceWallet(uint256 index) external {
        address lost = _wallet(index);
        if (wallets.length > 9 || registry.holderOf(lost).hasSuccessor) return;
        if (registry.holderOf(lost).blocked) return;
        uint64 identity = registry.holderOf(lost).identity;
        address successor = _newWallet();
        registerAs(successor, identity);
        registry.setSuccessor(lost, successor);
        if (certificate.balanceOf(lost) == 0) return;
        certificate.recoveryAddress(lost, successor, address(uint160(identity)));
    }

    function toggleBlock(uint256 index) external {
        address wallet = _wallet(index);
        if (registry.holderOf(wallet).hasSuccessor) return;
        blockHolder(wallet, !registry.holderOf(wallet).blocked);
    }

    function setPayout(uint256 index, uint256 payout) external {
        address wallet = _wallet(index);
        address to = payout % 5 == 0 ? address(ledger) : _wallet(payout);
        if (registry.holderOf(wallet).hasSuccessor || registry.holderOf(to).blocked) return;
        registry.setPayoutFor(wallet, to);
    }

    // Time

    function pass(uint256 seconds_) external {
        vm.warp(block.timestamp + bound(seconds_, 0, 40 days));
    }

    // Reports and cash

    function report(uint256 interest, uint256 principal) external {
        if (reported == PERIODS) return;
        ++reported;
        uint64 begin = classEnd[reported - 1];
        accept(
            reported,
            0,
            uint64(bound(interest, 0, begin / 100)),
            uint64(bound(principal, 0, begin / 30))
        );
    }

    /// @dev Interest of any period may be revised; principal only of the last, so that no
    /// restatement opens.
    function revise(uint256 period, uint256 interest, uint256 principal) external {
        if (reported == 0) return;
        uint16 p = uint16(bound(period, 1, reported));
        uint64 begin = classEnd[p - 1];
        uint64 repaid = begin - classEnd[p];
        if (p == reported) repaid = uint64(bound(principal, 0, begin / 30));
        accept(p, oracle.reportOf(p).revision + 1, uint64(bound(interest, 0, begin / 100)), repaid);
    }

    /// @dev A month as it should be: reported, funded, due.
    function month(uint256 interest, uint256 principal) external {
        if (reported == PERIODS) return;
        this.report(interest, principal);
        while (ledger.lastFunded() < reported) {
            postAndFund(ledger.lastFunded() + 1);
        }
        passPay(reported);
    }

    /// @dev A revision of a funded period, at once binding.
    function adjustNow(uint256 period, uint256 interest) external {
        uint16 last = ledger.lastFunded();
        if (last == 0) return;
        uint16 p = uint16(bound(period, 1, last));
        this.revise(p, interest, interest);
        this.postAdjustment(p);
        (bool waits,,,) = ledger.waitingAdjustment(p);
        if (!waits) return;
        vm.prank(servicer);
        ledger.fundAdjustment(p);
    }

    function post(uint256 period) external {
        uint16 first = ledger.lastFunded() + 1;
        if (first > reported) return;
        uint16 p = uint16(bound(period, first, reported));
        if (_isLatest(p)) {
            _mustRefuse(abi.encodeCall(IDistributionFunding.post, (p)));
        } else {
            ledger.post(p);
        }
    }

    function fund(bool inOneGo) external {
        uint16 next = ledger.lastFunded() + 1;
        if (next > reported) return;
        if (inOneGo || _isLatest(next)) {
            vm.prank(servicer);
            if (inOneGo) ledger.postAndFund(next);
            else ledger.fund(next);
        } else {
            vm.prank(servicer);
            _mustRefuse(abi.encodeCall(IDistributionFunding.fund, (next)));
        }
    }

    function fundOutOfOrder(uint256 period) external {
        uint16 p = uint16(bound(period, 0, PERIODS + 1));
        if (p == ledger.lastFunded() + 1) return;
        vm.prank(servicer);
        _mustRefuse(abi.encodeCall(IDistributionFunding.postAndFund, (p)));
    }

    function postAdjustment(uint256 period) external {
        if (ledger.lastFunded() == 0) return;
        uint16 p = uint16(bound(period, 1, ledger.lastFunded()));
        (bool waits, uint16 revision,,) = ledger.waitingAdjustment(p);
        (, uint16 latest, uint64 interest, uint64 principal) = oracle.trancheAmounts(p, 0);
        bool nothing = _inForce(p, interest, principal) && !waits;
        if (nothing || (waits && revision == latest)) {
            _mustRefuse(abi.encodeCall(IDistributionFunding.postAdjustment, (p)));
        } else {
            ledger.postAdjustment(p);
        }
    }

    function fundAdjustment(uint256 period) external {
        if (ledger.lastFunded() == 0) return;
        uint16 p = uint16(bound(period, 1, ledger.lastFunded()));
        (bool waits, uint16 revision,,) = ledger.waitingAdjustment(p);
        (, uint16 latest,,) = oracle.trancheAmounts(p, 0);
        vm.prank(servicer);
        if (waits && revision == latest) ledger.fundAdjustment(p);
        else _mustRefuse(abi.encodeCall(IDistributionFunding.fundAdjustment, (p)));
    }

    function withdrawRecovered(uint256 amount) external {
        IDistributionLedger.Totals memory totals = ledger.totals();
        amount = bound(amount, 0, totals.recovered - totals.withdrawn);
        if (TestDollar(address(cash)).paused() || amount == 0) return;
        vm.prank(servicer);
        ledger.withdrawRecovered(amount);
        withdrawn += amount;
    }

    function donateAndSweep(uint256 amount) external {
        amount = bound(amount, 0, 1e6);
        if (TestDollar(address(cash)).paused()) return;
        cash.mint(address(ledger), amount);
        if (amount == 0) _mustRefuse(abi.encodeCall(IDistributionFunding.sweepExcess, (servicer)));
        else swept += ledger.sweepExcess(servicer);
    }

    function toggleCash(uint256 index) external {
        TestDollar dollar = TestDollar(address(cash));
        address wallet = _wallet(index);
        if (dollar.blocklisted(wallet)) dollar.removeFromBlocklist(wallet);
        else dollar.addToBlocklist(wallet);
    }

    /// @dev Whatever stopped a wallet's cash is over.
    function lift(uint256 index) external {
        address wallet = _wallet(index);
        TestDollar(address(cash)).removeFromBlocklist(wallet);
        if (registry.holderOf(wallet).blocked) blockHolder(wallet, false);
        if (!registry.holderOf(wallet).hasSuccessor) registry.setPayoutFor(wallet, wallet);
    }

    // Settling

    function settle(uint256 index, uint256 maxSteps) external {
        vm.recordLogs();
        ledger.settle(_wallet(index), maxSteps % 3 == 0 ? ALL : bound(maxSteps, 0, 4));
        _count();
    }

    /// @dev Any order, any duplicates.
    function settleMany(uint256 seed, uint256 maxSteps) external {
        address[] memory batch = new address[](bound(seed, 0, 7));
        for (uint256 i = 0; i < batch.length; ++i) {
            batch[i] = _wallet(uint256(keccak256(abi.encode(seed, i))));
        }
        vm.recordLogs();
        ledger.settleMany(batch, maxSteps % 3 == 0 ? ALL : bound(maxSteps, 0, 4));
        _count();
    }

    function retryHeld(uint256 index) external {
        vm.recordLogs();
        try ledger.retryHeld(_wallet(index)) {
            _count();
        } catch {} // forge records the events of a reverted call too
    }

    function order(uint256 index, uint256 to, bool escheat) external {
        (address holder, address payee) = (_wallet(index), _wallet(to));
        (uint256 held,) = ledger.heldOf(holder);
        if (registry.holderOf(payee).blocked || registry.holderOf(payee).hasSuccessor) return;
        if (held == 0 || ledger.orderOf(holder).kind != IHeldCash.OrderKind.None) return;
        vm.prank(compliance);
        if (escheat) ledger.orderEscheat(holder, payee, "file");
        else ledger.orderRedirection(holder, payee, "file");
    }

    function executeOrCancel(uint256 index, bool cancel) external {
        address holder = _wallet(index);
        if (ledger.orderOf(holder).kind == IHeldCash.OrderKind.None) return;
        vm.recordLogs();
        if (cancel) {
            vm.prank(guardian);
            ledger.cancelOrder(holder);
        } else {
            try ledger.executeOrder(holder) {
                _count();
            } catch {}
        }
    }

    // Counting

    function _count() private {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            bytes32 kind = logs[i].topics[0];
            if (kind == IDistributionLedger.HolderSettled.selector) _countSettled(logs[i]);
            if (kind == IDistributionLedger.DebtChanged.selector) _countDebt(logs[i]);
            bool released = kind == IHeldCash.HeldReleased.selector;
            bool executed = kind == IHeldCash.OrderExecuted.selector;
            if (released) ++releases;
            if (executed) ++executions;
            if (released || executed) paid += abi.decode(logs[i].data, (uint256));
        }
    }

    function _countSettled(Vm.Log memory log) private {
        address holder = address(uint160(uint256(log.topics[1])));
        (,, uint256 interest, uint256 principal, uint256 paidUnits) =
            abi.decode(log.data, (address, uint16, uint256, uint256, uint256));
        creditedInterest[holder] += interest;
        creditedPrincipal[holder] += principal;
        paid += paidUnits;
    }

    function _countDebt(Vm.Log memory log) private {
        (uint256 added, uint256 nettedNow,) = abi.decode(log.data, (uint256, uint256, uint256));
        debited += added;
        netted += nettedNow;
    }

    // Parts

    function _newWallet() private returns (address wallet) {
        wallet = vm.addr(uint256(keccak256(abi.encode("wallet", _nextWallet++))));
        wallets.push(wallet);
    }

    function _wallet(uint256 index) private view returns (address) {
        return wallets[index % wallets.length];
    }

    function _isLatest(uint16 period) private view returns (bool) {
        IDistributionFunding.Distribution memory known = ledger.distribution(period);
        (, uint16 latest,,) = oracle.trancheAmounts(period, 0);
        return known.posted && known.revision == latest;
    }

    function _inForce(uint16 period, uint64 interest, uint64 principal)
        private
        view
        returns (bool)
    {
        IDistributionFunding.Distribution memory known = ledger.distribution(period);
        int256 interestNow = int256(known.interestUnits) + known.adjustedInterestUnits;
        int256 principalNow = int256(known.principalUnits) + known.adjustedPrincipalUnits;
        return interestNow == int256(interest * CENT) && principalNow == int256(principal * CENT);
    }

    function _mustRefuse(bytes memory call_) private {
        (bool done,) = address(ledger).call(call_);
        assertFalse(done, "must be refused");
    }

    // What the invariants read

    function parts() external view returns (address ledger_, address certificate_, address cash_) {
        return (address(ledger), address(certificate), address(cash));
    }
}
