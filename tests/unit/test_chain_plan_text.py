"""Sentences about shortages, in both languages."""

import pytest

from domain.enums import ChainPlanConstraint, SolveStatus
from domain.language import Language
from planning.chain_model import Order
from planning.chain_plan import ChainPlan, Shortage
from planning.chain_plan_text import about_plan, why_short
from planning.recipe import Product, Recipes

RECIPES = Recipes(
    [
        Product(code="P-la", name="Lá, cành quế", name_en="Cinnamon leaf"),
        Product(code="P-la-kho", name="Lá quế khô", kind_of="P-la"),
        Product(code="P-cay", name="Cây giống", name_en="Seedlings", unit="PIECE"),
    ]
)
ORDER = Order(product="P-la", quantity=100, maximum_distance_km=50)


def shortage(constraint: ChainPlanConstraint, /, **given: object) -> Shortage:
    """30 tonnes are missing of 100."""
    facts: dict[str, object] = {"lacking": {"B-1": 20.0, "B-2": 10.0}} | given
    return Shortage(
        product="P-la",
        quantity=30.0,
        needed=100.0,
        constraint=constraint,
        **facts,  # type: ignore[arg-type]  # facts of a test
    )


def said(short: Shortage, language: Language) -> str:
    """What is said after how much is missing."""
    start = {
        Language.VI: "Thiếu 30 tấn trong 100 tấn lá, cành quế cần dùng (30%), ở 2 cơ sở. ",
        Language.EN: "Of the 100 tonnes of Cinnamon leaf needed, 30 tonnes are missing (30%), "
        "at 2 businesses. ",
    }[language]
    text = why_short(short, ORDER, RECIPES, language)
    assert text.startswith(start)
    return text.removeprefix(start)


@pytest.mark.parametrize(
    ("short", "vi", "en"),
    [
        (
            shortage(ChainPlanConstraint.NOT_OFFERED),
            "Không cơ sở nào trong phạm vi chào bán sản phẩm này: phải lấy từ bên ngoài.",
            "No business looked at offers it: it has to come from outside.",
        ),
        (
            shortage(ChainPlanConstraint.CAPACITY_UNKNOWN, unknown_sellers=2),
            "Có 2 chào bán nhưng chưa rõ công suất của chào bán nào: cần bổ sung số liệu.",
            "There are 2 offers, but none with a known capacity: the figures are needed.",
        ),
        (
            shortage(ChainPlanConstraint.CAPACITY, spare=70.0, sellers=3),
            "Năng lực còn lại của 3 chào bán là 70 tấn và đã dùng hết.",
            "What 3 offers still had to give, 70 tonnes, is used up.",
        ),
        (
            shortage(ChainPlanConstraint.CAPACITY, spare=0.0, sellers=1),
            "Có 1 chào bán nhưng toàn bộ năng lực đã được hứa bán.",
            "There is 1 offer, but all of the capacity is promised already.",
        ),
        (
            shortage(ChainPlanConstraint.CAPACITY, spare=70.0, sellers=3, elsewhere=20.0, fallen=5.5),
            "Năng lực còn lại của 3 chào bán là 70 tấn và đã dùng hết, trong đó 20 tấn dùng cho nhu cầu khác "
            "của phương án. Cùng với đó dùng 5,5 tấn phụ phẩm phát sinh trong phương án.",
            "What 3 offers still had to give, 70 tonnes, is used up, 20 tonnes of it for other needs of the "
            "plan. Beside that 5.5 tonnes that fall off in the plan are used.",
        ),
        (
            shortage(ChainPlanConstraint.CAPACITY, spare=70.0, sellers=1, unknown_sellers=1),
            "Năng lực còn lại của 1 chào bán là 70 tấn và đã dùng hết. "
            "Còn 1 chào bán chưa rõ công suất nên không tính.",
            "What 1 offer still had to give, 70 tonnes, is used up. "
            "The capacity of 1 offer more is not known and does not count.",
        ),
        (
            shortage(
                ChainPlanConstraint.CAPACITY,
                spare=70.0,
                sellers=3,
                elsewhere=20.0,
                left=2.0,
                left_outside=1.5,
                nearest_km=72.4,
                minimum_order=0.5,
            ),
            "Năng lực còn lại của 3 chào bán là 70 tấn, trong đó 20 tấn dùng cho nhu cầu khác của phương án, "
            "không đủ. Ngoài giới hạn 50 km còn 1,5 tấn, nơi gần nhất cách 72,4 km. Nơi còn hàng có đơn tối "
            "thiểu từ 0,5 tấn một năm trở lên; chỗ thiếu hoặc phần còn lại ít hơn mức đó thì không giao "
            "được.",
            "What 3 offers still had to give, 70 tonnes, 20 tonnes of it for other needs of the plan, does "
            "not suffice. Another 1.5 tonnes can be had beyond the limit of 50 km, the nearest 72.4 km away. "
            "There is some left with a minimum order of 0.5 tonnes a year or more; where less than that is "
            "missing or left, none is delivered.",
        ),
        (
            shortage(ChainPlanConstraint.DISTANCE, left=40.0, left_outside=40.0, nearest_km=72.4),
            "Ngoài giới hạn 50 km còn 40 tấn, nơi gần nhất cách 72,4 km.",
            "Another 40 tonnes can be had beyond the limit of 50 km, the nearest 72.4 km away.",
        ),
        (
            shortage(ChainPlanConstraint.DISTANCE, left=40.0, left_outside=40.0),
            "Chưa rõ 40 tấn còn lại có trong vòng 50 km hay không, vì chưa ghi vị trí của nơi còn hàng hoặc "
            "nơi thiếu.",
            "It is not known whether what can still be had, 40 tonnes, is within 50 km, as the place of "
            "those who have some left, or of those who are missing it, is not recorded.",
        ),
        (
            shortage(
                ChainPlanConstraint.MINIMUM_ORDER,
                left=60.0,
                left_outside=5.0,
                nearest_km=72.4,
                minimum_order=40.0,
            ),
            "Nơi còn hàng có đơn tối thiểu từ 40 tấn một năm trở lên; chỗ thiếu hoặc phần còn lại ít hơn mức "
            "đó thì không giao được. Ngoài giới hạn 50 km còn 5 tấn, nơi gần nhất cách 72,4 km.",
            "There is some left with a minimum order of 40 tonnes a year or more; where less than that is "
            "missing or left, none is delivered. Another 5 tonnes can be had beyond the limit of 50 km, the "
            "nearest 72.4 km away.",
        ),
        (
            shortage(ChainPlanConstraint.NOT_PROVEN),
            "Trong thời gian cho phép chưa tìm được phương án tốt hơn; có thể vẫn còn.",
            "No better plan was found in the time allowed; there may be one.",
        ),
    ],
)
def test_why_something_is_missing(short: Shortage, vi: str, en: str) -> None:
    assert said(short, Language.VI) == vi
    assert said(short, Language.EN) == en


