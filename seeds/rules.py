"""Reads rule sets from TOML files: the national ones and those of a province.

Every file holds one set, and every fault is named with file, rule and field.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from domain.codes import MalformedCode, RecordKind, kind_of, parse
from domain.enums import (
    Activity,
    Confidence,
    FundingLevel,
    Labelled,
    LegalForm,
    Requirement,
    RuleKind,
    RuleProvenance,
    RuleScope,
    RuleUnit,
)
from domain.rule import CITY_GRADES, Rule, RuleSet, RuleSets, overlapping

FOLDER = Path(__file__).parent / "rules"

_LIMITS = frozenset({RuleKind.RATE, RuleKind.CAP, RuleKind.MULTIPLIER, RuleKind.FREQUENCY})
_UNITS: Mapping[RuleKind, RuleUnit] = {
    RuleKind.RATE: RuleUnit.SHARE,
    RuleKind.CAP: RuleUnit.VND,
    RuleKind.MULTIPLIER: RuleUnit.FACTOR,
    RuleKind.FREQUENCY: RuleUnit.COUNT,
}
STEPS = ("REGISTER", "CONTRACT", "ADVANCE", "INVOICE", "ACCEPT", "SETTLE", "PILOT")
"""What a rule of time or order is about."""
_DIVISIONS = re.compile(r"\d\d(-\d\d)?")
_VALUES: Mapping[Requirement, frozenset[str]] = {
    Requirement.LEGAL_FORM: frozenset({"forms"}),
    Requirement.PLACE: frozenset(
        {
            "in_province",
            "in_city",
            "by_city_grade",
            "grades",
            "grades_if_converted",
            "converted_within_years",
            "craft_village",
        }
    ),
    Requirement.SIZE: frozenset({"forms", "insured_workers", "revenue", "capital"}),
    Requirement.SECTOR: frozenset({"divisions", "difficult_only"}),
    Requirement.COUNTERPART: frozenset[str](),
    Requirement.OTHER_STATE_MONEY: frozenset[str](),
}


class RuleProblems(Exception):
    """Rule files that cannot be used; ``problems`` names file, rule, field and fault of each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)


def _member(kind: type[Labelled]) -> Any:
    """A field that names a member of a closed set."""

    def read(value: object) -> Labelled:
        if isinstance(value, str) and value in kind.__members__:
            return kind[value]
        raise ValueError(f"{value!r} is none of {', '.join(kind.__members__)}")

    return BeforeValidator(read)


def _unit(value: str) -> str:
    try:
        code = parse(value)
    except MalformedCode as error:
        raise ValueError(str(error)) from error
    if kind_of(code) is not RecordKind.ADMINISTRATIVE_UNIT:
        raise ValueError(f"{value} is not the code of a unit, such as U-15@2025-07-01")
    return code


Text = Annotated[str, Field(min_length=1)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, arbitrary_types_allowed=True)


