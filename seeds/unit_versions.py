"""What the official lists say of administrative units over time: versions, and how territory passed on.

A version is one meaning of an official code. The lists say what is in force from the reform on, and which
provinces were until it; a row of the conversion table ends its old unit and begins its new commune anew.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from domain.dates import is_valid_on
from domain.enums import AdministrativeUnitKind as Kind
from seeds.reading import TableProblems
from seeds.unit_lists import Conversion, Files, Lists, begins_as, read_lists, words_of

BEGINNING = dt.date(2004, 7, 8)
"""From here on official codes have a meaning in the register (Decision 124/2004/QĐ-TTg)."""
REFORM = dt.date(2025, 7, 1)
"""Provinces were merged and districts abolished (Resolution 202/2025/QH15, Law 72/2025/QH15)."""

_DESCRIBED = {
    "old_name": "name",
    "old_kind": "kind",
    "old_district_code": "district",
    "old_district_name": "district_name",
    "old_province_code": "province",
}
"""Columns that say the same in all rows of one old unit, and the fields they are read into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One meaning of an official code, and the line that says so.

    ``began`` is absent where the lists do not say since when, ``ended`` while it is in force. ``above``
    is the official code of the district or province that it is part of.
    """

    line: str
    official_code: str
    name: str
    name_en: str | None = None
    kind: Kind
    began: dt.date | None
    ended: dt.date | None = None
    above: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passing:
    """The territory of one version passed to another on a day, whole or in part."""

    line: str
    predecessor: Version
    successor: Version
    on: dt.date
    is_partial: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """All that the lists say, and remarks on what is possible but looks like a slip.

    ``has_conversions`` tells whether a conversion table was among the files.
    """

    versions: list[Version]
    passings: list[Passing]
    remarks: list[str]
    has_conversions: bool


def read_versions(files: Files) -> Versions:
    """What the lists say, checked whole.

    What one list says of another is checked only where both have no fault of their own, so that one
    fault is not told a thousand times. Raises :class:`seeds.reading.TableProblems` with every fault.
    """
    lists = read_lists(files)
    conversions = lists.conversions or []
    provinces, mergers = _provinces(lists)
    histories = _histories(lists)
    problems = [
        *lists.problems,
        *(problem for row in conversions for problem in _problems_of_row(row)),
        *_problems_of_old_units(conversions),
        *_problems_of_districts(conversions),
    ]
    if {"provinces", "former_provinces"} <= lists.complete:
        problems += [*_problems_of_members(lists), *_problems_of_places(lists)]
    if {"communes", "conversions"} <= lists.complete:
        problems += [*_problems_of_order(histories), *_problems_of_successors(conversions, histories)]
    if problems:
        raise TableProblems(problems)
    return Versions(
        versions=[*provinces, *(version for each in histories.values() for version in each)],
        passings=[*mergers, *_passings(conversions, histories)],
        remarks=list(_remarks(lists)),
        has_conversions=lists.conversions is not None,
    )


def _provinces(lists: Lists) -> tuple[list[Version], list[Passing]]:
    """The provinces of both lists. One whose name, kind and territory are the same in both is one version."""
    former = {province.code: province for province in lists.former_provinces}
    unchanged = {
        now.code
        for now in lists.provinces
        if now.members == (now.code,)
        and (before := former.get(now.code)) is not None
        and (before.name, before.kind) == (now.name, now.kind)
    }
    until = {
        code: Version(
            line=province.line,
            official_code=code,
            name=province.name,
            name_en=province.name_en,
            kind=province.kind,
            began=None,
            ended=None if code in unchanged else REFORM,
        )
        for code, province in former.items()
    }
    since = {
        province: Version(
            line=province.line,
            official_code=province.code,
            name=province.name,
            name_en=province.name_en,
            kind=province.kind,
            began=REFORM,
        )
        for province in lists.provinces
        if province.code not in unchanged
    }
    mergers = [
        Passing(
            line=province.line,
            predecessor=until[member],
            successor=version,
            on=REFORM,
            is_partial=False,
        )
        for province, version in since.items()
        for member in province.members
        if member in until
    ]
    return [*until.values(), *since.values()], mergers


def _histories(lists: Lists) -> dict[str, list[Version]]:
    """The versions of each official code below the province, in order of time."""
    begun: dict[str, set[dt.date]] = defaultdict(set)
    ends: dict[tuple[str, dt.date], Version] = {}
    for row in lists.conversions or []:
        begun[row.successor].add(row.on)
    for row in lists.conversions or []:
        earlier = [day for day in begun[row.code] if day < row.on]
        began = max(earlier, default=REFORM if row.on > REFORM else None)
        old = Version(
            line=row.line,
            official_code=row.code,
            name=row.name,
            kind=row.kind,
            began=began,
            ended=row.on,
            above=row.district or row.province,
        )
        ends.setdefault((row.code, row.on), old)
    for row in lists.conversions or []:
        if row.district is not None and row.district_name is not None:
            district = Version(
                line=row.line,
                official_code=row.district,
                name=row.district_name,
                kind=Kind.DISTRICT,
                began=None,
                ended=REFORM,
                above=row.province,
            )
            ends.setdefault((row.district, REFORM), district)
    for commune in lists.communes:
        later = [day for day in begun[commune.code] if day >= REFORM]
        ends[commune.code, dt.date.max] = Version(
            line=commune.line,
            official_code=commune.code,
            name=commune.name,
            name_en=commune.name_en,
            kind=commune.kind,
            began=max(later, default=REFORM),
            above=commune.province,
            latitude=commune.latitude,
            longitude=commune.longitude,
        )
    histories: dict[str, list[Version]] = defaultdict(list)
    for code, end in sorted(ends):
        histories[code].append(ends[code, end])
    return dict(histories)


def _in_force(histories: dict[str, list[Version]], code: str, day: dt.date) -> Version | None:
    return next((v for v in histories.get(code, ()) if is_valid_on(day, v.began, v.ended)), None)


def _passings(conversions: list[Conversion], histories: dict[str, list[Version]]) -> Iterator[Passing]:
    """What the rows say, and that a district passed in part to each commune that took from its communes:
    the table may lack one of those, so whether it passed whole is not known."""
    split: set[tuple[str, str]] = set()
    for row in conversions:
        successor = _in_force(histories, row.successor, row.on)
        assert successor is not None  # checked before
        ended = {version.ended: version for version in histories[row.code]}
        yield Passing(
            line=row.line,
            predecessor=ended[row.on],
            successor=successor,
            on=row.on,
            is_partial=row.is_partial,
        )
        if row.district is None or row.on != REFORM or (row.district, row.successor) in split:
            continue
        split.add((row.district, row.successor))
        (district,) = histories[row.district]
        yield Passing(line=row.line, predecessor=district, successor=successor, on=REFORM, is_partial=True)


def _problems_of_members(lists: Lists) -> Iterator[str]:
    """Each former province is a member of exactly one of today."""
    former = {province.code for province in lists.former_provinces}
    member_of: dict[str, str] = {}
    for province in lists.provinces:
        for member in province.members:
            if member not in former:
                yield f"{province.line}, members: {member} is not in the list of former provinces"
            elif member in member_of:
                yield f"{province.line}, members: {member} stands already at {member_of[member]}"
            member_of[member] = province.line
    for province in lists.former_provinces:
        if province.code not in member_of:
            yield f"{province.line}, code: no province of today has {province.code} among its members"


def _problems_of_places(lists: Lists) -> Iterator[str]:
    now = {province.code for province in lists.provinces}
    before = {province.code for province in lists.former_provinces}
    for commune in lists.communes:
        if commune.province not in now:
            yield f"{commune.line}, province_code: {commune.province} is not in the list of provinces"
    for row in lists.conversions or []:
        if row.on <= REFORM and row.province not in before:
            yield f"{row.line}, old_province_code: {row.province} is not in the list of former provinces"
        if row.on > REFORM and row.province not in now:
            yield f"{row.line}, old_province_code: {row.province} is not in the list of provinces"


def _problems_of_row(row: Conversion) -> Iterator[str]:
    is_district = row.kind is Kind.DISTRICT
    if is_district != (len(row.code) == 3):
        yield f"{row.line}, old_code: a district has 3 digits, every other unit 5"
    if not begins_as(row.name, row.kind):
        yield f"{row.line}, old_name: {row.name!r}: must begin with {words_of(row.kind)}"
    if row.on <= BEGINNING:
        yield f"{row.line}, on: must lie after {BEGINNING}, when official codes begin"
    if is_district and row.on != REFORM:
        yield f"{row.line}, on: districts passed on {REFORM}, when they were abolished"
    if is_district and row.district is not None:
        yield f"{row.line}, old_district_code: a district lies in no district"
    if (row.district is None) != (row.district_name is None):
        yield f"{row.line}, old_district_name: code and name of a district go together"
    if row.district is not None and row.on > REFORM:
        yield f"{row.line}, old_district_code: there are no districts since {REFORM}"
    if row.district_name is not None and not begins_as(row.district_name, Kind.DISTRICT):
        words = words_of(Kind.DISTRICT)
        yield f"{row.line}, old_district_name: {row.district_name!r}: must begin with {words}"


def _problems_of_old_units(conversions: list[Conversion]) -> Iterator[str]:
    """All rows of one old unit describe it alike, and only parts pass to several units."""
    first: dict[tuple[str, dt.date], Conversion] = {}
    for row in conversions:
        other = first.setdefault((row.code, row.on), row)
        if other is row:
            continue
        for column, name in _DESCRIBED.items():
            if getattr(row, name) != getattr(other, name):
                yield f"{row.line}, {column}: is not what {other.line} says of {row.code}"
        if not (row.is_partial and other.is_partial):
            yield f"{row.line}, is_partial: must be true, as {row.code} passes to several ({other.line})"


def _problems_of_districts(conversions: list[Conversion]) -> Iterator[str]:
    """All rows of one district give it one name and one province."""
    first: dict[str, tuple[str, str | None, str]] = {}
    for row in conversions:
        code, name, column = row.district, row.district_name, "old_district_name"
        if row.kind is Kind.DISTRICT:
            code, name, column = row.code, row.name, "old_name"
        if code is None:
            continue
        line, named, province = first.setdefault(code, (row.line, name, row.province))
        if name != named:
            yield f"{row.line}, {column}: is not what {line} says of {code}"
        if row.province != province:
            yield f"{row.line}, old_province_code: is not what {line} says of {code}"


def _problems_of_order(histories: dict[str, list[Version]]) -> Iterator[str]:
    """A code has one meaning at a time."""
    for code, versions in histories.items():
        for before, after in pairwise(versions):
            assert before.ended is not None  # all but the last have ended
            if (after.began or BEGINNING) >= before.ended:
                continue
            if after.ended is None:
                yield (
                    f"{before.line}, on: {code} ended on {before.ended}, but still stands at {after.line} "
                    "and no row begins it again"
                )
            else:
                yield (
                    f"{after.line}, old_code: {code} ended on {before.ended} already ({before.line}) "
                    "and no row begins it again"
                )


def _problems_of_successors(
    conversions: list[Conversion], histories: dict[str, list[Version]]
) -> Iterator[str]:
    for row in conversions:
        if _in_force(histories, row.successor, row.on) is None:
            yield (
                f"{row.line}, new_code: {row.successor} is not in force on {row.on}, neither by the list of "
                "communes nor as the old unit of a later row"
            )


def _remarks(lists: Lists) -> Iterator[str]:
    """Communes that took territory from a province of which theirs is not made."""
    members = {province.code: province.members for province in lists.provinces}
    province_of = {commune.code: commune.province for commune in lists.communes}
    for row in lists.conversions or []:
        now = province_of.get(row.successor)
        if row.on == REFORM and now is not None and row.province not in members[now]:
            yield (
                f"{row.line}, new_code: {row.successor} lies in province {now}, which is not made of "
                f"{row.province}"
            )
