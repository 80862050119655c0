"""Nodes and a collector as processes of their own, and what they say to each other.

The collector is the only server. A node asks it what is to be answered (`node_loop`), fetches the
documents by their hashes (`working_copy`), reads the chain through a connection of its own
(`chain_view`), recomputes and answers (`node_service`). The collector keeps and counts answers
(`gathering`) and can change none of them; start reading at `node_service`.
"""
