"""Everything Qt: session, reading view, panes, dialogs, window."""
