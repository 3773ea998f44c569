"""Declaration Reader: political declarations side by side, explained and annotated."""

__version__ = "0.1.0"
