// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title A wallet that is a contract: its owner's signature is the wallet's (ERC-1271)
contract ContractWallet is IERC1271 {
    error ContractWallet_NotOwner(address owner, address caller);

    /// @notice The one account that signs and acts for the wallet.
    address public immutable owner;

    constructor(address owner_) {
        owner = owner_;
    }

    /// @notice Call `target` as the wallet; answers what it answered, reverts as it reverted.
    function execute(address target, bytes calldata data) external returns (bytes memory answer) {
        if (msg.sender != owner) revert ContractWallet_NotOwner(owner, msg.sender);
        bool success;
        (success, answer) = target.call(data);
        if (!success) {
            // Hands the refusal on unchanged, so that a test sees the error of the target.
            assembly ("memory-safe") {
                revert(add(answer, 0x20), mload(answer))
            }
        }
    }

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32 hash, bytes calldata signature)
        external
        view
        returns (bytes4)
    {
        (address signer, ECDSA.RecoverError problem,) = ECDSA.tryRecoverCalldata(hash, signature);
        bool valid = problem == ECDSA.RecoverError.NoError && signer == owner;
        return valid ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }
}
