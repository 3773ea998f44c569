"""Annotations and links leave, and come back: one module a format."""
