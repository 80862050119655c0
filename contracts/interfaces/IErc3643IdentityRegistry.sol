// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The part of an ERC-3643 identity registry that this project reads
///
/// @notice Kept by others. Every call verifies claims afresh, so it costs what that registry's
/// claim topics cost.
interface IErc3643IdentityRegistry {
    /// @notice Whether the wallet's identity carries every claim the registry asks for.
    function isVerified(address wallet) external view returns (bool);

    /// @notice The identity contract behind a wallet; zero for an unknown wallet.
    function identity(address wallet) external view returns (address);

    /// @notice ISO 3166-1 numeric country of the investor.
    function investorCountry(address wallet) external view returns (uint16);
}
