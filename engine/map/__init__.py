"""The map of all customers: which of them stand in a window, how densely, and who is nearest."""
