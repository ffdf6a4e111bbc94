"""Sentences about what industrial promotion could still pay of a part in a fair, in both languages."""

from domain.enums import Verdict
from domain.language import Language
from domain.rule import Rule
from planning.eligibility_text import about
from planning.fair_support import Count, FairSupport


def about_support(support: FairSupport, language: Language) -> str:
    """What was got in the year, what could still be got, by which rule, and how sure that is."""
    sentences = [_rest(support, language)]
    if support.count.most or not support.count.is_granted:
        sentences.insert(0, _count(support.count, support.year, language))
    if support.share is not None and support.is_provisional:
        sentences.append(
            language.say(
                "Kết quả tạm tính: có quy định ghi theo hiểu biết, chưa đối chiếu văn bản.",
                "This is provisional: it rests on a rule that was recalled and not checked against its text.",
            )
        )
    if support.share is None:
        sentences.append(language.say("Tính ở mức trung bình.", "Counted as neutral."))
    return " ".join(sentences)


def _count(count: Count, year: int, language: Language) -> str:
    if not count.most:
        return language.say(
            f"Năm {year} chưa ghi nhận hỗ trợ nào cho cơ sở dự hội chợ, tính trên mọi chương trình.",
            f"In {year} no support for its part in fairs is recorded, over all programmes.",
        )
    booths, projects = count.booths, count.projects
    return language.say(
        f"Năm {year}, tính trên mọi chương trình và mọi địa điểm của tổ chức, đã có {booths} gian hàng được "
        f"Nhà nước hỗ trợ và {projects} đề án hội chợ được phê duyệt.",
        f"In {year}, over all programmes and all sites of its organisation, the state has paid for {booths} "
        f"{'booth' if booths == 1 else 'booths'} and approved {projects} "
        f"{'project' if projects == 1 else 'projects'} for fairs.",
    )


def _rest(support: FairSupport, language: Language) -> str:
    rate, limit = support.rate, support.limit
    match support.case:
        case "granted":
            return language.say(
                "Gian hàng của cơ sở tại hội chợ này đã được Nhà nước hỗ trợ.",
                "The state pays for its booth at this fair already.",
            )
        case "no-facility":
            return language.say(
                "Chưa xét được mức hỗ trợ: hệ thống chỉ xét hỗ trợ khuyến công cho cơ sở sản xuất.",
                "What it could get cannot be told: industrial promotion is judged here for facilities only.",
            )
        case "ineligible" | "undetermined" if support.verdict is not None:
            return _verdict(support, language)
        case "used-up" if limit is not None:
            return language.say(
                f"Đã hết số lần được hỗ trợ trong năm. {_cited(limit, language)}",
                f"Support is used up for the year. {_cited(limit, language)}",
            )
        case "limit-unclear" | "limit-unsure" if limit is not None:
            why = (
                language.say(
                    "Chưa rõ đã hết số lần chưa, vì gian hàng và đề án có thể là cùng một lần hỗ trợ.",
                    "Whether it is used up is not clear, as a booth and a project may be the same support.",
                )
                if support.case == "limit-unclear"
                else language.say(
                    "Số lần tối đa là quy định chưa chắc chắn, cần đối chiếu văn bản.",
                    "The rule on how often is not sure: its text must be checked.",
                )
            )
            return f"{why} {_cited(limit, language)}"
        case "rate-unsure" if rate is not None:
            return language.say(
                f"Còn được hỗ trợ bao nhiêu chưa chắc chắn, cần đối chiếu văn bản. {_cited(rate, language)}",
                f"How much it could still get is not sure: check the text. {_cited(rate, language)}",
            )
        case "open" if rate is not None:
            return _open(rate, limit, language)
        case _:
            return language.say(
                "Không có quy định nào trong hệ thống về mức hỗ trợ dự hội chợ này.",
                "No rule is known here that says what is paid for a part in this fair.",
            )


def _open(rate: Rule, limit: Rule | None, language: Language) -> str:
    found = [
        language.say("Còn có thể được hỗ trợ.", "It could still get support."),
        _cited(rate, language),
    ]
    if limit is None:
        found.append(
            language.say(
                "Không có quy định nào trong hệ thống giới hạn số lần một năm.",
                "No rule is known here that limits how often a year.",
            )
        )
    else:
        found.append(_cited(limit, language))
    return " ".join(found)


def _verdict(support: FairSupport, language: Language) -> str:
    assert support.verdict is not None
    is_refused = support.case == "ineligible"
    wanted = Verdict.INELIGIBLE if is_refused else Verdict.UNDETERMINED
    findings = [finding for finding in support.verdict.findings if finding.verdict is wanted]
    first = (
        language.say("Cơ sở không đủ điều kiện hỗ trợ.", "It is not eligible for support.")
        if is_refused
        else language.say(
            "Chưa xác định được cơ sở có đủ điều kiện hỗ trợ không.",
            "Whether it is eligible for support cannot be told.",
        )
    )
    said = [f"{about(finding, language)} {_source(finding.rule, language)}." for finding in findings]
    return " ".join([first, *said])


def _cited(rule: Rule, language: Language) -> str:
    """What a rule says, its clause and source."""
    return f"{language.say(*rule.explanation)} {_source(rule, language)}."


def _source(rule: Rule, language: Language) -> str:
    """Clause, source and how sure it is, in brackets."""
    clause = rule.clause or language.say("chưa rõ điều khoản", "no clause is known")
    sure = language.say(rule.confidence.vi, rule.confidence.en)
    return language.say(
        f"({clause}; nguồn: {rule.source}; {sure.lower()})",
        f"({clause}; source: {rule.source}; {sure.lower()})",
    )
