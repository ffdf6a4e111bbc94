"""Sentences that warn of candidate projects: more asked for than rules allow, and items of other years."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from domain.language import Language
from planning.candidate_project import Candidate, Claim
from planning.eligibility_text import money
from planning.group_project_text import why_capped, why_limited
from planning.wording import listed, quoted


def warnings(candidate: Candidate, year: int, names: Mapping[str, str], language: Language) -> list[str]:
    """What a planner should know before a project is funded in a year; ``names``: those of facilities by
    their codes."""
    return [
        *why_cut(candidate, names, language),
        *_unchecked(candidate, names, language),
        *_of_other_years(candidate, year, names, language),
    ]


def why_cut(candidate: Candidate, names: Mapping[str, str], language: Language) -> list[str]:
    """Who asks for more than the rules allow: a sentence each with the limit, then the rule that says so."""
    said: list[str] = []
    for claim in candidate.claims:
        if claim.allowed is None or claim.asked is None or claim.given is None or not claim.is_cut:
            continue
        who = _who([claim], names, language)
        asked, given = money(claim.asked, language), money(claim.given, language)
        binding = claim.allowed if claim.is_priced else replace(claim.allowed, rate=None)
        limit = " ".join(why_limited(binding, claim.plans, language))
        said.append(
            language.say(
                f"{who} đề nghị {asked}, quy định cho phép {given}. {limit}",
                f"Asked for by {who}: {asked}; the rules allow {given}. {limit}",
            )
        )
    if candidate.cap is not None:
        said.append(why_capped(candidate.cap, language))
    return said


def _unchecked(candidate: Candidate, names: Mapping[str, str], language: Language) -> list[str]:
    """Of whom it could not be told whether they ask for more than the rules allow."""
    told = [claim for claim in candidate.claims if claim.asked is not None and not claim.is_cut]
    said: list[str] = []
    for claims, vi, en in (
        (
            [claim for claim in candidate.claims if claim.asked is None],
            "đề án chưa ghi mỗi đơn vị đề nghị bao nhiêu",
            "how much each of them asks for is not recorded",
        ),
        (
            [claim for claim in told if not claim.is_priced],
            "chưa rõ chi phí của hạng mục",
            "the cost of what it is for is not known",
        ),
        (
            [claim for claim in told if claim.is_priced and claim.allowed is None],
            "bộ quy định đang dùng chưa có mức hỗ trợ cho nội dung này",
            "the rules in use have no rate for this activity",
        ),
    ):
        if claims:
            who = _who(claims, names, language)
            said.append(
                language.say(
                    f"Chưa kiểm tra được mức hỗ trợ tối đa của {who}: {vi}. Giữ nguyên mức đề nghị.",
                    f"The ceiling of support for {who} could not be checked: {en}. What is asked for stands.",
                )
            )
    if not candidate.beneficiaries:
        said.append(
            language.say(
                "Chưa kiểm tra được mức hỗ trợ tối đa: đề án chưa có đơn vị thụ hưởng cụ thể.",
                "The ceiling of support could not be checked: the project has no named beneficiaries yet.",
            )
        )
    return said


def _of_other_years(
    candidate: Candidate, year: int, names: Mapping[str, str], language: Language
) -> list[str]:
    """Items that are planned for another year than the one that pays: facilities buy early, and no clause is
    known that lets a budget pay invoices of another year."""
    said: list[str] = []
    for claim in candidate.claims:
        who = _who([claim], names, language)
        for plan in claim.plans:
            if plan.year is None or plan.year == year:
                continue
            item = quoted(plan.item, language)
            said.append(
                language.say(
                    f"{item} của {who} dự kiến đầu tư năm {plan.year}, không phải năm {year}: hóa đơn có thể "
                    "nằm ngoài năm ngân sách.",
                    f"{item} of {who} is planned for {plan.year}, not for {year}: its invoices may fall "
                    "outside the year of the budget.",
                )
            )
    return said


def _who(claims: Sequence[Claim], names: Mapping[str, str], language: Language) -> str:
    facilities = [names.get(code, code) for claim in claims for code in claim.facilities]
    return listed(facilities, language, others=("cơ sở khác", "others"))
