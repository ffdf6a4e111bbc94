"""Proposals of projects as papers to attach: a workbook with a sheet a proposal, or a text in Markdown.

Both say what stands in the law and where, what is not verified, and what must still be asked.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain import dates
from domain.enums import (
    Confidence,
    Criterion,
    Fact,
    GroupExclusion,
    ProcedureStep,
    RuleProvenance,
    Verdict,
)
from domain.language import Language
from domain.rule import RuleSets
from graph.client import Graph
from planning.eligibility_text import money
from planning.wording import number
from seeds.rules import RuleProblems, read_rules
from service.asking import Asker, CommandError, check_target, save
from service.opening import opened_graph
from service.settings import Settings
from service.signals import ended_by_signals
from service.workbook import Row, Table, workbook

SUFFIXES = (".xlsx", ".md")
_EXAMPLES = 3
"""So many of those who are left out for one reason are named in a text."""
_ASKED_OF_ALL = """
fragment MemberAsked on GroupMember {
  facility { code name organisation { name } administrativeUnit { name } }
  items { name quantity cost eligibleCost }
  boundBy support roundingRemainder counterpart explanation
  eligibility {
    verdict isProvisional
    findings { rule verdict explanation clause source confidence provenance }
    missing { fact askWhom }
  }
}
fragment CeilingAsked on Ceiling {
  rule kind scope limit unit used explanation clause source confidence provenance
}
"""


@dataclass(frozen=True, slots=True)
class Member:
    """Who is paid for something, as the API shows it. ``labels`` say for what, where that differs within a
    proposal."""

    shown: Mapping[str, Any]
    labels: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierKind:
    """What is asked for one kind of project, and what its papers say besides money, eligibility and ceilings.

    ``query`` asks for the ``answer`` to an ``$input``, of members ``...MemberAsked`` and of ceilings
    ``...CeilingAsked``; ``needed``: what must be given, each with the option
    of the command. ``headings``: those of the labels of members. ``before`` and ``after`` the table of money:
    further sections, by headings, in Markdown.
    """

    title: tuple[str, str]
    query: str
    needed: Mapping[str, str]
    headings: Sequence[tuple[str, str]]
    members: Callable[[Mapping[str, Any], Language], list[Member]]
    before: Callable[[Mapping[str, Any], Language], Iterator[tuple[str, list[str]]]]
    after: Callable[[Mapping[str, Any], Language], Iterator[tuple[str, list[str]]]]


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
    """Writes proposals into a file whose suffix says of which kind. Raises :class:`CommandError`."""
    check_target(target, *SUFFIXES, replaces=replaces)
    try:
        rules = read_rules(settings.rules)
    except RuleProblems as error:
        raise CommandError(str(error)) from error
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
    sets = rules.named(answer["ruleSet"], language)
    rule_set = say(f"Bộ quy định: {sets}.", f"Rule sets: {sets}.")
    return Dossier(
        kind=kind, language=language, remarks=[*origin, rule_set, answer["explanation"]], answer=answer
    )


def content_of(dossier: Dossier, suffix: str) -> bytes:
    """The file of a dossier."""
    if suffix == ".md":
        return "\n".join(_text(dossier)).encode() + b"\n"
    return _workbook(dossier)


def _text(dossier: Dossier) -> Iterator[str]:
    say = dossier.language.say
    yield f"# {dossier.title}"
    yield ""
    for remark in dossier.remarks:
        yield f"> {remark}"
        yield ">"
    for place, proposal in enumerate(dossier.answer["proposals"], start=1):
        yield ""
        yield f"## {say('Phương án', 'Proposal')} {place}: {proposal['title']}"
        for heading, lines in _sections(dossier, proposal):
            yield ""
            yield f"### {heading}"
            yield ""
            yield from lines
    excluded = dossier.answer["excluded"]
    if excluded:
        yield ""
        yield f"## {say('Cơ sở không có trong phương án nào', 'Facilities in no proposal')}"
        yield ""
        yield from _excluded(excluded, dossier.answer["excludedCount"], dossier.language)


def _excluded(
    excluded: Sequence[Mapping[str, Any]], excluded_count: int, language: Language
) -> Iterator[str]:
    """Who is left out, by reason, each with a few examples; the workbook has them all."""
    say = language.say
    reasons: dict[str, list[Mapping[str, Any]]] = {}
    for each in excluded:
        reasons.setdefault(each["reason"], []).append(each)
    for reason, some in sorted(reasons.items(), key=lambda item: -len(item[1])):
        label = GroupExclusion[reason]
        yield f"- {say(label.vi, label.en)}: **{len(some)}**"
        for each in some[:_EXAMPLES]:
            name, code = plain(each["facility"]["name"]), each["facility"]["code"]
            yield f"  - **{name}** ({code}): {plain(each['explanation'])}"
        if len(some) > _EXAMPLES:
            more = len(some) - _EXAMPLES
            yield f"  - {say(f'và {more} cơ sở khác', f'and {more} more')}"
    if excluded_count > len(excluded):
        yield say(
            f"\nLiệt kê {len(excluded)} trong {excluded_count} cơ sở bị loại.",
            f"\nThese are {len(excluded)} of {excluded_count} that were left out.",
        )


def _sections(dossier: Dossier, proposal: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """What a proposal says, by headings; tables and lists in Markdown."""
    kind, language = dossier.kind, dossier.language
    say = language.say
    members = kind.members(proposal, language)
    yield from kind.before(proposal, language)
    yield say("Thành viên và kinh phí", "Members and money"), _members(dossier, proposal, members)
    yield from kind.after(proposal, language)
    yield (
        say("Cách tính hỗ trợ", "How the support comes about"),
        [f"- **{_who(each)}**: {plain(each.shown['explanation'])}" for each in members],
    )
    yield say("Điều kiện thụ hưởng", "Eligibility"), list(_eligibility(members, language))
    yield say("Mức trần và điều khoản", "Ceilings and clauses"), list(_ceilings(proposal, language))
    yield say("Vì sao đề xuất", "Why this proposal"), list(_reasons(proposal, language))


def _members(dossier: Dossier, proposal: Mapping[str, Any], members: Sequence[Member]) -> list[str]:
    language = dossier.language
    say = language.say
    headings = _headings(dossier)
    rows = ["| " + " | ".join([say("STT", "No."), *headings]) + " |", "| --- " * (len(headings) + 1) + "|"]
    for place, each in enumerate(members, start=1):
        labels = [plain(label) for label in _labels(each)]
        figures = [money(amount, language) for amount in _figures(each)]
        rows.append("| " + " | ".join([str(place), *labels, *figures]) + " |")
    totals = (
        proposal["total"],
        sum(item["eligibleCost"] for each in members for item in each.shown["items"]),
        proposal["support"],
        proposal["counterpart"],
    )
    shown = [f"**{money(amount, language)}**" for amount in totals]
    blank = [""] * (len(dossier.kind.headings) + 3)
    rows.append("| " + " | ".join(["", f"**{say('Cộng', 'Total')}**", *blank, *shown]) + " |")
    return rows


def _headings(dossier: Dossier) -> list[str]:
    say = dossier.language.say
    return [
        *(say(*heading) for heading in dossier.kind.headings),
        say("Cơ sở", "Facility"),
        say("Tổ chức", "Organisation"),
        say("Địa bàn", "Place"),
        say("Hạng mục", "Items"),
        say("Chi phí", "Cost"),
        say("Chi phí được hỗ trợ", "Eligible cost"),
        say("Hỗ trợ", "Support"),
        say("Đối ứng", "Counterpart"),
    ]


def _labels(member: Member) -> list[str]:
    facility = member.shown["facility"]
    return [
        *member.labels,
        facility["name"],
        (facility["organisation"] or {}).get("name", ""),
        (facility["administrativeUnit"] or {}).get("name", ""),
        "; ".join(item["name"] for item in member.shown["items"]),
    ]


def _figures(member: Member) -> list[int]:
    items = member.shown["items"]
    return [
        sum(item["cost"] for item in items),
        sum(item["eligibleCost"] for item in items),
        member.shown["support"],
        member.shown["counterpart"],
    ]


def _eligibility(members: Sequence[Member], language: Language) -> Iterator[str]:
    for each in members:
        eligibility = each.shown["eligibility"]
        verdict = Verdict[eligibility["verdict"]]
        yield f"- **{_who(each)}**: {language.say(verdict.vi, verdict.en)}"
        for finding in eligibility["findings"]:
            found = Verdict[finding["verdict"]]
            yield (
                f"  - {language.say(found.vi, found.en)}: {plain(finding['explanation'])} "
                f"{_standing(finding, language)}"
            )
        for missing in eligibility["missing"]:
            fact = Fact[missing["fact"]]
            what = language.say(fact.vi, fact.en)
            yield f"  - {language.say('Cần hỏi', 'To be asked')}: {what} ({missing['askWhom']})"


def _ceilings(proposal: Mapping[str, Any], language: Language) -> Iterator[str]:
    say = language.say
    for each in proposal["ceilings"]:
        used = each["used"]
        shown = money(int(used), language) if each["unit"] == "VND" else number(used, language)
        yield (
            f"- {each['explanation']}. {say('Đã dùng nhiều nhất', 'Used at most')}: {shown}. "
            f"{_standing(each, language)}"
        )


def _standing(rule: Mapping[str, Any], language: Language) -> str:
    """Clause, source, and how sure it is."""
    say = language.say
    clause = rule["clause"] or say("chưa rõ điều khoản", "no clause known")
    sure, known = Confidence[rule["confidence"]], RuleProvenance[rule["provenance"]]
    return (
        f"({clause}; {say('nguồn', 'source')}: {rule['source']}; {say(sure.vi, sure.en).lower()}; "
        f"{say(known.vi, known.en).lower()})"
    )


def steps(timeline: Sequence[Mapping[str, Any]], language: Language) -> list[str]:
    """When to do what, as a list in Markdown."""
    say = language.say
    lines: list[str] = []
    for each in timeline:
        step = ProcedureStep[each["step"]]
        days = say("chưa có quy định về ngày", "no days by any rule")
        if each["from"] is not None:
            days = f"{each['from']} – {each['until']}"
        clause = f" ({each['clause']})" if each["clause"] else ""
        lines.append(f"- **{say(step.vi, step.en)}** ({days}): {each['explanation']}{clause}")
    return lines


def _reasons(proposal: Mapping[str, Any], language: Language) -> Iterator[str]:
    say = language.say
    better = say(
        "lựa chọn thành viên có thể tốt hơn nhiều nhất", "the choice of members could be better by at most"
    )
    score = number(proposal["score"], language)
    yield f"{say('Điểm', 'Score')}: {score}; {better} {proposal['gap']:.2%}."
    yield ""
    for each in proposal["reasons"]:
        criterion = Criterion[each["criterion"]]
        yield (
            f"- {say(criterion.vi, criterion.en)}: {number(each['contribution'], language)} "
            f"({say('trọng số', 'weight')} {number(each['weight'], language)}). {each['explanation']}"
        )


def _who(member: Member) -> str:
    """The name of a member, and for what it is paid where that differs."""
    return plain(", ".join([str(member.shown["facility"]["name"]), *member.labels]))


def plain(text: str) -> str:
    """A name that is no markup, whatever it holds."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>|#" else sign for sign in " ".join(text.split()))


