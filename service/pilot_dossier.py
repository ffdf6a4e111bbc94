"""What the papers of pilot projects ask for, and what they say besides money, eligibility and ceilings."""

from collections.abc import Iterator, Mapping
from typing import Any

from domain.enums import Activity
from domain.language import Language
from planning.eligibility_text import money
from planning.wording import number
from service.project_dossier import DossierKind, Member, plain, steps

_PILOTS = """
query PilotsAsked($input: PilotProjectInput!) {
  answer: pilotProjectProposals(input: $input) {
    algorithm dataVersion changedMeanwhile ruleSet rulesEndOn on explanation excludedCount
    proposals {
      title score gap support counterpart total locationQuotient
      chain { name }
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
      reasons { criterion weight value contribution explanation }
    }
    excluded { reason facility { code name } explanation }
  }
}
"""


def _members(proposal: Mapping[str, Any], language: Language) -> list[Member]:
    return [
        Member(member, (str(year["fundingYear"]), _activity(activity, language)))
        for year in proposal["years"]
        for activity in year["activities"]
        for member in activity["members"]
    ]


def _activity(shown: Mapping[str, Any], language: Language) -> str:
    activity = Activity[shown["activity"]]
    return language.say(activity.vi, activity.en)


def _about(proposal: Mapping[str, Any], language: Language) -> Iterator[tuple[str, list[str]]]:
    """Chain, lead and reach, then what is done in each year."""
    say = language.say
    lead, reach = proposal["lead"], proposal["reach"]
    workers = say("chưa rõ", "not known") if reach["workerCount"] is None else str(reach["workerCount"])
    quotient = proposal["locationQuotient"]
    told = (
        say("chưa tính được", "cannot be told") if quotient is None else number(round(quotient, 2), language)
    )
    yield (
        say("Chuỗi, cơ sở đầu tàu, sức lan tỏa", "Chain, lead, spill-over"),
        [
            f"- {say('Chuỗi giá trị', 'Value chain')}: {plain(proposal['chain']['name'])}",
            f"- {say('Cơ sở đầu tàu', 'Lead')}: {plain(lead['name'])} ({lead['code']})",
            f"- {say('Thương số vị trí của tỉnh', 'Location quotient of the province')}: {told}",
            f"- {say('Cơ sở liên kết có thể làm theo', 'Linked facilities that could follow')}: "
            f"{reach['establishmentCount']}; {say('lao động', 'workers')}: {workers}; "
            f"{say('số tỉnh, thành phố', 'provinces')}: {reach['provinceCount']}",
        ],
    )
    yield say("Kế hoạch theo năm", "Plan by year"), list(_years(proposal, language))


def _years(proposal: Mapping[str, Any], language: Language) -> Iterator[str]:
    say = language.say
    for year in proposal["years"]:
        fixed = say("cụ thể", "fixed") if year["isConcrete"] else say("dự kiến", "as planned so far")
        yield (
            f"- **{year['fundingYear']}** ({fixed}): {say('hỗ trợ', 'support')} "
            f"{money(year['support'], language)}, {say('đối ứng', 'counterpart')} "
            f"{money(year['counterpart'], language)}"
        )
        for each in year["activities"]:
            names = ", ".join(plain(member["facility"]["name"]) for member in each["members"])
            yield f"  - {_activity(each, language)}: {names}; {money(each['support'], language)}"
        if not year["activities"]:
            yield f"  - {say('Chưa có kế hoạch đầu tư nào', 'Nothing is planned yet')}"


def _steps(proposal: Mapping[str, Any], language: Language) -> Iterator[tuple[str, list[str]]]:
    """The steps of the first year, whose activities are fixed."""
    first = proposal["years"][0]
    for each in first["activities"]:
        heading = language.say("Các bước năm", "Steps of")
        yield (
            f"{heading} {first['fundingYear']}: {_activity(each, language)}",
            steps(each["timeline"], language),
        )


PILOT = DossierKind(
    title=("Phương án đề án điểm khuyến công", "Proposals of pilot projects"),
    query=_PILOTS,
    needed={"chain": "--chain", "firstYear": "--first-year", "level": "--level"},
    headings=(("Năm", "Year"), ("Nội dung", "Activity")),
    members=_members,
    before=_about,
    after=_steps,
)
