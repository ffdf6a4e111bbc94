"""Benchmarks: a synthetic register of any size, and what is measured on it. See ``docs/performance.md``."""
