"""Proposals of projects as papers to attach: a workbook with a sheet a proposal, or a text in Markdown.

Both say what stands in the law and where, what is not verified, and what must still be asked.
"""

import asyncio
import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain import dates
from domain.enums import (
    Activity,
    Confidence,
    Criterion,
    Fact,
    FundingLevel,
    GroupExclusion,
    ProcedureStep,
    RuleProvenance,
    RuleUnit,
    SolveStatus,
    Verdict,
)
from domain.language import Language
from domain.rule import RuleSets
from graph.client import Graph
from planning.eligibility_text import money
from planning.wording import number, percent
from seeds.rules import read_rules
from service.asking import AMBIGUOUS, Asker, check_target, save
from service.opening import opened_graph
from service.settings import Settings
from service.signals import ended_by_signals
from service.workbook import Row, Table, workbook

SUFFIXES = (".xlsx", ".md")
Basis = dict[str, int]
"""Clauses with source and how sure they are, each with its number."""
_NOTHING = ("Chưa có khoản nào được hỗ trợ.", "Nothing is supported yet.")
_EXAMPLES = 3
"""So many of those who are left out for one reason are named in a text."""
_ASKED_OF_ALL = """
fragment MemberAsked on GroupMember {
  facility { code name organisation { name } administrativeUnit { name } }
  items { name quantity cost eligibleCost }
  support counterpart explanation
  eligibility {
    verdict isProvisional
    findings { explanation clause source confidence provenance }
    missing { fact askWhom }
  }
}
fragment CeilingAsked on Ceiling { unit used explanation clause source confidence provenance }
"""


@dataclass(frozen=True, slots=True)
class Member:
    """Who is paid for something, as the API shows it. ``labels`` say for what, where that differs within a
    proposal."""

    shown: Mapping[str, Any]
    labels: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A point of a list: what is said, ``about`` whom or what; ``depth``: below how many others it stands."""

    text: str
    about: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """What a proposal says under a heading."""

    heading: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierKind:
    """What is asked for one kind of project, and what its papers say besides money, eligibility and ceilings.

    ``query`` asks for the ``answer`` to an ``$input``, of members ``...MemberAsked`` and of ceilings
    ``...CeilingAsked``; ``needed``: what must be given, each with the option
    of the command. ``headings``: those of the labels of members. ``before`` and ``after`` the table of money:
    further sections.
    """

    title: tuple[str, str]
    query: str
    needed: Mapping[str, str]
    headings: Sequence[tuple[str, str]]
    members: Callable[[Mapping[str, Any], Language], list[Member]]
    before: Callable[[Mapping[str, Any], Language], Iterator[Section]]
    after: Callable[[Mapping[str, Any], Language], Iterator[Section]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Proposals to print. ``remarks`` say what they rest on."""

    kind: DossierKind
    language: Language
    remarks: Sequence[str]
    answer: Mapping[str, Any]

    @property
    def title(self) -> str:
        """What stands on the first page."""
        return self.language.say(*self.kind.title)


def write_dossier(
    kind: DossierKind,
    settings: Settings,
    target: Path,
    asked: Mapping[str, Any],
    language: Language,
    *,
    replaces: bool,
) -> None:
    """Writes proposals into a file whose suffix says of which kind.

    Raises :class:`CommandError`, ``RuleProblems``, ``GraphError`` or ``SettingsError``.
    """
    check_target(target, *SUFFIXES, replaces=replaces)
    rules = read_rules(settings.rules)
    save(asyncio.run(_content(kind, settings, target.suffix, asked, language, rules)), target)


async def _content(
    kind: DossierKind,
    settings: Settings,
    suffix: str,
    asked: Mapping[str, Any],
    language: Language,
    rules: RuleSets,
) -> bytes:
    async with ended_by_signals(), opened_graph(settings) as opened:
        return content_of(await dossier_of(kind, opened.graph, asked, language, rules), suffix)


