"""The ledger of a table: what it says and what its steps make the graph remember are the same."""

import json
from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from graph.ledger import REMOVE_PAGES, WRITE_PAGES
from graph.load import BATCH, Step
from seeds.ledger import NOT_CURRENT, Ledger

KEYS = st.lists(st.sampled_from("abcdefghij"), unique=True, min_size=1)


class Remembered:
    """What a graph would remember after some steps."""

    def __init__(self) -> None:
        self.pages: dict[str, dict[str, str]] = {}

    def run(self, steps: Iterable[Step]) -> None:
        """Takes steps as the graph would."""
        for statement, parameters in steps:
            if statement is WRITE_PAGES:
                for page in parameters["pages"]:
                    assert (page["dataset"], page["table"]) == ("demo", "x.csv")
                    self.pages[page["key"]] = json.loads(page["hashes"])
            else:
                assert statement is REMOVE_PAGES
                for key in parameters["keys"]:
                    del self.pages[key]

    def rows(self) -> dict[str, str]:
        """Every row with its hash; none may stand twice."""
        rows = [row for page in self.pages.values() for row in page.items()]
        assert len(rows) == len(dict(rows))
        return dict(rows)


@given(st.lists(st.tuples(st.sampled_from(["load", "start", "forget", "remove"]), KEYS)))
def test_steps_say_what_the_ledger_says(changes: list[tuple[str, list[str]]]) -> None:
    ledger, remembered, expected = Ledger("demo", "x.csv", {}), Remembered(), dict[str, str]()

    for number, (change, keys) in enumerate(changes):
        known = [key for key in keys if key in expected]
        match change:
            case "load":
                remembered.run(ledger.begin(keys))
                remembered.run(ledger.finish({key: str(number) for key in keys}))
                expected |= {key: str(number) for key in keys}
            case "start":
                remembered.run(ledger.begin(keys))
                expected |= {key: NOT_CURRENT for key in keys}
            case "forget":
                remembered.run(ledger.forget(known))
                expected |= {key: NOT_CURRENT for key in known}
            case _:
                for gone in ledger.by_page(known):
                    remembered.run(ledger.remove(gone))
                    expected = {key: hash_ for key, hash_ in expected.items() if key not in gone}

    assert remembered.rows() == expected
    assert {key: ledger.hash(key) for key in ledger} == expected
    read_again = Ledger("demo", "x.csv", remembered.pages)
    assert {key: read_again.hash(key) for key in read_again} == expected


def test_page_has_no_more_rows_than_are_written_together() -> None:
    ledger, remembered = Ledger("demo", "x.csv", {}), Remembered()

    for start in range(0, 3 * BATCH, BATCH // 2 + 1):
        remembered.run(ledger.begin(f"row {number}" for number in range(start, start + BATCH // 2 + 1)))

    assert {key: len(page) <= BATCH for key, page in remembered.pages.items()} == {
        f"demo/x.csv/{number:06}": True for number in range(6)
    }


def test_small_loads_share_a_page() -> None:
    ledger, remembered = Ledger("demo", "x.csv", {}), Remembered()

    for number in range(5):
        remembered.run(ledger.begin([f"row {number}"]))

    assert list(remembered.pages) == ["demo/x.csv/000000"]
