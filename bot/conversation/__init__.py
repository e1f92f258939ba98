"""Who is speaking: message log, ownership, queue, hand-off, hand-back, turns, delivery."""
