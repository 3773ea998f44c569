"""A file becomes a Text: one module a format, provisions, sentences, folding."""
