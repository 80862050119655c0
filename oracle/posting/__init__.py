"""Bringing what nodes signed to the contract, exactly once.

`jobs` says what there is to bring, `outbox` keeps it, `judging` asks the contract whether it is
done, `poster` does the rest; start reading at `poster`. The contract's own rule, the next period
or a higher revision, is what makes acceptance happen once: everything here only retries.
"""
