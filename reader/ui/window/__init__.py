"""The window: what it shows and where, every action declared once, every connection between panes in one place."""
