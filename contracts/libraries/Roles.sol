// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev Opens and closes issuance of a certificate.
bytes32 constant ISSUER_ROLE = keccak256("ISSUER_ROLE");

/// @dev Keeps the register of holders: who a wallet belongs to, lost keys, payout wallets.
bytes32 constant TRANSFER_AGENT_ROLE = keccak256("TRANSFER_AGENT_ROLE");

/// @dev Blocks and unblocks holders, freezes, replaces transfer rules, orders about held cash.
bytes32 constant COMPLIANCE_ROLE = keccak256("COMPLIANCE_ROLE");

/// @dev Funds distributions: the servicer and the guarantor.
bytes32 constant PAYER_ROLE = keccak256("PAYER_ROLE");

/// @dev Pauses and removes, and can do nothing else.
bytes32 constant GUARDIAN_ROLE = keccak256("GUARDIAN_ROLE");
