// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Holder, HolderRecord} from "../libraries/HolderRecord.sol";
import {IErc3643IdentityRegistry} from "./IErc3643IdentityRegistry.sol";

/// @title What certificates, rules and ledgers ask about a wallet
///
/// @notice The reading side of every register of holders, whatever keeps the facts: the project's
/// own `HolderRegistry`, or `Erc3643RegistryAdapter` in front of an existing ERC-3643 registry.
///
/// Powers: nobody here moves certificates or cash. Whoever keeps the facts decides who may hold,
/// and where a holder's cash is sent once a wallet was replaced; a wrong register pays the wrong
/// wallet, and nothing on-chain can notice.
///
/// Tools for ERC-3643 find the three views they know: `isVerified` is good standing (known, valid,
/// not blocked, not replaced), and `identity` the identity number written as an address.
///
/// Units: times are Unix seconds; a registration is valid up to and including `validUntil`.
interface IHolderRecords is IErc3643IdentityRegistry {
    /// @notice A wallet's holdings of one certificate are now counted under another identity.
    event HoldingRecounted(
        address indexed token, address indexed wallet, uint64 fromIdentity, uint64 toIdentity
    );

    /// @notice The wallet has no identity in this register.
    error HolderRegistry_UnknownWallet(address wallet);

    /// @notice The record of one wallet, spelled out. All zero for an unknown wallet.
    function holderOf(address wallet) external view returns (Holder memory);

    /// @notice The packed records of both sides of a transfer, in one call.
    function recordsOf(address a, address b) external view returns (HolderRecord, HolderRecord);

    /// @notice Whom to pay what `holder` earned.
    ///
    /// Entitlement was earned while registered, so an unknown or expired wallet is still payable.
    ///
    /// @return finalHolder the last wallet of the successor chain, at most 8 hops; `holder` itself
    /// when it was never replaced.
    /// @return payout where the final holder wants its cash; `finalHolder` when it did not say.
    /// @return blocked true if compliance blocked the final holder or its payout wallet. Blocks of
    /// replaced wallets no longer count.
    function payeeOf(address holder)
        external
        view
        returns (address finalHolder, address payout, bool blocked);

    /// @notice The wallet that stands in place of `wallet`; zero when it was never replaced.
    function successorOf(address wallet) external view returns (address);

    /// @notice The payout wallet that was set for `wallet` alone; zero when none was.
    function payoutOf(address wallet) external view returns (address);

    /// @notice Tell the register that a wallet began or ceased to hold the calling certificate.
    ///
    /// Accounts are kept per caller, so a stranger can only fill an account of its own. Telling the
    /// same thing twice has no second effect. The wallet is counted under the identity it has when
    /// it begins to hold, and leaves that same count when it ceases, whatever happened between.
    ///
    /// Requirements: a wallet that begins to hold is known.
    function noteHolding(address wallet, bool holds) external;

    /// @notice Bring the count of a holding wallet up to date after its identity was changed.
    ///
    /// Anyone may call it. Does nothing if the wallet is not counted for `token`, or is counted
    /// under its present identity already.
    ///
    /// Requirements: a counted wallet is still known.
    /// Emits `HoldingRecounted` if the count moved.
    function recount(address token, address wallet) external;

    /// @notice Number of different identities that hold `token`.
    function identityCount(address token) external view returns (uint32);

    /// @notice Number of wallets under `identity` that hold `token`.
    function walletsOf(address token, uint64 identity) external view returns (uint32);

    /// @notice The identity under which `wallet` is counted for `token`; 0 when it holds none.
    function countedAs(address token, address wallet) external view returns (uint64);
}
