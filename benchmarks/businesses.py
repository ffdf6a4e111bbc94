"""Who the ordinary businesses of a synthetic register are, where they are, what they deal in."""

from dataclasses import dataclass

import numpy as np

from benchmarks.draws import Draw, Numbers, codes, distinct, heavy, weighted, zipf
from benchmarks.names import Names, drawn_names
from benchmarks.reference import Product, Reference, Unit
from benchmarks.vocabulary import CHAINS, PROVINCES

FACILITY, SUPPLIER, BUYER = range(3)
_SHARES = (0.78, 0.14, 0.08)
_ORGANISATIONS = 0.92
"""Organisations for one business: some operate many."""
_LINKS = 2.6
"""Trade links drawn for one business; some are drawn twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Businesses:
    """The ordinary businesses, one item a business; the first of them stand for the organisations."""

    codes: list[str]
    organisations: list[str]
    operator: Numbers
    kind: Numbers
    unit: Numbers
    product: Numbers
    other: Numbers
    names: Names
    units: tuple[Unit, ...]
    products: tuple[Product, ...]

    def __len__(self) -> int:
        return len(self.codes)

    def of_kind(self, kind: int) -> Numbers:
        """The businesses of a kind."""
        return np.flatnonzero(self.kind == kind)

    def unit_of(self, place: int) -> Unit:
        """Where a business is."""
        return self.units[int(self.unit[place])]

    def product_of(self, place: int) -> Product:
        """What a business mainly deals in."""
        return self.products[int(self.product[place])]


def drawn_businesses(draw: Draw, size: int, known: Reference) -> Businesses:
    """Some ordinary businesses."""
    firms = round(size * _ORGANISATIONS)
    kind = draw.choice(3, size, p=_SHARES)
    unit = drawn_units(draw, size, known)
    product, other = _drawn_products(draw, kind, unit, known)
    return Businesses(
        codes=codes(draw, "B", size),
        organisations=codes(draw, "O", firms),
        operator=np.concatenate([np.arange(firms), heavy(draw, firms, size - firms)]),
        kind=kind,
        unit=unit,
        product=product,
        other=other,
        names=drawn_names(draw, size),
        units=known.units,
        products=known.products,
    )


def drawn_units(draw: Draw, count: int, known: Reference) -> Numbers:
    """Units: provinces by their people; nine tenths in communes where they are known, by a power law; two
    in a hundred in districts that are no more."""
    places: dict[str, list[int]] = {}
    for place, unit in enumerate(known.units):
        if unit.is_commune:
            places.setdefault(unit.province, []).append(place)
    weights = np.zeros(len(known.units))
    for place, unit in enumerate(known.units):
        if unit.is_province:
            people = PROVINCES.get(unit.province, 1.0)
            communes = places.get(unit.province, [])
            weights[place] = people * (0.1 if communes else 1.0)
            shares = zipf(len(communes))
            weights[communes] = 0.9 * people * shares / max(shares.sum(), 1.0)
    former = [place for place, unit in enumerate(known.units) if unit.is_former]
    weights[former] = 0.02 * weights.sum() / max(1, len(former))
    return weighted(draw, weights, count)


def drawn_offers(draw: Draw, all_: Businesses) -> tuple[Numbers, Numbers]:
    """The businesses and the products of all offers: what a business makes or sells and, for some, a
    second product of its chain and a by-product."""
    leaves = _places(all_.products, "byproducts", 0)
    sells = np.flatnonzero(all_.kind != BUYER)
    second = sells[draw.random(len(sells)) < 0.35]
    is_wasteful = (draw.random(len(sells)) < 0.3) & (all_.kind[sells] == FACILITY)
    wasteful = sells[is_wasteful & (leaves[all_.product[sells]] >= 0)]
    return distinct(
        np.concatenate([sells, second, wasteful]),
        np.concatenate([all_.product[sells], all_.other[second], leaves[all_.product[wasteful]]]),
    )


def drawn_needs(draw: Draw, all_: Businesses) -> tuple[Numbers, Numbers]:
    """The businesses and the products of all needs: what buyers deal in and inputs of what is made."""
    makes, buys = all_.of_kind(FACILITY), all_.of_kind(BUYER)
    who, what = [buys, buys], [all_.product[buys], all_.other[buys]]
    for number, share in enumerate((0.8, 0.35, 0.15)):
        inputs = _places(all_.products, "inputs", number)[all_.product[makes]]
        some = (draw.random(len(makes)) < share) & (inputs >= 0)
        who.append(makes[some])
        what.append(inputs[some])
    return distinct(np.concatenate(who), np.concatenate(what))


def drawn_trade(
    draw: Draw, all_: Businesses, offers: tuple[Numbers, Numbers], needs: tuple[Numbers, Numbers]
) -> list[tuple[int, Numbers, Numbers]]:
    """The trade links, by product: who supplies whom. Both ends are drawn by a heavy tail."""
    pull = draw.pareto(1.1, len(all_)) + 0.05
    sellers = [offers[0][offers[1] == good] for good in range(len(all_.products))]
    takers = [needs[0][needs[1] == good] for good in range(len(all_.products))]
    shares = np.sqrt([float(len(one)) * len(two) for one, two in zip(sellers, takers, strict=True)])
    links: list[tuple[int, Numbers, Numbers]] = []
    for good, share in enumerate(shares / shares.sum()):
        count = round(share * _LINKS * len(all_))
        if count:
            one = sellers[good][weighted(draw, pull[sellers[good]], count)]
            two = takers[good][weighted(draw, np.sqrt(pull[takers[good]]), count)]
            links.append((good, *distinct(one[one != two], two[one != two])))
    return links


def _drawn_products(draw: Draw, kind: Numbers, unit: Numbers, known: Reference) -> tuple[Numbers, Numbers]:
    """The main product of each business and another one of its chain; chains by region."""
    provinces = sorted({place.province for place in known.units})
    home = np.array([provinces.index(place.province) for place in known.units])[unit]
    chain = np.zeros(len(unit), dtype=np.int64)
    for number, province in enumerate(provinces):
        there = np.flatnonzero(home == number)
        weights = [base + regions.get(province, 0.0) for base, regions in CHAINS.values()]
        chain[there] = weighted(draw, weights, len(there))
    main, other = np.zeros_like(chain), np.zeros_like(chain)
    for number, code in enumerate(CHAINS):
        for business_kind in (FACILITY, SUPPLIER, BUYER):
            who = np.flatnonzero((chain == number) & (kind == business_kind))
            goods = _goods(known, code, business_kind)
            for drawn in (main, other):
                drawn[who] = goods[weighted(draw, zipf(len(goods)), len(who))]
    return main, other


def _goods(known: Reference, chain: str, kind: int) -> Numbers:
    """What businesses of a kind deal in, the most frequent first: products of the chain, then some of no
    chain, such as machines, packaging and services."""
    stages = {
        FACILITY: ("FINAL", "INTERMEDIATE"),
        SUPPLIER: ("RAW", "EQUIPMENT", "SERVICE"),
        BUYER: ("FINAL", "INTERMEDIATE", "RAW"),
    }[kind]
    dealt = [place for place, product in enumerate(known.products) if product.stage in stages]
    own = [place for place in dealt if chain in known.products[place].chains]
    general = [place for place in dealt if not known.products[place].chains]
    turn = len(chain) % max(1, len(general))
    return np.array([*own, *general[turn:], *general[:turn]], dtype=np.int64)


def _places(products: tuple[Product, ...], column: str, number: int) -> Numbers:
    """For each product the place of one of the products it is made of or leaves; -1 for none."""
    places = {product.code: place for place, product in enumerate(products)}
    related = [getattr(product, column) for product in products]
    return np.array([places[codes_[number]] if len(codes_) > number else -1 for codes_ in related])
