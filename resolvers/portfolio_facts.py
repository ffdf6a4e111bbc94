"""What a portfolio is asked for, and on what it rests: lines, candidates, floors, who is refused."""

import asyncio
import datetime as dt
import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, partial

import strawberry

from domain.codes import RecordKind
from domain.enums import Activity, AreaClass, FloorScope, FundingLevel, ProjectKind, ProjectStatus
from domain.rule import JOINT, RuleSets
from graph.administrative_unit import provinces
from graph.change import data_version
from graph.client import Graph, Row
from graph.eligibility import facts as facts_of_facilities
from graph.portfolio import MOST_CANDIDATES, budget_lines, candidates, places
from planning import candidate_project as candidate_projects
from planning.candidate_project import Beneficiary, Candidate, Line, Promise
from planning.eligibility import Finding, eligibility
from planning.merit import SUPPORTED_YEARS
from planning.project_ceiling import limited
from resolvers.data_version import settled
from resolvers.eligibility import Judged, judged
from resolvers.lists import canonical_codes, is_given, known_codes, territory_of
from schema.context import Info
from schema.errors import bad_request
from schema.portfolio import PortfolioFloor, PortfolioInput

_MOST_LINES = 50
_MOST_FLOORS = 100
_YEARS = (1990, 2100)
_LARGEST_AMOUNT = 10**15
VSIC = re.compile(r"20\d\d:[0-9A-Z]+")
"""The key of a floor for a sector that is a code of the classification of industries, such as 2018:1030."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked for."""

    year: int
    lines: Sequence[str]
    promises: Sequence[Promise]
    required: frozenset[str]
    excluded: frozenset[str]
    displaced_by: str | None
    ambiguous: Collection[str]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A candidate that a rule forbids, with the beneficiaries that are not eligible: the code of each and the
    first finding that is in its way. There are none where nothing may be paid to one of them."""

    candidate: Candidate
    obstacles: Sequence[tuple[str, Finding]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """On what a portfolio rests. ``refused``: candidates with a beneficiary that a rule refuses; ``unknown``:
    those of which the support is not known; ``excluded``: those that were left out as asked; ``ambiguous``:
    units whose place in a territory nobody knows; ``undecided``: how many projects of the year nobody has
    decided on, wherever they lie, at most one more than are looked at."""

    rows: Sequence[Row]
    lines: Sequence[Line]
    candidates: Sequence[Candidate]
    refused: Sequence[Refusal]
    unknown: Sequence[Candidate]
    excluded: Sequence[Candidate]
    ambiguous: Collection[str]
    undecided: int
    is_partial: bool
    rule_set: str | None
    on: dt.date
    data_version: int
    changed_meanwhile: bool


async def order_of(info: Info, given: PortfolioInput) -> Order:
    """What is asked for. Raises ``BAD_REQUEST`` or ``NOT_FOUND``."""
    graph = info.context.graph
    if not _YEARS[0] <= given.funding_year <= _YEARS[1]:
        raise bad_request(f"A funding year lies from {_YEARS[0]} to {_YEARS[1]}", "input.fundingYear")
    if not 1 <= len(given.budget_lines) <= _MOST_LINES:
        raise bad_request(f"Name 1 to {_MOST_LINES} budget lines", "input.budgetLines")
    lines = await known_codes(graph, given.budget_lines, RecordKind.BUDGET_LINE, "input.budgetLines")
    _check_once(lines, "input.budgetLines")
    required = await _projects(graph, given.must_include, "input.mustInclude")
    excluded = await _projects(graph, given.exclude, "input.exclude")
    both = sorted(required & excluded)
    if both:
        raise bad_request(f"{', '.join(both)} cannot be both funded and left out", "input.mustInclude")
    displaced_by = None
    if is_given(given.displaced_by):
        (displaced_by,) = await known_codes(
            graph, [given.displaced_by], RecordKind.PROJECT, "input.displacedBy"
        )
    promises, ambiguous = await _promises(graph, given.floors if isinstance(given.floors, list) else [])
    return Order(
        year=given.funding_year,
        lines=lines,
        promises=promises,
        required=required,
        excluded=excluded,
        displaced_by=displaced_by,
        ambiguous=ambiguous,
    )


async def _projects(graph: Graph, ids: list[strawberry.ID] | None, argument: str) -> frozenset[str]:
    if not isinstance(ids, list) or not ids:
        return frozenset()
    return frozenset(await known_codes(graph, ids, RecordKind.PROJECT, argument))


async def _promises(graph: Graph, floors: Sequence[PortfolioFloor]) -> tuple[list[Promise], Collection[str]]:
    """The floors. Raises ``BAD_REQUEST`` or ``NOT_FOUND``."""
    if len(floors) > _MOST_FLOORS:
        raise bad_request(f"There may be {_MOST_FLOORS} floors at most", "input.floors")
    promises: list[Promise] = []
    doubtful: set[str] = set()
    for number, floor in enumerate(floors):
        argument = f"input.floors[{number}]"
        amount, share = _least(floor, argument)
        key, units, ambiguous = await _key(graph, floor, argument)
        doubtful.update(ambiguous)
        promises.append(Promise(scope=floor.scope, key=key, amount=amount, share=share, units=units))
    seen: set[tuple[FloorScope, str]] = set()
    for number, promise in enumerate(promises):
        if (promise.scope, promise.key) in seen:
            raise bad_request(f"There is a floor for {promise.key} already", f"input.floors[{number}].key")
        seen.add((promise.scope, promise.key))
    return promises, doubtful


def _least(floor: PortfolioFloor, argument: str) -> tuple[int | None, Fraction | None]:
    amount, share = floor.amount, floor.share
    if is_given(amount) == is_given(share):
        raise bad_request("A floor is an amount or a share", argument)
    if isinstance(share, float):
        if not math.isfinite(share) or not 0 <= share <= 1:
            raise bad_request("A share lies from 0 to 1", f"{argument}.share")
        return None, Fraction(str(share)).limit_denominator(1_000_000)
    if not isinstance(amount, int) or not 0 <= amount <= _LARGEST_AMOUNT:
        raise bad_request("An amount is whole đồng from 0 to 10^15", f"{argument}.amount")
    return amount, None


async def _key(
    graph: Graph, floor: PortfolioFloor, argument: str
) -> tuple[str, Collection[str], Collection[str]]:
    """The key of a floor, the territory of one that is a unit, and its ambiguous units."""
    key = floor.key.strip()
    match floor.scope:
        case FloorScope.UNIT:
            (code,) = canonical_codes([key], RecordKind.ADMINISTRATIVE_UNIT, f"{argument}.key")
            units, ambiguous = await territory_of(graph, [key], f"{argument}.key", "Facility")
            return code, frozenset(units), ambiguous
        case FloorScope.AREA_CLASS:
            return _member(key, [each.name for each in AreaClass], f"{argument}.key"), (), ()
        case FloorScope.ACTIVITY:
            return _member(key, [each.name for each in Activity], f"{argument}.key"), (), ()
        case FloorScope.SECTOR if VSIC.fullmatch(key.upper()):
            return key.upper(), (), ()
        case FloorScope.SECTOR if not key.upper().startswith("V-"):
            instead = f": write 2018:{key} or 2025:{key}" if key.isdecimal() else ""
            raise bad_request(
                f"{key!r} is no sector{instead}. The key of a SECTOR floor is the code of a value chain, "
                "such as V-que, or the beginning of VSIC codes with their edition, such as 2018:10",
                f"{argument}.key",
            )
        case FloorScope.SECTOR:
            (code,) = await known_codes(graph, [key], RecordKind.VALUE_CHAIN, f"{argument}.key")
            return code, (), ()


def _member(key: str, members: Sequence[str], argument: str) -> str:
    if key not in members:
        raise bad_request(f"The key is one of {', '.join(members)}", argument)
    return key


def _check_once(codes: Sequence[str], argument: str) -> None:
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise bad_request(f"{', '.join(twice)} is given twice", argument)


async def facts_of(graph: Graph, order: Order, rules: RuleSets, on: dt.date) -> Facts:
    """Reads; once more where the register moved meanwhile."""
    return await settled(lambda: _facts(graph, order, rules, on))


async def _facts(graph: Graph, order: Order, rules: RuleSets, on: dt.date) -> Facts:
    version = await data_version(graph)
    rows = await budget_lines(graph, order.lines)
    lines, ambiguous = await _lines(graph, rows, order)
    found = await places(graph, order.year)
    codes = [row["code"] for row in found[:MOST_CANDIDATES] if _is_candidate(row, lines)]
    read = await candidates(
        graph,
        codes,
        year=order.year,
        since=order.year - SUPPORTED_YEARS,
        on=on,
    )
    seats = {row["code"]: row["seat"] or None for row in found}
    entered = {unit for row in read for each in row["beneficiaries"] for unit in each["units"]}
    entered.update(seat for code in codes if (seat := seats[code]))
    province = await provinces(graph, sorted(entered), on) if entered else {}
    asking = [_candidate(row, seats[row["code"]], province) for row in read]
    facilities = sorted({each.code for candidate in asking for each in candidate.beneficiaries})
    judges = {
        each.facility.code: each
        for each in await judged(graph, await facts_of_facilities(graph, facilities), on)
    }
    newest = await data_version(graph)
    every = await asyncio.to_thread(_limited, asking, judges, rules, on)
    refused, rule_set = await asyncio.to_thread(_refused, every, judges, rules, on)
    forbidden = {each.candidate.code for each in refused}
    known = [
        each
        for each in every
        if candidate_projects.support_of(each) is not None and each.code not in forbidden
    ]
    return Facts(
        rows=rows,
        lines=lines,
        candidates=[each for each in known if each.code not in order.excluded],
        refused=refused,
        unknown=[
            each
            for each in every
            if candidate_projects.support_of(each) is None and each.code not in forbidden
        ],
        excluded=[each for each in known if each.code in order.excluded],
        ambiguous=ambiguous,
        undecided=len(found),
        is_partial=len(found) > MOST_CANDIDATES,
        rule_set=rule_set,
        on=on,
        data_version=newest,
        changed_meanwhile=newest != version,
    )


def _limited(
    candidates: Sequence[Candidate], known: Mapping[str, Judged], rules: RuleSets, on: dt.date
) -> list[Candidate]:
    """The candidates, asking for no more than the rules in force allow."""
    plans = {code: each.facility.plans for code, each in known.items()}
    in_force = cache(lambda level, province: rules.in_force(level, province, on))
    return [limited(each, plans, partial(in_force, each.level)) for each in candidates]


def _refused(
    candidates: Sequence[Candidate], known: Mapping[str, Judged], rules: RuleSets, on: dt.date
) -> tuple[list[Refusal], str | None]:
    """Candidates of which a beneficiary is refused by a rule in force, or may have nothing of its cost, and
    the sets of rules looked at. What is undetermined refuses nothing."""
    found: list[Refusal] = []
    sets: dict[str, None] = {}
    for candidate in candidates:
        obstacles: list[tuple[str, Finding]] = []
        for code in sorted({each.code for each in candidate.beneficiaries} & known.keys()):
            in_force = rules.in_force(candidate.level, known[code].province, on)
            if in_force is None:
                continue
            sets.update(dict.fromkeys(each.code for each in in_force.sets))
            verdict = eligibility(known[code].facility, candidate.activity, in_force)
            obstacles += [(code, finding) for finding in verdict.obstacles[:1]]
        if obstacles or any(claim.is_cut and not claim.given for claim in candidate.claims):
            found.append(Refusal(candidate, obstacles))
    return found, JOINT.join(sets) or None


async def _lines(graph: Graph, rows: Sequence[Row], order: Order) -> tuple[list[Line], set[str]]:
    """The lines with their territories, and the ambiguous units. Raises ``BAD_REQUEST`` for a line of another
    year."""
    lines: list[Line] = []
    doubtful: set[str] = set(order.ambiguous)
    territories: dict[str, Collection[str]] = {}
    for row in rows:
        if row["year"] != order.year:
            raise bad_request(
                f"{row['code']} is a budget line of {row['year']}, not of {order.year}", "input.budgetLines"
            )
        territory: Collection[str] | None = None
        for unit in row["units"]:
            if unit not in territories:
                units, ambiguous = await territory_of(graph, [unit], "input.budgetLines", "Facility")
                territories[unit] = frozenset(units)
                doubtful.update(ambiguous)
            territory = territories[unit]
        lines.append(
            Line(
                code=row["code"],
                level=FundingLevel[row["level"]],
                available=row["amount"] - sum(amount or 0 for amount in row["committed"]),
                territory=territory,
                activities=frozenset(Activity[each] for each in row["activities"] or ()),
            )
        )
    return lines, doubtful


def _is_candidate(row: Row, lines: Sequence[Line]) -> bool:
    """Whether a project lies where any of the lines pays; one without beneficiaries lies at its seat."""
    units = row["units"] or [row["seat"]]
    return any(line.territory is None or any(unit in line.territory for unit in units) for line in lines)


def _candidate(row: Row, unit: str | None, province: Mapping[str, str]) -> Candidate:
    return Candidate(
        code=row["code"],
        kind=ProjectKind[row["kind"]],
        activity=Activity[row["activity"]],
        level=FundingLevel[row["level"]],
        status=ProjectStatus[row["status"]],
        support=row["support"],
        is_linkage=row["linkage"] is not None,
        unit=unit,
        province=province.get(unit) if unit else None,
        chains=frozenset(row["chains"]),
        investments=frozenset(row["investments"]),
        beneficiaries=[_beneficiary(each, province) for each in row["beneficiaries"]],
    )


def _beneficiary(row: Row, province: Mapping[str, str]) -> Beneficiary:
    unit = min(row["units"], default=None)
    hardest = (AreaClass.EXTREMELY_DIFFICULT, AreaClass.DIFFICULT, AreaClass.NOT_DIFFICULT)
    approved, requested = row["approved"], row["requested"]
    return Beneficiary(
        code=row["code"],
        owner=min(row["organisations"], default=row["code"]),
        item=row["item"],
        requested=requested if approved is None else approved,
        unit=unit,
        province=province.get(unit) if unit else None,
        area_class=next((each for each in hardest if each.name in row["classes"]), None),
        vsic_codes=row["vsicCodes"] or (),
        workers=row["workers"],
        is_preferred=bool(row["preferred"]),
        is_new=not row["supported"],
        is_linked=row["isLinked"],
    )


def check_candidates(facts: Facts, order: Order) -> None:
    """Raises ``BAD_REQUEST`` for projects that are named and are none of the candidates."""
    known = {each.code for each in facts.candidates}
    refused = [each.candidate for each in facts.refused]
    every = known | {each.code for each in (*facts.unknown, *facts.excluded, *refused)}
    who = "is no undecided project of the year that lies where one of the lines pays"
    displaced_by = frozenset([order.displaced_by] if order.displaced_by else [])
    for codes, argument in (
        (order.required, "mustInclude"),
        (order.excluded, "exclude"),
        (displaced_by, "displacedBy"),
    ):
        strangers = sorted(codes - every)
        if strangers:
            raise bad_request(f"{', '.join(strangers)} {who}", f"input.{argument}")
    forbidden = sorted(order.required & {each.code for each in refused})
    if forbidden:
        raise bad_request(
            f"A beneficiary is not eligible under the rules in force: {', '.join(forbidden)}",
            "input.mustInclude",
        )
    vague = sorted(order.required - known)
    if vague:
        raise bad_request(f"The support asked for is not known: {', '.join(vague)}", "input.mustInclude")
