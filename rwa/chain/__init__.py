"""The chain room: everything that is asked of, or sent to, a chain.

Start with `protocol.Chain`, what any chain can do, and `connection.open_chain`, which finds
one: an EVM inside this process (in memory or in a file) or a JSON-RPC node. Then:

- `accounts`, `keystore`: who signs; `transactions`: signed, mined, checked;
- `artifacts`, `abi`: the compiled contracts and their encoding;
- one typed binding for each contract (`certificate`, `distribution_ledger`, ...);
- `contract_errors`, `contract_events`: every custom error and event as a Python class of the
  same name, generated from the artifacts; `reverts` and `event_log` decode into them;
- `report`: the monthly report as the contract hashes it (EIP-712);
- `deployment`: a deal's contracts put on a chain, step by step, resumable.

The room knows no economics: amounts are plain integers in the unit their name ends with.
"""
