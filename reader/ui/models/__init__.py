"""Item models over what the session holds. Imported after the first paint."""
