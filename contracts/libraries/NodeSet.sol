// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title A small set of addresses
library NodeSet {
    struct Set {
        address[] members; // in no order
        mapping(address node => bool) contains;
    }

    /// @dev Put in a node that is not in the set.
    function insert(Set storage set, address node) internal {
        set.contains[node] = true;
        set.members.push(node);
    }

    /// @dev Take out a node that is in the set.
    function remove(Set storage set, address node) internal {
        set.contains[node] = false;
        address[] storage members = set.members;
        uint256 place = 0;
        while (members[place] != node) ++place;
        members[place] = members[members.length - 1];
        members.pop();
    }

    /// @dev The members, ascending.
    function ascending(Set storage set) internal view returns (address[] memory list) {
        list = set.members;
        for (uint256 i = 1; i < list.length; ++i) {
            address node = list[i];
            uint256 place = i;
            for (; place > 0 && list[place - 1] > node; --place) {
                list[place] = list[place - 1];
            }
            list[place] = node;
        }
    }
}
