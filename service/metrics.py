"""What Prometheus can read of the service."""

import os

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

REGISTRY = CollectorRegistry()

OPERATIONS = Histogram(
    "lienket_operation_seconds",
    "Time of a GraphQL operation, by its published name (others together) and outcome",
    ["operation", "outcome"],
    registry=REGISTRY,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
)
STATEMENTS = Counter(
    "lienket_statements_total",
    "Cypher statements sent to the graph, by name",
    ["statement"],
    registry=REGISTRY,
)
ROUND_TRIPS = Counter(
    "lienket_round_trips_total",
    "Times that the graph was asked; statements of the same moment travel together",
    registry=REGISTRY,
)
ROWS = Counter("lienket_rows_total", "Records that came back from the graph", registry=REGISTRY)
READY = Gauge(
    "lienket_ready",
    "Whether the graph answered the last readiness check",
    registry=REGISTRY,
    multiprocess_mode="mostrecent",
)


def exposition() -> bytes:
    """All figures, as Prometheus reads them: those of all workers of a service together, which share
    the folder that the environment names."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]  # of the library
    return generate_latest(together)
