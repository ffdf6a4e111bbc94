"""Sentences that explain who should meet whom at a fair, in Vietnamese and English."""

from domain.enums import Criterion
from domain.language import Language
from planning.fair_match import SEASON_MONTHS, Pair
from planning.fair_outcome_text import about_agreed, about_last
from planning.import_requirement import Registration, Standing
from planning.recipe import Recipes
from planning.score import Reason
from planning.wording import UNIT_KINDS, country_name, kilometres, percent, quantity, shown_name


def explanation(reason: Reason, pair: Pair, recipes: Recipes, language: Language) -> str:
    """One whole sentence that says what a criterion found."""
    match reason.criterion:
        case Criterion.PRODUCT_FIT:
            return _product_fit(pair, recipes, language)
        case Criterion.FAIR_INTERESTS:
            return _interests(pair, language)
        case Criterion.CAPACITY_COVER:
            return _cover(reason, pair, recipes, language)
        case Criterion.CERTIFICATES:
            return _certificates(reason, pair, language)
        case Criterion.SEASON:
            return _season(reason, pair, language)
        case Criterion.PROXIMITY:
            return _proximity(pair, language)
        case Criterion.RECIPROCITY:
            return _reciprocity(pair, language)
        case Criterion.FRESHNESS:
            return _freshness(pair, language)
        case _:
            raise ValueError(f"{reason.criterion.name} does not rank meetings at a fair")


def _product_fit(pair: Pair, recipes: Recipes, language: Language) -> str:
    offered, wanted = recipes[pair.offer.product], recipes[pair.need.product]
    sold = shown_name(offered.name, offered.name_en, language)
    needed = shown_name(wanted.name, wanted.name_en, language)
    if offered.code == wanted.code:
        return language.say(f"Bên bán có đúng thứ bên mua cần: {sold}.", f"Offered as needed: {sold}.")
    if not pair.levels:
        return language.say(
            f"Bên bán có {sold}, khớp hoàn toàn với {needed} mà bên mua cần.",
            f"Offered: {sold}, which fully matches the {needed} needed.",
        )
    return language.say(
        f"Bên bán có {sold}, chỉ khớp một phần với {needed} (cách {pair.levels} bậc phân loại).",
        f"Offered: {sold}, which matches the {needed} needed only in part ({pair.levels} "
        f"level{'s' if pair.levels > 1 else ''} apart in the taxonomy).",
    )


def _interests(pair: Pair, language: Language) -> str:
    seller, buyer = (
        None if not has else met for has, met in zip(pair.declared, pair.interested, strict=True)
    )
    if seller is None and buyer is None:
        return language.say(
            "Hai bên chưa khai mặt hàng quan tâm khi đăng ký hội chợ, tính ở mức trung bình.",
            "Neither declared interests when registering for the fair; counted as neutral.",
        )
    said = {
        None: language.say("chưa khai mặt hàng quan tâm", "declared no interests"),
        True: language.say("đã đăng ký quan tâm", "declared an interest in it"),
        False: language.say("đăng ký quan tâm mặt hàng khác", "declared other interests"),
    }
    return language.say(
        f"Bên bán {said[seller]}, bên mua {said[buyer]}.",
        f"The seller {said[seller]}, the buyer {said[buyer]}.",
    )


def _cover(reason: Reason, pair: Pair, recipes: Recipes, language: Language) -> str:
    if reason.value is None:
        return language.say(
            "Chưa biết sản lượng còn lại hoặc nhu cầu, tính ở mức trung bình.",
            "The quantity to spare or the quantity wanted is not known; counted as neutral.",
        )
    unit = recipes[pair.need.product].unit
    if not pair.need.open:
        return language.say("Bên mua đã đủ hàng.", "The buyer has all it needs.")
    spare, wanted = quantity(pair.spare or 0.0, unit, language), quantity(pair.need.open, unit, language)
    share = percent(reason.value)
    return language.say(
        f"Bên bán còn {spare} mỗi năm, đáp ứng {share} nhu cầu còn lại {wanted}.",
        f"The seller has {spare} a year to spare, {share} of the {wanted} still needed.",
    )


def _certificates(reason: Reason, pair: Pair, language: Language) -> str:
    """What the buyer asks for, then what its country asks for, and what follows where that is not known."""
    said = [_asked(pair, language), *_registered(pair, language)]
    if reason.value is None:
        said.append(language.say("Tính ở mức trung bình.", "Counted as neutral."))
    return " ".join(said)


def _asked(pair: Pair, language: Language) -> str:
    if not pair.asked:
        return language.say(
            "Chưa ghi nhận bên mua yêu cầu chứng nhận gì cho mặt hàng này.",
            "Which certificates the buyer asks for with this product is not recorded.",
        )
    country = country_name(pair.buyer.country, language)
    who = (
        language.say(
            f"Bên mua không nêu yêu cầu; các bên mua khác từ {country} tại hội chợ thường yêu cầu",
            f"The buyer names none; other buyers from {country} at the fair usually ask for",
        )
        if pair.is_usual
        else language.say("Bên mua yêu cầu", "The buyer asks for")
    )
    missing = _schemes(pair.asked - pair.held)
    rest = (
        language.say(f"còn thiếu vào ngày khai mạc: {missing}", f"missing on the first day: {missing}")
        if missing
        else language.say("bên bán có đủ", "the seller holds all")
    )
    return f"{who} {_schemes(pair.asked)}; {rest}."


