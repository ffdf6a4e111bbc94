"""What the papers of group projects ask for, and what they say besides money, eligibility and ceilings."""

from collections.abc import Iterator, Mapping
from typing import Any

from domain.enums import FundingLevel, MoneySource
from domain.language import Language
from planning.eligibility_text import money
from service.asking import name_of
from service.project_dossier import DossierKind, Line, Member, Section, steps

_GROUPS = """
query GroupsAsked($input: GroupProjectInput!) {
  answer: groupProjectProposals(input: $input) {
    dataVersion changedMeanwhile ruleSet explanation excludedCount
    proposals {
      title score gap
      members { ...MemberAsked }
      linkages { supplier { name } customer { name } product { name nameEn } }
      budget { source level amount province { name } }
      ceilings { ...CeilingAsked }
      timeline { step from until explanation clause }
      reasons { criterion weight contribution explanation }
    }
    excluded { reason facility { code name } explanation }
    ambiguousUnits { code name }
  }
}
"""


def _members(proposal: Mapping[str, Any], language: Language) -> list[Member]:
    return [Member(each) for each in proposal["members"]]


def _nothing(proposal: Mapping[str, Any], language: Language) -> Iterator[Section]:
    yield from ()


def _sections(proposal: Mapping[str, Any], language: Language) -> Iterator[Section]:
    say = language.say
    yield Section(say("Nguồn kinh phí", "Who pays"), list(_sources(proposal, language)))
    if proposal["linkages"]:
        yield Section(
            say("Mua bán đã ghi nhận", "Known trade"),
            [
                Line(
                    f"{each['supplier']['name']} → {each['customer']['name']}: "
                    f"{name_of(each['product'], language)}"
                )
                for each in proposal["linkages"]
            ],
        )
    yield Section(say("Các bước", "Steps"), steps(proposal["timeline"], language))


def _sources(proposal: Mapping[str, Any], language: Language) -> Iterator[Line]:
    say = language.say
    for each in proposal["budget"]:
        source = MoneySource[each["source"]]
        parts = [say(source.vi, source.en)]
        if each["level"] is not None:
            level = FundingLevel[each["level"]]
            parts.append(say(level.vi, level.en))
        if each["province"] is not None:
            parts.append(each["province"]["name"])
        yield Line(money(each["amount"], language), ", ".join(parts))


GROUP = DossierKind(
    title=("Phương án đề án nhóm khuyến công", "Proposals of group projects"),
    query=_GROUPS,
    needed={"activity": "--activity", "fundingYear": "--year", "level": "--level"},
    headings=(),
    members=_members,
    before=_nothing,
    after=_sections,
)
