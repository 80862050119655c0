// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IErc3643IdentityRegistry} from "./IErc3643IdentityRegistry.sol";
import {IHolderBook} from "./IHolderBook.sol";

/// @title Holders as an existing ERC-3643 identity registry knows them
///
/// @notice Stands where a `HolderRegistry` stands, without copying a register that exists already:
/// identity, validity and country are read from it at every transfer; blocks, payout wallets,
/// successors and counts are kept here.
///
/// Powers: whoever administers the ERC-3643 registry decides who may hold and who counts as the
/// same person; the roles of `IHolderBook` do the rest.
///
/// Assumptions: the ERC-3643 registry answers its three views without reverting and does not change
/// the identity of a wallet that takes part in a succession. If it forgets a replaced wallet, the
/// succession recorded here still stands. A registry that reverts stops transfers, never payments:
/// `payeeOf` does not ask it.
interface IErc3643RegistryAdapter is IHolderBook {
    /// @notice There is no contract at the address of the registry.
    error Erc3643RegistryAdapter_RegistryHasNoCode(address registry);

    /// @notice The registry that is read; fixed.
    function identityRegistry() external view returns (IErc3643IdentityRegistry);

    /// @notice The investor class that being verified there proves; fixed.
    function verifiedInvestorClass() external view returns (uint8);

    /// @notice The number under which an identity contract is counted: 64 bits of the keccak256 of
    /// its address, never 0 for an identity. Among 100,000 identities the chance that any two share
    /// a number is below one in a billion; they would count as one holder.
    function identityNumber(address identity) external pure returns (uint64);
}
