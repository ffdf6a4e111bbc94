"""Asks and answers: Query, data loaders, rows of the graph to types of the API."""
