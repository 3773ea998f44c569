"""The words of texts, kept while the program runs: by content hash, so that a new wording is read anew."""

from __future__ import annotations

from reader.crossref.related import Profile

CACHE: dict[str, Profile] = {}  # touched by the one worker only; 1,000 texts of 30 KB take 12 MB
