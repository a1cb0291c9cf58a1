"""What every room of the window uses: look, dialogs, fields."""
