"""Sentences that say what a portfolio rests on and why a project is not in it, in Vietnamese and English."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from domain.enums import Activity, AreaClass, Criterion, FloorScope, PortfolioConstraint, SolveStatus
from domain.language import Language
from planning.candidate_project import Candidate, Line, Promise, shares_of, support_of
from planning.eligibility import Finding
from planning.eligibility_text import about
from planning.merit import SUPPORTED_YEARS
from planning.portfolio import Conflict, Displacement, Floor, Portfolio, Question, Rejection, fundable
from planning.score import Reason
from planning.wording import listed, millions, number, percent, quoted

PILOTS_FIRST = "Thông tư 36/2013/TT-BCT, Điều 7"


def scope_name(promise: Promise, names: Mapping[str, str], language: Language) -> str:
    """What people call what a floor is about; ``names``: those of units and chains by their codes."""
    match promise.scope:
        case FloorScope.AREA_CLASS:
            area = AreaClass[promise.key]
            return language.say(area.vi, area.en)
        case FloorScope.ACTIVITY:
            activity = Activity[promise.key]
            return language.say(activity.vi, activity.en)
        case FloorScope.SECTOR if not promise.key.startswith("V-"):
            return f"VSIC {promise.key}"
        case _ if promise.is_rest:
            name = names.get(promise.key, promise.key)
            return language.say(f"{name} (chưa rõ xã)", f"{name} (commune not known)")
        case _:
            return names.get(promise.key, promise.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was looked at. ``undecided``: how many projects of the year nobody has decided on; ``left_out``:
    how many of those that lie where a line pays are no candidates, by what stands in their way."""

    year: int
    undecided: int
    left_out: Mapping[PortfolioConstraint, int]
    candidates: Sequence[Candidate]
    lines: Sequence[Line]


def about_answer(
    looked: Looked,
    question: Question,
    found: Portfolio,
    lowered: Sequence[str],
    language: Language,
) -> str:
    """What was looked at and is funded, and why nothing is where nothing is. ``lowered``: sentences on floors
    to lower."""
    number_of, chosen = len(looked.candidates), int(found.chosen.sum())
    support = millions(int(question.support[found.chosen].sum()), language)
    said = language.say(
        f"Xét {number_of} đề án năm {looked.year} đang chờ quyết định; chọn {chosen} đề án, hỗ trợ "
        f"{support}.",
        f"Projects of {looked.year} that wait for a decision: {number_of} looked at, {chosen} funded with "
        f"{support}.",
    )
    if chosen:
        return said
    return f"{said} {_why_none(looked, question, found, lowered, language)}"


def _why_none(
    looked: Looked, question: Question, found: Portfolio, lowered: Sequence[str], language: Language
) -> str:
    if not looked.candidates:
        return _no_candidates(looked, language)
    if not fundable(question).any():
        return _nothing_payable(looked, question, language)
    if found.status is SolveStatus.TIME_LIMIT:
        return language.say(
            "Trong thời gian cho phép chưa tìm được phương án nào; có thể vẫn có.",
            "In the time allowed no choice was found; there may be one.",
        )
    said = (
        language.say(
            f"Không phương án nào đạt cùng lúc {len(question.floors)} mức sàn.",
            f"No choice reaches all {len(question.floors)} floors at the same time.",
        )
        if len(question.floors) > 1
        else language.say("Không phương án nào đạt mức sàn.", "No choice reaches the floor.")
    )
    too_much = _too_much(question.floors, question, language)
    if too_much is not None:
        said += f" {too_much}"
    if not lowered:
        return said + language.say(
            " Trong thời gian cho phép chưa xác định được cần hạ mức sàn nào.",
            " Which of them to lower could not be found in the time allowed.",
        )
    return said + language.say(
        f" Ít nhất phải hạ: {'; '.join(lowered)}.", f" At least these must be lowered: {'; '.join(lowered)}."
    )


