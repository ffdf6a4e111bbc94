"""Sentences about a plan of a chain and why it is short of something, in Vietnamese and English."""

from domain.enums import ChainPlanConstraint
from domain.language import Language
from planning.chain_model import Order
from planning.chain_plan import ChainPlan, Shortage
from planning.recipe import Recipes
from planning.wording import listed, number, percent, quantity, shown_name


def about_plan(plan: ChainPlan, order: Order, recipes: Recipes, language: Language) -> str:
    """How much there is of what was asked for, as which goods, and which inputs come from elsewhere."""
    said = [_met(plan, order, recipes, language)]
    kinds = [
        f"{_named(code, recipes, language)} ({quantity(amount, recipes[order.product].unit, language)})"
        for code, amount in plan.counted_as.items()
        if code != order.product
    ]
    if kinds:
        listed_kinds = listed(kinds, language, others=("loại khác", "other kinds"))
        said.append(
            language.say(
                f"Trong đó tính cả các loại của sản phẩm này: {listed_kinds}.",
                f"Kinds of it count as the product asked for: {listed_kinds}.",
            )
        )
    inputs = [
        f"{_named(short.product, recipes, language)} "
        f"({quantity(short.quantity, recipes[short.product].unit, language)})"
        for short in plan.shortages
        if short.product != order.product
    ]
    if inputs:
        listed_inputs = listed(inputs, language, others=("đầu vào khác", "other inputs"))
        said.append(
            language.say(
                "Để làm được lượng trên còn phải lấy đầu vào từ ngoài phương án, đây không phải phần thiếu "
                f"của sản phẩm được yêu cầu: {listed_inputs}.",
                "To make that, inputs have to come from outside the plan, which is not a shortage of the "
                f"product asked for: {listed_inputs}.",
            )
        )
    return " ".join(said)


def _met(plan: ChainPlan, order: Order, recipes: Recipes, language: Language) -> str:
    name, unit = _named(order.product, recipes, language), recipes[order.product].unit
    asked, met = quantity(order.quantity, unit, language), quantity(plan.met, unit, language)
    if not plan.missing:
        return language.say(
            f"Có đủ {asked} {name} được yêu cầu.", f"All {asked} of {name} asked for can be had."
        )
    missing = quantity(plan.missing, unit, language)
    return language.say(
        f"Có {met} trong {asked} {name} được yêu cầu, thiếu {missing}.",
        f"Of the {asked} of {name} asked for {met} can be had; {missing} are missing.",
    )


def _named(code: str, recipes: Recipes, language: Language) -> str:
    return shown_name(recipes[code].name, recipes[code].name_en, language)


def why_short(shortage: Shortage, order: Order, recipes: Recipes, language: Language) -> str:
    """How much is missing, to whom, and why, what explains most of it first."""
    unit = recipes[shortage.product].unit
    why = [
        (ChainPlanConstraint.DISTANCE, _outside(shortage, order, unit, language)),
        (ChainPlanConstraint.MINIMUM_ORDER, _below_minimum(shortage, unit, language)),
    ]
    why.sort(key=lambda reason: reason[0] is not shortage.constraint)
    sentences = [_how_much(shortage, recipes, language), _why(shortage, unit, language)]
    return " ".join(filter(None, [*sentences, *(said for _, said in why)]))


def _how_much(shortage: Shortage, recipes: Recipes, language: Language) -> str:
    product = recipes[shortage.product]
    name = _named(shortage.product, recipes, language)
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


def _why(shortage: Shortage, unit: str, language: Language) -> str:
    """What became of the offers; nothing where it is all about what is left of them."""
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
            return _used_up(shortage, unit, language) + also
        case ChainPlanConstraint.DISTANCE | ChainPlanConstraint.MINIMUM_ORDER:
            return ""
        case ChainPlanConstraint.NOT_PROVEN:
            return language.say(
                "Trong thời gian cho phép chưa tìm được phương án tốt hơn; có thể vẫn còn.",
                "No better plan was found in the time allowed; there may be one.",
            )


def _outside(shortage: Shortage, order: Order, unit: str, language: Language) -> str:
    """How much can still be had beyond the limit, so that nobody widens it for little."""
    if not shortage.left_outside:
        return ""
    left = quantity(shortage.left_outside, unit, language)
    reach = number(order.maximum_distance_km or 0.0, language)
    if shortage.nearest_km is None:
        return language.say(
            f"Chưa rõ {left} còn lại có trong vòng {reach} km hay không, vì chưa ghi vị trí của nơi còn hàng "
            "hoặc nơi thiếu.",
            f"It is not known whether what can still be had, {left}, is within {reach} km, as the place of "
            "those who have some left, or of those who are missing it, is not recorded.",
        )
    nearest = number(shortage.nearest_km, language)
    return language.say(
        f"Ngoài giới hạn {reach} km còn {left}, nơi gần nhất cách {nearest} km.",
        f"Another {left} can be had beyond the limit of {reach} km, the nearest {nearest} km away.",
    )


def _below_minimum(shortage: Shortage, unit: str, language: Language) -> str:
    if shortage.minimum_order is None:
        return ""
    least = quantity(shortage.minimum_order, unit, language)
    return language.say(
        f"Nơi còn hàng có đơn tối thiểu từ {least} một năm trở lên; chỗ thiếu hoặc phần còn lại ít hơn mức "
        "đó thì không giao được.",
        f"There is some left with a minimum order of {least} a year or more; where less than that is "
        "missing or left, none is delivered.",
    )


def _used_up(shortage: Shortage, unit: str, language: Language) -> str:
    """What became of all that was to be had, so that the figures add up."""
    spare, sellers = quantity(shortage.spare, unit, language), shortage.sellers
    elsewhere = fallen = ""
    if shortage.elsewhere:
        amount = quantity(shortage.elsewhere, unit, language)
        elsewhere = language.say(
            f", trong đó {amount} dùng cho nhu cầu khác của phương án",
            f", {amount} of it for other needs of the plan",
        )
    if shortage.fallen:
        amount = quantity(shortage.fallen, unit, language)
        fallen = language.say(
            f" Cùng với đó dùng {amount} phụ phẩm phát sinh trong phương án.",
            f" Beside that {amount} that fall off in the plan are used.",
        )
    if not shortage.spare:
        return (
            language.say(
                f"Có {sellers} chào bán nhưng toàn bộ năng lực đã được hứa bán.",
                f"There {'is' if sellers == 1 else 'are'} {_offers(sellers)}, but all of the capacity is "
                "promised already.",
            )
            + fallen
        )
    if shortage.left:
        return (
            language.say(
                f"Năng lực còn lại của {sellers} chào bán là {spare}{elsewhere}, không đủ.",
                f"What {_offers(sellers)} still had to give, {spare}{elsewhere}, does not suffice.",
            )
            + fallen
        )
    return (
        language.say(
            f"Năng lực còn lại của {sellers} chào bán là {spare} và đã dùng hết{elsewhere}.",
            f"What {_offers(sellers)} still had to give, {spare}, is used up{elsewhere}.",
        )
        + fallen
    )


def _counted(makers: int) -> str:
    return f"{makers} business" if makers == 1 else f"{makers} businesses"


def _offers(some: int) -> str:
    return f"{some} offer" if some == 1 else f"{some} offers"
