"""What operations may cost."""

import threading

from benchmarks.costs import counted_calls, grown
from domain.text import fold


def test_a_cost_may_grow_by_a_tenth_and_no_more() -> None:
    recorded = {"Search": {"statements": 2, "calls": 1_000}, "LookUp": {"statements": 9, "calls": 100}}
    now = {"Search": {"statements": 3, "calls": 1_100}, "LookUp": {"statements": 9, "calls": 111}}

    found = grown(now, recorded)

    assert found == ["Search: 3 statements, 2 recorded", "LookUp: 111 calls, 100 recorded"]


def test_an_operation_that_is_not_recorded_is_told() -> None:
    assert grown({"New": {"calls": 1}}, {}) == ["New: nothing is recorded; run with --write"]


def test_calls_of_the_project_are_counted() -> None:
    with counted_calls() as once:
        fold("Lào Cai")
    with counted_calls() as twice:
        fold("Lào Cai")
        fold("Lào Cai")

    assert once.total() > 0
    assert twice.total() == 2 * once.total()


def test_calls_in_threads_are_counted() -> None:
    with counted_calls() as here:
        fold("Lào Cai")
    with counted_calls() as there:
        thread = threading.Thread(target=fold, args=("Lào Cai",))
        thread.start()
        thread.join()

    assert there.total() == here.total()
