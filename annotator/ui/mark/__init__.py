"""Marking and attributing in one's own layer: keys, label bar, panel of the span, finding."""
