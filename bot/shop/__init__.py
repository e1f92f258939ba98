"""The repair shop: its records, its rules, and the files that describe one."""
