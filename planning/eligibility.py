"""Whether a facility may get industrial promotion for an activity: facts held against the rules in force.

One finding a condition. What breaks a rule is refused only where the rule is cited and sure or likely; else
the finding is UNDETERMINED. A fact that is missing neither passes nor fails. INELIGIBLE outranks
UNDETERMINED, and UNDETERMINED outranks ELIGIBLE. A verdict is provisional where it rests on a rule that was
recalled and never checked.

Legal form and size belong to the organisation, the place to the facility, own funds and other state money to
what it plans to buy or build. How facts are read: a facility stands where its unit is on the day; size is
told by the newest yearly figures, for enterprises only, as cooperatives and households have no ceiling;
sectors are told by divisions of VSIC, which have the same numbers in the editions 2018 and 2025.
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.enums import (
    Activity,
    AdministrativeUnitKind,
    Fact,
    LegalForm,
    Requirement,
    RuleKind,
    Verdict,
)
from domain.language import Language
from domain.rule import Rule, RulesInForce
from planning.support import Item, support

ALGORITHM = "eligibility/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The unit in which a facility stands on the day. ``is_in_city``: below a centrally-run city rather than
    a province; None where that is not known. ``is_difficult``: a difficult or extremely difficult area; None
    where nobody recorded it either way. ``city_grade``: that of the city to which it belongs, such as 1 or
    SPECIAL. ``ward_since``: the first day of which it is on record as what it is. ``was_commune``: whether
    all that it was made of were communes; None where that is not known."""

    name: str
    kind: AdministrativeUnitKind
    is_in_city: bool | None
    is_difficult: bool | None = None
    city_grade: str | None = None
    ward_since: dt.date | None = None
    was_commune: bool | None = None
    name_en: str | None = None

    def called(self, language: Language) -> str:
        """Its name in a language; in English the Vietnamese one where no other is recorded."""
        return self.name_en if language is Language.EN and self.name_en else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a facility plans to buy or build, in đồng. ``eligible_cost``: the part of the cost that can be
    supported. ``funded_by``: projects on record that cover it already; ``asked_by``: those that ask for it
    and wait for a decision."""

    code: str
    item: str
    activity: Activity
    year: int | None = None
    cost: int | None = None
    eligible_cost: int | None = None
    own_funds: int | None = None
    has_other_state_money: bool | None = None
    is_technology_line: bool = False
    funded_by: Sequence[str] = ()
    asked_by: Sequence[str] = ()

    @property
    def supportable(self) -> int | None:
        """The part of the cost that can be supported: all of it unless a part is named."""
        return self.cost if self.eligible_cost is None else self.eligible_cost

    @property
    def to_support(self) -> Item:
        """What support is reckoned from; nothing where the cost is unknown."""
        return Item(
            cost=self.cost or 0, eligible=self.supportable or 0, is_technology_line=self.is_technology_line
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Facility:
    """What is known of a facility on a day; None is unknown. ``place`` is None where its unit cannot be told
    for certain. ``craft_village``: the recognised one in which it stands; that none is on record does not say
    that it stands in none, ``is_outside_villages`` does. ``figures_year`` is the year of workers, revenue and
    capital. ``divisions`` of VSIC."""

    code: str
    legal_form: LegalForm | None = None
    place: Place | None = None
    craft_village: str | None = None
    is_outside_villages: bool = False
    divisions: Sequence[int] = ()
    figures_year: int | None = None
    insured_workers: int | None = None
    revenue: int | None = None
    capital: int | None = None
    plans: Sequence[Plan] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What comes of one rule. ``case`` names how the facts stand to it and ``facts`` are those used, for the
    sentence. ``missing``: what must be asked. ``rests``: whether the outcome rests on what the rule says
    rather than on its not applying."""

    rule: Rule
    verdict: Verdict
    case: str
    facts: Mapping[str, object] = field(default_factory=dict[str, object])
    missing: Sequence[Fact] = ()
    rests: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """The verdict on a facility for an activity, and what it is made of."""

    facility: Facility
    activity: Activity
    rules: RulesInForce
    findings: Sequence[Finding]

    @property
    def verdict(self) -> Verdict:
        """The verdict over all findings."""
        found = {finding.verdict for finding in self.findings}
        for verdict in (Verdict.INELIGIBLE, Verdict.UNDETERMINED):
            if verdict in found:
                return verdict
        return Verdict.ELIGIBLE

    @property
    def is_provisional(self) -> bool:
        """Whether the verdict would stand or fall with a rule that nobody has checked."""
        verdict = self.verdict
        deciding = [each for each in self.findings if each.rests]
        if verdict is Verdict.INELIGIBLE:
            return all(each.rule.is_provisional for each in deciding if each.verdict is verdict)
        return any(each.rule.is_provisional for each in deciding)

    @property
    def missing(self) -> list[Fact]:
        """The facts to ask for, each once."""
        return list(dict.fromkeys(fact for finding in self.findings for fact in finding.missing))

    @property
    def lacks_only_facts(self) -> bool:
        """Whether the verdict is open for want of facts alone: no rule has to be found or checked first."""
        return self.verdict is Verdict.UNDETERMINED and all(
            finding.missing for finding in self.findings if finding.verdict is Verdict.UNDETERMINED
        )

    @property
    def obstacles(self) -> list[Finding]:
        """The findings that refuse."""
        return [finding for finding in self.findings if finding.verdict is Verdict.INELIGIBLE]


