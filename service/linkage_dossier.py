"""What the papers of linkage projects ask for, and what they say besides money, eligibility and ceilings."""

from collections.abc import Iterator, Mapping
from typing import Any

from domain.enums import LinkageRole, ProjectLinkage
from domain.language import Language
from planning.wording import kilometres, quantity, shown_name
from service.asking import name_of
from service.project_dossier import DossierKind, Line, Member, Section, activity_name, activity_steps

_LINKAGES = """
query LinkagesAsked($input: LinkageProjectInput!) {
  answer: linkageProjectProposals(input: $input) {
    dataVersion changedMeanwhile ruleSet explanation
    proposals {
      title linkage score status gap
      chain { name nameEn }
      clusters { name nameEn }
      leadProvince { name nameEn }
      partnerProvinces { name nameEn }
      members { business { code name } province { name nameEn } role explanation }
      activities {
        activity
        members { ...MemberAsked }
        timeline { step from until explanation clause }
      }
      ceilings { ...CeilingAsked }
      flows {
        supplier { name } customer { name } product { name nameEn unit }
        quantityPerYear distanceKm isDistanceApproximate isNew explanation
      }
      gapsClosed { explanation }
      evidence { explanation clause }
      reasons { criterion weight contribution explanation }
    }
    ambiguousUnits { code name }
  }
}
"""


def _members(proposal: Mapping[str, Any], language: Language) -> list[Member]:
    return [
        Member(member, (activity_name(activity, language),))
        for activity in proposal["activities"]
        for member in activity["members"]
    ]


def _about(proposal: Mapping[str, Any], language: Language) -> Iterator[Section]:
    """What is linked, who takes part, what is missing, and which deliveries close it."""
    say = language.say
    yield Section(say("Nội dung liên kết", "What is linked"), list(_linked(proposal, language)))
    yield Section(
        say("Thành viên và vai trò", "Members and roles"),
        [
            Line(
                each["explanation"],
                f"{each['business']['name']} ({each['business']['code']}, "
                f"{name_of(each['province'], language)})",
            )
            for each in proposal["members"]
        ],
    )
    yield Section(
        say("Phần còn thiếu trước và sau đề án", "What is missing before and after"),
        [Line(each["explanation"]) for each in proposal["gapsClosed"]],
    )
    for is_new, heading in (
        (True, say("Dòng hàng mới do đề án tạo ra", "New deliveries that the project would create")),
        (False, say("Mua bán đã ghi nhận giữa các thành viên", "Known trade between members")),
    ):
        flows = [_flow(each, language) for each in proposal["flows"] if each["isNew"] is is_new]
        if flows:
            yield Section(heading, flows)


def _linked(proposal: Mapping[str, Any], language: Language) -> Iterator[Line]:
    say = language.say
    linkage = ProjectLinkage[proposal["linkage"]]
    yield Line(say(linkage.vi, linkage.en), say("Loại liên kết", "Kind"))
    if proposal["chain"] is not None:
        yield Line(name_of(proposal["chain"], language), say("Chuỗi giá trị", "Value chain"))
    if proposal["clusters"]:
        names = "; ".join(name_of(each, language) for each in proposal["clusters"])
        yield Line(names, say("Cụm", "Clusters"))
    yield Line(name_of(proposal["leadProvince"], language), say("Tỉnh đầu mối", "Lead province"))
    partners = ", ".join(name_of(each, language) for each in proposal["partnerProvinces"])
    yield Line(partners, say("Tỉnh phối hợp", "Partner provinces"))
    roles: dict[LinkageRole, int] = {}
    for each in proposal["members"]:
        role = LinkageRole[each["role"]]
        roles[role] = roles.get(role, 0) + 1
    counted = ", ".join(
        f"{count} {say(role.vi, role.en.partition(':')[0] + ('s' if count > 1 else '')).lower()}"
        for role, count in roles.items()
    )
    yield Line(f"{len(proposal['members'])} ({counted})", say("Số thành viên", "Members"))


def _flow(flow: Mapping[str, Any], language: Language) -> Line:
    say, product = language.say, flow["product"]
    goods = shown_name(product["name"], product["nameEn"], language)
    much = say("chưa rõ số lượng", "quantity not known")
    if flow["quantityPerYear"] is not None:
        much = quantity(flow["quantityPerYear"], product["unit"], language) + say(" một năm", " a year")
    far = say("chưa rõ khoảng cách", "distance not known")
    if flow["distanceKm"] is not None:
        is_approximate = flow["isDistanceApproximate"]
        shown = kilometres(flow["distanceKm"], language, is_approximate=is_approximate)
        far = say(f"{shown} đường chim bay", f"{shown} as the crow flies")
        if is_approximate:
            far += say(", tính từ trung tâm đơn vị", ", from the middle of a unit")
    return Line(
        f"{goods}, {much}, {far}. {flow['explanation']}",
        f"{flow['supplier']['name']} → {flow['customer']['name']}",
    )


def _proof(proposal: Mapping[str, Any], language: Language) -> Iterator[Section]:
    """The steps of what is supported, and what can be cited."""
    yield from activity_steps(language.say("Các bước", "Steps"), proposal["activities"], language)
    yield Section(
        language.say("Minh chứng", "Evidence"),
        [
            Line(each["explanation"] + (f" ({each['clause']})" if each["clause"] else ""))
            for each in proposal["evidence"]
        ],
    )


LINKAGE = DossierKind(
    title=("Phương án đề án liên kết khuyến công", "Proposals of linkage projects"),
    query=_LINKAGES,
    needed={
        "linkage": "--linkage",
        "provinces": "--province",
        "fundingYear": "--year",
        "level": "--level",
    },
    headings=(("Nội dung", "Activity"),),
    members=_members,
    before=_about,
    after=_proof,
)
