"""Sentences that explain why a fair fits a business, in Vietnamese and English."""

from domain.enums import Criterion
from domain.language import Language
from planning.fair_match import SEASON_MONTHS
from planning.fair_suggestion import FairSuggestion
from planning.fair_support_text import about_support
from planning.score import Reason
from planning.wording import UNIT_KINDS, country_name, kilometres


def explanation(reason: Reason, suggestion: FairSuggestion, language: Language) -> str:
    """One whole sentence that says what a criterion found."""
    fair = suggestion.fair
    match reason.criterion:
        case Criterion.PRODUCT_FIT:
            return _product_fit(suggestion, language)
        case Criterion.NEED:
            return _need(suggestion, language)
        case Criterion.PROXIMITY:
            if suggestion.distance_km is None:
                return language.say(
                    "Chưa biết vị trí, khoảng cách tính ở mức trung bình.",
                    "A place is not known; the distance is counted as neutral.",
                )
            if suggestion.middle_of is not None:
                vi, en = UNIT_KINDS[suggestion.middle_of]
                far = kilometres(suggestion.distance_km, language, is_approximate=True)
                return language.say(
                    f"Nơi tổ chức cách {far} đường chim bay, tính từ trung tâm {vi} của cơ sở vì chưa có tọa "
                    "độ.",
                    f"It is held {far} away, as the crow flies, from the middle of the business's {en}, for "
                    "want of coordinates.",
                )
            far = kilometres(suggestion.distance_km, language)
            return language.say(
                f"Nơi tổ chức cách {far} đường chim bay.", f"It is held {far} away, as the crow flies."
            )
        case Criterion.SEASON:
            if reason.value is None and suggestion.served_months:
                return language.say(
                    f"Có hàng ít nhất trong {suggestion.served_months}/{SEASON_MONTHS} tháng kể từ hội chợ "
                    f"(tháng {fair.starts_on.month}/{fair.starts_on.year}); một số mặt hàng chưa biết mùa vụ "
                    "nên tính ở mức trung bình.",
                    f"It has goods in at least {suggestion.served_months} of the {SEASON_MONTHS} months from "
                    f"the fair on ({fair.starts_on:%Y-%m}); the months of some are not known, so it is "
                    "counted as neutral.",
                )
            if reason.value is None and suggestion.has_months:
                return language.say(
                    "Một số mặt hàng chưa biết mùa vụ, nên tính ở mức trung bình.",
                    "The months of some of its offers are not known; counted as neutral.",
                )
            if reason.value is None:
                return language.say(
                    "Chưa biết mùa vụ, tính ở mức trung bình.",
                    "The months of its offers are not known; counted as neutral.",
                )
            return language.say(
                f"Có hàng trong {suggestion.served_months}/{SEASON_MONTHS} tháng kể từ hội chợ "
                f"(tháng {fair.starts_on.month}/{fair.starts_on.year}).",
                f"It has goods in {suggestion.served_months} of the {SEASON_MONTHS} months from the fair on "
                f"({fair.starts_on:%Y-%m}).",
            )
        case Criterion.READINESS:
            return _readiness(suggestion, language)
        case Criterion.OUTCOMES:
            if not suggestion.concluded:
                return language.say(
                    "Chưa có kết quả cuộc gặp nào của các kỳ trước, tính ở mức trung bình.",
                    "No results of meetings at earlier editions are recorded; counted as neutral.",
                )
            return language.say(
                f"Ở các kỳ trước, {suggestion.agreed}/{suggestion.concluded} cuộc gặp có kết quả được ghi "
                "nhận đã ký hợp đồng hoặc biên bản ghi nhớ.",
                f"At earlier editions {suggestion.agreed} of {suggestion.concluded} meetings with a recorded "
                "result ended with a contract or a memorandum.",
            )
        case Criterion.SUPPORT:
            return about_support(fair.support, language)
        case _:
            raise ValueError(f"{reason.criterion.name} does not rank fairs")


def _product_fit(suggestion: FairSuggestion, language: Language) -> str:
    if not suggestion.fair.covers:
        return language.say(
            "Chưa ghi nhận hội chợ trưng bày mặt hàng gì, tính ở mức trung bình.",
            "What the fair covers is not recorded; counted as neutral.",
        )
    return language.say(
        f"Hội chợ có nhóm hàng của {suggestion.covered}/{suggestion.offered} sản phẩm mà cơ sở bán.",
        f"The fair covers {suggestion.covered} of the {suggestion.offered} products that it offers.",
    )


def _need(suggestion: FairSuggestion, language: Language) -> str:
    fair = suggestion.fair
    if not fair.buyer_count:
        return language.say(
            "Chưa có bên mua nào đăng ký, tính ở mức trung bình.",
            "No buyer has registered yet; counted as neutral.",
        )
    if not suggestion.has_goods:
        return language.say(
            "Toàn bộ hàng của cơ sở đã có nơi nhận, không còn để chào bán.",
            "All that it offers is committed or delivered already: nothing is left to sell.",
        )
    hosts = sum(country == fair.country for country in fair.buyers.values())
    abroad = ""
    if fair.country is not None and fair.country != "VN" and fair.buyers:
        abroad = language.say(
            f", trong đó {hosts} từ nước chủ nhà ({country_name(fair.country, language)})",
            f", {hosts} of them from the host country ({country_name(fair.country, language)})",
        )
    return language.say(
        f"{len(fair.buyers)}/{fair.buyer_count} bên mua đã đăng ký cần sản phẩm mà cơ sở còn để bán{abroad}.",
        f"Of {fair.buyer_count} buyers registered so far, {len(fair.buyers)} "
        f"need{'s' if len(fair.buyers) == 1 else ''} what it has left to sell{abroad}.",
    )


def _readiness(suggestion: FairSuggestion, language: Language) -> str:
    left, closes = suggestion.days_left, suggestion.fair.registration_closes_on
    if suggestion.is_participant:
        return language.say("Cơ sở đã đăng ký tham dự.", "It has registered already.")
    if closes is None:
        return language.say(
            f"Còn {left} ngày đến khai mạc; chưa ghi nhận hạn đăng ký.",
            f"It begins in {left} days; when registration closes is not recorded.",
        )
    if left < 0:
        return language.say(
            f"Đã hết hạn đăng ký từ ngày {closes:%d/%m/%Y}.", f"Registration closed on {closes.isoformat()}."
        )
    return language.say(
        f"Còn {left} ngày để đăng ký, đến hết ngày {closes:%d/%m/%Y}.",
        f"{left} days are left to register, until {closes.isoformat()}.",
    )
