"""The migrations of the store, run by Alembic from inside the package.

A new one is a file in `versions` whose `down_revision` is the newest before it.
"""
