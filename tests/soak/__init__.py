"""What is done to the program and its files on purpose, thousands of times: `python -m tests.soak`."""
