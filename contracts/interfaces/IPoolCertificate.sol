// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC7943Fungible} from "./IERC7943.sol";
import {IHolderRecords} from "./IHolderRecords.sol";
import {IPeriodBalances} from "./IPeriodBalances.sol";
import {IRemittanceOracle} from "./IRemittanceOracle.sol";
import {ITransferRules} from "./ITransferRules.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";

/// @title The certificate of one class of a pool
///
/// @notice An ERC-20 whose balances are original face: 1e6 units = $1, fixed for good once issuance
/// is closed. What is still outstanding falls with the class, not with the balance: see
/// `currentFace`. Who held at each record time is kept exactly (IPeriodBalances); the ledger pays
/// by that, so that a transfer after a record time never moves money of that period.
///
/// Also ERC-2612, ERC-165, ERC-7943 and the functions of ERC-3643 that tools for permissioned
/// tokens call, under their names there.
///
/// ## Powers
/// | role | may |
/// |---|---|
/// | issuer | issue until it closes issuance, the first record time at the latest |
/// | transfer agent | move certificates by force; move a lost wallet's to its successor |
/// | compliance | freeze; replace the rules by others of the same register; end a pause |
/// | guardian | pause |
/// | default admin | grant and revoke these roles; end a pause |
///
/// A pause stops transfers and issuance. It stops neither freezes, nor forced transfers and
/// recoveries: an order must be executable while the market stands still. Who distrusts the transfer
/// agent has compliance block the receiving wallet and the admin revoke the role. No role can mint
/// after the closing, burn, or change a closing balance of a period that is over.
///
/// ## Assumptions
/// The register, rules, calendar and oracle are this project's contracts. They call nobody, so
/// nothing re-enters a transfer.
interface IPoolCertificate is IERC20Metadata, IPeriodBalances, IERC7943Fungible {
    /// @notice Issuance is over; `supply` is final.
    event IssuanceClosed(uint256 supply);
    /// @notice Transfers follow `rules` from now on.
    event TransferRulesChanged(address indexed rules);
    /// @notice `account` paused transfers and issuance.
    event Paused(address account);
    /// @notice `account` ended the pause.
    event Unpaused(address account);
    /// @notice `owner` froze the whole wallet, or let it go. As in ERC-3643.
    event AddressFrozen(address indexed userAddress, bool indexed isFrozen, address indexed owner);
    /// @notice The certificates of a lost wallet are in `newWallet`. As in ERC-3643; the identity
    /// number of the register stands in the place of the identity contract.
    event RecoverySuccess(
        address indexed lostWallet, address indexed newWallet, address indexed investorOnchainID
    );

    /// @notice Transfers and issuance are paused.
    error PoolCertificate_Paused();
    /// @notice There is no pause to end.
    error PoolCertificate_NotPaused();
    /// @notice The caller may not end a pause: neither compliance nor the admin.
    error PoolCertificate_MayNotUnpause(address caller);
    /// @notice Issuance is closed with this supply.
    error PoolCertificate_IssuanceClosed(uint256 supply);
    /// @notice The first record time has passed; issuance can neither go on nor be closed.
    error PoolCertificate_IssuanceOver(uint64 firstRecordTime, uint256 timestamp);
    /// @notice The supply would be above `limit`.
    error PoolCertificate_SupplyAboveLimit(uint256 limit, uint256 received);
    /// @notice The supply must be the class's original face, and that above 0.
    error PoolCertificate_SupplyNotOriginalFace(uint256 expected, uint256 received);
    /// @notice The rules read another register than this certificate's.
    error PoolCertificate_RegistryMismatch(address expected, address received);
    /// @notice The oracle follows another calendar than this certificate's.
    error PoolCertificate_CalendarMismatch(address expected, address received);
    /// @notice A frozen total must fit in 64 bits, which is above any supply.
    error PoolCertificate_FreezeAboveLimit(uint256 limit, uint256 received);
    /// @notice Less is frozen than should be let go.
    error PoolCertificate_UnfreezeAboveFrozen(uint256 frozen, uint256 received);
    /// @notice The register names another wallet in place of the lost one; itself if it was never
    /// replaced.
    error PoolCertificate_NotSuccessor(address expected, address received);
    /// @notice The lost wallet belongs to another identity, written as an address.
    error PoolCertificate_IdentityMismatch(address expected, address received);
    /// @notice The lost wallet holds nothing.
    error PoolCertificate_NothingToRecover(address lostWallet);
    /// @notice Lists that belong together differ in length.
    error PoolCertificate_LengthMismatch(uint256 expected, uint256 received);

