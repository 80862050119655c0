"""Nodes that recompute a month, check it, sign it and post it with a quorum."""
