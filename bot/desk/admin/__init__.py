"""The shop in the desk: what only administrators change."""
