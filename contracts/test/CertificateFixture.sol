// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HolderRegistry} from "../HolderRegistry.sol";
import {PoolCertificate} from "../PoolCertificate.sol";
import {RecordCalendar} from "../RecordCalendar.sol";
import {RemittanceOracle} from "../RemittanceOracle.sol";
import {TransferRules} from "../TransferRules.sol";
import {IRemittanceOracle} from "../interfaces/IRemittanceOracle.sol";
import {TransferLimits} from "../interfaces/ITransferRules.sol";
import {HolderFacts} from "../libraries/HolderRecord.sol";
import {
    COMPLIANCE_ROLE,
    GUARDIAN_ROLE,
    ISSUER_ROLE,
    TRANSFER_AGENT_ROLE
} from "../libraries/Roles.sol";
import {Base} from "./Base.sol";

/// @title A class's certificate with everything it stands on, all of it real
/// @notice Pool of one class, $10,000,000 at issue on 2026-12-01; period 1 is January 2027.
/// Record times are month ends at 22:00 UTC, payments on the 25th at 14:00 UTC.
abstract contract CertificateFixture is Base {
    uint64 internal constant ISSUED_AT = 1_796_083_200; // 2026-12-01 00:00 UTC
    uint16 internal constant PERIODS = 12;
    uint256 internal constant FACE = 10_000_000e6; // [units]
    uint48 internal constant ADMIN_DELAY = 1 days;

    address internal admin = actor("admin");
    address internal issuer = actor("issuer");
    address internal transferAgent = actor("transfer_agent");
    address internal compliance = actor("compliance_officer");
    address internal guardian = actor("guardian");
    address internal holderA = actor("certificate_holder_a");
    address internal holderB = actor("certificate_holder_b");
    address internal holderC = actor("certificate_holder_c");
    address internal newcomer = actor("newcomer"); // registered, holds nothing
    address internal stranger = actor("stranger"); // not registered
    address internal attacker = actor("attacker");

    RecordCalendar internal calendar;
    HolderRegistry internal registry;
    TransferRules internal rules;
    RemittanceOracle internal oracle;
    PoolCertificate internal certificate;

    function setUp() public virtual {
        vm.warp(ISSUED_AT);
        calendar = newCalendar(PERIODS);
        registry = new HolderRegistry(ADMIN_DELAY, admin);
        vm.prank(admin);
        registry.grantRole(TRANSFER_AGENT_ROLE, transferAgent);
        vm.prank(admin);
        registry.grantRole(COMPLIANCE_ROLE, compliance);
        register(holderA, 1);
        register(holderB, 2);
        register(holderC, 3);
        register(newcomer, 4);
        rules = newRules(noLimits());
        oracle = newOracle(calendar);
        certificate = newCertificate(calendar, oracle);
    }

    // Parts

    function newCalendar(uint16 periods) internal returns (RecordCalendar) {
        uint64[] memory recordTimes = new uint64[](periods);
        uint64[] memory payTimes = new uint64[](periods);
        uint64 monthStart = ISSUED_AT;
        for (uint256 i = 0; i < periods; ++i) {
            monthStart += daysOfMonth(i + 11) * 1 days;
            recordTimes[i] = monthStart - 2 hours;
            payTimes[i] = monthStart + 24 days + 14 hours;
        }
        return new RecordCalendar(202_701, recordTimes, payTimes);
    }

    /// @dev Days of the month that is `months` after January 2026.
    function daysOfMonth(uint256 months) internal pure returns (uint64) {
        uint256 month = months % 12;
        if (month == 1) return (2026 + months / 12) % 4 == 0 ? 29 : 28;
        return month == 3 || month == 5 || month == 8 || month == 10 ? 30 : 31;
    }

    function noLimits() internal pure returns (TransferLimits memory) {
        return TransferLimits(0, 0, 0, 0, 0);
    }

    function newRules(TransferLimits memory limits) internal returns (TransferRules) {
        return new TransferRules(registry, limits, new uint16[](0));
    }

    function newOracle(RecordCalendar calendar_) internal returns (RemittanceOracle) {
        IRemittanceOracle.ClassTerms[] memory classes = new IRemittanceOracle.ClassTerms[](1);
        classes[0] = IRemittanceOracle.ClassTerms(uint64(FACE / 10_000), false);
        return new RemittanceOracle(
            IRemittanceOracle.Config({
                pool: "POOL-1",
                calendar: calendar_,
                balance: uint64(FACE / 10_000),
                loanCount: 40,
                overcollateralisation: 0,
                classes: classes,
                maxRatePpm: 120_000,
                maxFeePpm: 10_000,
                accrual: IRemittanceOracle.Accrual.Thirty360,
                maxSmmPpm: 100_000,
                maxLossPpm: 20_000,
                nodeDelay: 2 days,
                holdDelay: 2 days,
                admin: admin,
                adminDelay: ADMIN_DELAY
            })
        );
    }

    function newCertificate(RecordCalendar calendar_, RemittanceOracle oracle_)
        internal
        returns (PoolCertificate made)
    {
        made = new PoolCertificate(
            "Pool 1 Class A", "P1A", rules, calendar_, oracle_, 0, ADMIN_DELAY, admin
        );
        vm.startPrank(admin);
        made.grantRole(ISSUER_ROLE, issuer);
        made.grantRole(TRANSFER_AGENT_ROLE, transferAgent);
        made.grantRole(COMPLIANCE_ROLE, compliance);
        made.grantRole(GUARDIAN_ROLE, guardian);
        vm.stopPrank();
    }

    // Actions

    function register(address wallet, uint64 identity) internal {
        vm.prank(transferAgent);
        registry.setHolder(wallet, HolderFacts(identity, type(uint40).max, 840, 2));
    }

    function issue(address to, uint256 amount) internal {
        vm.prank(issuer);
        certificate.mint(to, amount);
    }

    /// @dev A gets 5, B 3 and C 2 of ten million, and issuance is closed.
    function issueAll() internal {
        issue(holderA, FACE / 2);
        issue(holderB, FACE * 3 / 10);
        issue(holderC, FACE / 5);
        vm.prank(issuer);
        certificate.closeIssuance();
    }

    function useRules(TransferLimits memory limits) internal {
        TransferRules other = newRules(limits);
        vm.prank(compliance);
        certificate.setTransferRules(other);
    }

    function send(address from, address to, uint256 amount) internal {
        vm.prank(from);
        certificate.transfer(to, amount);
    }

    function freezeWallet(address account) internal {
        vm.prank(compliance);
        certificate.setAddressFrozen(account, true);
    }

    function freezeTokens(address account, uint256 amount) internal {
        vm.prank(compliance);
        certificate.setFrozenTokens(account, amount);
    }

    function blockWallet(address account) internal {
        vm.prank(compliance);
        registry.blockHolder(account, "order 7");
    }

    function pauseMarket() internal {
        vm.prank(guardian);
        certificate.pause();
    }

    /// @dev To the second after the record time of `period`, which is then closed.
    function closePeriod(uint16 period) internal {
        vm.warp(calendar.recordTime(period) + 1);
    }
}
