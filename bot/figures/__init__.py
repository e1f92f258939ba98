"""The shop's figures: definitions over rows that are never changed, one query a family, one report of them all."""
