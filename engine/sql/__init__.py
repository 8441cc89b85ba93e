"""The segmentation as SQL, for databases in which the customers already are."""
