"""Sentences that say on what basis a programme's figures rest, in Vietnamese and English."""

from collections.abc import Sequence

from domain.enums import ProgrammeIndicator, TargetBasis
from domain.language import Language
from planning.programme_progress import OF_PROJECTS, Achievement, Project, Total
from planning.wording import millions, number

MONEY = (ProgrammeIndicator.SUPPORT, ProgrammeIndicator.OUTPUT_VALUE, ProgrammeIndicator.MEAN_OUTPUT)


def unit_of(indicator: ProgrammeIndicator, language: Language) -> str:
    """In what an indicator is counted."""
    match indicator:
        case ProgrammeIndicator.PROJECTS:
            return language.say("đề án", "projects")
        case ProgrammeIndicator.ESTABLISHMENTS:
            return language.say("cơ sở", "establishments")
        case ProgrammeIndicator.WORKERS:
            return language.say("người", "persons")
        case _:
            return "đồng"


def basis_of(found: Achievement, language: Language) -> str:
    """On what a target rests, and what was achieved."""
    target = found.target
    label = language.say(target.basis.vi, target.basis.en)
    asked = language.say(
        f"Chỉ tiêu {_years(target.first_year, target.last_year)}: {label.lower()}.",
        f"Target of {_years(target.first_year, target.last_year)}: {label.lower()}.",
    )
    if found.achieved is None:
        return f"{asked} {language.say('Chưa có số liệu.', 'There are no figures yet.')}"
    if target.indicator in OF_PROJECTS:
        years = _years(found.years[0], found.years[-1])
        said = language.say(
            f"Thực hiện: đề án được duyệt, năm {years}.", f"Achieved: approved projects of {years}."
        )
    else:
        said = language.say(
            f"Thực hiện: số liệu năm {found.years[0]} của {found.reporting}/{found.establishments} cơ sở "
            "được hỗ trợ.",
            f"Achieved: figures of {found.years[0]} of {found.reporting} of the {found.establishments} "
            "establishments supported.",
        )
    if found.is_running:
        said += language.say(" Chương trình đang thực hiện.", " The programme is still running.")
    return f"{asked} {said}"


def why_not_comparable(found: Achievement, language: Language) -> tuple[list[str], str]:
    """The two figures of a target and of what was achieved, and why one must not be divided by the other."""
    target = found.target
    label = language.say(target.indicator.vi, target.indicator.en)
    figures = [
        language.say(
            f"{label}, chỉ tiêu {_years(target.first_year, target.last_year)}: "
            f"{_amount(target.indicator, target.target, language)}",
            f"{label}, target of {_years(target.first_year, target.last_year)}: "
            f"{_amount(target.indicator, target.target, language)}",
        ),
        language.say(
            f"{label}, thực hiện {_years(found.years[0], found.years[-1])}: "
            f"{_amount(target.indicator, found.achieved or 0, language)}",
            f"{label}, achieved in {_years(found.years[0], found.years[-1])}: "
            f"{_amount(target.indicator, found.achieved or 0, language)}",
        ),
    ]
    if target.basis is TargetBasis.WHOLE_UNIT:
        return figures, language.say(
            "Chỉ tiêu tính cho toàn bộ cơ sở trên địa bàn, số thực hiện chỉ tính các cơ sở được hỗ trợ.",
            "The target is of all establishments of the unit, what was achieved only of those supported.",
        )
    if found.reporting < found.establishments:
        return figures, language.say(
            f"Chỉ {found.reporting}/{found.establishments} cơ sở được hỗ trợ có số liệu năm "
            f"{found.years[0]}.",
            f"Only {found.reporting} of the {found.establishments} establishments supported report "
            f"{found.years[0]}.",
        )
    if found.unknown_support:
        return figures, language.say(
            f"Chưa rõ kinh phí hỗ trợ của {found.unknown_support} đề án.",
            f"The support of {found.unknown_support} of the projects is not known.",
        )
    if not found.due:
        return figures, language.say(
            f"Chưa đến năm {target.first_year}: đề án của giai đoạn này còn có thể được duyệt thêm.",
            f"{target.first_year} has not begun: more projects of these years may still be approved.",
        )
    missing = sorted(set(found.due) - set(found.years))
    return figures, language.say(
        f"Chưa có đề án được ghi nhận cho năm {', '.join(map(str, missing))}: hai số liệu khác thời kỳ.",
        f"No project is recorded for {', '.join(map(str, missing))}: the two are of different periods.",
    )


def why_plan_not_comparable(
    planned: int, first: int, last: int, projects: Sequence[Project], language: Language
) -> tuple[list[str], str]:
    """The state budget planned and the support of the projects, and why one must not be divided by the
    other."""
    years = sorted({project.year for project in projects})
    support = sum(project.support or 0 for project in projects)
    said = _years(years[0], years[-1])
    return [
        language.say(
            f"Ngân sách nhà nước dự kiến {_years(first, last)}: {millions(planned, language)}",
            f"State budget planned for {_years(first, last)}: {millions(planned, language)}",
        ),
        language.say(
            f"Hỗ trợ của {len(projects)} đề án năm {said}: {millions(support, language)}",
            f"Support of {len(projects)} projects of {said}: {millions(support, language)}",
        ),
    ], language.say(
        "Dự kiến là của cả giai đoạn và mọi nhiệm vụ của chương trình, hỗ trợ chỉ là của các đề án đã ghi "
        "nhận.",
        "What was planned is for the whole period and all tasks of the programme; the support is only that "
        "of the projects recorded.",
    )


def why_disbursement_unknown(found: Total, language: Language) -> tuple[list[str], str]:
    """The support and what is known to be paid out, and why one must not be divided by the other."""
    support, paid = millions(found.support, language), millions(found.disbursed, language)
    told: list[str] = []
    if found.unknown_support:
        told.append(
            language.say(
                f"Chưa rõ kinh phí hỗ trợ của {found.unknown_support} trong {found.count} đề án.",
                f"The support is not known of {found.unknown_support} of the {found.count} projects.",
            )
        )
    if found.unknown_disbursed:
        told.append(
            language.say(
                f"Chưa rõ số đã giải ngân của {found.unknown_disbursed} trong {found.count} đề án.",
                f"What was paid out is not known of {found.unknown_disbursed} of the {found.count} projects.",
            )
        )
    return [
        language.say(f"Hỗ trợ: {support}", f"Support: {support}"),
        language.say(f"Đã giải ngân: {paid}", f"Paid out: {paid}"),
    ], " ".join(told)


def _years(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"


def _amount(indicator: ProgrammeIndicator, value: float, language: Language) -> str:
    if indicator in MONEY:
        return millions(round(value), language)
    return f"{number(value, language)} {unit_of(indicator, language)}"
