"""Sentences about pilot projects: titles, reasons, what was looked at, and who leads none."""

from collections.abc import Mapping, Sequence

from domain.enums import Criterion, GroupExclusion, PilotProjectConstraint, RuleKind, Verdict
from domain.language import Language
from domain.rule import RulesInForce
from planning.eligibility import Plan
from planning.eligibility_text import about, money, validity
from planning.group_project_text import place_name, to_ask
from planning.pilot_project import Exclusion, Lead, Project, Projects, Question, Recognition
from planning.score import Reason
from planning.spill_over import STEPS
from planning.wording import listed, number, percent, shown_name

_CIRCULAR = "Thông tư 17/2018/TT-BCT"
_LEVELS = {
    ("TYPICAL_RURAL_PRODUCT", "NATION"): (
        "sản phẩm công nghiệp nông thôn tiêu biểu cấp quốc gia",
        "a typical rural industrial product of the nation",
    ),
    ("TYPICAL_RURAL_PRODUCT", "REGION"): (
        "sản phẩm công nghiệp nông thôn tiêu biểu cấp khu vực",
        "a typical rural industrial product of the region",
    ),
    ("TYPICAL_RURAL_PRODUCT", "PROVINCE"): (
        "sản phẩm công nghiệp nông thôn tiêu biểu cấp tỉnh",
        "a typical rural industrial product of the province",
    ),
    ("TYPICAL_RURAL_PRODUCT", "DISTRICT"): (
        "sản phẩm công nghiệp nông thôn tiêu biểu cấp huyện",
        "a typical rural industrial product of the district",
    ),
    ("TYPICAL_RURAL_PRODUCT", "COMMUNE"): (
        "sản phẩm công nghiệp nông thôn tiêu biểu cấp xã",
        "a typical rural industrial product of the commune",
    ),
    ("OCOP", "5"): ("OCOP 5 sao", "five stars of OCOP"),
    ("OCOP", "4"): ("OCOP 4 sao", "four stars of OCOP"),
    ("OCOP", "3"): ("OCOP 3 sao", "three stars of OCOP"),
}


def title(
    chain: tuple[str, str | None], lead: str, place: str | None, question: Question, language: Language
) -> str:
    """What a pilot project is called. ``chain``: its names; ``lead``: the name of the facility; ``place``:
    that of its commune, in the language."""
    where = "" if place is None else language.say(f" tại {place_name(place)}", f" in {place_name(place)}")
    last = question.term[-1]
    years = str(last) if question.years == 1 else f"{question.first_year}–{last}"
    what = shown_name(*chain, language)
    return language.say(
        f"Đề án điểm: {what}, cơ sở đầu tàu {lead}{where}, {years}",
        f"Pilot project: {what}, led by {lead}{where}, {years}",
    )


def about_answer(
    question: Question,
    chain: tuple[str, str | None],
    makers: int,
    found: Projects,
    others: Sequence[str],
    rules: Mapping[str | None, RulesInForce],
    language: Language,
) -> str:
    """What was looked at, why there is no proposal or not as many as asked for, and what rules say of pilot
    projects. ``makers``: how many facilities inside make a product of the chain; ``others``: the names of
    those who take part and make other goods too; ``rules``: those in force for money in each province, and
    under None where none is known."""
    what = shown_name(*chain, language)
    if found.constraint is PilotProjectConstraint.NO_STAGE:
        return language.say(
            f"Chưa lập được đề án điểm: {what} chưa có công đoạn nào trong danh mục.",
            f"There is no pilot project: {what} has no stages in the register yet.",
        )
    if found.constraint is PilotProjectConstraint.NO_FACILITY:
        return language.say(
            f"Chưa lập được đề án điểm: trong địa bàn chưa có cơ sở nào làm ra sản phẩm của {what}.",
            f"There is no pilot project: no facility in the units makes a product of {what}.",
        )
    sentences = [
        language.say(
            f"Trong địa bàn có {makers} cơ sở làm ra sản phẩm của {what}; {found.leads} cơ sở trong đó có "
            f"thể làm đầu tàu: có kế hoạch đầu tư năm {question.first_year} và không bị quy định nào từ "
            "chối.",
            f"{makers} facilities in the units make products of {what}; {found.leads} of them could lead: "
            f"they plan to invest in {question.first_year}, and no rule refuses them.",
        )
    ]
    sentences += _number(question, found, language)
    if others:
        names = listed(others, language, most=5, others=("cơ sở khác", "others"))
        sentences.append(
            language.say(
                "Kế hoạch đầu tư không ghi dùng cho sản phẩm nào, mà có cơ sở cũng làm hàng ngoài chuỗi "
                f"({names}): cần hỏi hạng mục dùng cho hàng nào.",
                "Planned investments do not say for which product they are, and some who take part make "
                f"other goods too ({names}): ask for what their items are.",
            )
        )
    sentences += _said_of_pilots(found, rules[None], language)
    warning = validity(rules.values(), question.term, language)
    if warning is not None:
        sentences.append(warning)
    return " ".join(sentences)


