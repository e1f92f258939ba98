"""The customers' edge: what a visitor's page, or any other client, can call."""
