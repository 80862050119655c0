// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title A small set of addresses, listed in ascending order
library NodeSet {
    struct Set {
        address[] ascending;
        mapping(address node => bool) contains;
    }

    /// @dev Put in a node that is not in the set.
    function insert(Set storage set, address node) internal {
        set.contains[node] = true;
        address[] storage list = set.ascending;
        list.push(node);
        for (uint256 i = list.length - 1; i > 0 && list[i - 1] > node; --i) {
            (list[i - 1], list[i]) = (node, list[i - 1]);
        }
    }

    /// @dev Take out a node that is in the set.
    function remove(Set storage set, address node) internal {
        set.contains[node] = false;
        address[] storage list = set.ascending;
        uint256 last = list.length - 1;
        bool found = false;
        for (uint256 i = 0; i < last; ++i) {
            found = found || list[i] == node;
            if (found) list[i] = list[i + 1];
        }
        list.pop();
    }
}
