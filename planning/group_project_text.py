"""Sentences about group projects: titles, members with their money, reasons, steps, and who was left out."""

import re
from collections.abc import Mapping, Sequence

from domain.enums import Activity, Criterion, GroupExclusion, ProcedureStep, SolveStatus, Verdict
from domain.language import Language
from domain.rule import Rule, RulesInForce
from planning.eligibility import Plan
from planning.eligibility_text import about, also_asked, money, validity
from planning.group_candidate import (
    GROUPED,
    OF_ONE_LINE,
    Candidate,
    Exclusion,
    Funded,
    Known,
    Question,
    Screening,
)
from planning.group_project import Groups, Limits
from planning.merit import SUPPORTED_YEARS
from planning.procedure import Step
from planning.score import Reason
from planning.support import Limit, Support
from planning.wording import listed, number, percent

_CIRCULAR = "Thông tư 17/2018/TT-BCT"
_UNIT_KIND = re.compile("^(Xã|Phường|Thị trấn|Đặc khu|Tỉnh|Thành phố)(?= )")


def title(
    activity: Activity, product: str | None, places: Sequence[str], members: int, language: Language
) -> str:
    """What a group project is called. ``product``: the name of its line; ``places``: the names of communes
    in the language, each once."""
    what = "" if product is None else f" – {product}"
    shown = [place_name(place) for place in places]
    where = listed(shown, language, most=3, others=("xã, phường khác", "other places")) if places else ""
    at = language.say(f" tại {where}", f" in {where}") if where else ""
    return language.say(
        f"Đề án nhóm: {activity.vi[:1].lower()}{activity.vi[1:]}{what}, {members} cơ sở{at}",
        f"Group project: {activity.en[:1].lower()}{activity.en[1:]}{what}, {members} facilities{at}",
    )


def place_name(name: str) -> str:
    """The name of a unit for the middle of a sentence: *xã Quy Mông*."""
    return _UNIT_KIND.sub(lambda kind: kind.group().lower(), name)


def about_answer(
    question: Question,
    rules: Mapping[str | None, RulesInForce],
    screened: Screening,
    limits: Limits,
    found: Groups,
    groups: int,
    names: Mapping[str, str],
    language: Language,
) -> str:
    """What was looked at, why there is no proposal or not as many as asked for, and what the rules leave
    open. ``rules``: those in force for money in each province; ``groups``: how many are proposed."""
    count = len(screened.candidates)
    sentences = [
        language.say(
            f"Xét {count} cơ sở có kế hoạch {question.activity.vi.lower()} năm {question.year} và không bị "
            f"quy định nào từ chối; {len(screened.exclusions)} cơ sở khác bị loại trước.",
            f"{count} facilities with a plan for {question.activity.en.lower()} in {question.year} that no "
            f"rule refuses were looked at; {len(screened.exclusions)} others were left out before.",
        )
    ]
    if not groups:
        sentences.append(_why_none(question, screened, limits, found, names, language))
    elif groups < question.number:
        sentences.append(
            language.say(
                "Chỉ có một phương án: không có phương án nào khác ít nhất hai thành viên."
                if groups == 1
                else f"Chỉ có {groups} phương án khác nhau ít nhất hai thành viên.",
                "There is only one proposal: no other differs in at least two members."
                if groups == 1
                else f"There are only {groups} proposals that differ in at least two members.",
            )
        )
    if (
        screened.cap is not None
        and screened.cap.value is not None
        and limits.budget == int(screened.cap.value)
    ):
        vi, en = screened.cap.explanation
        sentences.append(language.say(f"Giới hạn cả đề án: {vi}.", f"The whole project is limited: {en}."))
    warning = validity(rules.values(), [question.year], language)
    if warning is not None:
        sentences.append(warning)
    if question.activity not in GROUPED:
        sentences.append(
            language.say(
                f"{_CIRCULAR} không nêu nội dung này trong các nội dung được lập đề án nhóm: hỏi cơ quan "
                "quản lý trước khi lập hồ sơ.",
                f"{_CIRCULAR} does not name this activity among those of group projects: ask the agency "
                "before preparing a dossier.",
            )
        )
    elif question.activity not in OF_ONE_LINE:
        sentences.append(
            language.say(
                "Với nội dung này, đề án nhóm có thể chưa nêu địa điểm, đơn vị thụ hưởng khi thẩm định cấp "
                f"bộ ({_CIRCULAR}): danh sách là gợi ý.",
                "For this activity a group project may leave place and beneficiaries open at the appraisal "
                f"of the ministry ({_CIRCULAR}): the list is a suggestion.",
            )
        )
    return " ".join(sentences)


