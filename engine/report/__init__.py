"""The report for people who were not there: the same content as one HTML file, as PDF and as PowerPoint."""
