"""Who could follow a facility: the makers of a chain's products with whom it is linked by known trade.

Linked is who is reached over at most :data:`STEPS` deliveries, in either direction. Nothing passes through a
market: an anonymous buyer, or one abroad, does not link those who sell to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

STEPS = 3
"""Over so many deliveries somebody counts as linked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """A business as it stands in the trade of the chain. ``partners``: with whom it trades the chain's
    products. ``is_maker``: a facility in Vietnam that makes one. ``is_market``: links do not pass through
    it."""

    code: str
    partners: frozenset[str]
    is_maker: bool
    is_market: bool
    workers: int | None = None
    province: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How many could follow: ``establishments``, of which ``direct`` ones trade with the lead itself;
    ``workers`` of those of whom it is known, ``unknown``: of how many it is not; ``provinces`` in which they
    stand."""

    establishments: int
    direct: int
    workers: int
    unknown: int
    provinces: int


class Network:
    """The known trade of a chain, to be asked for many leads: the partners of each business one after the
    other, which numpy follows step by step."""

    def __init__(self, linked: Mapping[str, Linked]) -> None:
        self._codes = sorted(linked)
        self._number = {code: number for number, code in enumerate(self._codes)}
        businesses = [linked[code] for code in self._codes]
        passing = [
            []
            if each.is_market
            else sorted(self._number[partner] for partner in each.partners if partner in self._number)
            for each in businesses
        ]
        self._starts = np.concatenate([[0], np.cumsum([len(each) for each in passing])]).astype(np.int64)
        self._ends = np.array([number for each in passing for number in each], dtype=np.int64)
        provinces = sorted({each.province for each in businesses if each.province is not None})
        place = {province: number for number, province in enumerate(provinces)}
        self._is_maker = np.array([each.is_maker for each in businesses], dtype=np.bool_)
        self._workers = np.array(
            [-1 if each.workers is None else each.workers for each in businesses], dtype=np.int64
        )
        self._province = np.array([place.get(each.province or "", -1) for each in businesses], dtype=np.int64)

    def followers(self, code: str) -> list[str]:
        """Who could follow, by code."""
        return [self._codes[number] for number in self._makers(code)[0].tolist()]

    def reach(self, code: str) -> Reach:
        """How many could follow."""
        makers, direct = self._makers(code)
        workers = self._workers[makers]
        provinces = self._province[makers]
        return Reach(
            establishments=len(makers),
            direct=direct,
            workers=int(workers[workers >= 0].sum()),
            unknown=int((workers < 0).sum()),
            provinces=int(np.count_nonzero(np.bincount(provinces[provinces >= 0]))),
        )

    def _makers(self, code: str) -> tuple[NDArray[np.int64], int]:
        """The numbers of the makers who are linked with somebody, and how many of them directly."""
        lead = self._number.get(code)
        if lead is None:
            return np.zeros(0, dtype=np.int64), 0
        found = np.zeros(len(self._codes), dtype=np.bool_)
        found[lead] = True
        front, direct = np.array([lead], dtype=np.int64), 0
        for step in range(STEPS):
            reached = np.zeros(len(self._codes), dtype=np.bool_)
            reached[self._partners(front)] = True
            front = np.flatnonzero(reached & ~found)
            found[front] = True
            if step == 0:
                direct = int(self._is_maker[front].sum())
        found[lead] = False
        return np.flatnonzero(found & self._is_maker), direct

    def _partners(self, front: NDArray[np.int64]) -> NDArray[np.int64]:
        """The partners of some businesses, of which one may occur several times."""
        counts = self._starts[front + 1] - self._starts[front]
        places = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        partners: NDArray[np.int64] = self._ends[np.repeat(self._starts[front], counts) + places]
        return partners
