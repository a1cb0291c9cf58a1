"""Used by every room of the window: look, dialogs, fields."""
