"""The only rooms with SQL: engine, migrations, apply, reading, the query language."""
