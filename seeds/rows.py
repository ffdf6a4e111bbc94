"""What becomes of a row in the graph: its node, its relationships, its names."""

import datetime as dt
import re
from dataclasses import dataclass, field

from domain import collation, distance, text
from domain.enums import SearchKind
from domain.land import fill_rate
from graph.client import Row
from graph.load import word_key
from seeds.cells import Value
from seeds.reading import Record, as_text
from seeds.tables import BUSINESSES, Link, Table


@dataclass(frozen=True, slots=True)
class Rows:
    """Makes rows of statements from records of one table and dataset."""

    table: Table
    dataset: str
    _properties: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        left_out = self.table.references() | set(self.table.composed) | set(self.table.names[:1])
        plain = {column: _camel(column) for column in self.table.columns if column not in left_out}
        object.__setattr__(self, "_properties", plain)

    def node(self, record: Record) -> Row:
        """The node of a record."""
        table, values = self.table, record.values
        properties: Row = {name: values.get(column) for column, name in self._properties.items()}
        if table.names:
            properties["name"] = name = str(values[table.names[0]])
            properties["searchKind"] = search_kind(table).name
            properties["words"] = " " + " ".join(self._words(record))
            properties |= {name: _set(columns, values) for name, columns in table.sets.items()}
            properties |= {
                f"{_camel(column)}Text": text.range_text(value)
                for column in table.ranges
                if isinstance(value := values.get(column), int | dt.date)
            }
            orders = {"byName": collation.order_key(name, record.key), "code": record.key}
            for order, column in table.order.items():
                orders[order] = f"{as_text(values.get(column))} {record.key}"
            properties |= orders | {f"{order}Down": collation.downward(key) for order, key in orders.items()}
            properties |= {
                f"{key}ByName{twin}": f"{value} {properties[f'byName{twin}']}" if value else None
                for key in table.ordered
                for value in (properties[key],)
                for twin in ("", "Down")
            }
        if table.label == "Cluster":
            properties["fillRateText"] = _fill_rate(values)
        if table.label in BUSINESSES:
            properties["kind"] = table.label.upper()
            properties["cell"] = _cell(values, distance.CELL_DEGREES)
            properties["smallCell"] = _cell(values, distance.SMALL_CELL_DEGREES)
        properties["dataset"] = self.dataset
        return {"key": record.key, "set": properties, "line": record.line}

    def links(self, record: Record) -> dict[str, list[Row]]:
        """The relationships of a record, by the name of their link; some links may have none. Between the
        same ends there is one of a link, that which was named last."""
        found: dict[str, dict[tuple[str, str], Row]] = {link.name: {} for link in self.table.links}
        for link in self.table.links:
            found[link.name] |= {(row["start"], row["end"]): row for row in self._links(link, record)}
        return {name: list(rows.values()) for name, rows in found.items()}

    def outdated(self, link: str, record: Record, rows: list[Row]) -> Row:
        """The ends to which a record stays tied: all its other relationships of the link are outdated."""
        starts_here = any(each.start == "key" for each in self.table.links if each.name == link)
        other = "end" if starts_here else "start"
        others = [row[other] for row in rows]
        return {"own": record.key, "key": link_key(record.key, link), "others": others}

    def names(self, record: Record) -> Row:
        """The names of a record and the keys of the folded words by which it is found."""
        kind = search_kind(self.table).name
        return {
            "key": record.key,
            "words": [word_key(kind, word) for word in self._words(record)],
            "names": [
                {
                    "code": record.key,
                    "kind": kind,
                    "text": name,
                    "byText": text.name_key(name, record.key),
                    "byAccents": text.accented_name_key(name, record.key),
                    "dataset": self.dataset,
                }
                for name in self._names(record)
            ],
        }

    def refers_to(self, keys: set[str], record: Record) -> bool:
        """Whether a record refers to one of some others."""
        ends = (end for column in self.table.references() for end in _ends(column, record))
        return any(end in keys or end.rpartition(":")[0] in keys for end in ends)

    def _names(self, record: Record) -> list[str]:
        """The names by which a record is known, its own first."""
        names = [name for column in self.table.names for name in _ends(column, record)]
        if self.table.label == "AdministrativeUnit":
            names.insert(1, text.without_unit_kind(names[0]))
        return list(dict.fromkeys(names))

    def _words(self, record: Record) -> list[str]:
        """The folded words by which a record is found: those of its names, and codes of others for it."""
        codes = [code.rpartition(":")[2] for column in self.table.codes for code in _ends(column, record)]
        return text.words(*self._names(record), *codes)

    def _links(self, link: Link, record: Record) -> list[Row]:
        if link.unless is not None and link.unless in record.values:
            return []
        properties: Row = {name: record.values.get(column) for name, column in link.properties.items()}
        key = link_key(record.key, link.name)
        properties |= {**link.constants, "key": key, "dataset": self.dataset}
        rows: list[Row] = []
        for start in _ends(link.start, record):
            for end in _ends(link.end, record):
                if not _is_meant(link, record, {link.start: start, link.end: end}):
                    continue
                share: Row = {}
                if link.has_share:
                    end, _, portion = end.rpartition(":")
                    share = {"share": float(portion)}
                ends = {"start": start, "end": end, "key": key}
                rows.append({**ends, "set": properties | share, "line": record.line})
        return rows


def gone_links(table: Table, keys: list[str], dataset: str) -> dict[str, list[Row]]:
    """What removes the relationships of rows without a node, by link: their ends stand in the key. What
    another dataset states stays."""
    return {
        link.name: [
            {
                "own": key.split("|")[table.key.index(link.start)],
                "key": link_key(key, link.name),
                "others": list[str](),
                "dataset": dataset,
            }
            for key in keys
        ]
        for link in table.links
    }


def search_kind(table: Table) -> SearchKind:
    """The kind under which records of a table are searched."""
    return SearchKind[re.sub(r"(?<=[a-z])(?=[A-Z])", "_", table.label or "").upper()]


def link_key(key: str, link: str) -> str:
    """The key of the relationships of a link that came from a row."""
    return f"{key}|{link}"


def _is_meant(link: Link, record: Record, ends: dict[str, str]) -> bool:
    if link.when is None:
        return True
    column, beginning = link.when
    return ends.get(column, as_text(record.values.get(column))).startswith(beginning)


def _ends(column: str, record: Record) -> list[str]:
    if column == "key":
        return [record.key]
    value = record.values.get(column)
    if isinstance(value, list):
        return [str(item) for item in value]
    return [] if value is None else [str(value)]


def _cell(values: dict[str, Value], degrees: float) -> str | None:
    latitude, longitude = values.get("latitude"), values.get("longitude")
    if not isinstance(latitude, float) or not isinstance(longitude, float):
        return None
    return distance.cell(latitude, longitude, degrees)


def _fill_rate(values: dict[str, Value]) -> str | None:
    """The fill rate of a cluster as a text that orders like it."""
    areas = [values.get(each) for each in ("industrial_land_ha", "leased_ha", "approved_unleased_ha")]
    rate = fill_rate(*(each if isinstance(each, float) else None for each in areas))
    return None if rate is None else text.range_text(rate)


def _set(columns: tuple[str, ...], values: dict[str, Value]) -> str:
    """The members of lists, and the names of other columns that are filled, as one text."""
    members: list[object] = []
    for column in columns:
        value = values.get(column)
        if isinstance(value, list):
            members += value
        elif value is not None:
            members.append(column)
    return text.set_text(members)


def _camel(column: str) -> str:
    first, *rest = column.split("_")
    return first + "".join(part.capitalize() for part in rest)
