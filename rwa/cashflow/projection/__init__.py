"""Projection: a pool's cash flows over its life, month by month.

Start with `engine`, which projects one representative `Line` under `assumptions`; `pool` adds up
many lines; `spec` reads both from a JSON document. `scenarios` projects one line under very many
speed vectors at once.
"""
