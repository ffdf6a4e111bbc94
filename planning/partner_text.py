"""Sentences that explain a partner's score, for a planner's report, in Vietnamese and English."""

from domain.enums import Criterion, PartnerDirection
from domain.language import Language
from planning.criteria import SAME_CLUSTER, SAME_COMMUNE, SAME_PROVINCE
from planning.fair_outcome_text import about_agreed, about_last
from planning.partner import Match, Pair, ScoredPair, Subject, held_certificates
from planning.score import Reason
from planning.wording import UNIT_KINDS, kilometres, percent, quantity, shown_name


def explanation(
    reason: Reason,
    direction: PartnerDirection,
    subject: Subject,
    match: Match,
    scored: ScoredPair,
    language: Language,
) -> str:
    """What a criterion found, in one whole sentence or two."""
    pair = scored.pair
    if reason.value is None:
        if reason.criterion is Criterion.CAPACITY_COVER:
            return _unknown_cover(direction, pair, language)
        return _unknown(reason.criterion, language)
    match reason.criterion:
        case Criterion.PRODUCT_FIT:
            return _product_fit(direction, pair, language)
        case Criterion.CAPACITY_COVER:
            return _capacity_cover(direction, pair, reason.value, language)
        case Criterion.SEASON:
            return _season(direction, pair, reason.value, language)
        case Criterion.PROXIMITY:
            return _proximity(subject, match, language)
        case Criterion.CERTIFICATES:
            return _certificates(direction, subject, match, pair, language)
        case Criterion.RECIPROCITY:
            return _reciprocity(direction, subject, match, reason.value, language)
        case Criterion.CO_LOCATION:
            return _co_location(match, reason.value, language)
        case Criterion.COMMON_FAIRS:
            return _common_fairs(len(subject.fairs & match.candidate.fairs), language)
        case Criterion.FRESHNESS:
            return _freshness(subject, match, pair, language)
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
        PartnerDirection.PEERS: ("Sản xuất", "It makes"),
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
    if pair.unit != pair.want.unit and pair.spare:
        spare = f"{spare} ({quantity(pair.spare * pair.factor, pair.want.unit, language)})"
    wanted = quantity(pair.want.quantity or 0.0, pair.want.unit, language)
    share = percent(value)
    if direction is PartnerDirection.BUYERS:
        if pair.want.quantity == 0:
            return language.say("Cơ sở không còn hàng để bán thêm.", "The business has nothing left to sell.")
        if pair.want.quantity is None:  # known to cover nothing, as there is nothing
            return language.say("Bên mua không còn nhu cầu mua thêm.", "It needs nothing more of it.")
        return language.say(
            f"Còn nhu cầu mua {spare} mỗi năm, tiêu thụ được {share} trong {wanted} mà cơ sở còn bán được.",
            f"Its open demand of {spare} a year would take {share} of the {wanted} to spare.",
        )
    if pair.want.quantity == 0:
        return language.say("Cơ sở không cần thêm hàng.", "The business needs nothing of it.")
    if pair.want.quantity is None:
        return language.say("Bên bán không còn hàng để cung ứng.", "It has nothing left to sell.")
    already = ""
    if pair.want.delivered:
        known = quantity(pair.want.delivered, pair.want.unit, language)
        already = language.say(
            f"; đã biết cơ sở đang mua {known} mỗi năm",
            f"; it is known to receive {known} a year already",
        )
    return language.say(
        f"Còn cung ứng được {spare} mỗi năm, đáp ứng {share} nhu cầu {wanted} mỗi năm{already}.",
        f"It has {spare} a year to spare, {share} of the {wanted} a year needed{already}.",
    )


def _season(direction: PartnerDirection, pair: Pair, value: float, language: Language) -> str:
    offered, wanted, keeps = pair.months, pair.want.months, pair.keeps_days
    if direction is PartnerDirection.BUYERS:
        offered, wanted, keeps = wanted, offered, pair.want.keeps_days
    served = round(value * len(wanted))
    kept = ""
    if served > len(offered & wanted):
        kept = language.say(f", nhờ bảo quản được {keeps} ngày", f", as the product keeps {keeps} days")
    if direction is PartnerDirection.PEERS:
        return language.say(
            f"Có hàng trong {served}/{len(wanted)} tháng mà cơ sở có hàng{kept}.",
            f"Available in {served} of the {len(wanted)} months in which the business has it{kept}.",
        )
    return language.say(
        f"Có hàng trong {served}/{len(wanted)} tháng cần hàng{kept}.",
        f"Available in {served} of the {len(wanted)} months wanted{kept}.",
    )


