"""Decides: pure functions over plain data. No input or output, no GraphQL, no graph."""
