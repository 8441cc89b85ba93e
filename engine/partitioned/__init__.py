"""Segmenting a table that no single machine could hold: its partitions stay where they are."""
