"""Composition root: settings, application, limits, execution, logging, metrics, command line."""
