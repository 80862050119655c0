"""The database of collector and poster: SQLite or PostgreSQL, tables and their migrations.

`database` opens it, `errors` says why it cannot be used, `metadata` gathers the tables, one file
for each topic; `migrations` makes them.
"""