class _Rule(_Model):
    id: Id
    kind: Annotated[RuleKind, _member(RuleKind)]
    levels: Annotated[list[Annotated[FundingLevel, _member(FundingLevel)]], Field(min_length=1)]
    activities: list[Annotated[Activity, _member(Activity)]] = []
    all_but: list[Annotated[Activity, _member(Activity)]] = []
    requirement: Annotated[Requirement, _member(Requirement)] | None = None
    values: dict[str, list[str]] = {}
    scope: Annotated[RuleScope, _member(RuleScope)] | None = None
    value: int | Decimal | None = None
    unit: Annotated[RuleUnit, _member(RuleUnit)] | None = None
    step: str | None = None
    cap: Id | None = None
    abroad: bool | None = None
    explanation: Text
    explanation_en: Text
    clause: Text | None = None
    source: Text
    confidence: Annotated[Confidence, _member(Confidence)]
    provenance: Annotated[RuleProvenance, _member(RuleProvenance)]
    verified_by: Text | None = None
    verified_on: dt.date | None = None

    @model_validator(mode="after")
    def _consistent(self) -> "_Rule":
        faults = list(self._faults())
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def _faults(self) -> Iterator[str]:
        kind = self.kind
        if self.activities and self.all_but:
            yield "give `activities` or `all_but`, not both"
        if (kind is RuleKind.CONDITION) != (self.requirement is not None):
            yield "`requirement` belongs to a CONDITION, and to nothing else"
        if self.requirement is not None:
            wrong = self.values.keys() - _VALUES[self.requirement]
            if wrong:
                yield f"`values` of {self.requirement.name} do not know {', '.join(sorted(wrong))}"
            yield from self._value_faults()
        elif self.values:
            yield "`values` belong to a CONDITION"
        if kind in _LIMITS:
            if self.scope is None or self.value is None:
                yield f"a {kind.name} needs `scope` and `value`"
            if self.unit is not _UNITS[kind]:
                yield f"the unit of a {kind.name} is {_UNITS[kind].name}"
        if self.value is not None and not self.value > 0:
            yield "`value` must be above 0"
        if self.value is not None and self.unit is RuleUnit.SHARE and self.value > 1:
            yield "a share lies between 0 and 1"
        if self.value is not None and self.unit is RuleUnit.VND and self.value != int(self.value):
            yield "an amount is in whole đồng"
        if self.value is not None and self.unit is RuleUnit.COUNT and self.value != int(self.value):
            yield "a number of times is whole"
        if self.abroad is not None and kind not in _LIMITS:
            yield "`abroad` belongs to a RATE, CAP, MULTIPLIER or FREQUENCY"
        if (kind is RuleKind.MULTIPLIER) != (self.cap is not None):
            yield "`cap` names the rule that a MULTIPLIER multiplies, and belongs to nothing else"
        if (kind in {RuleKind.TIME, RuleKind.ORDER}) != (self.step is not None):
            yield "`step` belongs to TIME and ORDER, and to nothing else"
        elif self.step is not None and self.step not in STEPS:
            yield f"`step` is one of {', '.join(STEPS)}"
        verified = (self.verified_by is not None, self.verified_on is not None)
        if verified != ((self.provenance is RuleProvenance.VERIFIED,) * 2):
            yield "`verified_by` and `verified_on` belong to provenance VERIFIED"

    def _value_faults(self) -> Iterator[str]:
        if ("grades_if_converted" in self.values) != ("converted_within_years" in self.values):
            yield "`values.grades_if_converted` and `values.converted_within_years` belong together"
        for name, values in self.values.items():
            match name:
                case "forms":
                    known: Iterable[str] = LegalForm.__members__
                case "divisions" | "difficult_only":
                    known = [each for each in values if _DIVISIONS.fullmatch(each)]
                case "grades" | "grades_if_converted":
                    known = CITY_GRADES
                case "insured_workers" | "revenue" | "capital" | "converted_within_years":
                    known = values if len(values) == 1 and values[0].isdecimal() else []
                case "craft_village":
                    known = ["yes"]
                case _:
                    known = ("COMMUNE", "WARD", "TOWNSHIP", "SPECIAL_ZONE", "DISTRICT")
            wrong = [each for each in values if each not in known]
            if wrong or not values:
                yield f"`values.{name}` cannot be {', '.join(wrong) or 'empty'}"

    def rule(self) -> Rule:
        return Rule(
            id=self.id,
            kind=self.kind,
            levels=frozenset(self.levels),
            activities=frozenset(Activity) - set(self.all_but)
            if self.all_but
            else frozenset(self.activities),
            requirement=self.requirement,
            values=self.values,
            scope=self.scope,
            value=None if self.value is None else Decimal(self.value),
            unit=self.unit,
            step=self.step,
            cap=self.cap,
            abroad=self.abroad,
            explanation=(self.explanation, self.explanation_en),
            clause=self.clause,
            source=self.source,
            confidence=self.confidence,
            provenance=self.provenance,
            verified_by=self.verified_by,
            verified_on=self.verified_on,
        )


class _RuleSet(_Model):
    code: Id
    name: Text
    name_en: Text
    province: Annotated[str, AfterValidator(_unit)] | None = None
    extends: Id | None = None
    valid_from: dt.date
    valid_to: dt.date | None = None
    rules: list[_Rule]

    @model_validator(mode="after")
    def _consistent(self) -> "_RuleSet":
        if self.valid_to is not None and self.valid_to <= self.valid_from:
            raise ValueError("`valid_to` is the day after the last one: it lies behind `valid_from`")
        return self


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    read: _RuleSet