def test_product_asked_for_is_missing_to_nobody_else() -> None:
    short = shortage(ChainPlanConstraint.CAPACITY, spare=70.0, sellers=1, lacking={})

    assert why_short(short, ORDER, RECIPES, Language.VI) == (
        "Thiếu 30 tấn trong 100 tấn lá, cành quế được yêu cầu (30%). "
        "Năng lực còn lại của 1 chào bán là 70 tấn và đã dùng hết."
    )
    assert why_short(short, ORDER, RECIPES, Language.EN) == (
        "Of the 100 tonnes of Cinnamon leaf asked for, 30 tonnes are missing (30%). "
        "What 1 offer still had to give, 70 tonnes, is used up."
    )


def plan(met: float, counted_as: dict[str, float], *shortages: Shortage) -> ChainPlan:
    """A plan for 100 tonnes."""
    return ChainPlan(
        status=SolveStatus.OPTIMAL,
        met=met,
        missing=100.0 - met,
        counted_as=counted_as,
        objective=12.0,
        bound=12.0,
        gap=0.0,
        transport=0.0,
        transport_bound=0.0,
        seconds=0.1,
        is_narrowed=False,
        production=[],
        flows=[],
        shortages=shortages,
        without_mass=[],
        circular=[],
    )


def test_plan_tells_what_was_asked_for_apart_from_inputs() -> None:
    seedlings = Shortage(
        product="P-cay",
        quantity=60_000.0,
        needed=60_000.0,
        constraint=ChainPlanConstraint.NOT_OFFERED,
        lacking={"B-1": 60_000.0},
    )
    found = plan(100.0, {"P-la": 75.0, "P-la-kho": 25.0}, seedlings)

    assert [about_plan(found, ORDER, RECIPES, language) for language in (Language.VI, Language.EN)] == [
        "Có đủ 100 tấn lá, cành quế được yêu cầu. Trong đó tính cả các loại của sản phẩm này: lá quế khô (25 "
        "tấn). Để làm được lượng trên còn phải lấy đầu vào từ ngoài phương án, đây không phải phần thiếu của "
        "sản phẩm được yêu cầu: cây giống (60.000 đơn vị).",
        "All 100 tonnes of Cinnamon leaf asked for can be had. Kinds of it count as the product asked for: "
        "lá quế khô (25 tonnes). To make that, inputs have to come from outside the plan, which is not a "
        "shortage of the product asked for: Seedlings (60,000 pieces).",
    ]


def test_plan_says_how_much_is_missing_of_what_was_asked_for() -> None:
    missing = Shortage(
        product="P-la", quantity=30.0, needed=100.0, constraint=ChainPlanConstraint.CAPACITY, lacking={}
    )
    found = plan(70.0, {"P-la": 70.0}, missing)

    assert [about_plan(found, ORDER, RECIPES, language) for language in (Language.VI, Language.EN)] == [
        "Có 70 tấn trong 100 tấn lá, cành quế được yêu cầu, thiếu 30 tấn.",
        "Of the 100 tonnes of Cinnamon leaf asked for 70 tonnes can be had; 30 tonnes are missing.",
    ]
