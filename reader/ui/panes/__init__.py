"""The panes beside the texts: library, search, connections. They know the session and emit signals, nothing more."""
