"""The sentences about related and feasible products, in both languages."""

import pytest

from domain.enums import ClusterKind
from domain.enums import RelatednessConstraint as Constraint
from domain.language import Language
from planning.landscape import FeasibleAnswer, Group, Landscape, RelatedAnswer
from planning.placement import Level
from planning.product_space import Feasible, Good, Nearest, ProductSpace, Related, Table
from planning.relatedness_text import about_feasible, about_related, why_feasible, why_related

VI, EN = Language.VI, Language.EN


def good(code: str, name: str, name_en: str | None) -> Good:
    return Good(
        code=code,
        name=name,
        name_en=name_en,
        unit="TONNE",
        stage="FINAL",
        hs_codes=frozenset(),
        kind_of=None,
    )


GOODS = {
    item.code: item
    for item in (
        good("bark", "Vỏ quế khô", "Dried cinnamon bark"),
        good("grade", "Vỏ quế khô loại A", "Dried cinnamon bark, grade A"),
        good("oil", "Tinh dầu quế", "Cinnamon oil"),
        good("mdf", "MDF", None),
        good("soap", "Xà phòng quế", "Cinnamon soap"),
        good("tea", "Trà quế", "Cinnamon tea"),
    )
}


def scene(*communes: str) -> Landscape:
    """A landscape of communes with bark; one of them has oil as well."""
    numbers = [(commune, "bark", 1) for commune in communes]
    space = ProductSpace(Table.of([*numbers, *((commune, "oil", 1) for commune in communes[:1])]))
    return Landscape(goods=GOODS, space=space, tables={}, unplaced={})


TWO = scene("n1", "n2")
THIN = (
    "Ít hơn 10 xã, phường là căn cứ mỏng: kết quả có thể chỉ là ngẫu nhiên; nên hỏi trên phạm vi rộng hơn.",
    "Fewer than 10 are thin evidence: what they share may be chance; ask about a larger territory.",
)
SPACE = (
    f"Độ gần giữa các sản phẩm được tính từ 2 xã, phường có cơ sở chào bán, gồm 2 sản phẩm. {THIN[0]}",
    f"Proximities come from 2 communes and wards with facilities and 2 products. {THIN[1]}",
)


def test_proximity_is_told_by_the_communes_behind_it() -> None:
    near = Related("oil", 12 / 21, 12 / 21, 12 / 13, 21, 13, 12)

    assert [why_related(TWO, "bark", near, language) for language in (VI, EN)] == [
        "12 trong 21 xã, phường có lợi thế về vỏ quế khô cũng có lợi thế về tinh dầu quế (57%); "
        "ngược lại là 12 trong 13 (92%).",
        "12 of the 21 communes and wards with an advantage in Dried cinnamon bark also have one in "
        "Cinnamon oil (57%); the other way round it is 12 of 13 (92%).",
    ]


NEAREST = [
    Nearest("oil", 0.5, 2.0),
    Nearest("mdf", 1 / 3, 1.0),
    Nearest("soap", 0.25, 1.5),
    Nearest("tea", 0.2, 1.5),
]


@pytest.mark.parametrize(
    ("facilities", "advantage", "vi", "en"),
    [
        (
            0,
            0.0,
            "Hiện chưa có cơ sở nào ở đây chào bán đúng sản phẩm này.",
            "No facility here offers exactly this at present.",
        ),
        (
            1,
            0.5,
            "Đã có 1 cơ sở ở đây chào bán nhưng chưa thành lợi thế (RCA 0,5).",
            "1 facility here offers it, short of an advantage (RCA 0.5).",
        ),
        (
            12,
            0.99996,
            "Đã có 12 cơ sở ở đây chào bán nhưng chưa thành lợi thế (RCA 0,999).",
            "12 facilities here offer it, short of an advantage (RCA 0.999).",
        ),
    ],
)
def test_feasible_product_is_told_by_what_is_there_and_what_is_near(
    facilities: int, advantage: float, vi: str, en: str
) -> None:
    found = Feasible("bark", 0.41, advantage, None, facilities, 3)

    assert [why_feasible(TWO, found, NEAREST, language) for language in (VI, EN)] == [
        f"{vi} Những gì nơi này đã có lợi thế chiếm 41% tổng độ gần với vỏ quế khô; gần nhất: tinh dầu quế "
        "(0,5), MDF (0,333), xà phòng quế (0,25).",
        f"{en} What the place has an advantage in makes up 41% of all that is near to Dried cinnamon bark; "
        "nearest: Cinnamon oil (0.5), MDF (0.333), Cinnamon soap (0.25).",
    ]


def test_answer_about_a_product_says_on_what_it_rests() -> None:
    answer = RelatedAnswer(counted="bark", constraint=None)

    assert [about_related(TWO, "bark", answer, language) for language in (VI, EN)] == list(SPACE)


def test_evidence_of_one_commune_is_told_in_the_singular() -> None:
    answer = RelatedAnswer(counted="bark", constraint=None)

    assert [about_related(scene("n1"), "bark", answer, language) for language in (VI, EN)] == [
        f"Độ gần giữa các sản phẩm được tính từ 1 xã, phường có cơ sở chào bán, gồm 2 sản phẩm. {THIN[0]}",
        f"Proximities come from 1 commune or ward with facilities and 2 products. {THIN[1]}",
    ]


@pytest.mark.parametrize(("communes", "is_thin"), [(0, False), (9, True), (10, False)])
def test_evidence_of_few_communes_is_said_to_be_thin(communes: int, is_thin: bool) -> None:
    answer = FeasibleAnswer(peers=communes, constraint=None)
    shown = scene(*(f"n{number}" for number in range(communes)))

    told = [about_feasible(shown, Level.COMMUNE, answer, language) for language in (VI, EN)]

    assert [THIN[number] in text for number, text in enumerate(told)] == [is_thin, is_thin]


