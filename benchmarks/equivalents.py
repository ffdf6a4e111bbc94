"""Eight questions that the service and its peer can both answer, with variables drawn from a register.

The documents stand in ``peer/operations/``: one of the service, and two of the peer, as one writes it and
as it is fastest.
"""

import csv
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from graphql import OperationDefinitionNode, parse, print_ast

from domain.collation import order_key
from schema.connection import encode_cursor
from seeds.load import REFERENCE_TABLES

DOCUMENTS = Path(__file__).parent / "peer" / "operations"
SIDES = ("ours", "natural", "best")
"""The service; the peer as one writes it; the peer as it is fastest."""
_VALUES = 40
"""Variables of each question, which take turns."""
_TO_ONE = frozenset(
    {"administrativeUnit", "business", "cluster", "organisation", "partOf", "product", "supplier"}
)
"""Relationships to one record, which the peer answers with a list."""


@dataclass(frozen=True, slots=True)
class Equivalent:
    """A question with its document and its variables on each of the :data:`SIDES`."""

    name: str
    documents: Mapping[str, str]
    variables: Mapping[str, Sequence[Mapping[str, object]]]


def equivalents(register: Path) -> list[Equivalent]:
    """The questions, about the records of the register of a folder."""
    documents = {side: _operations(DOCUMENTS / f"{side}.graphql") for side in SIDES}
    found: list[Equivalent] = []
    for name, variables in _variables(_Register(register)).items():
        texts = {side: documents[side][name] for side in SIDES}
        found.append(Equivalent(name, texts, {side: _asked(variables, texts[side]) for side in SIDES}))
    return found


def rows(answer: Mapping[str, object]) -> object:
    """An answer without what only its schema makes of it.

    Connections are lists; a relationship to one record is that record or null; properties of a
    relationship stand beside its record; a record of which only the code was asked is its code; facilities
    beside a unit are those of the unit.
    """
    found = _plain(answer)
    match found:
        case {"administrativeUnit": dict(unit), "facilities": facilities}:
            return {"administrativeUnit": {**unit, "facilities": facilities}}
        case _:
            return found


def is_empty(found: object) -> bool:
    """Whether an answer, as :func:`rows` gives it, speaks of no record at all."""
    match found:
        case dict():
            return all(is_empty(each) for each in found.values())
        case _:
            return not found


def _plain(value: object) -> object:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if not isinstance(value, dict):
        return value
    match value:
        case {"edges": edges}:
            return [_plain(each) for each in edges]
        case {"node": node}:
            return _plain(node)
        case {"aggregate": {"count": {"nodes": total}}} | {"totalCount": total}:
            return total
        case {"properties": properties, **others}:
            return _plain({**others, **properties})
        case {"code": code} if len(value) == 1:
            return code
        case _:
            return {
                name: _one(_plain(each)) if name in _TO_ONE else _plain(each) for name, each in value.items()
            }


def _one(value: object) -> object:
    """The record of a relationship to one."""
    if isinstance(value, list) and len(value) <= 1:
        return value[0] if value else None
    return value


def _operations(file: Path) -> dict[str, str]:
    """The operations of a file by their names."""
    return {
        each.name.value: print_ast(each)
        for each in parse(file.read_text(encoding="utf-8")).definitions
        if isinstance(each, OperationDefinitionNode) and each.name is not None
    }


def _asked(variables: Iterable[Mapping[str, object]], document: str) -> list[Mapping[str, object]]:
    """Of each variables those that a document declares."""
    (operation,) = parse(document).definitions
    assert isinstance(operation, OperationDefinitionNode)
    names = {each.variable.name.value for each in operation.variable_definitions or ()}
    return [{name: value for name, value in each.items() if name in names} for each in variables]


class _Register:
    """What is read of a register."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        succession = list(_rows(REFERENCE_TABLES.folder / "unit_successions.csv"))
        self.changed = {row[side] for row in succession for side in ("predecessor", "successor")}
        self.part_of = {
            row["code"]: row["part_of"] for row in _rows(REFERENCE_TABLES.folder / "administrative_units.csv")
        }
        self.general = {row["kind_of"] for row in _rows(REFERENCE_TABLES.folder / "products.csv")}

    def rows(self, file: str) -> Iterator[dict[str, str]]:
        return _rows(self._folder / file)

    def province(self, unit: str) -> str:
        """The unit above all of a unit, itself where it is the highest."""
        while above := self.part_of.get(unit):
            unit = above
        return unit


def _variables(register: _Register) -> dict[str, list[dict[str, object]]]:
    """The variables of each question, of all sides at once."""
    draw = random.Random(1)
    unit_of = {row["code"]: row["unit"] for row in register.rows("facilities.csv")}
    keys = sorted(
        order_key(row["name"], row["code"])
        for file in ("facilities.csv", "suppliers.csv", "buyers.csv")
        for row in register.rows(file)
    )
    businesses = [key.rpartition(" ")[2] for key in keys]
    offers = [(row["business"], row["product"]) for row in register.rows("offers.csv")]
    # a list of the service takes in a unit's predecessors and the kinds of a product; here are neither
    pairs = Counter(
        (register.province(unit_of[business]), product)
        for business, product in set(offers)
        if product not in register.general and unit_of.get(business)
    )
    pairs_of_today = [pair for pair, _ in pairs.most_common() if pair[0] not in register.changed]
    communes = Counter(
        unit for unit in unit_of.values() if register.part_of.get(unit) and unit not in register.changed
    )
    clusters = Counter(
        row["cluster"] for row in register.rows("cluster_places.csv") if row["tie"] == "LOCATED_IN"
    )
    customers = Counter(row["customer"] for row in register.rows("trade_links.csv"))
    supplied = sorted(code for code, links in customers.items() if 5 <= links <= 50)
    positions = [draw.randrange(len(keys) - 21) for _ in range(_VALUES)]
    filters: list[dict[str, object]] = [
        {"province": province, "product": product} for province, product in pairs_of_today[:_VALUES]
    ]
    return {
        "business": [{"code": code} for code in draw.sample(businesses, min(_VALUES, len(businesses)))],
        "page": [
            {
                "after": encode_cursor(f"businesses.NAME.ASC:{keys[position]}"),
                "key": keys[position],
                "position": position + 1,
            }
            for position in positions
        ],
        "filtered": filters,
        "count": filters,
        "makers": [
            {"product": product}
            for product, _ in Counter(product for _, product in offers).most_common(_VALUES)
        ],
        "cluster": [{"cluster": cluster} for cluster, _ in clusters.most_common(_VALUES)],
        "unit": [{"unit": unit, "within": unit} for unit, _ in communes.most_common(_VALUES)],
        "trade": [{"code": code} for code in draw.sample(supplied, min(_VALUES, len(supplied)))],
    }


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
