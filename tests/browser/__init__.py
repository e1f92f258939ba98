"""Customers and staff in real browsers, at the real server with the real model."""