    // Issuance

    /// @notice Issue `amount` to `to`.
    ///
    /// Requirements: the caller is the issuer; no pause; issuance is not closed and the first record
    /// time has not passed; the supply stays within 1e18; `to` is not frozen and the rules allow it.
    /// Emits `Transfer` from zero.
    function mint(address to, uint256 amount) external;

    /// @notice `mint` for many; all or none.
    ///
    /// Requirements: as `mint`; both lists are equally long.
    function batchMint(address[] calldata tos, uint256[] calldata amounts) external;

    /// @notice Fix the supply for good.
    ///
    /// Requirements: the caller is the issuer; issuance is not closed and the first record time has
    /// not passed; the supply is the class's original face in the oracle, above 0.
    /// Emits `IssuanceClosed`.
    function closeIssuance() external;

    /// @notice Whether the supply is final.
    function issuanceClosed() external view returns (bool);

    // Holders

    /// @notice `transfer` to many; all or none.
    ///
    /// Requirements: as `transfer`; both lists are equally long.
    function batchTransfer(address[] calldata tos, uint256[] calldata amounts) external;

    /// @notice What is outstanding of `holder`'s certificates: balance * the class's balance after
    /// the last accepted report / its original face, rounded down to a unit. For display; payments
    /// never depend on it.
    function currentFace(address holder) external view returns (uint256);

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
    /// A forced transfer asks nothing of the sender: it may be frozen, blocked, expired or unknown.
    /// What is frozen and needed is let go first, no more.
    ///
    /// Requirements: the caller is the transfer agent; sender and receiver differ; the sender has
    /// that much; the receiver is not frozen and in good standing; the lists are equally long.
    /// Emits `Frozen` where frozen tokens were needed, `Transfer` and `ForcedTransfer`.
    function batchForcedTransfer(
        address[] calldata froms,
        address[] calldata tos,
        uint256[] calldata amounts
    ) external;

    /// @notice Move all certificates of a lost wallet, and its freezes, to the wallet that stands in
    /// its place. Periods that are over stay with the lost wallet: the ledger pays them to the same
    /// successor by the register.
    ///
    /// @param investorOnchainID the identity number of the holder, written as an address.
    ///
    /// Requirements: the caller is the transfer agent; the register names `newWallet` as the last
    /// successor of `lostWallet`, with that identity; the lost wallet holds something; `newWallet`
    /// is in good standing.
    /// Emits `Frozen` of both and `AddressFrozen` where there was a freeze, `Transfer` and
    /// `RecoverySuccess`.
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

    /// @notice Whether the account may send and receive: the one question of early drafts of
    /// ERC-7943, for tools that still ask it.
    function canTransact(address account) external view returns (bool);

    // Parts

    /// @notice The rules in force, under their name in ERC-3643.
    function compliance() external view returns (ITransferRules);

    /// @notice The register of holders, under its name in ERC-3643; fixed.
    function identityRegistry() external view returns (IHolderRecords);

    /// @notice The pool's accepted reports; fixed.
    function remittanceOracle() external view returns (IRemittanceOracle);

    /// @notice Which class of the pool this is, counted from 0 in the rows of a report; fixed.
    function trancheIndex() external view returns (uint16);
}
