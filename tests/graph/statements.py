"""Every statement that the service can send, found in the modules of ``graph``, with parameters to try it."""

import datetime as dt
import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import cast

import graph
from domain.enums import (
    Activity,
    AdministrativeUnitKind,
    AreaClass,
    BuyerChannel,
    ClusterKind,
    ClusterStatus,
    FairKind,
    FundingLevel,
    HostSide,
    LegalForm,
    ProductStage,
    ProjectKind,
    ProjectLinkage,
    ProjectStatus,
    SizeClass,
    SupplierKind,
)
from domain.text import range_text, set_texts_with
from graph.cypher import Declaration, Statement
from graph.listing import Edge, Listing, edge_count_statement, edge_statement
from graph.statistics import Table

_DAY = dt.date(2026, 6, 1)
_NOW = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)


def constants() -> list[Statement]:
    """The statements that stand as constants, declarations apart, by name."""
    found = {
        item for item in _constants() if isinstance(item, Statement) and not isinstance(item, Declaration)
    }
    return sorted(found, key=lambda statement: statement.name)


def listings() -> list[Listing]:
    """The root lists, by name."""
    found = {item.name: item for item in _constants() if isinstance(item, Listing)}
    return [found[name] for name in sorted(found)]


def edges() -> list[Edge]:
    """The edges with pages, by name."""
    found = {item.name: item for item in _constants() if isinstance(item, Edge)}
    return [found[name] for name in sorted(found)]


def tables() -> list[Table]:
    """The tables of statistics, by name."""
    found = {item.name: item for item in _constants() if isinstance(item, Table)}
    return [found[name] for name in sorted(found)]


def statements_of_edge(edge: Edge) -> list[Statement]:
    """The pages of an edge in both directions, and its count."""
    return [edge_statement(edge, False), edge_statement(edge, True), edge_count_statement(edge)]


def parameters_of(statement: Statement, codes: Mapping[str, str]) -> dict[str, object]:
    """Parameters for a statement: each by its name, with the codes of records that exist."""
    known = _parameters(codes)
    return {name: known[name] for name in re.findall(r"\$(\w+)", statement.text)}


