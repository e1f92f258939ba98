"""The staff's edge: login, queue, conversations, work lists, and the shop's daily work."""