def _no_candidates(looked: Looked, language: Language) -> str:
    left_out = sum(looked.left_out.values())
    if left_out:
        reasons = "; ".join(
            f"{language.say(constraint.vi, constraint.en)}: {count}"
            for constraint, count in looked.left_out.items()
            if count
        )
        if left_out == 1:
            return language.say(
                f"Đề án duy nhất trong địa bàn của các dòng ngân sách bị loại trước: {reasons}.",
                f"The only one that lies where one of the lines pays was left out before: {reasons}.",
            )
        return language.say(
            f"Cả {left_out} đề án trong địa bàn của các dòng ngân sách đều bị loại trước: {reasons}.",
            f"Each of the {left_out} that lie where one of the lines pays was left out before: {reasons}.",
        )
    if looked.undecided == 1:
        return language.say(
            f"Đề án duy nhất năm {looked.year} đang chờ quyết định nằm ngoài địa bàn của các dòng ngân sách "
            "đã chọn.",
            f"The only project of {looked.year} that waits for a decision lies where none of the budget "
            "lines chosen pays.",
        )
    if looked.undecided:
        return language.say(
            f"{looked.undecided} đề án năm {looked.year} đang chờ quyết định đều nằm ngoài địa bàn của các "
            "dòng ngân sách đã chọn.",
            f"The {looked.undecided} projects of {looked.year} that wait for a decision all lie where none "
            "of the budget lines chosen pays.",
        )
    return language.say(
        f"Chưa có đề án nào năm {looked.year} đang chờ quyết định: đề án phải có năm kế hoạch {looked.year} "
        "và chưa được phê duyệt.",
        f"No project of {looked.year} waits for a decision: it must have that funding year and not be "
        "approved yet.",
    )


def _nothing_payable(looked: Looked, question: Question, language: Language) -> str:
    """Why no line can pay any candidate: how many have which reason."""
    reasons: Counter[tuple[str, str]] = Counter()
    levels = {line.level for line in looked.lines}
    for place, candidate in enumerate(looked.candidates):
        parts = question.payable[question.part_project == place]
        if candidate.level not in levels:
            level = candidate.level
            reasons[
                f"không có dòng ngân sách nào thuộc nguồn «{level.vi.lower()}»",
                f"no budget line is of their level: {level.en.lower()}",
            ] += 1
        elif not parts.any(axis=1).all():
            reasons[
                "không dòng ngân sách nào cùng cấp chi cho nội dung hoặc địa bàn của đề án",
                "no budget line of their level pays for their activity or place",
            ] += 1
        else:
            reasons[
                "cần nhiều hơn số tiền còn lại của các dòng ngân sách được chi",
                "they need more than the budget lines that may pay them have left",
            ] += 1
    counted = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    vi = "; ".join(f"{count} đề án: {reason}" for (reason, _), count in counted)
    en = "; ".join(f"{count} of them: {reason}" for (_, reason), count in counted)
    return language.say(
        f"Không dòng ngân sách nào chi được cho đề án nào ({vi}).",
        f"No budget line can pay any of them ({en}).",
    )


def _too_much(floors: Sequence[Floor], question: Question, language: Language) -> str | None:
    """That floors which have no đồng in common ask together for more than all support."""
    shares = [floor for floor in floors if floor.share is not None]
    total = sum((floor.share or Fraction(0) for floor in shares), Fraction(0))
    if total <= 1 or (sum(floor.amounts for floor in shares) > question.support).any():
        return None
    whole = _hundredths(math.ceil(total * 10_000), language)
    return language.say(
        "Tỷ lệ của mức sàn tính trên tổng hỗ trợ của các đề án được chọn: "
        f"{len(shares)} mức sàn theo tỷ lệ không có phần chung mà cộng lại là {whole}, hơn 100%.",
        f"Shares are taken of the support of all funded projects: the {len(shares)} floors that are shares "
        f"have nothing in common and add up to {whole}, more than 100%.",
    )


def why_lowered(promise: Promise, by: int, reached: Fraction, name: str, language: Language) -> str:
    """By how much a floor must be lowered: by an amount, or to the share that is reached."""
    if promise.share is None:
        return language.say(f"{name} – hạ {millions(by, language)}", f"{name} by {millions(by, language)}")
    asked, left = (_hundredths(math.floor(share * 10_000), language) for share in (promise.share, reached))
    return language.say(
        f"{name} – từ {asked} xuống {left} tổng hỗ trợ (thiếu {millions(by, language)})",
        f"{name} from {asked} to {left} of all support ({millions(by, language)} are missing)",
    )


