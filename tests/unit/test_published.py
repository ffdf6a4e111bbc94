"""The benchmark asks every published operation."""

from benchmarks.probes import drawn_probes
from benchmarks.published import published
from service.execution import published_names


def test_every_published_operation_is_asked_with_some_variables() -> None:
    asked = published(drawn_probes(1))

    assert {operation.name for operation in asked} == published_names()
    assert all(operation.variables for operation in asked)