def _why_none(
    question: Question,
    screened: Screening,
    limits: Limits,
    found: Groups,
    names: Mapping[str, str],
    language: Language,
) -> str:
    candidates = screened.candidates
    required = sorted(question.required - {candidate.code for candidate in candidates})
    if required:
        shown = ", ".join(names.get(code, code) for code in required)
        return language.say(
            f"Không lập được nhóm vì cơ sở bắt buộc không thể tham gia: {shown} (xem lý do trong danh sách "
            "bị loại).",
            f"There is no group, as one that must be a member cannot be: {shown} (see why among those left "
            "out).",
        )
    if not candidates:
        rates = [each for each in screened.exclusions if each.why is GroupExclusion.NO_RATE]
        if rates:
            return language.say(
                "Không lập được nhóm: bộ quy định không có mức hỗ trợ nào áp dụng được cho nội dung này ở "
                "cấp này, hoặc mức trần chưa đến một nghìn đồng.",
                "There is no group: no rule says how much may be paid for this activity at this level, or "
                "its ceiling is below one thousand đồng.",
            )
        return language.say(
            "Không lập được nhóm: không có cơ sở nào phù hợp.", "There is no group: nobody fits."
        )
    if found.status is SolveStatus.TIME_LIMIT:
        return language.say(
            "Trong thời gian cho phép chưa tìm được nhóm nào; có thể vẫn có.",
            "In the time allowed no group was found; there may be one.",
        )
    organisations = len({min(each.known.organisations, default=each.code) for each in candidates})
    if organisations < limits.minimum:
        return language.say(
            f"Không lập được nhóm: cần ít nhất {limits.minimum} tổ chức khác nhau, chỉ có {organisations}.",
            f"There is no group: it takes {limits.minimum} different organisations, and there are "
            f"{organisations}.",
        )
    cheapest = sum(sorted(each.support.amount for each in candidates)[: limits.minimum])
    if limits.budget is not None and cheapest > limits.budget:
        return language.say(
            f"Không lập được nhóm: {limits.minimum} cơ sở cần ít hỗ trợ nhất đã cần "
            f"{money(cheapest, language)}, kinh phí chỉ có {money(limits.budget, language)}.",
            f"There is no group: the {limits.minimum} who need the least support need "
            f"{money(cheapest, language)}, and the budget is {money(limits.budget, language)}.",
        )
    most = sum(sorted((each.output or 0.0 for each in candidates), reverse=True)[: limits.maximum])
    if limits.least_output is not None and most < limits.least_output:
        unknown = sum(each.output is None for each in candidates)
        return language.say(
            f"Không lập được nhóm: {limits.maximum} cơ sở có công suất lớn nhất cộng lại chỉ đạt "
            f"{number(most, language)} trong {number(limits.least_output, language)} được yêu cầu; "
            f"{unknown} cơ sở chưa rõ công suất.",
            f"There is no group: the {limits.maximum} largest make {number(most, language)} together of the "
            f"{number(limits.least_output, language)} asked for; the capacity of {unknown} is not known.",
        )
    return language.say(
        "Không lập được nhóm: không nhóm nào đạt cùng lúc số thành viên, kinh phí, công suất, mỗi tổ chức "
        "một cơ sở và cùng một dòng sản phẩm.",
        "There is no group: none keeps to the number of members, the budget, the output, one site for each "
        "organisation and one product line at the same time.",
    )


def why_member(member: Funded, language: Language) -> str:
    """What a member would buy, and how its support comes about."""
    paid = member.support
    items = "; ".join(f"{plan.item}: {money(plan.cost or 0, language)}" for plan in member.plans)
    sentences = [f"{items}.", *why_limited(paid, member.plans, language)]
    if paid.remainder:
        sentences.append(
            language.say(
                f"Làm tròn xuống nghìn đồng, còn lẻ {money(paid.remainder, language)} tính vào vốn đối ứng.",
                f"Rounded down to the thousand đồng; {money(paid.remainder, language)} left go to the "
                "counterpart.",
            )
        )
    sentences.append(
        language.say(
            f"Hỗ trợ {money(paid.amount, language)}, đối ứng {money(paid.counterpart, language)}.",
            f"Support {money(paid.amount, language)}, counterpart {money(paid.counterpart, language)}.",
        )
    )
    sentences += [asked for plan in member.plans if (asked := also_asked(plan, language))]
    asked = to_ask([member], language)
    if asked:
        sentences.append(
            language.say(
                f"Chưa xác định được đủ điều kiện, cần hỏi thêm: {asked}.",
                f"Whether it is eligible cannot be told yet; to be asked: {asked}.",
            )
        )
    return " ".join(sentences)


