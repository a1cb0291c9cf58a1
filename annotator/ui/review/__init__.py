"""Review in the window: submitting, judging another's layer, comparing layers, the agreed layer."""