def eligibility(facility: Facility, activity: Activity, rules: RulesInForce) -> Eligibility:
    """The verdict on a facility for an activity under some rules.

    What rules ask of an item is held against one item at a time, and the item that comes nearest counts: one
    that meets them all is enough, two of which each meets one are not.
    """
    conditions = rules.of(RuleKind.CONDITION, activity)
    plans: Sequence[Plan | None] = plans_for(facility, activity, rules.on) or [None]
    return min(
        (
            Eligibility(
                facility=facility,
                activity=activity,
                rules=rules,
                findings=[
                    _weighed(_CHECKS[_requirement(rule)](rule, facility, plan, rules)) for rule in conditions
                ],
            )
            for plan in plans
        ),
        key=_distance,
    )


def _distance(found: Eligibility) -> tuple[int, int]:
    """How far a verdict is from ELIGIBLE: by what refuses, then by what is open."""
    verdicts = [finding.verdict for finding in found.findings]
    return verdicts.count(Verdict.INELIGIBLE), verdicts.count(Verdict.UNDETERMINED)


def greatest_support(plan: Plan, rules: RulesInForce) -> int | None:
    """The most that rates and caps of one item leave of its cost, in đồng. None where its cost or the rate is
    not known."""
    if plan.cost is None or plan.supportable is None:
        return None
    found = support([plan.to_support], plan.activity, rules)
    return None if found is None or found.rate is None else found.amount + found.remainder


def _requirement(rule: Rule) -> Requirement:
    if rule.requirement is None:
        raise ValueError(f"The condition {rule.id} asks for nothing")
    return rule.requirement


def _weighed(finding: Finding) -> Finding:
    """A refusal by a rule that may not refuse leaves the verdict open."""
    if finding.verdict is Verdict.INELIGIBLE and not finding.rule.may_refuse:
        return replace(finding, verdict=Verdict.UNDETERMINED)
    return finding


def _legal_form(rule: Rule, facility: Facility, plan: Plan | None, rules: RulesInForce) -> Finding:
    form = facility.legal_form
    if form is None:
        return _unknown(rule, "legal-form-unknown", Fact.LEGAL_FORM)
    forms = [each for each in LegalForm if each.name in rule.values.get("forms", ())]
    fits = form in forms
    return _told(rule, fits, "legal-form" if fits else "legal-form-other", form=form, forms=forms)


def _place(rule: Rule, facility: Facility, plan: Plan | None, rules: RulesInForce) -> Finding:
    if facility.craft_village is not None and rule.values.get("craft_village"):
        return _told(rule, True, "craft-village", village=facility.craft_village)
    place = facility.place
    if place is None or place.is_in_city is None:
        return _unknown(rule, "place-unknown", Fact.PLACE)
    if place.kind.name in rule.values.get("by_city_grade", ()):
        fits = _by_city_grade(rule, place, rules.on)
        if fits is None:
            return _unknown(rule, "city-grade-unknown", Fact.CITY_GRADE, place=place)
        return _told(rule, fits, "city-grade" if fits else "city-grade-other", place=place)
    if place.kind.name in rule.values.get("in_city" if place.is_in_city else "in_province", ()):
        return _told(rule, True, "place", place=place)
    if rule.values.get("craft_village") and not facility.is_outside_villages:
        return _unknown(rule, "craft-village-unknown", Fact.CRAFT_VILLAGE, place=place)
    return _told(rule, False, "place-other", place=place)


def _by_city_grade(rule: Rule, place: Place, on: dt.date) -> bool | None:
    """Whether a ward is a place of a rule by the grade of its city: of any of some grades, or of another
    where it was a commune at most so many years ago. None where that is not known."""
    grades = rule.values.get("grades", ())
    if place.city_grade is None or not grades:
        return None
    if place.city_grade in grades:
        return True
    if place.city_grade not in rule.values.get("grades_if_converted", ()):
        return False
    if place.ward_since is None:
        return None
    (years,) = rule.values["converted_within_years"]
    if _years_after(place.ward_since, int(years)) < on:
        return False
    return place.was_commune or None


