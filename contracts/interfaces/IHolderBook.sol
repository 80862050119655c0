// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IHolderRecords} from "./IHolderRecords.sol";

/// @title What the transfer agent, compliance and the holder do to a wallet's record
///
/// @notice Blocks, payout wallets and successors: what the register adds to the bare facts about a
/// holder, the same for every source of facts.
///
/// Powers: the transfer agent names successors and payout wallets, so it decides where cash that is
/// not yet settled will be sent. Compliance blocks and unblocks. The default admin grants roles and
/// changes hands with a delay. No role moves certificates or cash.
///
/// Assumptions: the transfer agent has verified that both wallets of a succession belong to the
/// same holder; the contract only sees that they share an identity.
interface IHolderBook is IHolderRecords {
    /// @notice `payout` now receives the cash of `wallet`; zero means the wallet itself again.
    event PayoutSet(address indexed wallet, address indexed payout);
    /// @notice Compliance stopped the wallet; `reason` is the reference of its decision.
    event HolderBlocked(address indexed wallet, bytes32 indexed reason);
    /// @notice Compliance let the wallet go again; `reason` is the reference of its decision.
    event HolderUnblocked(address indexed wallet, bytes32 indexed reason);
    /// @notice `newWallet` stands in place of `oldWallet` from now on, and for good.
    event SuccessorSet(
        address indexed oldWallet, address indexed newWallet, uint64 indexed identity
    );

    /// @notice The zero address holds nothing and is paid nothing.
    error HolderRegistry_ZeroWallet();
    /// @notice The registration ended at `validUntil`, before `time`.
    error HolderRegistry_RegistrationExpired(address wallet, uint40 validUntil, uint256 time);
    /// @notice The wallet is blocked by compliance.
    error HolderRegistry_WalletBlocked(address wallet);
    /// @notice The wallet is not blocked, so it cannot be unblocked.
    error HolderRegistry_WalletNotBlocked(address wallet);
    /// @notice The wallet was replaced; act on `successor`.
    error HolderRegistry_WalletReplaced(address wallet, address successor);
    /// @notice A wallet cannot succeed itself.
    error HolderRegistry_OwnSuccessor(address wallet);
    /// @notice The two wallets do not belong to the same identity.
    error HolderRegistry_IdentityMismatch(address wallet, uint64 expected, uint64 received);
    /// @notice The chain of successors would be longer than `limit` hops.
    error HolderRegistry_TooManyHops(uint256 limit, uint256 hops);

    /// @notice Send the caller's cash to `payout` from the next settlement on.
    ///
    /// The payout wallet need not be registered: it receives cash and never certificates. Zero or
    /// the caller itself ends the arrangement.
    ///
    /// Requirements: the caller is known, its registration valid, it is neither blocked nor
    /// replaced; `payout` is not blocked.
    /// Emits `PayoutSet`.
    function setPayout(address payout) external;

    /// @notice The same for `wallet`, on the holder's written instruction.
    ///
    /// Works for a blocked or expired wallet too; a blocked one is still not paid.
    ///
    /// Requirements: the caller is the transfer agent; the wallet is known and was not replaced;
    /// `payout` is not blocked.
    /// Emits `PayoutSet`.
    function setPayoutFor(address wallet, address payout) external;

    /// @notice Stop a wallet: no transfers either way, and its cash is held.
    ///
    /// A wallet is blocked, not a person: block every wallet of the identity, and know that a
    /// trusted issuer may register further ones.
    /// An unknown wallet may be blocked before it is ever registered. Blocking a blocked wallet
    /// changes nothing but records the further reason.
    ///
    /// Requirements: the caller is compliance; the wallet is not zero and was not replaced (block
    /// the wallet that stands in its place instead).
    /// Emits `HolderBlocked`.
    function blockHolder(address wallet, bytes32 reason) external;

    /// @notice Let a blocked wallet go again.
    ///
    /// Requirements: the caller is compliance; the wallet is blocked.
    /// Emits `HolderUnblocked`.
    function unblockHolder(address wallet, bytes32 reason) external;

    /// @notice Put `newWallet` in place of `oldWallet`, whose key was lost. There is no way back.
    ///
    /// From now on the old wallet neither sends nor receives certificates, and all it has earned
    /// is paid to the new one. Certificates themselves are moved by `recoveryAddress` of each
    /// certificate.
    ///
    /// A new wallet was never replaced when it becomes a successor, so no cycle can arise.
    ///
    /// Requirements: the caller is the transfer agent; the wallets differ, share a known identity,
    /// neither was replaced and neither is blocked; the registration of the new one is valid; no
    /// chain becomes longer than 8 hops.
    /// Emits `SuccessorSet`.
    function setSuccessor(address oldWallet, address newWallet) external;
}
