"""Rasa in our process: model loading, graph runner, tracker store, in-process actions, one turn."""
