"""The encrypted SQLite file: connection, migrations, all SQL."""