def _number(question: Question, found: Projects, language: Language) -> list[str]:
    if not found.projects:
        return [_why_none(question, found, language)]
    sentences: list[str] = []
    if len(found.projects) < question.number:
        sentences.append(
            language.say(
                f"Chỉ có {len(found.projects)} phương án: cơ sở đã tham gia một phương án thì không làm đầu "
                "tàu phương án khác.",
                f"There {_only(len(found.projects))}: who takes part in one does not lead another.",
            )
        )
    left_out = sum(each.left_out for each in found.projects)
    if left_out:
        sentences.append(
            language.say(
                f"{left_out} lượt cơ sở liên kết có kế hoạch đầu tư không vào được vì kinh phí hoặc mức "
                "trần.",
                f"Linked facilities with plans that were left out for the budget or a ceiling: {left_out}.",
            )
        )
    if any(len({share.activity for share in each.shares}) == 1 for each in found.projects):
        sentences.append(
            language.say(
                "Có phương án chỉ gồm một nội dung; đề án điểm thường kết hợp nhiều nội dung (ghi theo hiểu "
                "biết, chưa đối chiếu văn bản): nên hỏi cơ sở về đào tạo, nhãn hiệu, hội chợ.",
                "Some proposals have one activity only; a pilot project usually combines several (recalled, "
                "not checked against the text): ask the facilities about training, brands and fairs.",
            )
        )
    return sentences


def _why_none(question: Question, found: Projects, language: Language) -> str:
    last = question.term[-1]
    match found.constraint:
        case PilotProjectConstraint.NO_PLAN:
            return language.say(
                f"Chưa lập được đề án điểm: không cơ sở nào có kế hoạch đầu tư từ {question.first_year} đến "
                f"{last}; cần hỏi các cơ sở.",
                f"There is no pilot project: none of them plans to invest from {question.first_year} to "
                f"{last}; ask them.",
            )
        case _:
            return language.say(
                "Chưa lập được đề án điểm: không cơ sở nào có kế hoạch mà làm đầu tàu được (xem lý do từng "
                "cơ sở trong danh sách bị loại).",
                "There is no pilot project: nobody with a plan can lead (see why of each among those left "
                "out).",
            )


def _said_of_pilots(found: Projects, rules: RulesInForce, language: Language) -> list[str]:
    """What rules and the circular say of pilot projects, where there are some."""
    if not found.projects:
        return []
    sentences = [
        language.say(
            f"Khi thẩm định cấp bộ, nội dung của năm đầu phải xác định cụ thể ({_CIRCULAR}, theo nguồn dẫn "
            "lại); các năm sau ghi theo kế hoạch hiện có.",
            f"At the appraisal of the ministry the activities of the first year must be fixed "
            f"({_CIRCULAR}, as reported); later years show what is planned so far.",
        )
    ]
    for _, rule in sorted(rules.rules.items()):
        if rule.kind is RuleKind.ORDER and rule.step == "PILOT":
            vi, en = rule.explanation
            clause = f" ({rule.clause})" if rule.clause else ""
            sentences.append(language.say(f"{vi}{clause}.", f"{en}{clause}."))
    return sentences


def why_scored(reason: Reason, project: Project, province: str | None, language: Language) -> str:
    """What a criterion says of a project. ``province``: the name of that of the lead in the language."""
    lead = project.lead
    match reason.criterion:
        case Criterion.ADVANTAGE:
            return f"{_quotient(lead, province, language)} {_recognised(lead.recognitions, language)}"
        case Criterion.SPILL_OVER:
            return _spill_over(project, language)
        case Criterion.READINESS:
            return _readiness(project, language)
        case _:
            return _priority(lead, language)


