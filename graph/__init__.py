"""How the graph is asked: driver, Cypher, rows, constraints, migrations, embedded engine.

The only package that imports the driver and contains Cypher.
"""
