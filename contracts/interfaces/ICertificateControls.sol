// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC7943Fungible} from "./IERC7943.sol";
import {IHolderRecords} from "./IHolderRecords.sol";
import {ITransferRules} from "./ITransferRules.sol";

/// @title What authorities may do to a certificate and its holders
///
/// @notice Freezes, forced transfers, recoveries, rules and the pause: the enforcing half of
/// ERC-7943 and the functions of ERC-3643 that tools for permissioned tokens call, under their
/// names there.
///
/// ## Powers
/// | role | may |
/// |---|---|
/// | transfer agent | move certificates by force; move a lost wallet's to its successor |
/// | compliance | freeze; replace the rules by others of the same register; end a pause |
/// | guardian | pause |
/// | default admin | grant and revoke these roles, after a delay change hands; end a pause |
///
/// A pause stops transfers and issuance. It stops neither freezes nor forced transfers and
/// recoveries: an order must be executable while the market stands still. Who distrusts the
/// transfer agent has compliance block the receiving wallet and the admin revoke the role. No role
/// can burn, or change a closing balance of a period that is over.
interface ICertificateControls is IERC7943Fungible {
    /// @notice Transfers follow `rules` from now on.
    event TransferRulesChanged(address indexed rules);
    /// @notice `account` paused transfers and issuance.
    event Paused(address account);
    /// @notice `account` ended the pause.
    event Unpaused(address account);
    /// @notice `owner` froze the whole wallet, or let it go. As in ERC-3643.
    event AddressFrozen(address indexed userAddress, bool indexed isFrozen, address indexed owner);
    /// @notice The certificates of a lost wallet are in `newWallet`. As in ERC-3643; the identity
    /// number of the register, written as an address, stands for the identity contract.
    event RecoverySuccess(
        address indexed lostWallet, address indexed newWallet, address indexed investorOnchainID
    );

    /// @notice Transfers and issuance are paused.
    error PoolCertificate_Paused();
    /// @notice There is no pause to end.
    error PoolCertificate_NotPaused();
    /// @notice The rules read another register than this certificate's.
    error PoolCertificate_RegistryMismatch(address expected, address received);
    /// @notice A frozen total must fit in 64 bits, which is above any supply.
    error PoolCertificate_FreezeAboveLimit(uint256 limit, uint256 received);
    /// @notice Less is frozen than should be let go.
    error PoolCertificate_UnfreezeAboveFrozen(uint256 frozen, uint256 received);
    /// @notice The register names another wallet in place of the lost one; the lost one itself if
    /// it was never replaced.
    error PoolCertificate_NotSuccessor(address expected, address received);
    /// @notice The lost wallet belongs to another identity; numbers written as addresses.
    error PoolCertificate_IdentityMismatch(address expected, address received);
    /// @notice The lost wallet holds nothing.
    error PoolCertificate_NothingToRecover(address lostWallet);
    /// @notice Lists that belong together differ in length.
    error PoolCertificate_LengthMismatch(uint256 expected, uint256 received);

    // Freezes

    /// @notice Freeze a whole wallet, both ways, or let it go.
    ///
    /// Requirements: the caller is compliance.
    /// Emits `AddressFrozen`.
    function setAddressFrozen(address account, bool frozen) external;

    /// @notice `setAddressFrozen` for many; all or none.
    ///
    /// Requirements: as `setAddressFrozen`; both lists are equally long.
    function batchSetAddressFrozen(address[] calldata accounts, bool[] calldata frozen) external;

    /// @notice Freeze `amount` more of `account`.
    ///
    /// Requirements: the caller is compliance; the total fits in 64 bits.
    /// Emits `Frozen` with the new total.
    function freezePartialTokens(address account, uint256 amount) external;

    /// @notice Let `amount` of `account` go.
    ///
    /// Requirements: the caller is compliance; that much is frozen.
    /// Emits `Frozen` with the new total.
    function unfreezePartialTokens(address account, uint256 amount) external;

    /// @notice Whether the whole wallet is frozen. Its frozen tokens do not matter here.
    function isFrozen(address account) external view returns (bool);

    // Orders

    /// @notice `forcedTransfer` for many; all or none.
    ///
    /// A forced transfer asks nothing of the sender: it may be frozen, blocked, expired or
    /// replaced. What is frozen and needed is let go first, no more.
    ///
    /// Requirements: the caller is the transfer agent; sender and receiver differ and are not zero;
    /// the sender has that much; the receiver is not frozen and is in good standing with the rules;
    /// the lists are equally long.
    /// Emits `Frozen` where frozen tokens were needed, then `Transfer` and `ForcedTransfer`.
    function batchForcedTransfer(
        address[] calldata froms,
        address[] calldata tos,
        uint256[] calldata amounts
    ) external;

    /// @notice Move all certificates of a lost wallet, and its freezes, to the wallet that stands
    /// in its place. Periods that are over stay with the lost wallet: the ledger pays them to the
    /// same successor by the register.
    ///
    /// Frozen tokens add up. A freeze of the whole lost wallet stays there and also freezes the new
    /// one.
    ///
    /// @param investorOnchainID the identity number of the holder, written as an address.
    ///
    /// Requirements: the caller is the transfer agent; the register names `newWallet` as the last
    /// successor of `lostWallet`, with that identity; the lost wallet holds something; `newWallet`
    /// is in good standing with the rules.
    /// Emits `Frozen` of both wallets where tokens were frozen, `AddressFrozen` where the new wallet
    /// becomes frozen, then `Transfer` and `RecoverySuccess`.
    function recoveryAddress(address lostWallet, address newWallet, address investorOnchainID)
        external
        returns (bool);

    // Rules and pause

    /// @notice Follow other rules from now on.
    ///
    /// Requirements: the caller is compliance; the rules read this certificate's register.
    /// Emits `TransferRulesChanged`.
    function setTransferRules(ITransferRules rules) external;

    /// @notice Stop transfers and issuance.
    ///
    /// Requirements: the caller is the guardian; no pause.
    /// Emits `Paused`.
    function pause() external;

    /// @notice End the pause.
    ///
    /// Requirements: the caller is compliance or the admin; a pause.
    /// Emits `Unpaused`.
    function unpause() external;

    /// @notice Whether transfers and issuance are paused.
    function paused() external view returns (bool);

    /// @notice The rules in force, under their name in ERC-3643.
    function compliance() external view returns (ITransferRules);

    /// @notice The register of holders, under its name in ERC-3643; fixed.
    function identityRegistry() external view returns (IHolderRecords);
}
