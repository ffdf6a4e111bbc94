"""Proposals of group projects as papers to attach: a workbook with a sheet a proposal, or a text in Markdown.

Both say what stands in the law and where, what is not verified, and what must still be asked.
"""

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain import dates
from domain.enums import (
    Confidence,
    Criterion,
    Fact,
    FundingLevel,
    MoneySource,
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

GROUPS = """
query GroupsAsked($input: GroupProjectInput!) {
  answer: groupProjectProposals(input: $input) {
    algorithm dataVersion changedMeanwhile ruleSet rulesEndOn on explanation excludedCount
    proposals {
      title score objective bound gap support counterpart total
      members {
        facility { code name organisation { name } administrativeUnit { name } }
        items { name quantity cost eligibleCost }
        boundBy support roundingRemainder counterpart explanation
        eligibility {
          verdict isProvisional
          findings { rule verdict explanation clause source confidence provenance }
          missing { fact askWhom }
        }
      }
      linkages { supplier { name } customer { name } product { name } }
      budget { source level amount province { name } }
      ceilings { rule kind scope limit unit used explanation clause source confidence provenance }
      timeline { step from until explanation clause }
      reasons { criterion weight value contribution explanation }
    }
    excluded { facility { code name } explanation }
  }
}
"""
SUFFIXES = (".xlsx", ".md")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Proposals to print. ``remarks`` say what they rest on."""

    language: Language
    remarks: Sequence[str]
    answer: Mapping[str, Any]

    @property
    def title(self) -> str:
        """What stands on the first page."""
        return self.language.say("Phương án đề án nhóm khuyến công", "Proposals of group projects")


def input_of(file: Path | None, **options: object) -> dict[str, Any]:
    """What the options of the command ask for; they win over what stands in a file with the input of
    ``groupProjectProposals`` as JSON. Raises :class:`CommandError`."""
    given: Any = {}
    if file is not None:
        try:
            given = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CommandError(f"{file} is not a file of JSON: {error}") from error
        if not isinstance(given, dict):
            raise CommandError(f"{file} does not hold an object such as {{'fundingYear': 2027}}")
        given = given.get("input", given)
    asked = {**given, **{name: value for name, value in options.items() if value is not None}}
    for name, option in (("activity", "--activity"), ("fundingYear", "--year"), ("level", "--level")):
        if name not in asked:
            raise CommandError(f"Give {option}, or {name} in the file of --input")
    return asked


def group_dossier(
    settings: Settings, target: Path, asked: Mapping[str, Any], language: Language, *, replaces: bool
) -> None:
    """Writes proposals into a file whose suffix says of which kind. Raises :class:`CommandError`."""
    if target.suffix not in SUFFIXES:
        raise CommandError(f"{target} ends with none of {', '.join(SUFFIXES)}")
    check_target(target, replaces=replaces)
    try:
        rules = read_rules(settings.rules)
    except RuleProblems as error:
        raise CommandError(str(error)) from error
    save(asyncio.run(_content(settings, target.suffix, asked, language, rules)), target)


async def _content(
    settings: Settings, suffix: str, asked: Mapping[str, Any], language: Language, rules: RuleSets
) -> bytes:
    async with ended_by_signals(), opened_graph(settings) as opened:
        return content_of(await dossier_of(opened.graph, asked, language, rules), suffix)


async def dossier_of(graph: Graph, asked: Mapping[str, Any], language: Language, rules: RuleSets) -> Dossier:
    """The dossier to print. Raises :class:`CommandError` with what the API says is wrong."""
    asker = Asker(graph, language, rules=rules)
    answer = await asker.ask(GROUPS, input=asked)
    say = language.say
    origin = await asker.origin(
        [answer["dataVersion"]],
        is_mixed=answer["changedMeanwhile"],
        invented=("cơ sở, kế hoạch đầu tư và số liệu", "facilities, plans and figures"),
    )
    rule_set = say(f"Bộ quy định: {answer['ruleSet']}.", f"Rule sets: {answer['ruleSet']}.")
    return Dossier(language=language, remarks=[*origin, rule_set, answer["explanation"]], answer=answer)


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
        for heading, lines in _sections(proposal, dossier.language):
            yield ""
            yield f"### {heading}"
            yield ""
            yield from lines
    excluded = dossier.answer["excluded"]
    if excluded:
        yield ""
        yield f"## {say('Cơ sở không có trong phương án nào', 'Facilities in no proposal')}"
        yield ""
        for each in excluded:
            name, code = _plain(each["facility"]["name"]), each["facility"]["code"]
            yield f"- **{name}** ({code}): {_plain(each['explanation'])}"


def _sections(proposal: Mapping[str, Any], language: Language) -> Iterator[tuple[str, list[str]]]:
    """What a proposal says, by headings; tables and lists in Markdown."""
    say = language.say
    yield say("Thành viên và kinh phí", "Members and money"), _members(proposal, language)
    yield say("Nguồn kinh phí", "Who pays"), list(_sources(proposal, language))
    yield (
        say("Cách tính hỗ trợ", "How the support comes about"),
        [f"- **{_plain(_name(each))}**: {_plain(each['explanation'])}" for each in proposal["members"]],
    )
    yield say("Điều kiện thụ hưởng", "Eligibility"), list(_eligibility(proposal, language))
    yield say("Mức trần và điều khoản", "Ceilings and clauses"), list(_ceilings(proposal, language))
    if proposal["linkages"]:
        yield (
            say("Liên kết đã biết", "Known trade"),
            [
                f"- {_plain(each['supplier']['name'])} → {_plain(each['customer']['name'])}: "
                f"{_plain(each['product']['name'])}"
                for each in proposal["linkages"]
            ],
        )
    yield say("Các bước", "Steps"), list(_steps(proposal, language))
    yield say("Vì sao đề xuất nhóm này", "Why this group"), list(_reasons(proposal, language))


def _members(proposal: Mapping[str, Any], language: Language) -> list[str]:
    say = language.say
    headings = _headings(language)
    rows = ["| " + " | ".join([say("STT", "No."), *headings]) + " |", "| --- " * (len(headings) + 1) + "|"]
    for place, each in enumerate(proposal["members"], start=1):
        labels = [_plain(label) for label in _labels(each)]
        figures = [money(amount, language) for amount in _figures(each)]
        rows.append("| " + " | ".join([str(place), *labels, *figures]) + " |")
    totals = (
        proposal["total"],
        sum(item["eligibleCost"] for each in proposal["members"] for item in each["items"]),
        proposal["support"],
        proposal["counterpart"],
    )
    shown = [f"**{money(amount, language)}**" for amount in totals]
    rows.append("| " + " | ".join(["", f"**{say('Cộng', 'Total')}**", "", "", "", *shown]) + " |")
    return rows


def _sources(proposal: Mapping[str, Any], language: Language) -> Iterator[str]:
    say = language.say
    for each in proposal["budget"]:
        source = MoneySource[each["source"]]
        parts = [say(source.vi, source.en)]
        if each["level"] is not None:
            level = FundingLevel[each["level"]]
            parts.append(say(level.vi, level.en))
        if each["province"] is not None:
            parts.append(each["province"]["name"])
        yield f"- {', '.join(parts)}: {money(each['amount'], language)}"


def _headings(language: Language) -> list[str]:
    say = language.say
    return [
        say("Cơ sở", "Facility"),
        say("Tổ chức", "Organisation"),
        say("Địa bàn", "Place"),
        say("Hạng mục", "Items"),
        say("Chi phí", "Cost"),
        say("Chi phí được hỗ trợ", "Eligible cost"),
        say("Hỗ trợ", "Support"),
        say("Đối ứng", "Counterpart"),
    ]


def _labels(member: Mapping[str, Any]) -> list[str]:
    facility = member["facility"]
    return [
        facility["name"],
        (facility["organisation"] or {}).get("name", ""),
        (facility["administrativeUnit"] or {}).get("name", ""),
        "; ".join(item["name"] for item in member["items"]),
    ]


def _figures(member: Mapping[str, Any]) -> list[int]:
    items = member["items"]
    return [
        sum(item["cost"] for item in items),
        sum(item["eligibleCost"] for item in items),
        member["support"],
        member["counterpart"],
    ]


def _eligibility(proposal: Mapping[str, Any], language: Language) -> Iterator[str]:
    for each in proposal["members"]:
        verdict = Verdict[each["eligibility"]["verdict"]]
        yield f"- **{_plain(_name(each))}**: {language.say(verdict.vi, verdict.en)}"
        for finding in each["eligibility"]["findings"]:
            found = Verdict[finding["verdict"]]
            yield (
                f"  - {language.say(found.vi, found.en)}: {_plain(finding['explanation'])} "
                f"{_standing(finding, language)}"
            )
        for missing in each["eligibility"]["missing"]:
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


def _steps(proposal: Mapping[str, Any], language: Language) -> Iterator[str]:
    say = language.say
    for each in proposal["timeline"]:
        step = ProcedureStep[each["step"]]
        days = say("chưa có quy định về ngày", "no days by any rule")
        if each["from"] is not None:
            days = f"{each['from']} – {each['until']}"
        clause = f" ({each['clause']})" if each["clause"] else ""
        yield f"- **{say(step.vi, step.en)}** ({days}): {each['explanation']}{clause}"


def _reasons(proposal: Mapping[str, Any], language: Language) -> Iterator[str]:
    say = language.say
    yield (
        f"{say('Điểm', 'Score')}: {number(proposal['score'], language)}; "
        f"{say('có thể tốt hơn nhiều nhất', 'could be better by at most')} {proposal['gap']:.2%}."
    )
    yield ""
    for each in proposal["reasons"]:
        criterion = Criterion[each["criterion"]]
        yield (
            f"- {say(criterion.vi, criterion.en)}: {number(each['contribution'], language)} "
            f"({say('trọng số', 'weight')} {number(each['weight'], language)}). {each['explanation']}"
        )


def _name(member: Mapping[str, Any]) -> str:
    return str(member["facility"]["name"])


def _plain(text: str) -> str:
    """A name that is no markup, whatever it holds."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>|#" else sign for sign in " ".join(text.split()))


def _workbook(dossier: Dossier) -> bytes:
    language = dossier.language
    say = language.say
    tables: list[Table] = []
    for place, proposal in enumerate(dossier.answer["proposals"], start=1):
        notes = [
            f"{heading}: {line.lstrip(' -').replace('**', '')}"
            for heading, lines in _sections(proposal, language)
            for line in lines
            if line and not line.startswith("|")
        ]
        rows = [
            Row(labels=_labels(each), figures=_figures(each), is_complete=_is_told(each))
            for each in proposal["members"]
        ]
        figures = [sum(_figures(each)[column] for each in proposal["members"]) for column in range(4)]
        tables.append(
            Table(
                name=f"{say('Phương án', 'Proposal')} {place}",
                title=proposal["title"],
                remarks=dossier.remarks,
                headings=_headings(language),
                rows=rows,
                total=Row(labels=[say("Cộng", "Total"), "", "", ""], figures=figures, is_complete=True),
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


def _is_told(member: Mapping[str, Any]) -> bool:
    return bool(member["eligibility"]["verdict"] == Verdict.ELIGIBLE.name)