def why_limited(paid: Support, plans: Sequence[Plan], language: Language) -> list[str]:
    """How the most comes about that may be paid for some plans: sentences with the rules that say so."""
    eligible = sum(plan.supportable or 0 for plan in plans)
    sentences: list[str] = []
    if paid.rate is not None:
        share = percent(float(paid.share))
        sentences.append(
            language.say(
                f"Hỗ trợ tối đa {share} của {money(eligible, language)} chi phí được hỗ trợ"
                f"{_standing(paid.rate, language)}.",
                f"At most {share} of {money(eligible, language)} of eligible cost"
                f"{_standing(paid.rate, language)}.",
            )
        )
    binding = next(
        (each for each in paid.limits if paid.bound_by in (each.multiplier, each.rule)),
        None,
    )
    if binding is not None:
        sentences.append(_bound(binding, language))
    elif paid.bound_by is not paid.rate:
        sentences.append(why_capped(paid.bound_by, language))
    return sentences


def why_capped(rule: Rule, language: Language) -> str:
    """That a rule on the whole project limits it."""
    vi, en = rule.explanation
    return language.say(
        f"Mức của cả đề án quyết định: {vi}{_standing(rule, language)}.",
        f"The limit of the whole project binds: {en}{_standing(rule, language)}.",
    )


def to_ask(members: Sequence[Funded], language: Language) -> str:
    """What must be asked of some members; empty where nothing is."""
    missing = dict.fromkeys(fact for member in members for fact in member.eligibility.missing)
    facts = [language.say(fact.vi, fact.en) for fact in missing]
    return "; ".join(f"{fact[:1].lower()}{fact[1:]}" for fact in facts)


def _bound(limit: Limit, language: Language) -> str:
    rule = limit.multiplier or limit.rule
    return language.say(
        f"Mức tối đa {money(limit.amount, language)} quyết định{_standing(rule, language)}.",
        f"The ceiling of {money(limit.amount, language)} binds{_standing(rule, language)}.",
    )


def _standing(rule: Rule, language: Language) -> str:
    """Where a rule stands in the law, and whether somebody checked it."""
    where = rule.clause or language.say("chưa rõ điều khoản", "no clause known")
    checked = language.say(", chưa đối chiếu", ", not checked") if rule.is_provisional else ""
    return f" ({where}{checked})"


def why_scored(reason: Reason, members: Sequence[Candidate], links: int, language: Language) -> str:
    """What a criterion says of a group. ``links``: how many members are tied to another."""
    count = len(members)
    known = [member.known for member in members]
    match reason.criterion:
        case Criterion.NEED:
            new = sum(not each.supported for each in known)
            return language.say(
                f"{new} trong {count} cơ sở, kể cả cơ sở khác của cùng tổ chức, chưa được hỗ trợ trong "
                f"{SUPPORTED_YEARS} năm trước.",
                f"{new} of {count} had no support in the {SUPPORTED_YEARS} years before, nor had another "
                "site of their organisation.",
            )
        case Criterion.READINESS:
            ready = sum(each.eligibility.verdict is Verdict.ELIGIBLE for each in members)
            rest = language.say("; số còn lại còn thiếu thông tin", "; of the others facts are missing")
            return language.say(
                f"{ready} trong {count} cơ sở đã rõ là đủ điều kiện{rest if ready < count else ''}.",
                f"{ready} of {count} are known to be eligible{rest if ready < count else ''}.",
            )
        case Criterion.PRIORITY:
            return _priority(known, language)
        case Criterion.JOBS:
            workers = sum(each.workers or 0 for each in known)
            unknown = sum(each.workers is None for each in known)
            support = sum(each.support.amount for each in members)
            also = language.say(f"; {unknown} cơ sở chưa rõ số lao động", f"; of {unknown} not known")
            return language.say(
                f"{workers} lao động cho {money(support, language)} hỗ trợ{also if unknown else ''}.",
                f"{workers} workers for {money(support, language)} of support{also if unknown else ''}.",
            )
        case _:
            return language.say(
                f"{links} trong {count} cơ sở mua bán với cơ sở khác trong nhóm hoặc có chung bên mua, bên "
                "cung ứng.",
                f"{links} of {count} trade with another member, or share a buyer or a supplier with one.",
            )


