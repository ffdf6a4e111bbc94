"""Sentences about a value chain say whose figures they are, and nothing that is not known."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from domain.language import Language
from planning.byproduct import Byproduct, Outlet
from planning.flow import Business, Need, Offer, Supply
from planning.recipe import Product, Recipes
from planning.value_chain_map import (
    Gap,
    Nearby,
    Stage,
    ValueChainMap,
    value_chain_map,
    with_nearest,
    with_outside,
)
from planning.value_chain_map_text import Sentences

RECIPES = Recipes(
    [
        Product(code="leaf", name="Búp chè", name_en="Tea leaf"),
        Product(code="tea", name="Chè khô", name_en="Made tea", inputs={"leaf": 5}, yields={"dust": 0.1}),
        Product(code="packed", name="Chè gói", name_en="Packed tea", unit="PIECE", inputs={"tea": 0.001}),
        Product(code="dust", name="Chè vụn", name_en="Tea dust", stage="BYPRODUCT", kind_of="fuel"),
        Product(code="fuel", name="Nhiên liệu", name_en="Fuel"),
    ]
)
CHAIN = [(1, "leaf"), (2, "tea"), (3, "packed")]
LANGUAGES = (Language.VI, Language.EN)


def said(month: int | None = None, *, is_national: bool = False) -> list[Sentences]:
    """What is said in Vietnamese and in English."""
    return [Sentences(RECIPES, month, language, is_national=is_national) for language in LANGUAGES]


def business(
    code: str, *items: Offer | Need | Supply, makes: bool = False, is_market: bool = False
) -> Business:
    return Business(
        code=code,
        makes=makes,
        is_market=is_market,
        offers=[item for item in items if isinstance(item, Offer)],
        needs=[item for item in items if isinstance(item, Need)],
        supplies=[item for item in items if isinstance(item, Supply)],
    )


def offer(product: str, capacity: float | None) -> Offer:
    return Offer(product=product, capacity=capacity)


def need(product: str, quantity: float | None) -> Need:
    return Need(product=product, quantity=quantity)


def drawn(*businesses: Business, month: int | None = None, is_empty: bool = False) -> ValueChainMap:
    return value_chain_map(CHAIN, RECIPES, businesses, month, is_empty=is_empty)


def tea(*businesses: Business, month: int | None = None) -> Stage:
    return drawn(*businesses, month=month).stages[1]


SHOP = business("shop", offer("tea", 20))
HOME = business("home", need("tea", 12))
ABROAD = business("abroad", need("tea", 30), is_market=True)
PACKER = business("packer", offer("packed", 8000), makes=True)


@pytest.mark.parametrize(
    ("businesses", "vi", "en"),
    [
        (
            [],
            "Không ai trong địa bàn chào bán. Chưa ghi nhận ai cần.",
            "Nobody in the units offers it. Nobody is known to need it.",
        ),
        (
            [SHOP],
            "1 cơ sở chào bán 20 tấn mỗi năm. Chưa ghi nhận ai cần.",
            "1 business offers 20 tonnes a year. Nobody is known to need it.",
        ),
        (
            [SHOP, business("other", offer("tea", None)), HOME],
            "2 cơ sở chào bán 20 tấn mỗi năm. Nhu cầu 12 tấn. Còn dư 8 tấn. 1 lời chào bán chưa rõ sản "
            "lượng.",
            "2 businesses offer 20 tonnes a year. Demand is 12 tonnes. 8 tonnes left over. 1 offer has no "
            "known capacity.",
        ),
        (
            [business("other", offer("tea", None)), business("home", need("tea", None))],
            "1 cơ sở chào bán, chưa rõ sản lượng. 1 nơi cần, chưa rõ bao nhiêu. 1 lời chào bán chưa rõ sản "
            "lượng. 1 nhu cầu chưa rõ số lượng.",
            "1 business offers it; how much is not known. 1 needs it; how much is not known. 1 offer has "
            "no known capacity. 1 need has no known quantity.",
        ),
        (
            [SHOP, HOME, PACKER],
            "1 cơ sở chào bán 20 tấn mỗi năm. Nhu cầu 20 tấn, trong đó 8 tấn (40%) suy từ định mức. Vừa đủ.",
            "1 business offers 20 tonnes a year. Demand is 20 tonnes, of which 8 tonnes (40%) derived by "
            "recipes. Just covered.",
        ),
        (
            [HOME, PACKER, ABROAD],
            "Không ai trong địa bàn chào bán. Nhu cầu 50 tấn, trong đó 30 tấn (60%) của bên mua ở nước "
            "ngoài và thị trường không nêu tên và 8 tấn (16%) suy từ định mức. Thiếu 50 tấn.",
            "Nobody in the units offers it. Demand is 50 tonnes, of which 30 tonnes (60%) by buyers abroad "
            "and unnamed markets and 8 tonnes (16%) derived by recipes. Short of 50 tonnes.",
        ),
        (
            [ABROAD],
            "Không ai trong địa bàn chào bán. Nhu cầu 30 tấn, toàn bộ của bên mua ở nước ngoài và thị "
            "trường không nêu tên.",
            "Nobody in the units offers it. Demand is 30 tonnes, all by buyers abroad and unnamed markets.",
        ),
        (
            [business("mill", offer("packed", 8000), need("leaf", 40), makes=True)],
            "Không ai trong địa bàn chào bán. Chưa ghi nhận ai cần. Ngoài ra các cơ sở tự làm và dùng tại "
            "chỗ 8 tấn.",
            "Nobody in the units offers it. Nobody is known to need it. Besides, businesses make and use 8 "
            "tonnes in house.",
        ),
    ],
)
def test_stage_says_what_is_offered_needed_and_unknown(
    businesses: Sequence[Business], vi: str, en: str
) -> None:
    stage = tea(*businesses)

    assert [say.about_stage(stage) for say in said()] == [vi, en]


def test_stage_that_is_short_and_has_some_to_spare_says_how_that_fits() -> None:
    seller = business("seller", Offer(product="tea", capacity=10.0, committed=7.0))

    stage = tea(seller, HOME)

    assert [say.about_stage(stage) for say in said()] == [
        "1 cơ sở chào bán 10 tấn mỗi năm. Nhu cầu 12 tấn. Thiếu 2 tấn. Phần thiếu là tổng nhu cầu vượt quá "
        "tổng năng lực; trong năng lực đó 7 tấn đã hứa hoặc đã bán, còn 3 tấn chưa hứa cho ai.",
        "1 business offers 10 tonnes a year. Demand is 12 tonnes. Short of 2 tonnes. That is all that is "
        "needed less all that can be made; of the latter 7 tonnes are promised or sold already and 3 tonnes "
        "not yet.",
    ]


def test_stage_says_what_counts_elsewhere() -> None:
    coop = Business(code="coop", organisation="O1", offers=[offer("tea", 9)])
    member = Business(code="member", organisation="O2", above=frozenset({"O1"}), offers=[offer("tea", 4)])

    stage = tea(coop, member)

    assert [say.about_stage(stage) for say in said()] == [
        "2 cơ sở chào bán 9 tấn mỗi năm. Chưa ghi nhận ai cần. 1 lời chào bán không cộng thêm, vì đã tính "
        "chung giữa hợp tác xã và thành viên.",
        "2 businesses offer 9 tonnes a year. Nobody is known to need it. 1 offer is not added, as a "
        "cooperative and its members would count twice.",
    ]


def test_stage_of_a_month_says_of_which_months_are_unknown() -> None:
    stage = tea(SHOP, HOME, month=3)

    assert [say.about_stage(stage) for say in said(3)] == [
        "1 cơ sở chào bán 1,667 tấn trong tháng 3. Nhu cầu 1 tấn. Còn dư 0,667 tấn. 2 lời chào bán và nhu "
        "cầu chưa rõ tháng, chia đều cho 12 tháng.",
        "1 business offers 1.667 tonnes in month 3. Demand is 1 tonne. 0.667 tonnes left over. 2 offers and "
        "needs have no known months and count with a twelfth.",
    ]


@pytest.mark.parametrize(
    ("businesses", "vi", "en"),
    [
        (
            [SHOP, ABROAD],
            "1 cơ sở trong địa bàn chào bán hoặc cần sản phẩm của chuỗi. Tính cả nhu cầu của 1 bên mua ở "
            "nước ngoài hoặc thị trường không nêu tên, không gắn với địa bàn nào.",
            "1 business in the units offers or needs products of the chain. The needs of 1 buyer abroad or "
            "unnamed market outside all units count too.",
        ),
        (
            [SHOP, HOME],
            "2 cơ sở trong địa bàn chào bán hoặc cần sản phẩm của chuỗi.",
            "2 businesses in the units offer or need products of the chain.",
        ),
        (
            [],
            "Chưa có ai trong địa bàn chào bán hoặc cần sản phẩm của chuỗi.",
            "Nobody in the units offers or needs a product of the chain.",
        ),
    ],
)
def test_map_says_on_whom_it_rests(businesses: Sequence[Business], vi: str, en: str) -> None:
    shown = drawn(*businesses)

    assert [say.about_map(shown) for say in said()] == [vi, en]


def test_map_of_all_vietnam_speaks_of_the_register_not_of_units() -> None:
    shown = drawn(SHOP, HOME, month=5)

    assert [say.about_map(shown) for say in said(5, is_national=True)] == [
        "2 cơ sở trong sổ chào bán hoặc cần sản phẩm của chuỗi trong tháng 5.",
        "2 businesses in the register offer or need products of the chain in month 5.",
    ]


@pytest.mark.parametrize(
    ("shown", "vi", "en"),
    [
        (
            value_chain_map([], RECIPES, []),
            "Chuỗi này chưa có công đoạn nào.",
            "This chain has no stages yet.",
        ),
        (
            drawn(is_empty=True),
            "Chưa có cơ sở nào được ghi trong địa bàn này.",
            "No business is entered in these units.",
        ),
    ],
)
def test_map_without_data_says_so(shown: ValueChainMap, vi: str, en: str) -> None:
    assert [say.about_map(shown) for say in said()] == [vi, en]


def test_map_names_recipes_that_go_in_a_circle() -> None:
    recipes = Recipes([Product(code="starter", name="Men", name_en="Starter", inputs={"starter": 0.1})])
    shown = value_chain_map([(1, "starter")], recipes, [Business(code="a", offers=[offer("starter", 1)])])

    assert [Sentences(recipes, None, language).about_map(shown) for language in LANGUAGES] == [
        "1 cơ sở trong địa bàn chào bán hoặc cần sản phẩm của chuỗi. Định mức cần kiểm tra vì đi vòng, sản "
        "phẩm lại là nguyên liệu của chính nó: men.",
        "1 business in the units offers or needs products of the chain. Recipes to be checked, as they go in "
        "a circle and make a product from itself: Starter.",
    ]


def gap(*businesses: Business, nearest: Sequence[Nearby] = (), looked_at: int = 0) -> Gap:
    """The gap of tea, with who is near."""
    found = next(each for each in drawn(*businesses).gaps if each.stage.product == "tea")
    return Gap(
        stage=found.stage,
        shortfall=found.shortfall,
        inside=found.inside,
        nearest=nearest,
        looked_at=looked_at,
    )


NEAR = Nearby(business="b", product="tea", distance=12.34, spare=3)


@pytest.mark.parametrize(
    ("found", "vi", "en"),
    [
        (
            gap(HOME, nearest=[NEAR]),
            "Trong địa bàn thiếu 12 tấn mỗi năm. Nơi gần nhất ngoài địa bàn cách 12,3 km đường chim bay, "
            "còn 3 tấn.",
            "Those in the units are short of 12 tonnes a year. The nearest outside is 12.3 km away, as the "
            "crow flies, and has 3 tonnes to spare.",
        ),
        (
            gap(HOME, nearest=[replace(NEAR, is_approximate=True)]),
            "Trong địa bàn thiếu 12 tấn mỗi năm. Nơi gần nhất ngoài địa bàn cách khoảng 12 km đường chim "
            "bay, còn 3 tấn.",
            "Those in the units are short of 12 tonnes a year. The nearest outside is about 12 km away, as "
            "the crow flies, and has 3 tonnes to spare.",
        ),
        (
            gap(HOME, ABROAD, nearest=[Nearby(business="b", product="tea", distance=None, spare=1)]),
            "Thiếu 42 tấn mỗi năm, trong đó 12 tấn là nhu cầu trong địa bàn. Ngoài địa bàn có nơi còn 1 tấn.",
            "Short of 42 tonnes a year, of which those in the units miss 12 tonnes. Somebody outside has 1 "
            "tonne to spare.",
        ),
        (
            gap(HOME, looked_at=100),
            "Trong địa bàn thiếu 12 tấn mỗi năm. 100 nơi chào bán gần nhất ngoài địa bàn đều không còn hàng.",
            "Those in the units are short of 12 tonnes a year. Of the 100 nearest outside that offer it none "
            "has anything to spare.",
        ),
        (
            gap(HOME, looked_at=1),
            "Trong địa bàn thiếu 12 tấn mỗi năm. Nơi chào bán gần nhất ngoài địa bàn không còn hàng.",
            "Those in the units are short of 12 tonnes a year. The nearest outside that offers it has "
            "nothing to spare.",
        ),
        (
            gap(SHOP, ABROAD),
            "Thiếu 10 tấn mỗi năm, toàn bộ là nhu cầu của bên mua ở nước ngoài và thị trường không nêu tên. "
            "Ngoài địa bàn chưa thấy ai còn hàng.",
            "Short of 10 tonnes a year, all of it needed by buyers abroad and unnamed markets. Nobody "
            "outside is known to have anything to spare.",
        ),
        (
            gap(SHOP, HOME, ABROAD),
            "Thiếu 22 tấn mỗi năm, chỉ do bên mua ở nước ngoài và thị trường không nêu tên: riêng nhu cầu "
            "trong địa bàn thì đủ. Ngoài địa bàn chưa thấy ai còn hàng.",
            "Short of 22 tonnes a year, only because of buyers abroad and unnamed markets: what is needed in "
            "the units is covered. Nobody outside is known to have anything to spare.",
        ),
    ],
)
def test_gap_says_what_is_missing_and_to_whom(found: Gap, vi: str, en: str) -> None:
    assert [say.about_gap(found) for say in said()] == [vi, en]


@pytest.mark.parametrize(
    ("businesses", "vi", "en"),
    [
        (
            [SHOP, HOME],
            "Là nơi duy nhất trong địa bàn chào bán chè khô. 1 cơ sở khác cần sản phẩm này; chưa ghi nhận ai "
            "đang mua của cơ sở này.",
            "Nobody else in the units offers Made tea. 1 other business needs the product; none is known to "
            "buy it here yet.",
        ),
        (
            [
                business("shop", offer("tea", 60), Supply(product="tea", customer="home")),
                business("b", offer("tea", 40)),
                business("home", need("tea", 50)),
            ],
            "Chiếm 60% sản lượng chè khô trong địa bàn; nếu cơ sở ngừng, các nơi khác chỉ đáp ứng được 80% "
            "nhu cầu còn lại trong địa bàn. 1 cơ sở khác cần sản phẩm này và đang mua của cơ sở này.",
            "It has 60% of the capacity for Made tea in the units; without it the others cover only 80% of "
            "what the others in the units need. 1 other business needs the product and is known to buy it "
            "here.",
        ),
        (
            [
                business("shop", offer("tea", 60), Supply(product="tea", customer="x")),
                business("b", offer("tea", 40)),
                business("home", need("tea", 5)),
            ],
            "Chiếm 60% sản lượng chè khô trong địa bàn, nhiều hơn tất cả các nơi khác cộng lại, tuy các nơi "
            "khác vẫn đủ cho nhu cầu còn lại trong địa bàn. 2 cơ sở khác cần sản phẩm này, trong đó 1 đang "
            "mua của cơ sở này.",
            "It has 60% of the capacity for Made tea in the units, more than all others together, though "
            "these would cover what the others in the units need. 2 other businesses need the product, of "
            "which 1 is known to buy it here.",
        ),
    ],
)
def test_bottleneck_says_why_and_for_whom(businesses: Sequence[Business], vi: str, en: str) -> None:
    found = next(each for each in drawn(*businesses).bottlenecks if each.business == "shop")

    assert [say.about_bottleneck(found) for say in said()] == [vi, en]


@pytest.mark.parametrize(
    ("needers", "outside", "is_national", "vi", "en"),
    [
        (
            [],
            ["far"],
            False,
            "2 cơ sở khác cần sản phẩm này và đang mua của cơ sở này (1 ở ngoài địa bàn).",
            "2 other businesses need the product and are known to buy it here (1 of them outside the units).",
        ),
        (
            [HOME],
            ["far", "near"],
            False,
            "3 cơ sở khác cần sản phẩm này, trong đó 2 đang mua của cơ sở này (2 ở ngoài địa bàn).",
            "3 other businesses need the product, of which 2 are known to buy it here (2 of them outside the "
            "units).",
        ),
        (
            [],
            ["far"],
            True,
            "2 cơ sở khác cần sản phẩm này và đang mua của cơ sở này (1 ở nước ngoài hoặc không nêu tên).",
            "2 other businesses need the product and are known to buy it here (1 of them abroad or unnamed).",
        ),
    ],
)
def test_bottleneck_says_how_many_who_buy_lie_outside(
    needers: Sequence[Business], outside: Sequence[str], is_national: bool, vi: str, en: str
) -> None:
    supplies = [Supply(product="tea", customer=code) for code in ("far", "near")]
    (found,) = drawn(business("shop", offer("tea", 60), *supplies), *needers).bottlenecks
    told = with_outside(found, {"far", "near"} - set(outside))

    assert [say.about_bottleneck(told) for say in said(is_national=is_national)] == [
        f"Là nơi duy nhất {'trong sổ' if is_national else 'trong địa bàn'} chào bán chè khô. {vi}",
        f"Nobody else {'in the register' if is_national else 'in the units'} offers Made tea. {en}",
    ]


def dust(
    falling: float,
    *,
    owed: float = 0,
    delivered: float = 0,
    in_house: float = 0,
    outlets: Sequence[Outlet] = (),
) -> Byproduct:
    return Byproduct(
        product="dust",
        yielded=falling,
        offered=0,
        falling=falling,
        owed=owed,
        delivered=delivered,
        in_house=in_house,
        outlets=outlets,
        made=[],
    )


@pytest.mark.parametrize(
    ("byproduct", "vi", "en"),
    [
        (dust(0), "Chưa rõ phát sinh bao nhiêu.", "How much falls off is not known."),
        (
            dust(8),
            "Phát sinh 8 tấn mỗi năm. Chưa rõ ai dùng.",
            "What falls off: 8 tonnes a year. Nobody is known to take it.",
        ),
        (
            dust(8, in_house=5, delivered=3),
            "Phát sinh 8 tấn mỗi năm. Đã có nơi dùng: tại chỗ 5 tấn, bán nơi khác 3 tấn. Được dùng hết.",
            "What falls off: 8 tonnes a year. Taken: 5 tonnes in house, 3 tonnes sold elsewhere. All of it "
            "is used.",
        ),
        (
            dust(8, owed=9, delivered=1),
            "Phát sinh 8 tấn mỗi năm. Đã có nơi dùng: bán nơi khác 1 tấn, đã hứa bán 7 tấn (chưa ghi cho "
            "ai). Được dùng hoặc đã hứa bán hết.",
            "What falls off: 8 tonnes a year. Taken: 1 tonne sold elsewhere, 7 tonnes promised, to whom is "
            "not recorded. All of it is used or promised.",
        ),
        (
            dust(8, owed=3, delivered=1),
            "Phát sinh 8 tấn mỗi năm. Đã có nơi dùng: bán nơi khác 1 tấn, đã hứa bán 3 tấn (chưa ghi cho "
            "ai). Còn 4 tấn (50%) chưa rõ ai dùng.",
            "What falls off: 8 tonnes a year. Taken: 1 tonne sold elsewhere, 3 tonnes promised, to whom is "
            "not recorded. Nobody is known to take the other 4 tonnes (50%).",
        ),
        (
            dust(
                8,
                outlets=[
                    Outlet(product="dust", demand=1, supply=8, taken=1),
                    Outlet(product="fuel", demand=5, supply=7, taken=5),
                ],
            ),
            "Phát sinh 8 tấn mỗi năm. Đã có nơi dùng: người cần mua 1 tấn, dùng làm nhiên liệu 5 tấn. Còn 2 "
            "tấn (25%) chưa rõ ai dùng.",
            "What falls off: 8 tonnes a year. Taken: 1 tonne by those who need it, 5 tonnes as Fuel. Nobody "
            "is known to take the other 2 tonnes (25%).",
        ),
    ],
)
def test_by_product_says_what_falls_off_who_takes_it_and_what_is_left(
    byproduct: Byproduct, vi: str, en: str
) -> None:
    assert [say.about_byproduct(byproduct) for say in said()] == [vi, en]


def test_gap_of_all_vietnam_looks_abroad() -> None:
    found = with_nearest(gap(HOME), ["tea"], RECIPES, [business("b", offer("tea", 2))], None)

    assert [say.about_gap(found) for say in said(is_national=True)] == [
        "Trong sổ thiếu 12 tấn mỗi năm. Ở nước ngoài có nơi còn 2 tấn.",
        "Those in the register are short of 12 tonnes a year. Somebody abroad has 2 tonnes to spare.",
    ]
