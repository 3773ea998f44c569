"""Where a note sits and how it is found again."""
