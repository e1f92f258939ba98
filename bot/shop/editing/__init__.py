"""The shop changed from the desk: one thing at a time, checked, with its history."""