async def dossier_of(
    kind: DossierKind, graph: Graph, asked: Mapping[str, Any], language: Language, rules: RuleSets
) -> Dossier:
    """The dossier to print. Raises :class:`CommandError` with what the API says is wrong."""
    asker = Asker(graph, language, rules=rules)
    answer = await asker.ask(kind.query + _ASKED_OF_ALL, input=asked)
    say = language.say
    origin = await asker.origin(
        [answer["dataVersion"]],
        is_mixed=answer["changedMeanwhile"],
        invented=("cơ sở, kế hoạch đầu tư và số liệu", "facilities, plans and figures"),
    )
    level, year = FundingLevel[asked["level"]], asked.get("fundingYear", asked.get("firstYear"))
    within = asked.get("within") or asked.get("provinces") or ()
    units = await asker.units([within] if isinstance(within, str) else within)  # as GraphQL takes one value
    sets = rules.named(answer["ruleSet"], language)
    remarks = [
        *origin,
        asker.scope(units, ("cả nước", "all Vietnam")),
        say(f"Nguồn kinh phí: {level.vi}, từ năm {year}.", f"Funding: {level.en.lower()}, from {year} on.")
        if "firstYear" in asked
        else say(f"Nguồn kinh phí: {level.vi}, năm {year}.", f"Funding: {level.en.lower()}, {year}."),
        say(f"Bộ quy định: {sets}.", f"Rule sets: {sets}."),
        answer["explanation"],
    ]
    if answer["ambiguousUnits"]:
        names = "; ".join(f"{each['name']} ({each['code']})" for each in answer["ambiguousUnits"])
        remarks.append(say(*AMBIGUOUS) + f"{names}.")
    return Dossier(kind=kind, language=language, remarks=remarks, answer=answer)


def content_of(dossier: Dossier, suffix: str) -> bytes:
    """The file of a dossier."""
    if suffix == ".md":
        return "\n".join(_text(dossier)).encode() + b"\n"
    return _workbook(dossier)


def _text(dossier: Dossier) -> Iterator[str]:
    say = dossier.language.say
    yield f"# {dossier.title}"
    yield ""
    yield "\n>\n".join(f"> {_plain(remark)}" for remark in dossier.remarks)
    for place, proposal in enumerate(dossier.answer["proposals"], start=1):
        yield ""
        yield f"## {say('Phương án', 'Proposal')} {place}: {_plain(proposal['title'])}"
        members = dossier.kind.members(proposal, dossier.language)
        yield from _listed(dossier.kind.before(proposal, dossier.language))
        yield from _headed(say("Đơn vị thụ hưởng và kinh phí", "Who is supported, and money"))
        yield from _table(dossier, members)
        yield from _listed(_sections(dossier, proposal, members))
    excluded = dossier.answer.get("excluded")
    if excluded:
        yield ""
        yield f"## {_left_out(dossier)}"
        yield ""
        yield from _excluded(excluded, dossier.language)


def _excluded(excluded: Sequence[Mapping[str, Any]], language: Language) -> Iterator[str]:
    """Who is left out, by reason, each with a few examples; the workbook has them all."""
    say = language.say
    reasons: dict[str, list[Mapping[str, Any]]] = {}
    for each in excluded:
        reasons.setdefault(each["reason"], []).append(each)
    for reason, some in sorted(reasons.items(), key=lambda item: -len(item[1])):
        label = GroupExclusion[reason]
        yield f"- {say(label.vi, label.en)}: **{len(some)}**"
        for each in some[:_EXAMPLES]:
            facility = each["facility"]
            yield _point(Line(each["explanation"], f"{facility['name']} ({facility['code']})", depth=1))
        if len(some) > _EXAMPLES:
            more = len(some) - _EXAMPLES
            yield f"  - {say(f'và {more} cơ sở khác', f'and {more} more')}"


def _listed(sections: Iterator[Section]) -> Iterator[str]:
    for section in sections:
        if section.lines:
            yield from _headed(section.heading)
            yield from map(_point, section.lines)


def _headed(heading: str) -> Iterator[str]:
    yield ""
    yield f"### {_plain(heading)}"
    yield ""


