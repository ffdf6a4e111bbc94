"""What was loaded of a table: the hash of each of its rows, by key.

It must never call a row current that is not. So the ledger says that rows are to be written in the
transaction that begins to write them or in an earlier one, and calls them current in a later one.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping

from graph.client import Graph
from graph.ledger import read_pages, removed_pages, written_pages
from graph.load import BATCH, Step

NOT_CURRENT = ""
"""Stands for the hash of a row that is still to be written."""
GONE = "gone"
"""Stands for the hash of a row that is gone while what it brought may still be there."""


class Ledger:
    """What was loaded of one table of a dataset, as the graph remembers it in pages. Methods that change
    it give the steps that change the graph alike."""

    def __init__(self, dataset: str, table: str, pages: dict[str, dict[str, str]]) -> None:
        self._dataset = dataset
        self._table = table
        self._pages = pages
        self._page_of = {key: page for page, hashes in pages.items() for key in hashes}

    def __iter__(self) -> Iterator[str]:
        """The keys of all rows, the last loaded last."""
        return iter(self._page_of)

    def __contains__(self, key: str) -> bool:
        return key in self._page_of

    def hash(self, key: str) -> str | None:
        """The hash with which a row was written; None for a row that was not."""
        page = self._page_of.get(key)
        return None if page is None else self._pages[page][key]

    def begin(self, keys: Iterable[str]) -> list[Step]:
        """Some rows, at most a page, are to be written: they come together on the last page or, where
        that is full, on a new one."""
        keys = list(keys)
        target = self._page_for(len(keys))
        touched = {self._page_of[key] for key in keys if key in self._page_of} | {target}
        for key in keys:
            if key in self._page_of:
                del self._pages[self._page_of[key]][key]
            self._pages[target][key] = NOT_CURRENT
            self._page_of[key] = target
        return self._steps(touched)

    def finish(self, hashes: Mapping[str, str]) -> list[Step]:
        """Some rows have been written."""
        for key, hash_ in hashes.items():
            self._pages[self._page_of[key]][key] = hash_
        return self._steps({self._page_of[key] for key in hashes})

    def forget(self, keys: Iterable[str]) -> list[Step]:
        """Some rows are to be written anew."""
        return self.finish({key: NOT_CURRENT for key in keys})

    def by_page(self, keys: Iterable[str]) -> list[list[str]]:
        """Some rows, those of each page together."""
        pages: dict[str, list[str]] = {}
        for key in keys:
            pages.setdefault(self._page_of[key], []).append(key)
        return list(pages.values())

    def remove(self, keys: Collection[str]) -> list[Step]:
        """Nothing is left of some rows."""
        touched = {self._page_of[key] for key in keys}
        for key in keys:
            del self._pages[self._page_of[key]][key], self._page_of[key]
        return self._steps(touched)

    def _page_for(self, count: int) -> str:
        last = next(reversed(self._pages), None)
        if last is not None and len(self._pages[last]) + count <= BATCH:
            return last
        number = (last or "").rpartition("/")[2]
        page = f"{self._dataset}/{self._table}/{int(number) + 1 if number.isdigit() else 0:06}"
        self._pages[page] = {}
        return page

    def _steps(self, pages: set[str]) -> list[Step]:
        filled = {page: json.dumps(self._pages[page]) for page in sorted(pages) if self._pages[page]}
        empty = sorted(pages - filled.keys())
        for page in empty:
            del self._pages[page]
        steps = [written_pages(self._dataset, self._table, filled)] if filled else []
        return [*steps, removed_pages(empty)] if empty else steps


async def read_ledger(graph: Graph, dataset: str, table: str) -> Ledger:
    """What was loaded of a table."""
    pages = await read_pages(graph, dataset, table)
    return Ledger(dataset, table, {page: dict(json.loads(hashes)) for page, hashes in pages.items()})