def _registered(pair: Pair, language: Language) -> list[str]:
    country = country_name(pair.buyer.country, language)
    if pair.registrations is None:
        return [
            language.say(
                f"Chưa có dữ liệu về đăng ký mà {country} yêu cầu với mặt hàng này.",
                f"Which registrations {country} asks for with this product is not known.",
            )
        ]
    return [_registration(each, country, language) for each in pair.registrations]


def _registration(each: Registration, country: str, language: Language) -> str:
    asked = each.requirement
    clause = asked.clause or language.say("chưa rõ văn bản", "no text is known")
    sure = language.say(asked.confidence.vi, asked.confidence.en).lower()
    standing = {
        Standing.HELD: language.say("bên bán có, còn hiệu lực vào ngày khai mạc", "valid on the first day"),
        Standing.LACKING: language.say(
            "đăng ký của bên bán không có hiệu lực vào ngày khai mạc",
            "that of the seller is not valid on the first day",
        ),
        Standing.UNKNOWN: language.say(
            "chưa ghi nhận bên bán có hay chưa, cần hỏi bên bán",
            "whether the seller has it is not recorded: ask the seller",
        ),
    }[each.standing]
    return language.say(
        f"{country} yêu cầu {asked.name[0]} ({clause}; nguồn: {asked.source}; {sure}): {standing}.",
        f"{country} asks for {asked.name[1]} ({clause}; source: {asked.source}; {sure}): {standing}.",
    )


def _schemes(schemes: frozenset[str]) -> str:
    return ", ".join(sorted(schemes)).replace("_", " ")


def _season(reason: Reason, pair: Pair, language: Language) -> str:
    if pair.wanted_months is None:
        return language.say(
            "Chưa biết bên mua cần hàng vào những tháng nào, tính ở mức trung bình.",
            "In which months the buyer needs it is not known; counted as neutral.",
        )
    if reason.value is None:
        return language.say(
            "Chưa biết mùa vụ của bên bán, tính ở mức trung bình.",
            "The months of the offer are not known; counted as neutral.",
        )
    wanted = len(pair.wanted_months)
    if not wanted:
        return language.say(
            f"Bên mua không cần hàng trong {SEASON_MONTHS} tháng từ hội chợ.",
            f"The buyer needs nothing in the {SEASON_MONTHS} months from the fair on.",
        )
    served = round(reason.value * wanted)
    return language.say(
        f"Có hàng trong {served}/{wanted} tháng bên mua cần, trong {SEASON_MONTHS} tháng từ hội chợ.",
        f"Available in {served} of the {wanted} months wanted within {SEASON_MONTHS} months from the fair.",
    )


def _proximity(pair: Pair, language: Language) -> str:
    if pair.is_far_away:
        return language.say(
            "Một bên ở nước ngoài, chưa có tọa độ; tính là ở xa.",
            "One of them is abroad, without coordinates; counted as far away.",
        )
    if pair.distance_km is None:
        return language.say(
            "Chưa biết vị trí, khoảng cách tính ở mức trung bình.",
            "A place is not known; the distance is counted as neutral.",
        )
    if pair.is_distance_approximate:
        return _about(pair, pair.distance_km, language)
    far = kilometres(pair.distance_km, language)
    return language.say(
        f"Hai bên cách nhau {far} đường chim bay.", f"They are {far} apart, as the crow flies."
    )


def _about(pair: Pair, distance_km: float, language: Language) -> str:
    """A distance from the middle of the unit of one of them, or of those of both."""
    ends = [(pair.seller.middle_of, "bên bán", "seller"), (pair.buyer.middle_of, "bên mua", "buyer")]
    vi = " và ".join(f"{UNIT_KINDS[unit][0]} của {who}" for unit, who, _ in ends if unit is not None)
    en = " and ".join(f"the {who}'s {UNIT_KINDS[unit][1]}" for unit, _, who in ends if unit is not None)
    far = kilometres(distance_km, language, is_approximate=True)
    return language.say(
        f"Hai bên cách nhau {far} đường chim bay, tính từ trung tâm {vi} vì chưa có tọa độ.",
        f"They are {far} apart, as the crow flies, from the middle of {en}, for want of coordinates.",
    )


def _reciprocity(pair: Pair, language: Language) -> str:
    if pair.dealings is not None and pair.dealings.agreed is not None:
        return about_agreed(pair.dealings.agreed, language)
    if pair.is_reciprocal:
        return language.say(
            "Bên mua cũng bán thứ mà bên bán cần, có thể giao thương hai chiều.",
            "The buyer also offers what the seller needs, so trade could go both ways.",
        )
    return language.say("Chưa thấy khả năng giao thương hai chiều.", "No trade the other way is in sight.")


def _freshness(pair: Pair, language: Language) -> str:
    day = pair.as_of
    if day is None:
        return language.say(
            "Chưa biết ngày của số liệu, tính ở mức trung bình.",
            "The day of the data is not known; counted as neutral.",
        )
    if pair.dealings is not None and pair.dealings.last.day == day:
        return about_last(pair.dealings.last, language)
    return language.say(f"Số liệu ngày {day:%d/%m/%Y}.", f"The data are of {day.isoformat()}.")
