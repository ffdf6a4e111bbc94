"""Sentences that explain a partner's score, for a planner's report, in Vietnamese and English."""

from domain.enums import Criterion, PartnerDirection
from domain.language import Language
from planning.criteria import SAME_CLUSTER, SAME_COMMUNE, SAME_PROVINCE
from planning.partner import Match, Pair, ScoredPair, Subject, held_certificates
from planning.score import Reason
from planning.wording import number, percent, quantity, shown_name


def explanation(
    reason: Reason,
    direction: PartnerDirection,
    subject: Subject,
    match: Match,
    scored: ScoredPair,
    language: Language,
) -> str:
    """One whole sentence that says what a criterion found."""
    pair = scored.pair
    if reason.value is None:
        return _unknown(reason.criterion, language)
    match reason.criterion:
        case Criterion.PRODUCT_FIT:
            return _product_fit(direction, pair, language)
        case Criterion.CAPACITY_COVER:
            return _capacity_cover(direction, pair, reason.value, language)
        case Criterion.SEASON:
            return _season(direction, pair, reason.value, language)
        case Criterion.PROXIMITY:
            return _proximity(match.distance_km or 0.0, language)
        case Criterion.CERTIFICATES:
            return _certificates(direction, subject, match, pair, language)
        case Criterion.RECIPROCITY:
            return _reciprocity(direction, reason.value, language)
        case Criterion.CO_LOCATION:
            return _co_location(match, reason.value, language)
        case Criterion.COMMON_FAIRS:
            return _common_fairs(len(subject.fairs & match.candidate.fairs), language)
        case Criterion.FRESHNESS:
            return _freshness(pair, language)
        case _:
            raise ValueError(f"{reason.criterion.name} does not rank partners")


def _schemes(schemes: frozenset[str]) -> str:
    return ", ".join(sorted(schemes)).replace("_", " ")


def _product_fit(direction: PartnerDirection, pair: Pair, language: Language) -> str:
    own = shown_name(pair.want.name, pair.want.name_en, language)
    other = shown_name(pair.name, pair.name_en, language)
    verb = {
        PartnerDirection.SUPPLIERS: ("Chào bán", "It offers"),
        PartnerDirection.BUYERS: ("Cần mua", "It needs"),
        PartnerDirection.PEERS: ("Cùng sản xuất", "It makes"),
    }[direction]
    if pair.product == pair.want.product:
        return language.say(f"{verb[0]} đúng sản phẩm: {own}.", f"{verb[1]} exactly the product: {own}.")
    if pair.levels == 0:
        return language.say(
            f"{verb[0]} {other}, khớp hoàn toàn với {own}.", f"{verb[1]} {other}, which fully matches {own}."
        )
    return language.say(
        f"{verb[0]} {other}, chỉ khớp một phần với {own} (cách {pair.levels} bậc phân loại).",
        f"{verb[1]} {other}, which matches {own} only in part ({pair.levels} "
        f"level{'s' if pair.levels > 1 else ''} apart in the taxonomy).",
    )


def _capacity_cover(direction: PartnerDirection, pair: Pair, value: float, language: Language) -> str:
    spare = quantity(pair.spare or 0.0, pair.unit, language)
    wanted = quantity(pair.want.quantity or 0.0, pair.want.unit, language)
    share = percent(value)
    if direction is PartnerDirection.BUYERS:
        if not pair.want.quantity:
            return language.say("Cơ sở không còn hàng để bán thêm.", "The business has nothing left to sell.")
        return language.say(
            f"Còn nhu cầu mua {spare} mỗi năm, tiêu thụ được {share} trong {wanted} mà cơ sở còn bán được.",
            f"Its open demand of {spare} a year would take {share} of the {wanted} to spare.",
        )
    if not pair.want.quantity:
        return language.say("Cơ sở không cần thêm hàng.", "The business needs nothing of it.")
    return language.say(
        f"Còn cung ứng được {spare} mỗi năm, đáp ứng {share} nhu cầu {wanted} mỗi năm.",
        f"It has {spare} a year to spare, {share} of the {wanted} a year needed.",
    )


def _season(direction: PartnerDirection, pair: Pair, value: float, language: Language) -> str:
    offered, wanted, keeps = pair.months, pair.want.months, pair.keeps_days
    if direction is PartnerDirection.BUYERS:
        offered, wanted, keeps = wanted, offered, pair.want.keeps_days
    served = round(value * len(wanted))
    kept = ""
    if served > len(offered & wanted):
        kept = language.say(f", nhờ bảo quản được {keeps} ngày", f", as the product keeps {keeps} days")
    return language.say(
        f"Có hàng trong {served}/{len(wanted)} tháng cần hàng{kept}.",
        f"Available in {served} of the {len(wanted)} months wanted{kept}.",
    )


