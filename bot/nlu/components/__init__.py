"""Rasa graph components: thin shells around the pure half of ``bot.nlu``."""
