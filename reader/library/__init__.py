"""What is kept: records, migrations, the store, search, history, trash, backup."""