def _priority(known: Sequence[Known], language: Language) -> str:
    women = sum(each.is_women_owned for each in known)
    minority = sum(each.is_minority_owned for each in known)
    difficult = sum(bool(each.is_difficult) for each in known)
    unknown = sum(each.is_preferred is None for each in known)
    also = language.say(f"; {unknown} chưa rõ địa bàn", f"; the area of {unknown} is not known")
    return language.say(
        f"Do phụ nữ làm chủ: {women}; do người dân tộc thiểu số làm chủ: {minority}; ở địa bàn khó khăn hoặc "
        f"đặc biệt khó khăn: {difficult} (trong {len(known)} cơ sở){also if unknown else ''}.",
        f"Owned by women: {women}; by ethnic minorities: {minority}; in difficult or extremely difficult "
        f"areas: {difficult} (of {len(known)}){also if unknown else ''}.",
    )


def why_left_out(
    exclusion: Exclusion,
    question: Question,
    least: float | None,
    names: Mapping[str, str],
    language: Language,
) -> str:
    """Why a facility is in no proposal. ``least``: the worth of the first group's least worthy member, None
    where there is no group."""
    plans, candidate = exclusion.plans, exclusion.candidate
    other = names.get(exclusion.other or "", exclusion.other or "")
    match exclusion.why:
        case GroupExclusion.EXCLUDED:
            return language.say("Bị loại theo yêu cầu.", "Left out as asked.")
        case GroupExclusion.OTHER_PRODUCT:
            if candidate is not None:
                return language.say(
                    f"Có thể tham gia, hỗ trợ {money(candidate.support.amount, language)}, nhưng không thuộc "
                    "dòng sản phẩm của nhóm nào được đề xuất.",
                    f"It could be a member, with support of {money(candidate.support.amount, language)}, but "
                    "is not of the product line of any group proposed.",
                )
            if question.product is None:
                return language.say(
                    "Chưa ghi cơ sở làm ra sản phẩm gì, nên không biết thuộc dòng sản phẩm nào.",
                    "What it makes is not recorded, so its product line is not known.",
                )
            return language.say(
                "Không chào bán sản phẩm thuộc dòng được hỏi.", "It offers nothing of the line asked for."
            )
        case GroupExclusion.OTHER_YEAR:
            return _other_year(plans, question, language)
        case GroupExclusion.FUNDED:
            projects = sorted({code for plan in plans for code in plan.funded_by})
            by = f": {', '.join(names.get(code, code) for code in projects)}" if projects else ""
            return language.say(
                f"Hạng mục đã có kinh phí nhà nước khác{by}; không hỗ trợ trùng.",
                f"Other state money covers the item already{by}; the same item is not supported twice.",
            )
        case GroupExclusion.COST_UNKNOWN:
            items = ", ".join(plan.item for plan in plans)
            return language.say(f"Chưa rõ chi phí của: {items}.", f"The cost is not known of: {items}.")
        case GroupExclusion.INELIGIBLE:
            assert exclusion.eligibility is not None, "refused by a rule"
            return " ".join(about(each, language) for each in exclusion.eligibility.obstacles)
        case GroupExclusion.NO_RATE:
            return language.say(
                "Bộ quy định đang dùng chưa có mức hỗ trợ cho nội dung này ở cấp này (tỉnh có thể có quy "
                "định chưa được nhập), hoặc mức trần chưa đến một nghìn đồng.",
                "The rules in use have no rate for this activity at this level (a province may have rules "
                "that are not entered here), or their ceiling is below one thousand đồng.",
            )
        case GroupExclusion.BUDGET:
            assert candidate is not None, "its support is known"
            return language.say(
                f"Riêng cơ sở này cần {money(candidate.support.amount, language)} hỗ trợ, vượt kinh phí.",
                f"It alone would need {money(candidate.support.amount, language)}, more than the budget.",
            )
        case GroupExclusion.SAME_ORGANISATION:
            return language.say(
                f"Cùng tổ chức với {other} đã có trong nhóm; mỗi tổ chức một cơ sở.",
                f"Of the same organisation as {other}, a member; an organisation counts once.",
            )
        case GroupExclusion.COOPERATIVE:
            return language.say(
                f"Hợp tác xã và thành viên của chính hợp tác xã không cùng giữ chỗ: {other} đã có trong "
                "nhóm.",
                f"A cooperative and its own member do not both fill a place: {other} is a member.",
            )
        case GroupExclusion.NO_GROUP:
            return language.say(
                "Có thể tham gia nhưng không lập được nhóm theo yêu cầu.",
                "It could be a member, but there is no group as asked.",
            )
        case GroupExclusion.LOWER_VALUE:
            assert candidate is not None, "weighed against members"
            assert least is not None, "there are members"
            return language.say(
                f"Có thể tham gia, hỗ trợ {money(candidate.support.amount, language)}; giá trị riêng "
                f"{number(candidate.worth, language)} (thành viên thấp nhất của nhóm đầu: "
                f"{number(least, language)}), và nhóm có cơ sở này không tốt hơn trong các giới hạn.",
                f"It could be a member, with support of {money(candidate.support.amount, language)}; its own "
                f"worth is {number(candidate.worth, language)} (the least in the first group: "
                f"{number(least, language)}), and no group with it is better within the limits.",
            )