def _sections(dossier: Dossier, proposal: Mapping[str, Any], members: Sequence[Member]) -> Iterator[Section]:
    """What a proposal says below its table of money."""
    kind, language = dossier.kind, dossier.language
    say = language.say
    basis: Basis = {}
    yield from kind.after(proposal, language)
    yield Section(
        say("Cách tính hỗ trợ", "How the support comes about"),
        [Line(each.shown["explanation"], _who(each)) for each in members],
    )
    yield Section(say("Điều kiện thụ hưởng", "Eligibility"), list(_eligibility(members, basis, language)))
    yield Section(say("Mức trần", "Ceilings"), list(_ceilings(proposal, basis, language)))
    yield Section(say("Vì sao đề xuất", "Why this proposal"), list(_reasons(proposal, language)))
    yield Section(
        say("Căn cứ pháp lý", "Legal basis"),
        [Line(text, f"{say('Căn cứ', 'Basis')} {number}") for text, number in basis.items()],
    )


def _table(dossier: Dossier, members: Sequence[Member]) -> Iterator[str]:
    language = dossier.language
    if not members:
        yield _point(Line(language.say(*_NOTHING)))
        return
    headings = [language.say("STT", "No."), *_headings(dossier)]
    yield _row(headings)
    yield _row(["---"] * len(headings))
    for place, each in enumerate(members, start=1):
        figures = [number(amount, language) for amount in _figures(each)]
        yield _row([str(place), *map(_plain, _labels(each, language)), *figures])
    total = _total(dossier, members)
    figures = [f"**{number(amount, language)}**" for amount in total.figures if amount is not None]
    yield _row(["", f"**{total.labels[0]}**", *total.labels[1:], *figures])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _total(dossier: Dossier, members: Sequence[Member]) -> Row:
    say = dossier.language.say
    blank = [""] * (len(dossier.kind.headings) + 3)
    figures = [sum(column) for column in zip(*map(_figures, members), strict=True)]
    return Row(labels=[say("Cộng", "Total"), *blank], figures=figures, is_complete=True)


def _left_out(dossier: Dossier) -> str:
    say, answer = dossier.language.say, dossier.answer
    heading = say("Cơ sở không có trong phương án nào", "Facilities in no proposal")
    shown, found = len(answer["excluded"]), answer["excludedCount"]
    return heading if shown == found else f"{heading} ({shown} {say('trong số', 'of')} {found})"


def _headings(dossier: Dossier) -> list[str]:
    say = dossier.language.say
    return [
        *(say(*heading) for heading in dossier.kind.headings),
        say("Cơ sở", "Facility"),
        say("Tổ chức", "Organisation"),
        say("Địa bàn", "Place"),
        say("Hạng mục", "Items"),
        say("Chi phí (đồng)", "Cost (đồng)"),
        say("Chi phí được hỗ trợ (đồng)", "Eligible cost (đồng)"),
        say("Hỗ trợ (đồng)", "Support (đồng)"),
        say("Đối ứng (đồng)", "Counterpart (đồng)"),
    ]


def _labels(member: Member, language: Language) -> list[str]:
    facility = member.shown["facility"]
    return [
        *member.labels,
        facility["name"],
        (facility["organisation"] or {}).get("name", ""),
        (facility["administrativeUnit"] or {}).get("name", ""),
        "; ".join(_item(item, language) for item in member.shown["items"]),
    ]


def _item(item: Mapping[str, Any], language: Language) -> str:
    many = "" if item["quantity"] is None else f"{number(item['quantity'], language)} × "
    return f"{many}{item['name']}"


def _figures(member: Member) -> list[int]:
    items = member.shown["items"]
    return [
        sum(item["cost"] for item in items),
        sum(item["eligibleCost"] for item in items),
        member.shown["support"],
        member.shown["counterpart"],
    ]


