"""The reading view and what stands around it: header, find bar, ruler, ribbons, preview, scrolling together.

Nothing is imported here: the first paint takes only what it needs from the modules.
"""