def read_rules(own: Path | None = None) -> RuleSets:
    """The rule sets of the ``*.toml`` files here and in a province's own folder, where a set takes the place
    of one with the same code. Raises :class:`RuleProblems`."""
    problems: list[str] = []
    files: dict[str, _File] = {}
    for folder in [FOLDER] if own is None else [FOLDER, own]:
        if not folder.is_dir():
            raise RuleProblems([f"{folder}: there is no such folder"])
        read: dict[str, _File] = {}
        for path in sorted(folder.glob("*.toml")):
            found = _read(path, problems)
            if found is None:
                continue
            if found.code in read:
                problems.append(f"{path.name}: {read[found.code].name} has the code {found.code} already")
            read[found.code] = _File(path.name, found)
        files |= read
    built = {code: _built(file, files, problems) for code, file in files.items()}
    sets = [each for _, each in sorted(built.items()) if each is not None]
    for each in sets:
        problems += _misfits(files[each.code].name, each, [other for other in sets if other.province is None])
    for one, other in overlapping(sets):
        problems.append(
            f"{files[one.code].name}: {one.code} and {other.code} are in force on the same day"
            f"{'' if one.province is None else f' in {one.province}'}: end one with `valid_to`"
        )
    if problems:
        raise RuleProblems(problems)
    return RuleSets(tuple(sets))


def _misfits(name: str, own: RuleSet, national: Sequence[RuleSet]) -> Iterator[str]:
    """What does not fit the rules beside which a set is in force: a rule that takes the place of another of
    the same id without being about the same, as the other would be gone, and a multiplier of nothing."""
    beside = [] if own.province is None else [each for each in national if own.overlaps_in_time(each)]
    for rule in own.rules.values():
        for each in beside:
            other = each.rules.get(rule.id)
            if other is not None and (other.kind, other.requirement) != (rule.kind, rule.requirement):
                yield (
                    f"{name}, rule {rule.id}: takes the place of that rule of {each.code}, which is about "
                    f"something else ({other.kind.name}): give it another id"
                )
        if rule.cap is not None:
            caps = [each.rules[rule.cap] for each in (own, *beside) if rule.cap in each.rules]
            if not any(cap.kind is RuleKind.CAP for cap in caps):
                yield f"{name}, rule {rule.id}: there is no rule {rule.cap} to multiply"


def _read(path: Path, problems: list[str]) -> _RuleSet | None:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        problems.append(f"{path.name}: {error}")
        return None
    try:
        return _RuleSet.model_validate(content)
    except ValidationError as error:
        problems += [
            f"{path.name}{_place(fault['loc'], content)}: {_fault(fault['msg'])}" for fault in error.errors()
        ]
        return None


def _place(place: tuple[int | str, ...], content: Mapping[str, Any]) -> str:
    """Where a fault stands: the rule by its id, or by its number where it has none, then the field."""
    if len(place) > 1 and place[0] == "rules" and isinstance(place[1], int):
        rule = content["rules"][place[1]]
        id = rule.get("id") if isinstance(rule, dict) else None
        named = f", rule {id if isinstance(id, str) else place[1] + 1}"
        return ", ".join([named, *map(str, place[2:3])])
    return "".join(f", {part}" for part in place[:1])


def _fault(message: str) -> str:
    return message.removeprefix("Value error, ")


def _built(file: _File, files: Mapping[str, _File], problems: list[str]) -> RuleSet | None:
    """A set with the rules of those that it extends, its own in place of theirs."""
    rules: dict[str, Rule] = {}
    line: list[_File] = [file]
    while (code := line[-1].read.extends) is not None:
        if code not in files:
            problems.append(f"{line[-1].name}, extends: there is no set {code}")
            return None
        if files[code].read.province != file.read.province:
            problems.append(
                f"{file.name}, extends: {code} is national or of another province; national rules hold "
                "beside those of a province anyway"
            )
            return None
        if files[code] in line:
            problems.append(f"{file.name}, extends: the sets extend each other in a circle")
            return None
        line.append(files[code])
    for each in reversed(line):
        ids = [rule.id for rule in each.read.rules]
        if each is file:
            problems += [
                f"{file.name}, rule {id}: stands twice" for id in sorted({i for i in ids if ids.count(i) > 1})
            ]
        for rule in each.read.rules:
            below = rules.get(rule.id)
            if below is not None and (below.kind, below.requirement) != (rule.kind, rule.requirement):
                problems.append(
                    f"{each.name}, rule {rule.id}: takes the place of a rule that is about something else "
                    f"({below.kind.name}): give it another id"
                )
        rules |= {rule.id: rule.rule() for rule in each.read.rules}
    read = file.read
    return RuleSet(
        code=read.code,
        name=(read.name, read.name_en),
        province=read.province,
        valid_from=read.valid_from,
        valid_to=read.valid_to,
        rules=rules,
    )