def test_answer_about_a_grade_says_as_what_it_counts() -> None:
    answer = RelatedAnswer(counted="bark", constraint=None)

    assert [about_related(TWO, "grade", answer, language) for language in (VI, EN)] == [
        f"Sản phẩm này được tính chung là vỏ quế khô (cùng mã HS, công đoạn và đơn vị). {SPACE[0]}",
        f"The product counts as Dried cinnamon bark (same HS codes, stage and unit). {SPACE[1]}",
    ]


@pytest.mark.parametrize(
    ("answer", "vi", "en"),
    [
        (
            RelatedAnswer(counted=None, constraint=Constraint.BY_PRODUCT),
            "Phụ phẩm không được tính, vì sinh ra cùng sản phẩm chính; hãy hỏi sản phẩm chính.",
            "By-products are not counted, as they fall off with what is made; ask for the main product.",
        ),
        (
            RelatedAnswer(counted="bark", constraint=Constraint.NOT_OFFERED),
            "Chưa có cơ sở nào xác định được xã, phường chào bán sản phẩm này.",
            "No facility that can be placed in a commune offers this product.",
        ),
        (
            RelatedAnswer(counted="bark", constraint=Constraint.ONLY_KINDS_OFFERED, kinds=["grade", "oil"]),
            "Đây là tên nhóm; các cơ sở chỉ chào bán các loại cụ thể, hãy hỏi từng loại (vỏ quế khô loại A; "
            "tinh dầu quế).",
            "This is a heading; facilities offer only special kinds of it, so ask for one (Dried cinnamon "
            "bark, grade A; Cinnamon oil).",
        ),
        (
            RelatedAnswer(
                counted="bark",
                constraint=Constraint.ONLY_KINDS_OFFERED,
                kinds=["oil", "mdf", "soap", "tea"],
            ),
            "Đây là tên nhóm; các cơ sở chỉ chào bán các loại cụ thể, hãy hỏi từng loại (tinh dầu quế; MDF; "
            "xà phòng quế; …).",
            "This is a heading; facilities offer only special kinds of it, so ask for one (Cinnamon oil; "
            "MDF; Cinnamon soap; …).",
        ),
        (
            RelatedAnswer(counted="bark", constraint=Constraint.TOO_FEW_COMMUNES),
            "Mới có một xã, phường có lợi thế về sản phẩm này, chưa đủ để thấy sản phẩm nào hay đi cùng.",
            "Only one commune has an advantage in this product, too few to see what goes with it.",
        ),
        (
            RelatedAnswer(counted="bark", constraint=Constraint.NOTHING_NEAR),
            "Không có sản phẩm nào khác đủ gần.",
            "No other product is near enough.",
        ),
    ],
)
def test_empty_answer_about_a_product_says_why(answer: RelatedAnswer, vi: str, en: str) -> None:
    assert [about_related(TWO, "bark", answer, language) for language in (VI, EN)] == [
        f"{vi} {SPACE[0]}",
        f"{en} {SPACE[1]}",
    ]


@pytest.mark.parametrize(
    ("group", "answer", "vi", "en"),
    [
        (
            None,
            FeasibleAnswer(peers=0, constraint=Constraint.NOT_IN_FORCE),
            "Đơn vị này không có hiệu lực vào ngày được hỏi; hãy hỏi đơn vị kế thừa hoặc một ngày khác.",
            "The unit is not in force on the day; ask for its successors or about another day.",
        ),
        (
            ClusterKind.INDUSTRIAL_PARK,
            FeasibleAnswer(peers=2, constraint=Constraint.NO_FACILITY),
            "Ở đây chưa có cơ sở nào chào bán sản phẩm được tính. Lợi thế được so sánh giữa 2 khu công "
            "nghiệp có cơ sở chào bán.",
            "No facility here offers anything that counts. Advantages are judged among 2 industrial parks "
            "with facilities.",
        ),
        (
            Level.PROVINCE,
            FeasibleAnswer(peers=1, constraint=Constraint.NO_PEER),
            "Không có nơi cùng loại nào khác có cơ sở, nên không thể biết đâu là lợi thế. Lợi thế được so "
            "sánh giữa 1 tỉnh, thành phố có cơ sở chào bán.",
            "No other place of its like has facilities, so an advantage cannot be told. Advantages are "
            "judged among 1 province or city with facilities.",
        ),
        (
            Level.COMMUNE,
            FeasibleAnswer(peers=2, constraint=None),
            "Lợi thế được so sánh giữa 2 xã, phường có cơ sở chào bán.",
            "Advantages are judged among 2 communes and wards with facilities.",
        ),
    ],
)
def test_answer_about_a_place_says_among_whom_it_is_judged(
    group: Group | None, answer: FeasibleAnswer, vi: str, en: str
) -> None:
    assert [about_feasible(TWO, group, answer, language) for language in (VI, EN)] == [
        f"{vi} {SPACE[0]}",
        f"{en} {SPACE[1]}",
    ]


@pytest.mark.parametrize("group", [*Level, *ClusterKind])
@pytest.mark.parametrize("constraint", [None, *Constraint])
@pytest.mark.parametrize("language", [VI, EN])
def test_every_group_and_every_constraint_has_its_words(
    group: Group, constraint: Constraint | None, language: Language
) -> None:
    about = about_feasible(TWO, group, FeasibleAnswer(peers=3, constraint=constraint), language)

    assert about.endswith(".")
    assert "  " not in about
    assert "None" not in about