def _proximity(distance: float, language: Language) -> str:
    shown = number(round(distance, 1), language)
    return language.say(f"Cách {shown} km đường chim bay.", f"{shown} km away, as the crow flies.")


def _certificates(
    direction: PartnerDirection, subject: Subject, match: Match, pair: Pair, language: Language
) -> str:
    buyers = direction is PartnerDirection.BUYERS
    wanted = pair.certificates if buyers else pair.want.certificates
    held = held_certificates(direction, subject, match.candidate, pair)
    if not wanted:
        return language.say(
            "Không yêu cầu chứng nhận cho sản phẩm này.", "No certificate is asked for this product."
        )
    listed = _schemes(wanted)
    missing = _schemes(wanted - held)
    if not missing:
        return language.say(
            f"Có đủ chứng nhận còn hiệu lực: {listed}.", f"All certificates asked for are valid: {listed}."
        )
    return language.say(
        f"Yêu cầu {listed}; chưa có hoặc hết hiệu lực: {missing}.",
        f"Asked for: {listed}; missing or expired: {missing}.",
    )


def _reciprocity(direction: PartnerDirection, value: float, language: Language) -> str:
    suppliers = direction is PartnerDirection.SUPPLIERS
    if value:
        return (
            language.say(
                "Cũng cần mua sản phẩm của cơ sở, có thể giao thương hai chiều.",
                "It also needs what the business offers, so trade could go both ways.",
            )
            if suppliers
            else language.say(
                "Cũng bán thứ mà cơ sở cần, có thể giao thương hai chiều.",
                "It also offers what the business needs, so trade could go both ways.",
            )
        )
    return language.say("Chưa thấy khả năng giao thương hai chiều.", "No trade the other way is in sight.")


def _co_location(match: Match, value: float, language: Language) -> str:
    if value == SAME_CLUSTER:
        return language.say("Ở cùng một cụm.", "Both are in the same cluster.")
    if value == SAME_COMMUNE:
        return language.say("Ở cùng một xã (phường).", "Both are in the same commune.")
    if value == SAME_PROVINCE:
        return language.say("Ở cùng một tỉnh.", "Both are in the same province.")
    if match.candidate.country != "VN":
        return language.say("Ở nước ngoài.", "It is abroad.")
    return language.say("Ở khác tỉnh và không chung cụm.", "Different provinces, and no common cluster.")


def _common_fairs(number_of_fairs: int, language: Language) -> str:
    if not number_of_fairs:
        return language.say(
            "Không chung hội chợ nào trong mười hai tháng trước và sau.",
            "No common fair within twelve months before and after.",
        )
    return language.say(
        f"Cùng tham gia {number_of_fairs} hội chợ trong mười hai tháng trước và sau.",
        f"Both take part in {number_of_fairs} fair{'s' if number_of_fairs > 1 else ''} "
        "within twelve months before and after.",
    )


def _freshness(pair: Pair, language: Language) -> str:
    day = pair.as_of
    if day is None:
        return _unknown(Criterion.FRESHNESS, language)
    return language.say(f"Số liệu ngày {day:%d/%m/%Y}.", f"The data are of {day.isoformat()}.")


def _unknown(criterion: Criterion, language: Language) -> str:
    vi, en = {
        Criterion.CAPACITY_COVER: (
            "Chưa biết sản lượng còn lại hoặc nhu cầu, tính ở mức trung bình.",
            "The quantity to spare or the quantity wanted is not known; counted as neutral.",
        ),
        Criterion.SEASON: (
            "Chưa biết mùa vụ, tính ở mức trung bình.",
            "The months are not known; counted as neutral.",
        ),
        Criterion.PROXIMITY: (
            "Chưa biết vị trí, khoảng cách tính ở mức trung bình.",
            "A place is not known; the distance is counted as neutral.",
        ),
        Criterion.CO_LOCATION: (
            "Chưa biết địa bàn, tính ở mức trung bình.",
            "An administrative unit is not known; counted as neutral.",
        ),
        Criterion.FRESHNESS: (
            "Chưa biết ngày của số liệu, tính ở mức trung bình.",
            "The day of the data is not known; counted as neutral.",
        ),
    }.get(
        criterion,
        ("Chưa đủ dữ liệu, tính ở mức trung bình.", "Not known; counted as neutral."),
    )
    return language.say(vi, en)
