"""The staff's API, row by row: routes and OpenAPI description in one."""
