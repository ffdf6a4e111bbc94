"""What the papers of pilot projects ask for, and what they say besides money, eligibility and ceilings."""

from collections.abc import Iterator, Mapping
from typing import Any

from domain.language import Language
from planning.eligibility_text import money
from planning.wording import number
from service.asking import name_of
from service.project_dossier import DossierKind, Line, Member, Section, activity_name, activity_steps

_PILOTS = """
query PilotsAsked($input: PilotProjectInput!) {
  answer: pilotProjectProposals(input: $input) {
    dataVersion changedMeanwhile ruleSet explanation excludedCount
    proposals {
      title score gap locationQuotient
      chain { name nameEn }
      lead { code name }
      reach { establishmentCount workerCount provinceCount }
      years {
        fundingYear isConcrete support counterpart
        activities {
          activity support counterpart
          members { ...MemberAsked }
          timeline { step from until explanation clause }
        }
      }
      ceilings { ...CeilingAsked }
      reasons { criterion weight contribution explanation }
    }
    excluded { reason facility { code name } explanation }
    ambiguousUnits { code name }
  }
}
"""


def _members(proposal: Mapping[str, Any], language: Language) -> list[Member]:
    return [
        Member(member, (str(year["fundingYear"]), activity_name(activity, language)))
        for year in proposal["years"]
        for activity in year["activities"]
        for member in activity["members"]
    ]


def _about(proposal: Mapping[str, Any], language: Language) -> Iterator[Section]:
    """Chain, lead and reach, then what is done in each year."""
    say = language.say
    lead, reach = proposal["lead"], proposal["reach"]
    workers = say("chưa rõ", "not known") if reach["workerCount"] is None else str(reach["workerCount"])
    quotient = proposal["locationQuotient"]
    told = (
        say("chưa tính được", "cannot be told") if quotient is None else number(round(quotient, 2), language)
    )
    yield Section(
        say("Chuỗi, cơ sở đầu tàu, sức lan tỏa", "Chain, lead, spill-over"),
        [
            Line(name_of(proposal["chain"], language), say("Chuỗi giá trị", "Value chain")),
            Line(f"{lead['name']} ({lead['code']})", say("Cơ sở đầu tàu", "Lead")),
            Line(told, say("Thương số vị trí của tỉnh", "Location quotient of the province")),
            Line(
                f"{reach['establishmentCount']}; {say('lao động', 'workers')}: {workers}; "
                f"{say('số tỉnh, thành phố', 'provinces')}: {reach['provinceCount']}",
                say("Cơ sở liên kết có thể làm theo", "Linked facilities that could follow"),
            ),
        ],
    )
    yield Section(say("Kế hoạch theo năm", "Plan by year"), list(_years(proposal, language)))


def _years(proposal: Mapping[str, Any], language: Language) -> Iterator[Line]:
    say = language.say
    for year in proposal["years"]:
        fixed = say("cụ thể", "fixed") if year["isConcrete"] else say("dự kiến", "as planned so far")
        yield Line(
            f"{say('hỗ trợ', 'support')} {money(year['support'], language)}, "
            f"{say('đối ứng', 'counterpart')} {money(year['counterpart'], language)}",
            f"{year['fundingYear']} ({fixed})",
        )
        for each in year["activities"]:
            names = ", ".join(member["facility"]["name"] for member in each["members"])
            amount = money(each["support"], language)
            yield Line(f"{activity_name(each, language)}: {names}; {amount}", depth=1)
        if not year["activities"]:
            yield Line(say("Chưa có kế hoạch đầu tư nào", "Nothing is planned yet"), depth=1)


def _steps(proposal: Mapping[str, Any], language: Language) -> Iterator[Section]:
    """The steps of the first year, whose activities are fixed."""
    first = proposal["years"][0]
    heading = f"{language.say('Các bước năm', 'Steps of')} {first['fundingYear']}"
    yield from activity_steps(heading, first["activities"], language)


PILOT = DossierKind(
    title=("Phương án đề án điểm khuyến công", "Proposals of pilot projects"),
    query=_PILOTS,
    needed={"chain": "--chain", "firstYear": "--first-year", "level": "--level"},
    headings=(("Năm", "Year"), ("Nội dung", "Activity")),
    members=_members,
    before=_about,
    after=_steps,
)
