"""Notes and tags: the editor, its preview, the list of notes and the tree of tags. Imported after the first paint."""
