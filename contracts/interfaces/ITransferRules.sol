// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IHolderRecords} from "./IHolderRecords.sol";

/// @notice The limits of one certificate class. In each number 0 means no limit.
struct TransferLimits {
    /// First second in which holders may transfer, Unix time.
    uint40 lockUpUntil;
    /// Least holding of a wallet that holds at all, certificate units.
    uint64 minDenomination;
    /// Most that one wallet may hold, certificate units.
    uint64 maxHolding;
    /// Most identities that may hold the certificate.
    uint32 maxHolders;
    /// Least investor class of a receiver (a qualified-only class names its threshold here).
    uint8 minInvestorClass;
}

/// @title The rules of who may hold and transfer a certificate
///
/// @notice Every limit is part of the code: no one can change it, and reading it costs nothing. To
/// change a rule, compliance deploys new rules with the same register and gives them to the
/// certificate.
///
/// Powers: none. The contract has no state, no owner and no role.
///
/// Assumptions: the caller of `check` is the certificate, because the number of holders is counted
/// by the register under the caller's address; it calls before the register is told of the change.
///
/// A rule that refuses reverts with its own error, naming the wallet and both sides.
interface ITransferRules {
    /// @notice The wallet has no identity in the register.
    error TransferRules_UnknownWallet(address wallet);
    /// @notice The wallet's registration ended at `validUntil`, before `time`.
    error TransferRules_RegistrationExpired(address wallet, uint40 validUntil, uint256 time);
    /// @notice Compliance blocked the wallet.
    error TransferRules_WalletBlocked(address wallet);
    /// @notice The wallet was replaced by `successor` and is no longer in use.
    error TransferRules_WalletReplaced(address wallet, address successor);
    /// @notice Holders may transfer from `until` on; it is `time` now.
    error TransferRules_LockedUp(uint40 until, uint256 time);
    /// @notice Holders in `country` may not buy this certificate.
    error TransferRules_CountryNotAllowed(address wallet, uint16 country);
    /// @notice The investor's class is below the least that may buy this certificate.
    error TransferRules_InvestorClassTooLow(address wallet, uint8 minimum, uint8 received);
    /// @notice The wallet would hold `received` units, more than 0 and less than `minimum`.
    error TransferRules_BelowDenomination(address wallet, uint256 minimum, uint256 received);
    /// @notice The wallet would hold `received` units, more than `maximum`.
    error TransferRules_AboveMaxHolding(address wallet, uint256 maximum, uint256 received);
    /// @notice The certificate would have `received` holders, more than `maximum`.
    error TransferRules_TooManyHolders(uint256 maximum, uint256 received);
    /// @notice The register has no code at this address.
    error TransferRules_RegistryHasNoCode(address registry);
    /// @notice No holding could satisfy both limits.
    error TransferRules_LimitsContradict(uint64 minDenomination, uint64 maxHolding);
    /// @notice ISO 3166-1 numeric codes end at `limit`.
    error TransferRules_CountryOutOfRange(uint16 limit, uint16 country);

    /// @notice Refuse a transfer or a mint that breaks a rule; return nothing otherwise.
    ///
    /// @param from the sender; zero when `amount` is minted: then the sender's side and the lock-up
    /// do not apply.
    /// @param to the receiver; never zero, which is an unknown wallet.
    /// @param amount certificate units that move.
    /// @param fromAfter what the sender will hold afterwards; ignored on mint.
    /// @param toBefore what the receiver holds now.
    ///
    /// Requirements, in this order:
    /// - of the sender, unless minted: the lock-up is over; the wallet is known, valid, not blocked
    ///   and not replaced; it ends with nothing or at least the denomination. A sender whose country
    ///   or class is no longer allowed may leave;
    /// - of the receiver: known, valid, not blocked, not replaced; country and investor class are
    ///   allowed; it ends with nothing or at least the denomination, and at most the maximum
    ///   holding; if its identity is new to the certificate, the number of identities stays within
    ///   the maximum (a sender that leaves makes room).
    ///
    /// When `from` equals `to` nothing moves: the amounts, country, class and number do not matter.
    function check(address from, address to, uint256 amount, uint256 fromAfter, uint256 toBefore)
        external
        view;

    /// @notice Refuse a receiver of a forced transfer or a recovery: known, valid, not blocked, not
    /// replaced. The sender and all other limits do not matter then.
    function checkForced(address to) external view;

    /// @notice Whether a wallet may take part at all: known, valid, not blocked, not replaced. What
    /// ERC-7943 asks as `canTransact`.
    function inGoodStanding(address wallet) external view returns (bool);

    /// @notice The register these rules read; fixed.
    function registry() external view returns (IHolderRecords);

    /// @notice The limits; fixed. `maxHolding` and `maxHolders` of 0 mean no limit.
    function limits() external view returns (TransferLimits memory);

    /// @notice Whether a holder in `country` may receive the certificate. Never above 1023, where
    /// ISO has no codes, whatever the list.
    function countryAllowed(uint16 country) external view returns (bool);
}