def _quotient(lead: Lead, province: str | None, language: Language) -> str:
    if lead.quotient is None or province is None:
        return language.say(
            "Chưa tính được thương số vị trí của tỉnh trong chuỗi: chưa rõ tỉnh hoặc không có tỉnh khác để "
            "so.",
            "The location quotient of the province cannot be told: it is not known, or there is no other to "
            "compare.",
        )
    times = number(round(lead.quotient, 2), language)
    return language.say(
        f"Tỷ trọng của chuỗi trong hàng của các cơ sở ở {place_name(province)} bằng {times} lần so với toàn "
        "bộ sổ đăng ký (thương số vị trí).",
        f"The chain has {times} times the share in what facilities of {place_name(province)} offer that it "
        "has in the whole register (location quotient).",
    )


def _recognised(recognitions: Sequence[Recognition], language: Language) -> str:
    names = [
        language.say(*_LEVELS[each.scheme, each.level])
        for each in dict.fromkeys(recognitions)
        if (each.scheme, each.level) in _LEVELS
    ]
    if not names:
        return language.say(
            "Cơ sở chưa có sản phẩm của chuỗi được công nhận còn hiệu lực.",
            "No recognition of its products of the chain is in force.",
        )
    shown = ", ".join(names)
    return language.say(f"Cơ sở có {shown}.", f"It has {shown}.")


def _spill_over(project: Project, language: Language) -> str:
    reach = project.lead.reach
    count = reach.establishments
    if not count:
        return language.say(
            f"Chưa ghi nhận cơ sở nào của chuỗi liên kết với cơ sở đầu tàu qua mua bán trong {STEPS} bước.",
            f"No maker of the chain is known to be linked with the lead by trade within {STEPS} steps.",
        )
    unknown = language.say(f" ({reach.unknown} cơ sở chưa rõ)", f" (of {reach.unknown} not known)")
    linked = language.say(
        f"{count} cơ sở của chuỗi liên kết qua mua bán trong {STEPS} bước ({reach.direct} trực tiếp), "
        f"{reach.workers} lao động{unknown if reach.unknown else ''}, ở {reach.provinces} tỉnh, thành "
        "phố.",
        f"{count} {'maker' if count == 1 else 'makers'} of the chain {'is' if count == 1 else 'are'} linked "
        f"by trade within {STEPS} steps ({reach.direct} directly); "
        f"workers: {reach.workers}{unknown if reach.unknown else ''}; provinces: {reach.provinces}.",
    )
    following = len(project.participants) - 1
    if not following:
        return linked + language.say(
            " Chưa cơ sở nào trong số đó có kế hoạch đầu tư đưa vào được.",
            " None of them has a plan that could be taken in.",
        )
    return linked + language.say(
        f" {following} cơ sở trong số đó có kế hoạch đầu tư và cùng tham gia.",
        f" {following} of them plan to invest and take part.",
    )


def _readiness(project: Project, language: Language) -> str:
    first = min(share.year for share in project.shares)
    own = [share for share in project.shares if share.code == project.lead.code and share.year == first]
    if all(share.eligibility.verdict is Verdict.ELIGIBLE for share in own):
        return language.say(
            f"Cơ sở đầu tàu đã rõ là đủ điều kiện cho nội dung năm {first}.",
            f"The lead is known to be eligible for what it plans in {first}.",
        )
    findings = [finding for share in own for finding in share.eligibility.findings]
    met = sum(finding.verdict is Verdict.ELIGIBLE for finding in findings)
    share = percent(met / len(findings)) if findings else percent(0.0)
    known = language.say(
        f"Chưa xác định được cơ sở đầu tàu có đủ điều kiện không: mới rõ {share} điều kiện.",
        f"Undetermined whether the lead is eligible: {share} of the conditions are known to be met.",
    )
    asked = to_ask(own, language)
    return known + language.say(f" Cần hỏi: {asked}.", f" To be asked: {asked}.") if asked else known