def _unknown_cover(direction: PartnerDirection, pair: Pair, language: Language) -> str:
    """Which of the two quantities is missing, and the one that is known."""
    if pair.spare is None and pair.want.quantity is None:
        return language.say(
            "Chưa biết sản lượng còn lại và nhu cầu, tính ở mức trung bình.",
            "Neither the quantity to spare nor the quantity wanted is known; counted as neutral.",
        )
    buyers = direction is PartnerDirection.BUYERS
    if pair.spare is None:
        wanted = quantity(pair.want.quantity or 0.0, pair.want.unit, language)
        if buyers:
            return language.say(
                f"Chưa biết bên mua còn cần bao nhiêu; cơ sở còn bán được {wanted} mỗi năm. "
                "Tính ở mức trung bình.",
                f"Its open demand is not known; {wanted} a year are to spare. Counted as neutral.",
            )
        return language.say(
            f"Chưa biết bên bán còn bao nhiêu hàng; cơ sở cần {wanted} mỗi năm. Tính ở mức trung bình.",
            f"What it has to spare is not known; {wanted} a year are needed. Counted as neutral.",
        )
    spare = quantity(pair.spare, pair.unit, language)
    if buyers:
        return language.say(
            f"Còn nhu cầu mua {spare} mỗi năm; chưa biết cơ sở còn bán được bao nhiêu. "
            "Tính ở mức trung bình.",
            f"Its open demand is {spare} a year; what the business has to spare is not known. "
            "Counted as neutral.",
        )
    return language.say(
        f"Còn cung ứng được {spare} mỗi năm; chưa biết cơ sở cần bao nhiêu. Tính ở mức trung bình.",
        f"It has {spare} a year to spare; what the business needs is not known. Counted as neutral.",
    )


def _proximity(subject: Subject, match: Match, language: Language) -> str:
    if match.distance_km is None:
        if match.candidate.country != "VN":
            return language.say(
                "Ở nước ngoài, chưa có tọa độ; tính là ở xa.",
                "It is abroad, without coordinates; counted as far away.",
            )
        return language.say(
            "Cơ sở ở nước ngoài, chưa có tọa độ; tính là ở xa.",
            "The business is abroad, without coordinates; counted as far away.",
        )
    middles: list[str] = []
    if subject.middle_of is not None:
        vi, en = UNIT_KINDS[subject.middle_of]
        middles.append(language.say(f"{vi} của cơ sở", f"the business's {en}"))
    if match.candidate.middle_of is not None:
        vi, en = UNIT_KINDS[match.candidate.middle_of]
        middles.append(language.say(f"{vi} của đối tác", f"the partner's {en}"))
    if not middles:
        far = kilometres(match.distance_km, language)
        return language.say(f"Cách {far} đường chim bay.", f"{far} away, as the crow flies.")
    vi, en = " và ".join(middles), " and ".join(middles)
    far = kilometres(match.distance_km, language, is_approximate=True)
    return language.say(
        f"Cách {far} đường chim bay, tính từ trung tâm {vi} vì chưa có tọa độ.",
        f"{far.capitalize()} away, as the crow flies, from the middle of {en}, for want of coordinates.",
    )


def _certificates(
    direction: PartnerDirection, subject: Subject, match: Match, pair: Pair, language: Language
) -> str:
    buyers = direction is PartnerDirection.BUYERS
    wanted = pair.certificates if buyers else pair.want.certificates
    held = held_certificates(direction, subject, match.candidate, pair)
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


def _reciprocity(
    direction: PartnerDirection, subject: Subject, match: Match, value: float, language: Language
) -> str:
    agreed = subject.agreed(match.candidate.code)
    if agreed is not None:
        return about_agreed(agreed, language)
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


def _freshness(subject: Subject, match: Match, pair: Pair, language: Language) -> str:
    day = subject.fresh(match.candidate.code, pair.as_of)
    if day is None:
        return _unknown(Criterion.FRESHNESS, language)
    known = subject.dealings.get(match.candidate.code)
    if known is not None and known.last.day == day:
        return about_last(known.last, language)
    return language.say(f"Số liệu ngày {day:%d/%m/%Y}.", f"The data are of {day.isoformat()}.")


def _unknown(criterion: Criterion, language: Language) -> str:
    vi, en = {
        Criterion.SEASON: (
            "Chưa biết mùa vụ, tính ở mức trung bình.",
            "The months are not known; counted as neutral.",
        ),
        Criterion.CERTIFICATES: (
            "Chưa ghi nhận bên mua yêu cầu chứng nhận gì cho sản phẩm này, tính ở mức trung bình.",
            "Which certificates the buyer asks for with this product is not recorded; counted as neutral.",
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
