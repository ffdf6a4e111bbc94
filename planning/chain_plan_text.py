"""Sentences that say why a plan of a chain is short of something, in Vietnamese and English."""

from domain.enums import ChainPlanConstraint
from domain.language import Language
from planning.chain_plan import Order, Shortage
from planning.recipe import Recipes
from planning.wording import number, percent, quantity, shown_name


def why_short(shortage: Shortage, order: Order, recipes: Recipes, language: Language) -> str:
    """How much is missing, to whom, and why."""
    return " ".join([_how_much(shortage, recipes, language), _why(shortage, order, recipes, language)])


def _how_much(shortage: Shortage, recipes: Recipes, language: Language) -> str:
    product = recipes[shortage.product]
    name = shown_name(product.name, product.name_en, language)
    missing = quantity(shortage.quantity, product.unit, language)
    needed = quantity(shortage.needed, product.unit, language)
    share = percent(shortage.quantity / shortage.needed)
    makers = len(shortage.lacking)
    if not makers:
        return language.say(
            f"Thiếu {missing} trong {needed} {name} được yêu cầu ({share}).",
            f"Of the {needed} of {name} asked for, {missing} are missing ({share}).",
        )
    return language.say(
        f"Thiếu {missing} trong {needed} {name} cần dùng ({share}), ở {makers} cơ sở.",
        f"Of the {needed} of {name} needed, {missing} are missing ({share}), at {_counted(makers)}.",
    )


def _why(shortage: Shortage, order: Order, recipes: Recipes, language: Language) -> str:
    product = recipes[shortage.product]
    spare = quantity(shortage.spare, product.unit, language)
    sellers, unknown = shortage.sellers, shortage.unknown_sellers
    also = ""
    if unknown and sellers:
        also = language.say(
            f" Còn {unknown} chào bán chưa rõ công suất nên không tính.",
            f" The capacity of {_offers(unknown)} more is not known and does not count.",
        )
    match shortage.constraint:
        case ChainPlanConstraint.NOT_OFFERED:
            return language.say(
                "Không cơ sở nào trong phạm vi chào bán sản phẩm này: phải lấy từ bên ngoài.",
                "No business looked at offers it: it has to come from outside.",
            )
        case ChainPlanConstraint.CAPACITY_UNKNOWN:
            return language.say(
                f"Có {unknown} chào bán nhưng chưa rõ công suất của chào bán nào: cần bổ sung số liệu.",
                f"There are {_offers(unknown)}, but none with a known capacity: the figures are needed.",
            )
        case ChainPlanConstraint.CAPACITY:
            return (
                language.say(
                    f"Năng lực còn lại của {sellers} chào bán là {spare} và đã dùng hết.",
                    f"What {_offers(sellers)} still had to give, {spare}, is used up.",
                )
                + also
            )
        case ChainPlanConstraint.DISTANCE:
            reach = number(order.maximum_distance_km or 0.0, language)
            if shortage.nearest_km is None:
                return language.say(
                    f"Chưa rõ vị trí của nơi còn hàng hoặc nơi thiếu, nên không biết có trong vòng {reach} "
                    "km hay không.",
                    "The place of those who have some left, or of those who are missing it, is not known, "
                    f"nor whether it is within {reach} km.",
                )
            nearest = number(shortage.nearest_km, language)
            return language.say(
                f"Nơi gần nhất còn hàng cách {nearest} km, xa hơn giới hạn {reach} km.",
                f"The nearest who has some left is {nearest} km away, further than the limit of {reach} km.",
            )
        case ChainPlanConstraint.MINIMUM_ORDER:
            least = quantity(shortage.minimum_order or 0.0, recipes[shortage.product].unit, language)
            return language.say(
                f"Nơi còn hàng chỉ nhận đơn từ {least} một năm, nhiều hơn phần còn thiếu ở từng cơ sở.",
                f"Who has some left delivers no less than {least} a year, more than any one is missing.",
            )
        case ChainPlanConstraint.NOT_PROVEN:
            return language.say(
                "Trong thời gian cho phép chưa tìm được phương án tốt hơn; có thể vẫn còn.",
                "No better plan was found in the time allowed; there may be one.",
            )


def _counted(makers: int) -> str:
    return f"{makers} business" if makers == 1 else f"{makers} businesses"


def _offers(some: int) -> str:
    return f"{some} offer" if some == 1 else f"{some} offers"