def _priority(lead: Lead, language: Language) -> str:
    known = lead.participant.known
    found = [
        (known.is_women_owned, "do phụ nữ làm chủ", "owned by women"),
        (known.is_minority_owned, "do người dân tộc thiểu số làm chủ", "owned by an ethnic minority"),
        (known.is_difficult, "ở địa bàn khó khăn hoặc đặc biệt khó khăn", "in a difficult area"),
    ]
    told = [language.say(vi, en) for holds, vi, en in found if holds]
    if told:
        return language.say(f"Cơ sở đầu tàu {', '.join(told)}.", f"The lead is {', '.join(told)}.")
    if known.is_difficult is None:
        return language.say(
            "Không do phụ nữ hay người dân tộc thiểu số làm chủ theo sổ đăng ký; chưa rõ địa bàn có khó khăn "
            "không.",
            "By the register no women or ethnic minority own it; whether its area is difficult is not known.",
        )
    return language.say("Không thuộc đối tượng ưu tiên.", "It is not among those whom the State prefers.")


def why_left_out(exclusion: Exclusion, question: Question, least: float | None, language: Language) -> str:
    """Why a facility is in no proposal. ``least``: the score of the last lead proposed."""
    match exclusion.why:
        case GroupExclusion.FUNDED:
            by = sorted({code for plan in exclusion.plans for code in plan.funded_by})
            shown = f" ({', '.join(by)})" if by else ""
            return language.say(
                f"Đã có kinh phí nhà nước khác{shown} cho: {_items(exclusion.plans)}; không hỗ trợ trùng.",
                f"Other state money{shown} covers already: {_items(exclusion.plans)}; the same item is not "
                "supported twice.",
            )
        case GroupExclusion.COST_UNKNOWN:
            items = _items(exclusion.plans)
            return language.say(f"Chưa rõ chi phí của: {items}.", f"The cost is not known of: {items}.")
        case GroupExclusion.INELIGIBLE:
            assert exclusion.eligibility is not None, "refused by a rule"
            refused = [about(each, language) for each in exclusion.eligibility.obstacles]
            return " ".join(refused) or language.say(
                f"Vốn đối ứng đã thu xếp không đủ cho phần còn lại, vì mức trần còn ít: "
                f"{_items(exclusion.plans)}.",
                f"Own funds do not suffice for the rest, as little is left of a ceiling: "
                f"{_items(exclusion.plans)}.",
            )
        case GroupExclusion.NO_RATE:
            return language.say(
                "Bộ quy định đang dùng chưa có mức hỗ trợ ở cấp này (tỉnh có thể có quy định chưa được "
                f"nhập), hoặc không còn gì dưới mức trần, với: {_items(exclusion.plans)}.",
                "The rules in use have no rate at this level (a province may have rules that are not entered "
                f"here), or nothing is left below a ceiling, for: {_items(exclusion.plans)}.",
            )
        case GroupExclusion.BUDGET:
            return language.say(
                f"Riêng năm {question.first_year} cơ sở này cần {money(exclusion.amount, language)} hỗ trợ, "
                "vượt kinh phí.",
                f"For {question.first_year} alone it would need {money(exclusion.amount, language)}, more "
                "than the budget.",
            )
        case GroupExclusion.SAME_ORGANISATION:
            return language.say(
                "Có thể làm đầu tàu, nhưng tổ chức của nó đã là đầu tàu một phương án bằng cơ sở khác.",
                "It could lead, but another site of its organisation leads a proposal already.",
            )
        case GroupExclusion.LOWER_VALUE:
            assert exclusion.score is not None, "it could lead"
            assert least is not None, "others lead"
            return language.say(
                f"Có thể làm đầu tàu với điểm {number(exclusion.score, language)}; phương án cuối được đề "
                f"xuất có điểm {number(least, language)}.",
                f"It could lead with a score of {number(exclusion.score, language)}; that of the last one "
                f"proposed is {number(least, language)}.",
            )
        case _:
            years = ", ".join(
                map(str, sorted({each.year for each in exclusion.plans if each.year is not None}))
            )
            return language.say(
                f"Kế hoạch đầu tư cho năm {years}, không phải năm đầu {question.first_year}: không làm đầu "
                "tàu, và không liên kết với đầu tàu nào được đề xuất, hoặc kinh phí không đủ.",
                f"It plans to invest in {years}, not in the first year, {question.first_year}: it cannot "
                "lead, and is not linked with a lead proposed, or the money did not reach.",
            )


def _items(plans: Sequence[Plan]) -> str:
    return ", ".join(plan.item for plan in plans)


def _only(number: int) -> str:
    return "is only 1 proposal" if number == 1 else f"are only {number} proposals"
