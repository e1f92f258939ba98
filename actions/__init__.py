"""Custom actions, one module a skill: slots in, shop calls, cards out. No SQL and no HTTP here."""