def _parameters(codes: Mapping[str, str]) -> dict[str, object]:
    everything = sorted(codes.values())
    season: dict[str, object] = {"months": [3, 4], "on": _DAY}
    return {
        "keys": everything,
        "schemes": ["OCOP"],
        "codes": everything,
        "granted": {"ACCEPTED": True},
        "approved": 2027,
        "undecided": {"DRAFT": True},
        "activity": "ADVANCED_MACHINERY",
        "year": 2027,
        "month": 3,
        "since": 2022,
        "after": "",
        "above": "",
        "below": "\x7f",
        "limit": 21,
        "values": list(LegalForm.__members__),
        "most": 10_001,
        "on": _DAY,
        "at": _NOW,
        "until": _NOW,
        "fairsFrom": dt.date(2025, 6, 1),
        "fairsTo": dt.date(2027, 6, 1),
        "words": [[["xuong"]], [["thu"], ["thu ", "nghiem "]]],
        "within": [codes["AdministrativeUnit"]],
        "partOf": [codes["Province"]],
        "officialCodes": ["90000"],
        "offers": {"products": [codes["Product"]], "on": _DAY},
        "needs": {"products": [codes["Product"]], "on": _DAY},
        "clusters": [codes["Cluster"]],
        "fairs": [codes["TradeFair"]],
        "craftVillages": [codes["CraftVillage"]],
        "season": season,
        "seasonOfNeeds": season,
        "seasonOfGoods": season | {"products": [codes["Product"]]},
        "seasonOfGoodsNeeded": season | {"products": [codes["Product"]]},
        "areaClasses": {"values": list(AreaClass.__members__), "on": _DAY},
        "ownership": {"sets": ["women_owned_since"], "women": _DAY, "ethnicMinority": None},
        "sources": ["phiếu khảo sát thử"],
        "asOfFrom": "2020-01-01",
        "asOfUntil": "2030-01-01",
        "establishedFrom": "2020-01-01",
        "establishedUntil": "2030-01-01",
        "plansItem": {"words": [[["may"]]], "activities": ["ADVANCED_MACHINERY"], "years": [2027]},
        "plansActivity": {"words": [], "activities": ["ADVANCED_MACHINERY"], "years": None},
        "plansYear": {"words": [], "activities": None, "years": [2027]},
        "kindSets": set_texts_with(["GROWER"], list(SupplierKind.__members__)),
        "channelSets": set_texts_with(["EXPORT"], list(BuyerChannel.__members__)),
        "beginning": " xuong",
        "possible": ["xuong", "khong-co"],
        "texts": [[[["xuong"]], [["thu"]]]],
        "identifiers": ["5300000001"],
        "seesProtected": True,
        "parts": [{"text": "khuya", "prefixes": ["k", "kh"]}],
        "meant": [{"word": "xuong", "others": [[["thu"]]]}],
        "valueChains": [codes["ValueChain"]],
        "programmes": [codes["Programme"]],
        "cells": ["86:418"],
        "smallCells": ["700:3339"],
        "near": {"latitude": 21.5, "longitude": 104.5, "radiusKm": 50.0},
        "certificates": {"schemes": ["ORGANIC_EU"], "on": _DAY},
        "legalForms": list(LegalForm.__members__),
        "sizeClasses": list(SizeClass.__members__),
        "stages": list(ProductStage.__members__),
        "activities": list(Activity.__members__),
        "levels": list(FundingLevel.__members__),
        "statuses": [*ProjectStatus.__members__, *ClusterStatus.__members__],
        "linkages": list(ProjectLinkage.__members__),
        "kinds": [
            name
            for enum in (AdministrativeUnitKind, ClusterKind, FairKind, ProjectKind)
            for name in enum.__members__
        ],
        "hostSides": list(HostSide.__members__),
        "countries": ["VN", "CN"],
        "workersMinimum": range_text(1),
        "workersMaximum": range_text(1_000),
        "fillRateMinimum": range_text(0.1),
        "fillRateMaximum": range_text(0.9),
        "costMinimum": range_text(1),
        "costMaximum": range_text(1_000_000),
        "years": [2026, 2027],
        "fundingYears": [2026],
        "hsPrefix": "2022:09",
        "startsFrom": "2026-01-01",
        "startsUntil": "2026-12-31",
        "business": codes["Facility"],
        "businesses": everything,
        "unit": codes["AdministrativeUnit"],
        "units": [codes["AdministrativeUnit"]],
        "products": [codes["Product"], codes["Kind"]],
        "counted": {codes["Product"]: codes["Product"], codes["Kind"]: codes["Product"]},
        "supplied": {codes["Product"]: True, codes["Kind"]: True},
        "wanted": {codes["Product"]: True},
        "inside": {codes["AdministrativeUnit"]: True},
        "isAnywhere": False,
        "gaps": [
            {
                "stage": codes["Product"],
                "products": [codes["Product"], codes["Kind"]],
                "latitude": 21.5,
                "longitude": 104.5,
                "scale": 0.93,
            }
        ],
        "asks": [{"businesses": everything, "products": [codes["Product"], codes["Kind"]]}],
        "reciprocal": [codes["Product"]],
        "matched": [codes["Product"], codes["Kind"]],
        "labels": ["Facility"],
        "official": "90000",
        "dataset": "nothing",
        "table": "nothing.csv",
        "pages": [],
        "rows": [],
        "number": 1,
        "name": "nothing",
        "holder": "nobody",
        "actor": "tests",
        "action": "LOADED",
        "summary": "nothing",
    }


def _constants() -> Iterator[object]:
    for module in pkgutil.iter_modules(graph.__path__, "graph."):
        for value in vars(importlib.import_module(module.name)).values():
            yield from _inside(value)


def _inside(value: object) -> Iterator[object]:
    if isinstance(value, Mapping):
        yield from _inside(tuple(cast("Mapping[object, object]", value).values()))
    elif isinstance(value, tuple | list | set | frozenset):
        for item in cast("Iterable[object]", value):
            yield from _inside(item)
    else:
        yield value