def _eligibility(members: Sequence[Member], basis: Basis, language: Language) -> Iterator[Line]:
    for each in members:
        eligibility = each.shown["eligibility"]
        verdict = Verdict[eligibility["verdict"]]
        unchecked = language.say(
            " (tạm thời: có quy định chưa đối chiếu văn bản)", " (provisional: not all rules are checked)"
        )
        said = language.say(verdict.vi, verdict.en)
        yield Line(said + unchecked if eligibility["isProvisional"] else said, _who(each))
        for finding in eligibility["findings"]:
            yield Line(f"{finding['explanation']} {_clause(finding, basis, language)}", depth=1)
        for missing in eligibility["missing"]:
            fact = Fact[missing["fact"]]
            said = language.say("Cần hỏi", "To be asked")
            yield Line(f"{said}: {language.say(fact.vi, fact.en)} ({missing['askWhom']})", depth=1)


def _ceilings(proposal: Mapping[str, Any], basis: Basis, language: Language) -> Iterator[Line]:
    used = language.say("Đã dùng nhiều nhất", "Used at most")
    for each in proposal["ceilings"]:
        yield Line(
            f"{each['explanation']}. {used}: {_amount(each['used'], RuleUnit[each['unit']], language)} "
            f"{_clause(each, basis, language)}"
        )


def _amount(used: float, unit: RuleUnit, language: Language) -> str:
    match unit:
        case RuleUnit.VND:
            return money(int(used), language)
        case RuleUnit.SHARE:
            return percent(used)
        case RuleUnit.FACTOR if not used:
            return language.say("không áp dụng", "it does not apply")
        case _:
            return f"{number(used, language)} {language.say(unit.vi, unit.en)}"


def _clause(rule: Mapping[str, Any], basis: Basis, language: Language) -> str:
    """The clause of a rule, and the number under which clause, source and how sure it is stand once."""
    say = language.say
    clause = rule["clause"] or say("chưa rõ điều khoản", "no clause known")
    sure, known = Confidence[rule["confidence"]], RuleProvenance[rule["provenance"]]
    text = (
        f"{clause}; {say('nguồn', 'source')}: {rule['source']}; {say(sure.vi, sure.en).lower()}; "
        f"{say(known.vi, known.en).lower()}"
    )
    place = basis.setdefault(text, len(basis) + 1)
    return f"({clause}; {say('căn cứ', 'basis')} {place})"


def steps(timeline: Sequence[Mapping[str, Any]], language: Language) -> list[Line]:
    """When to do what."""
    say = language.say
    lines: list[Line] = []
    for each in timeline:
        step = ProcedureStep[each["step"]]
        days = say("chưa có quy định về ngày", "no days by any rule")
        if each["from"] is not None:
            days = f"{_day(each['from'], language)} – {_day(each['until'], language)}"
        clause = f" ({each['clause']})" if each["clause"] else ""
        lines.append(Line(f"{each['explanation']}{clause}", f"{say(step.vi, step.en)} ({days})"))
    return lines


def activity_steps(
    heading: str, activities: Sequence[Mapping[str, Any]], language: Language
) -> Iterator[Section]:
    """When to do what for some activities; those of the same steps are told together."""
    together: dict[tuple[Line, ...], list[str]] = {}
    for each in activities:
        lines = tuple(steps(each["timeline"], language))
        together.setdefault(lines, []).append(activity_name(each, language))
    for lines, names in together.items():
        yield Section(f"{heading}: {'; '.join(names)}", lines)


def activity_name(shown: Mapping[str, Any], language: Language) -> str:
    """What the activity of something is called."""
    activity = Activity[shown["activity"]]
    return language.say(activity.vi, activity.en)


def _day(day: str, language: Language) -> str:
    return language.say(f"{dt.date.fromisoformat(day):%d/%m/%Y}", day)


def _reasons(proposal: Mapping[str, Any], language: Language) -> Iterator[Line]:
    say = language.say
    yield Line(f"{number(proposal['score'], language)}; {_bound(proposal, language)}.", say("Điểm", "Score"))
    for each in proposal["reasons"]:
        criterion = Criterion[each["criterion"]]
        yield Line(
            f"{number(each['contribution'], language)} "
            f"({say('trọng số', 'weight')} {number(each['weight'], language)}). {each['explanation']}",
            say(criterion.vi, criterion.en),
        )