def _other_year(plans: Sequence[Plan], question: Question, language: Language) -> str:
    years = sorted({plan.year for plan in plans if plan.year is not None})
    if not plans:
        return language.say(
            "Chưa có kế hoạch đầu tư cho nội dung này.", "It has no plan to invest for this activity."
        )
    if not years:
        return language.say(
            "Chưa rõ năm đầu tư: cần hỏi cơ sở.", "The year of its plan is not known: ask the facility."
        )
    shown = ", ".join(map(str, years))
    return language.say(
        f"Kế hoạch đầu tư cho năm {shown}, không phải {question.year}.",
        f"It plans to invest in {shown}, not in {question.year}.",
    )


def about_step(step: Step, year: int, language: Language) -> str:
    """What is known of a step, and what is not."""
    sentences: list[str] = []
    if step.rule is not None:
        vi, en = step.rule.explanation
        sentences.append(language.say(f"{vi}.", f"{en}."))
        if step.is_late:
            sentences.append(
                language.say(
                    "Theo quy định này thời hạn đã qua: hỏi cơ quan quản lý trước khi lập hồ sơ.",
                    "By this rule the time has passed: ask the agency before preparing a dossier.",
                )
            )
    else:
        sentences.append(
            language.say(
                f"Không tìm thấy quy định về bước này trong bộ quy định: {_ASKED[step.step][0]}",
                f"No rule about this step was found in the rule set: {_ASKED[step.step][1]}",
            )
        )
    if step.rule is None and step.step in {ProcedureStep.ORDER, ProcedureStep.INVOICE}:
        sentences.append(
            language.say(
                f"Lưu ý: đề án đăng ký năm {year - 1}, kinh phí năm {year}. Cơ sở vay vốn, mua máy sớm thì "
                f"hóa đơn nằm ngoài năm {year}; Lào Cai đã phản ánh vướng mắc này.",
                f"Beware: the project is registered in {year - 1} and paid in {year}. Who borrows and buys "
                f"early has invoices outside {year}; Lào Cai has reported this difficulty.",
            )
        )
    return " ".join(sentences)


_ASKED: Mapping[ProcedureStep, tuple[str, str]] = {
    ProcedureStep.REGISTER: (
        "hỏi Sở Công Thương hạn đăng ký.",
        "ask the department of industry and trade until when to register.",
    ),
    ProcedureStep.ORDER: (
        "hỏi cơ quan quản lý từ ngày nào được ký hợp đồng mua, trước khi đặt mua.",
        "ask the agency from which day a purchase may be signed, before ordering.",
    ),
    ProcedureStep.CONTRACT: (
        "hỏi đơn vị thực hiện khi nào ký hợp đồng.",
        "ask the implementing unit when the contract is signed.",
    ),
    ProcedureStep.ADVANCE: (
        "hỏi có được tạm ứng không; cơ sở cần tính đến việc tự ứng toàn bộ vốn.",
        "ask whether there is an advance; the facility may have to pay all of it first.",
    ),
    ProcedureStep.INVOICE: (
        "hỏi hóa đơn của ngày nào được chấp nhận và kinh phí có được chuyển năm sau không.",
        "ask of which days invoices are accepted, and whether money can be carried over.",
    ),
    ProcedureStep.ACCEPT: ("hỏi hạn nghiệm thu.", "ask until when it must be accepted."),
    ProcedureStep.SETTLE: ("hỏi hạn thanh lý, quyết toán.", "ask until when it must be settled."),
}