def _hundredths(amount: int, language: Language) -> str:
    """So many hundredths of a percent, such as 29.98%: in whole percent two shares could look the same."""
    text = f"{amount / 100:.2f}".rstrip("0").rstrip(".")
    return f"{language.say(text.replace('.', ','), text)}%"


def why_not_all(
    conflicts: Sequence[Conflict],
    candidates: Sequence[Candidate],
    lines: Sequence[Line],
    names: Mapping[str, str],
    language: Language,
) -> str:
    """Why projects cannot all be funded. ``names``: those of units by their codes."""
    said: list[str] = []
    for conflict in conflicts:
        chosen = [candidates[number] for number in conflict.projects]
        codes = listed(
            [each.code for each in chosen], language, most=len(chosen), others=("đề án khác", "others")
        )
        support = millions(sum(support_of(each) or 0 for each in chosen), language)
        if conflict.constraint is PortfolioConstraint.NO_BUDGET_LINE:
            said.append(f"{codes}: {_without_line(chosen[0], lines, names, language)}")
        elif conflict.constraint is PortfolioConstraint.SAME_ITEM:
            said.append(
                language.say(
                    f"{codes}: cùng hỗ trợ một nội dung của một đơn vị thụ hưởng, chỉ chọn được một.",
                    f"{codes}: they support the same item of the same beneficiary, only one can be funded.",
                )
            )
        elif len(chosen) == 1:
            said.append(f"{codes}: {_beyond_lines(chosen[0], lines, language)}")
        else:
            said.append(
                language.say(
                    f"{codes}: cần tổng cộng {support}, các dòng ngân sách được chi không đủ.",
                    f"{codes}: they need {support} together, the budget lines that may pay them do not "
                    "suffice.",
                )
            )
    return " ".join(said)


def _beyond_lines(candidate: Candidate, lines: Sequence[Line], language: Language) -> str:
    support, room = (
        millions(support_of(candidate) or 0, language),
        millions(_room(candidate, lines), language),
    )
    return language.say(
        f"Đề án cần {support}, các dòng ngân sách được chi cho đề án chỉ có {room}.",
        f"It needs {support}; the budget lines that may pay it have {room} in all.",
    )


def why_rejected(
    rejection: Rejection,
    candidates: Sequence[Candidate],
    lines: Sequence[Line],
    promises: Sequence[Promise],
    score: Sequence[float],
    names: Mapping[str, str],
    language: Language,
    *,
    gave_way: bool,
) -> str:
    """Why a candidate is not funded. ``names``: titles of projects, names of units and chains by their codes;
    ``gave_way``: a pilot project of a lower score was taken first."""
    candidate = candidates[rejection.project]
    support = millions(support_of(candidate) or 0, language)
    match rejection.constraint:
        case PortfolioConstraint.NO_BUDGET_LINE:
            return _without_line(candidate, lines, names, language)
        case PortfolioConstraint.BUDGET:
            return _beyond_lines(candidate, lines, language)
        case PortfolioConstraint.SAME_ITEM:
            rival = candidates[rejection.rival or 0].code
            title = quoted(names.get(rival, rival), language)
            return language.say(
                f"Trùng nội dung hỗ trợ của cùng đơn vị thụ hưởng với đề án được chọn {title}.",
                f"The same item of the same beneficiary is supported by {title}, which is funded.",
            )
        case PortfolioConstraint.FLOOR:
            broken = listed(
                [scope_name(promises[number], names, language) for number in rejection.floors],
                language,
                others=("mức sàn khác", "others"),
            )
            return language.say(
                f"Kinh phí còn đủ, nhưng thêm đề án này thì không đạt mức sàn: {broken}.",
                f"There is money left for it, but with it this floor would not be reached: {broken}.",
            )
        case PortfolioConstraint.NO_PORTFOLIO:
            return language.say(
                "Chưa chọn đề án nào: không thể đạt cùng lúc các mức sàn, hoặc hết thời gian tính.",
                "Nothing is funded: the floors cannot all be reached, or time ran out.",
            )
        case _:
            return _outranked(rejection, len(candidates), score, support, language, gave_way=gave_way)


