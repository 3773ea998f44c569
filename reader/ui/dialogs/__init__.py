"""The windows that come and go: export, import, preferences, history, trash, backups, help."""