def _workbook(dossier: Dossier) -> bytes:
    language = dossier.language
    say = language.say
    tables: list[Table] = []
    for place, proposal in enumerate(dossier.answer["proposals"], start=1):
        notes = [
            f"{heading}: {line.lstrip(' -').replace('**', '')}"
            for heading, lines in _sections(dossier, proposal)
            for line in lines
            if line and not line.startswith("|")
        ]
        members = dossier.kind.members(proposal, language)
        rows = [
            Row(labels=_labels(each), figures=_figures(each), is_complete=_is_told(each)) for each in members
        ]
        figures = [sum(_figures(each)[column] for each in members) for column in range(4)]
        blank = [""] * (len(dossier.kind.headings) + 3)
        tables.append(
            Table(
                name=f"{say('Phương án', 'Proposal')} {place}",
                title=proposal["title"],
                remarks=dossier.remarks,
                headings=_headings(dossier),
                rows=rows,
                total=Row(labels=[say("Cộng", "Total"), *blank], figures=figures, is_complete=True),
                notes=notes,
            )
        )
    tables.append(
        Table(
            name=say("Không tham gia", "In no proposal"),
            title=say("Cơ sở không có trong phương án nào", "Facilities in no proposal"),
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
    )
    return workbook(
        dossier.title,
        tables,
        number=say("STT", "No."),
        mark=say("Cần hỏi thêm", "To be asked"),
        page=say("Trang", "Page"),
        on=dates.today(),
    )


def _is_told(member: Member) -> bool:
    return bool(member.shown["eligibility"]["verdict"] == Verdict.ELIGIBLE.name)
