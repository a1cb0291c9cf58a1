"""The ledger of claims in the window: a table, groups, a pivot, a time line and a map."""
