"""All annotations of the library as a table."""
