// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HolderRegistry} from "../HolderRegistry.sol";
import {PoolCertificate} from "../PoolCertificate.sol";
import {IRecordCalendar} from "../interfaces/IRecordCalendar.sol";
import {Base} from "./Base.sol";

/// @title Random holders, transfers and months, with every closing balance written down
/// @notice The actions that a stateful test draws from. Beside the certificate it keeps the plain
/// history: one number for each holder and period, filled in when a record time passes.
contract PoolCertificateHandler is Base {
    PoolCertificate private immutable certificate;
    HolderRegistry private immutable registry;
    IRecordCalendar private immutable calendar;
    address private immutable transferAgent;
    address private immutable compliance;
    address[] private holders;

    /// @notice What the holder has, by addition and subtraction alone.
    mapping(address holder => uint256 units) public held;
    /// @notice What the holder had at the end of the period's record second.
    mapping(uint256 period => mapping(address holder => uint256 units)) public closing;
    /// @notice Number of periods whose record time has passed.
    uint16 public closed;
    /// @notice How often each action changed something, so that none can stay idle unseen.
    mapping(bytes32 action => uint256 times) public done;

    constructor(
        PoolCertificate certificate_,
        HolderRegistry registry_,
        address[] memory holders_,
        address transferAgent_,
        address compliance_
    ) {
        (certificate, registry, holders) = (certificate_, registry_, holders_);
        (transferAgent, compliance) = (transferAgent_, compliance_);
        calendar = certificate_.calendar();
        for (uint256 i = 0; i < holders_.length; ++i) {
            held[holders_[i]] = certificate_.balanceOf(holders_[i]);
        }
    }

    // Actions

    function transfer(uint256 from, uint256 to, uint256 amount) external {
        (address sender, address receiver) = (holder(from), holder(to));
        amount = amountOf(sender, amount);
        vm.prank(sender);
        certificate.transfer(receiver, amount);
        note("transfer", sender, receiver, amount);
    }

    function transferFrom(uint256 from, uint256 to, uint256 amount) external {
        (address sender, address receiver) = (holder(from), holder(to));
        amount = amountOf(sender, amount);
        vm.prank(sender);
        certificate.approve(address(this), amount);
        certificate.transferFrom(sender, receiver, amount);
        note("transferFrom", sender, receiver, amount);
    }

    function forceTransfer(uint256 from, uint256 to, uint256 amount, uint64 frozen) external {
        (address sender, address receiver) = (holder(from), holder(to));
        if (sender == receiver) return;
        amount = amountOf(sender, amount);
        vm.prank(compliance);
        certificate.setFrozenTokens(sender, frozen);
        vm.prank(transferAgent);
        certificate.forcedTransfer(sender, receiver, amount);
        vm.prank(compliance);
        certificate.setFrozenTokens(sender, 0);
        note("forceTransfer", sender, receiver, amount);
    }

    /// @dev A few seconds, to the record second, just after it, or months on.
    function letTimePass(uint256 kind, uint256 amount) external {
        uint16 open = calendar.periodAt(uint64(block.timestamp));
        uint256 next = open > calendar.periods() ? 0 : calendar.recordTime(open);
        kind %= 6;
        if (kind == 5) return warpTo(block.timestamp + bound(amount, 30 days, 400 days));
        if (next == 0 || kind < 2) return warpTo(block.timestamp + bound(amount, 0, 20 days));
        if (kind == 2) return warpTo(next);
        warpTo(next + 1);
    }

    // Inner parts

    function warpTo(uint256 timestamp) private {
        vm.warp(timestamp);
        while (closed < calendar.periods() && timestamp > calendar.recordTime(closed + 1)) {
            ++closed;
            for (uint256 i = 0; i < holders.length; ++i) {
                closing[closed][holders[i]] = held[holders[i]];
            }
        }
        ++done["letTimePass"];
    }

    function note(bytes32 action, address sender, address receiver, uint256 amount) private {
        held[sender] -= amount;
        held[receiver] += amount;
        if (amount != 0) ++done[action];
    }

    /// @dev Often everything, so that holders come and go.
    function amountOf(address sender, uint256 seed) private view returns (uint256) {
        return seed % 4 == 0 ? held[sender] : bound(seed, 0, held[sender]);
    }

    function holder(uint256 seed) private view returns (address) {
        return holders[seed % holders.length];
    }
}