def _bound(proposal: Mapping[str, Any], language: Language) -> str:
    """How far it may be from the best. A status tells that not every choice was looked at."""
    say = language.say
    if proposal["gap"]:
        better = say("có thể có lựa chọn tốt hơn nhiều nhất", "another choice could be better by at most")
        return f"{better} {percent(proposal['gap'])}"
    if SolveStatus[proposal.get("status", SolveStatus.OPTIMAL.name)] is SolveStatus.OPTIMAL:
        return say("đã chứng minh không có lựa chọn nào tốt hơn", "no choice is better, which is proven")
    return say("chưa thấy lựa chọn nào tốt hơn", "no better choice was seen")


def _who(member: Member) -> str:
    """The name of a member, and for what it is paid where that differs."""
    return ", ".join([str(member.shown["facility"]["name"]), *member.labels])


def _point(line: Line) -> str:
    about = f"**{_plain(line.about)}**: " if line.about else ""
    return f"{'  ' * line.depth}- {about}{_plain(line.text)}"


def _plain(text: str) -> str:
    """A text that is no markup, whatever it holds."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>|#" else sign for sign in " ".join(text.split()))


def _workbook(dossier: Dossier) -> bytes:
    say = dossier.language.say
    tables = [
        _sheet(dossier, f"{say('Phương án', 'Proposal')} {place}", proposal)
        for place, proposal in enumerate(dossier.answer["proposals"], start=1)
    ]
    if dossier.answer.get("excluded"):
        tables.append(_sheet_of_others(dossier))
    if not tables:
        tables.append(_empty_sheet(dossier))
    return workbook(
        dossier.title,
        tables,
        number=say("STT", "No."),
        mark=say("Cần hỏi thêm", "To be asked"),
        page=say("Trang", "Page"),
        on=dates.today(),
    )


def _sheet(dossier: Dossier, name: str, proposal: Mapping[str, Any]) -> Table:
    members = dossier.kind.members(proposal, dossier.language)
    return Table(
        name=name,
        title=proposal["title"],
        remarks=dossier.remarks,
        headings=_headings(dossier),
        rows=[
            Row(labels=_labels(each, dossier.language), figures=_figures(each), is_complete=_is_told(each))
            for each in members
        ],
        total=_total(dossier, members) if members else None,
        notes=[] if members else [dossier.language.say(*_NOTHING)],
        sections=[
            (each.heading, [_indented(line) for line in each.lines])
            for each in (
                *dossier.kind.before(proposal, dossier.language),
                *_sections(dossier, proposal, members),
            )
            if each.lines
        ],
    )


def _indented(line: Line) -> str:
    about = f"{line.about}: " if line.about else ""
    return f"{'      ' * line.depth}– {about}{line.text}"


def _empty_sheet(dossier: Dossier) -> Table:
    """The remarks, which say why there is no proposal."""
    return Table(
        name=dossier.language.say("Phương án", "Proposals"),
        title=dossier.title,
        remarks=dossier.remarks,
        headings=_headings(dossier),
        rows=[],
        total=None,
        notes=[],
    )


def _sheet_of_others(dossier: Dossier) -> Table:
    say = dossier.language.say
    return Table(
        name=say("Không tham gia", "In no proposal"),
        title=_left_out(dossier),
        remarks=dossier.remarks,
        headings=[say("Mã", "Code"), say("Cơ sở", "Facility"), say("Lý do", "Why")],
        rows=[
            Row(
                labels=[each["facility"]["code"], each["facility"]["name"], each["explanation"]],
                figures=[],
                is_complete=True,
            )
            for each in dossier.answer["excluded"]
        ],
        total=None,
        notes=[],
    )


def _is_told(member: Member) -> bool:
    return bool(member.shown["eligibility"]["verdict"] == Verdict.ELIGIBLE.name)