def why_left_out(constraint: PortfolioConstraint, language: Language) -> str:
    """Why a project is no candidate at all."""
    if constraint is PortfolioConstraint.EXCLUDED:
        return language.say("Bị loại theo yêu cầu của người lập kế hoạch.", "Left out as the planner asked.")
    return language.say(
        "Chưa rõ mức hỗ trợ đề nghị nên chưa xét được: cần bổ sung số liệu.",
        "How much support it asks for is not known, so that it cannot be considered: the figure is needed.",
    )


def why_refused(obstacles: Sequence[tuple[str, Finding]], language: Language) -> list[str]:
    """Which rule refuses each of some beneficiaries, by their names, with the facts used and its clause."""
    return [
        f"{facility}: {about(finding, language).removesuffix('.')}"
        + (f" ({finding.rule.clause})." if finding.rule.clause else ".")
        for facility, finding in obstacles
    ]


def why_scored(reason: Reason, candidate: Candidate, language: Language) -> str:
    """What a criterion found of a candidate."""
    if reason.value is None:
        return _unknown(reason.criterion, candidate, language)
    share = percent(reason.value)
    match reason.criterion:
        case Criterion.NEED:
            return language.say(
                f"{share} kinh phí đến cơ sở mà tổ chức, kể cả cơ sở khác, chưa được hỗ trợ trong "
                f"{SUPPORTED_YEARS} năm trước.",
                f"{share} of the support goes to facilities of which no site of their organisation had any "
                f"in the {SUPPORTED_YEARS} years before.",
            )
        case Criterion.READINESS:
            status = candidate.status
            return language.say(f"Trạng thái: {status.vi.lower()}.", f"Status: {status.en.lower()}.")
        case Criterion.PRIORITY:
            return language.say(
                f"{share} kinh phí đến cơ sở do phụ nữ hoặc người dân tộc thiểu số làm chủ, hoặc ở địa bàn "
                "khó khăn.",
                f"{share} of the support goes to facilities owned by women or an ethnic minority, or in "
                "difficult areas.",
            )
        case Criterion.JOBS:
            workers = sum(each or 0 for each in candidate.workers)
            rate = workers / ((support_of(candidate) or 1) / 1e8)
            shown = number(rate if rate >= 100 else float(f"{rate:.2g}"), language)
            return language.say(
                f"{workers} lao động tại các đơn vị thụ hưởng: {shown} lao động trên 100 triệu đồng hỗ trợ.",
                f"{workers} workers at the beneficiaries: {shown} for 100 million đồng of support.",
            )
        case _ if candidate.is_linkage:
            return language.say("Đề án liên kết.", "A linkage project.")
        case _:
            return language.say(
                f"{share} kinh phí đến cơ sở đang có quan hệ mua bán được ghi nhận.",
                f"{share} of the support goes to facilities whose present trade with others is known.",
            )


def why_unfair(support: int, fair: int, missing: Sequence[str], places: int, language: Language) -> str:
    """Why a unit would object: what it has, what it would have by equal shares, and of which projects."""
    has, would = millions(support, language), millions(fair, language)
    titles = listed(
        [quoted(title, language) for title in missing], language, others=("đề án khác", "other projects")
    )
    return language.say(
        f"Nếu {places} địa bàn được phân kinh phí bằng nhau và nơi nào không dùng hết thì chuyển phần còn "
        f"lại cho nơi khác, nơi này được {would}, kể cả cho đề án không được chọn ở đây "
        f"({titles}); phương án này: {has}.",
        f"If {places} places had equally much to spend and passed on what they leave, this one would have "
        f"{would}, also for what is not funded here ({titles}); here it has {has}.",
    )


def why_displaced(
    displacement: Displacement, objective: int, names: Sequence[str], language: Language
) -> str:
    """What a project would displace; ``names``: titles of what would no longer be funded."""
    if not displacement.is_possible:
        return language.say(
            "Không phương án nào có đề án này đáp ứng các dòng ngân sách và mức sàn.",
            "No choice with it keeps to the budget lines and floors.",
        )
    loss = percent(displacement.lost / max(1, objective)) if displacement.lost else "0%"
    if not names:
        return language.say(
            f"Không phải bỏ đề án nào; giá trị giảm {loss}.",
            f"Nothing gives way; {loss} of the worth is lost.",
        )
    given_up = listed(
        [quoted(title, language) for title in names], language, others=("đề án khác", "other projects")
    )
    return language.say(
        f"Phải bỏ: {given_up}; giá trị giảm {loss}.",
        f"Would give way: {given_up}; {loss} of the worth is lost.",
    )


