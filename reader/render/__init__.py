"""Markdown to safe HTML, Pygments lexers and styles, overlapping spans to flat runs."""
