"""Selections: some of the customers, who they are, and what sets them apart."""