def _years_after(day: dt.date, years: int) -> dt.date:
    """The same day some years later; 1 March for 29 February where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)


def _size(rule: Rule, facility: Facility, plan: Plan | None, rules: RulesInForce) -> Finding:
    if facility.legal_form is not None and facility.legal_form.name not in rule.values.get("forms", ()):
        return replace(_told(rule, True, "size-free", form=facility.legal_form), rests=False)
    workers = _within(facility.insured_workers, rule, "insured_workers")
    either = [_within(facility.revenue, rule, "revenue"), _within(facility.capital, rule, "capital")]
    if workers and True in either:
        return _told(rule, True, "size", facility=facility)
    is_large = workers is False or either == [False, False]
    if facility.legal_form is None:
        unknown = (Fact.LEGAL_FORM,) if is_large else (Fact.LEGAL_FORM, Fact.SIZE)
        return _unknown(rule, "size-unknown", *unknown)
    if is_large:
        return _told(rule, False, "size-large", facility=facility)
    return _unknown(rule, "size-unknown", Fact.SIZE)


def _within(value: int | None, rule: Rule, name: str) -> bool | None:
    """Whether a figure is at most the ceiling of a rule; None where it is not known."""
    ceilings = rule.values.get(name)
    if not ceilings:
        return True
    return None if value is None else value <= int(ceilings[0])


def _sector(rule: Rule, facility: Facility, plan: Plan | None, rules: RulesInForce) -> Finding:
    if not facility.divisions:
        return _unknown(rule, "sector-unknown", Fact.SECTOR)
    if any(_is_among(each, rule.values.get("divisions", ())) for each in facility.divisions):
        return _told(rule, True, "sector", divisions=facility.divisions)
    if any(_is_among(each, rule.values.get("difficult_only", ())) for each in facility.divisions):
        if facility.place is None or facility.place.is_difficult is None:
            return _unknown(rule, "area-unknown", Fact.AREA_CLASS)
        fits = facility.place.is_difficult
        return _told(rule, fits, "mining" if fits else "mining-elsewhere", place=facility.place)
    # Farming and trade may go with processing that VSIC does not tell: nothing is refused on a code alone.
    return _unknown(rule, "sector-other", Fact.SECTOR, divisions=facility.divisions)


def _is_among(division: int, ranges: Sequence[str]) -> bool:
    for each in ranges:
        first, _, last = each.partition("-")
        if int(first) <= division <= int(last or first):
            return True
    return False


def _counterpart(rule: Rule, facility: Facility, plan: Plan | None, rules: RulesInForce) -> Finding:
    if plan is None:
        return _unknown(rule, "no-plan", Fact.PLANNED_INVESTMENT)
    if plan.cost is None or plan.own_funds is None:
        sums = ((plan.cost, Fact.COST), (plan.own_funds, Fact.OWN_FUNDS))
        unknown = [fact for amount, fact in sums if amount is None]
        return _unknown(rule, "own-funds-unknown", *unknown, plan=plan)
    most = greatest_support(plan, rules)
    if plan.own_funds >= plan.cost:
        return _told(rule, True, "own-funds", plan=plan, wanted=plan.cost - (most or 0))
    if most is None:
        return Finding(rule=rule, verdict=Verdict.UNDETERMINED, case="rate-unknown", facts={"plan": plan})
    wanted = plan.cost - most
    fits = plan.own_funds >= wanted
    return _told(rule, fits, "own-funds" if fits else "own-funds-short", plan=plan, wanted=wanted)


def _other_state_money(rule: Rule, facility: Facility, plan: Plan | None, rules: RulesInForce) -> Finding:
    if plan is None:
        return _unknown(rule, "no-plan", Fact.PLANNED_INVESTMENT)
    if plan.funded_by:
        return _told(rule, False, "funded", plan=plan)
    if plan.has_other_state_money is None:
        return _unknown(rule, "other-money-unknown", Fact.OTHER_STATE_MONEY, plan=plan)
    fits = not plan.has_other_state_money
    return _told(rule, fits, "no-other-money" if fits else "other-money", plan=plan)


def before_project(facility: Facility, project: str, covered: Collection[str]) -> Facility:
    """A facility as it stood before a project: the project is no other state money for what it pays itself,
    and of what the facility plans only what the project covers counts, in whichever year."""
    plans = [
        replace(
            plan,
            year=None,
            funded_by=[code for code in plan.funded_by if code != project],
            asked_by=[code for code in plan.asked_by if code != project],
        )
        for plan in facility.plans
        if plan.code in covered
    ]
    return replace(facility, plans=plans)


def plans_for(facility: Facility, activity: Activity, on: dt.date) -> list[Plan]:
    """What a facility plans for an activity, this year or later, or in a year that is not known; by code."""
    plans = [
        plan
        for plan in facility.plans
        if plan.activity is activity and (plan.year is None or plan.year >= on.year)
    ]
    return sorted(plans, key=lambda plan: plan.code)


def _told(rule: Rule, fits: bool, case: str, **facts: object) -> Finding:
    verdict = Verdict.ELIGIBLE if fits else Verdict.INELIGIBLE
    return Finding(rule=rule, verdict=verdict, case=case, facts=facts)


def _unknown(rule: Rule, case: str, *missing: Fact, **facts: object) -> Finding:
    return Finding(rule=rule, verdict=Verdict.UNDETERMINED, case=case, facts=facts, missing=missing)


_CHECKS: Mapping[Requirement, Callable[[Rule, Facility, Plan | None, RulesInForce], Finding]] = {
    Requirement.LEGAL_FORM: _legal_form,
    Requirement.PLACE: _place,
    Requirement.SIZE: _size,
    Requirement.SECTOR: _sector,
    Requirement.COUNTERPART: _counterpart,
    Requirement.OTHER_STATE_MONEY: _other_state_money,
}