def _without_line(
    candidate: Candidate, lines: Sequence[Line], names: Mapping[str, str], language: Language
) -> str:
    level, activity = candidate.level, candidate.activity
    of_level = [line for line in lines if line.level is level]
    if not of_level:
        return language.say(
            f"Các dòng ngân sách đã chọn không có nguồn «{level.vi.lower()}».",
            f"None of the budget lines chosen is of its level: {level.en.lower()}.",
        )
    if not any(not line.activities or activity in line.activities for line in of_level):
        return language.say(
            f"Không dòng ngân sách nào cùng cấp chi cho nội dung «{activity.vi}».",
            f"No budget line of its level pays for its activity: {activity.en.lower()}.",
        )
    outside = sorted(
        {
            names.get(share.unit or "", language.say("nơi chưa rõ", "an unknown place"))
            for share in shares_of(candidate)
            if not any(line.may_pay(candidate, share.unit) for line in lines)
        }
    )
    where = listed(outside, language, others=("nơi khác", "other places"))
    return language.say(
        f"Không dòng ngân sách nào cùng cấp chi cho phần ở {where}.",
        f"No budget line of its level pays for its part in {where}.",
    )


def _room(candidate: Candidate, lines: Sequence[Line]) -> int:
    units = {share.unit for share in shares_of(candidate)}
    return sum(
        max(0, line.available) for line in lines if any(line.may_pay(candidate, unit) for unit in units)
    )


def _outranked(
    rejection: Rejection,
    number_of: int,
    score: Sequence[float],
    support: str,
    language: Language,
    *,
    gave_way: bool,
) -> str:
    left = millions(rejection.left, language)
    value = number(round(score[rejection.project], 2), language)
    said = language.say(
        f"Xếp thứ {rejection.rank} trong {number_of} đề án theo giá trị trên mỗi đồng (điểm {value}). "
        f"Các dòng ngân sách được chi còn {left}, đề án cần {support}.",
        f"Number {rejection.rank} of {number_of} by value for money (score {value}). The budget lines "
        f"that may pay it have {left} left; it needs {support}.",
    )
    if gave_way:
        said += language.say(
            f" Ở nguồn quốc gia, đề án điểm được xét trước ({PILOTS_FIRST}).",
            f" On national lines pilot projects come first ({PILOTS_FIRST}).",
        )
    return said


def _unknown(criterion: Criterion, candidate: Candidate, language: Language) -> str:
    if not candidate.beneficiaries:
        return language.say(
            "Chưa có đơn vị thụ hưởng cụ thể nên chưa đánh giá được.",
            "It has no named beneficiaries yet, so that this cannot be judged.",
        )
    if criterion is Criterion.PRIORITY:
        known = [each for each in candidate.beneficiaries if each.is_prior is not None]
        preferred, open_ = (
            sum(bool(each.is_prior) for each in known),
            len(candidate.beneficiaries) - len(known),
        )
        return language.say(
            f"{preferred} trong {len(candidate.beneficiaries)} đơn vị thụ hưởng do phụ nữ hoặc người dân tộc "
            f"thiểu số làm chủ, hoặc ở địa bàn khó khăn; {open_} đơn vị chưa rõ địa bàn.",
            f"{preferred} of {len(candidate.beneficiaries)} beneficiaries are owned by women or an ethnic "
            f"minority, or in difficult areas; the area of {open_} is not known.",
        )
    workers = candidate.workers
    told = [each for each in workers if each is not None]
    if not told:
        return language.say(
            "Chưa rõ số lao động của đơn vị thụ hưởng: tính ở mức trung tính.",
            "The workers of its beneficiaries are not known: counted as neutral.",
        )
    missing = len(workers) - len(told)
    return language.say(
        f"Chưa rõ số lao động của {missing} trong {len(workers)} đơn vị thụ hưởng, các đơn vị còn lại có "
        f"{sum(told)} lao động: tính ở mức trung tính.",
        f"The workers of {missing} of {len(workers)} beneficiaries are not known, the others have "
        f"{sum(told)}: counted as neutral.",
    )
