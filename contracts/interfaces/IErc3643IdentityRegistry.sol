// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The part of an ERC-3643 identity registry that this project reads, and offers itself
///
/// @notice A registry kept by others verifies claims afresh in every call, so it costs what its
/// claim topics cost; the project's own register reads one slot.
interface IErc3643IdentityRegistry {
    /// @notice Whether the wallet's identity carries every claim the registry asks for.
    function isVerified(address wallet) external view returns (bool);

    /// @notice The identity contract behind a wallet; zero for an unknown wallet.
    function identity(address wallet) external view returns (address);

    /// @notice ISO 3166-1 numeric country of the investor.
    function investorCountry(address wallet) external view returns (uint16);
}
