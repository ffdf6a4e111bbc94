"""What ``partners`` ranks for a subject when some trade links are hidden from it.

Of the register, the same statements are read and the same conversions used as by the service; hidden links
are taken out of every row before anything is made of it: who is known as a partner, what capacity is spare,
and what of a need is open.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from benchmarks.links import Link
from domain.enums import Criterion, PartnerDirection
from graph import partner as graph
from graph.client import Graph, Row
from planning.partner import Candidate, Pair, Restriction, Subject, Want, rank
from resolvers.partner_subject import candidate, registered

EVERYTHING = Restriction()


class Facts(Protocol):
    """A source of what is ranked."""

    on: dt.date

    def of(
        self, direction: PartnerDirection, subject: str, hidden: Collection[Link]
    ) -> tuple[Subject, Sequence[Candidate]]:
        """The subject and all candidates, as if the hidden links were not on record."""
        ...


def partner_scores(
    facts: Facts,
    hidden: Collection[Link],
    weights: Mapping[Criterion, float],
    direction: PartnerDirection,
    subject: str,
) -> Mapping[str, float]:
    """The scores that ``partners`` gives with some weights, by code of the candidate."""
    known, found = facts.of(direction, subject, hidden)
    matches = rank(direction, known, found, weights=weights, restriction=EVERYTHING, on=facts.on)
    return {code: -score for score, code in matches.keys}


@dataclass(frozen=True, slots=True)
class _Read:
    reciprocal: frozenset[str]
    candidates: Sequence[Row]


class RegisterFacts:
    """The facts of all businesses of a register, read once. ``links`` are those in force on the day."""

    def __init__(self, on: dt.date, rows: Mapping[str, Row]) -> None:
        self.on = on
        self.links = frozenset(
            (code, link["other"]) for code, row in rows.items() for link in row["delivers"]
        )
        self.suppliers = frozenset(code for code, row in rows.items() if row["offers"])
        self.customers = frozenset(code for code, row in rows.items() if row["needs"])
        self._rows = rows
        self._read: dict[tuple[PartnerDirection, str], _Read] = {}

    @staticmethod
    async def read(client: Graph, businesses: Sequence[str], on: dt.date) -> "RegisterFacts":
        """Reads all businesses, and for each that trades what it could be matched with."""
        period = graph.Period(on=on)
        _, rows = await graph.subjects(client, businesses, period)
        rows = {row["code"]: row for row in rows.values()}
        facts = RegisterFacts(on, rows)
        for code, row in rows.items():
            if row["receives"]:
                await facts._add(client, PartnerDirection.SUPPLIERS, code, row, period)
            if row["delivers"]:
                await facts._add(client, PartnerDirection.BUYERS, code, row, period)
        return facts

    async def _add(
        self, client: Graph, direction: PartnerDirection, code: str, row: Row, period: graph.Period
    ) -> None:
        subject, counterparts = registered(row, direction, period.on)
        wider = graph.ancestors_of if direction is PartnerDirection.SUPPLIERS else graph.kinds_of
        reciprocal = await wider(client, counterparts)
        candidates: list[Row] = []
        if subject.wants:
            found = await graph.candidates(
                client,
                direction,
                business=code,
                products=sorted({want.product for want in subject.wants}),
                reciprocal=reciprocal,
                period=period,
                narrowing=graph.Narrowing(),
            )
            candidates = list(found.candidates)
        self._read[direction, code] = _Read(frozenset(reciprocal), candidates)

    def of(
        self, direction: PartnerDirection, subject: str, hidden: Collection[Link]
    ) -> tuple[Subject, Sequence[Candidate]]:
        """The subject and all candidates, as if the hidden links were not on record."""
        read = self._read[direction, subject]
        known, _ = registered(without(self._rows[subject], hidden), direction, self.on)
        wants = {want.product: want for want in known.wants}
        traded = _receives if direction is PartnerDirection.BUYERS else _delivers
        return replace(known, can_reciprocate=bool(read.reciprocal)), [
            candidate(row | {"traded": traded(self._rows[row["code"]], hidden)}, wants, read.reciprocal)
            for row in read.candidates
        ]


def without(row: Row, hidden: Collection[Link]) -> Row:
    """The facts of a business without the hidden links, nor meetings at fairs of those whose link is hidden:
    a contract is all but the link."""
    code = row["code"]
    met = [
        held
        for held in row["met"]
        if (code, held["other"]) not in hidden and (held["other"], code) not in hidden
    ]
    return row | {"met": met, "delivers": _delivers(row, hidden), "receives": _receives(row, hidden)}


def _delivers(row: Row, hidden: Collection[Link]) -> list[Row]:
    return [link for link in row["delivers"] if (row["code"], link["other"]) not in hidden]


def _receives(row: Row, hidden: Collection[Link]) -> list[Row]:
    return [link for link in row["receives"] if (link["other"], row["code"]) not in hidden]


class TownFacts:
    """The facts of a network that tells nothing but towns: everyone offers or needs one and the same product
    and lies in one province; a town stands for a commune."""

    def __init__(
        self, suppliers: Collection[str], customers: Collection[str], towns: Mapping[str, str]
    ) -> None:
        self.on = _DAY
        self._suppliers = sorted(suppliers)
        self._customers = sorted(customers)
        self._towns = towns

    def of(
        self, direction: PartnerDirection, subject: str, hidden: Collection[Link]
    ) -> tuple[Subject, Sequence[Candidate]]:
        """The subject and all others in the role asked for; no link is a fact here, so none can be seen."""
        others = self._suppliers if direction is PartnerDirection.SUPPLIERS else self._customers
        provinces = frozenset(["province"])
        return Subject(code=subject, wants=[_WANT], communes=self._commune(subject), provinces=provinces), [
            Candidate(
                code=other,
                kind="FACILITY",
                pairs=[_pair()],
                communes=self._commune(other),
                provinces=provinces,
            )
            for other in others
            if other != subject
        ]

    def _commune(self, code: str) -> frozenset[str]:
        return frozenset([self._towns[code]] if code in self._towns else [])


class KindFacts:
    """The facts of a network of plants and what they make, which tells nothing but kinds of products.

    A customer is a product that is to be made. A plant offers the kinds of what it is known to make: it fits
    a product of the same sub-group with one step up the taxonomy, one of the same group with two.
    """

    def __init__(self, links: Collection[Link], kinds: Mapping[str, Sequence[str]]) -> None:
        self.on = _DAY
        self._links = frozenset(links)
        self._kinds = kinds

    def of(
        self, direction: PartnerDirection, subject: str, hidden: Collection[Link]
    ) -> tuple[Subject, Sequence[Candidate]]:
        """The subject and all that could make it or be made by it; what a plant is known to make by a hidden
        link is not seen."""
        makes: dict[str, set[str]] = {}
        for plant, product in sorted(self._links.difference(hidden)):
            makes.setdefault(plant, set()).add(product)
        if direction is PartnerDirection.SUPPLIERS:
            steps = {plant: self._steps(products, subject) for plant, products in makes.items()}
        else:
            products = makes.get(subject, set())
            steps = {product: self._steps(products, product) for product in sorted(self._kinds)}
        return Subject(code=subject, wants=[_WANT]), [
            Candidate(code=other, kind="FACILITY", pairs=[_pair(levels)])
            for other, levels in steps.items()
            if levels is not None
        ]

    def _steps(self, made: Collection[str], product: str) -> int | None:
        """How many steps up the taxonomy a product has something in common with others that are made."""
        return min(
            (
                level
                for other in made
                if other != product
                for level, kind in enumerate(self._kinds[product], start=1)
                if kind in self._kinds[other]
            ),
            default=None,
        )


_DAY = dt.date(2026, 1, 1)
_WANT = Want(
    product="P",
    name="P",
    name_en=None,
    unit="TONNE",
    keeps_days=None,
    quantity=None,
    months=frozenset(),
)


def _pair(levels: int = 0) -> Pair:
    """The want of a subject met by an offer or need so many levels up, of which no more is known."""
    return Pair(
        want=_WANT,
        product=_WANT.product,
        name=_WANT.name,
        name_en=None,
        unit=_WANT.unit,
        keeps_days=None,
        levels=levels,
        quantity=None,
        spare=None,
        months=frozenset(),
        price=None,
        currency=None,
        as_of=None,
    )
