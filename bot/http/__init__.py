"""What both edges share over HTTP: problems, bodies, streams, limits, headers, and the table of endpoints."""
