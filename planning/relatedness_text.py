"""Sentences about related and feasible products, for a planner's report, in Vietnamese and English."""

from collections.abc import Mapping, Sequence

from domain.enums import ClusterKind, RelatednessConstraint
from domain.language import Language
from planning.landscape import FeasibleAnswer, Group, Landscape, RelatedAnswer
from planning.placement import Level
from planning.product_space import Feasible, Good, Nearest, Related
from planning.wording import number, percent, shown_name

_MOST_NAMED = 3
_FEWEST_COMMUNES = 10
"""With fewer, what two of them happen to share looks related; the number is judgement."""
_JUST_BELOW = 0.999
"""An advantage below 1 is not shown as 1."""

_WORDS: Mapping[Group, tuple[str, str, str]] = {
    Level.PROVINCE: ("tỉnh, thành phố", "province or city", "provinces and cities"),
    Level.DISTRICT: ("huyện", "district", "districts"),
    Level.COMMUNE: ("xã, phường", "commune or ward", "communes and wards"),
    ClusterKind.LAND_CLUSTER: ("cụm công nghiệp", "industrial cluster", "industrial clusters"),
    ClusterKind.INDUSTRIAL_PARK: ("khu công nghiệp", "industrial park", "industrial parks"),
    ClusterKind.SECTOR_NETWORK: ("cụm liên kết ngành", "sector network", "sector networks"),
    ClusterKind.ENTERPRISE_LINKAGE_GROUP: (
        "cụm liên kết doanh nghiệp",
        "enterprise linkage group",
        "enterprise linkage groups",
    ),
}
"""What places of a group are called: in Vietnamese, one in English, many in English."""


def why_related(scene: Landscape, product: str, found: Related, language: Language) -> str:
    """Of how many communes a proximity speaks."""
    this, other = _named(scene.goods, product, language), _named(scene.goods, found.product, language)
    both, with_this, with_other = (
        found.communes_with_both,
        found.communes_with_this,
        found.communes_with_other,
    )
    there, back = percent(found.given_this), percent(found.given_other)
    return language.say(
        f"{both} trong {with_this} xã, phường có lợi thế về {this} cũng có lợi thế về {other} ({there}); "
        f"ngược lại là {both} trong {with_other} ({back}).",
        f"{both} of the {_counted(Level.COMMUNE, with_this, language)} with an advantage in {this} also have "
        f"one in {other} ({there}); the other way round it is {both} of {with_other} ({back}).",
    )


def why_feasible(scene: Landscape, found: Feasible, nearest: Sequence[Nearest], language: Language) -> str:
    """How far the place has come, and what it has that is near."""
    product = _named(scene.goods, found.product, language)
    known = [
        f"{_named(scene.goods, near.product, language)} ({number(near.proximity, language)})"
        for near in nearest[:_MOST_NAMED]
    ]
    share, listed = percent(found.density), ", ".join(known)
    return language.say(
        f"{_begun(found, language)} Những gì nơi này đã có lợi thế chiếm {share} tổng độ gần với {product}; "
        f"gần nhất: {listed}.",
        f"{_begun(found, language)} What the place has an advantage in makes up {share} of all that is near "
        f"to {product}; nearest: {listed}.",
    )


def about_related(scene: Landscape, product: str, answer: RelatedAnswer, language: Language) -> str:
    """On what an answer about a product rests, as what the product counts, and why it is empty."""
    sentences = [_constraint(scene, answer.constraint, answer.kinds, language)]
    if answer.counted is not None and answer.counted != product:
        counted = _named(scene.goods, answer.counted, language)
        sentences.append(
            language.say(
                f"Sản phẩm này được tính chung là {counted} (cùng mã HS, công đoạn và đơn vị).",
                f"The product counts as {counted} (same HS codes, stage and unit).",
            )
        )
    return " ".join(filter(None, [*sentences, _space(scene, language)]))


def about_feasible(scene: Landscape, group: Group | None, answer: FeasibleAnswer, language: Language) -> str:
    """On what an answer about a place rests, and why it is empty."""
    peers = ""
    if group is not None:
        vi, _, _ = _WORDS[group]
        peers = language.say(
            f"Lợi thế được so sánh giữa {answer.peers} {vi} có cơ sở chào bán.",
            f"Advantages are judged among {_counted(group, answer.peers, language)} with facilities.",
        )
    sentences = [_constraint(scene, answer.constraint, (), language), peers, _space(scene, language)]
    return " ".join(filter(None, sentences))


def _space(scene: Landscape, language: Language) -> str:
    communes, products = len(scene.space.communes.places), len(scene.space.communes.products)
    told = language.say(
        f"Độ gần giữa các sản phẩm được tính từ {communes} xã, phường có cơ sở chào bán, gồm {products} "
        "sản phẩm.",
        f"Proximities come from {_counted(Level.COMMUNE, communes, language)} with facilities and "
        f"{products} product{'' if products == 1 else 's'}.",
    )
    if not 0 < communes < _FEWEST_COMMUNES:
        return told
    return f"{told} " + language.say(
        f"Ít hơn {_FEWEST_COMMUNES} xã, phường là căn cứ mỏng: kết quả có thể chỉ là ngẫu nhiên; nên hỏi "
        "trên phạm vi rộng hơn.",
        f"Fewer than {_FEWEST_COMMUNES} are thin evidence: what they share may be chance; ask about a larger "
        "territory.",
    )


def _begun(found: Feasible, language: Language) -> str:
    if not found.facilities:
        return language.say(
            "Hiện chưa có cơ sở nào ở đây chào bán đúng sản phẩm này.",
            "No facility here offers exactly this at present.",
        )
    advantage = number(min(found.advantage, _JUST_BELOW), language)
    facilities = (
        "1 facility here offers" if found.facilities == 1 else f"{found.facilities} facilities here offer"
    )
    return language.say(
        f"Đã có {found.facilities} cơ sở ở đây chào bán nhưng chưa thành lợi thế (RCA {advantage}).",
        f"{facilities} it, short of an advantage (RCA {advantage}).",
    )


def _constraint(
    scene: Landscape, constraint: RelatednessConstraint | None, kinds: Sequence[str], language: Language
) -> str:
    match constraint:
        case None:
            return ""
        case RelatednessConstraint.BY_PRODUCT:
            return language.say(
                "Phụ phẩm không được tính, vì sinh ra cùng sản phẩm chính; hãy hỏi sản phẩm chính.",
                "By-products are not counted, as they fall off with what is made; ask for the main product.",
            )
        case RelatednessConstraint.NOT_OFFERED:
            return language.say(
                "Chưa có cơ sở nào xác định được xã, phường chào bán sản phẩm này.",
                "No facility that can be placed in a commune offers this product.",
            )
        case RelatednessConstraint.ONLY_KINDS_OFFERED:
            some = [_named(scene.goods, kind, language) for kind in kinds[:_MOST_NAMED]]
            listed = "; ".join([*some, "…"] if len(kinds) > _MOST_NAMED else some)
            return language.say(
                f"Đây là tên nhóm; các cơ sở chỉ chào bán các loại cụ thể, hãy hỏi từng loại ({listed}).",
                f"This is a heading; facilities offer only special kinds of it, so ask for one ({listed}).",
            )
        case RelatednessConstraint.TOO_FEW_COMMUNES:
            return language.say(
                "Mới có một xã, phường có lợi thế về sản phẩm này, chưa đủ để thấy sản phẩm nào hay đi cùng.",
                "Only one commune has an advantage in this product, too few to see what goes with it.",
            )
        case RelatednessConstraint.NOT_IN_FORCE:
            return language.say(
                "Đơn vị này không có hiệu lực vào ngày được hỏi; hãy hỏi đơn vị kế thừa hoặc một ngày khác.",
                "The unit is not in force on the day; ask for its successors or about another day.",
            )
        case RelatednessConstraint.NO_FACILITY:
            return language.say(
                "Ở đây chưa có cơ sở nào chào bán sản phẩm được tính.",
                "No facility here offers anything that counts.",
            )
        case RelatednessConstraint.NO_PEER:
            return language.say(
                "Không có nơi cùng loại nào khác có cơ sở, nên không thể biết đâu là lợi thế.",
                "No other place of its like has facilities, so an advantage cannot be told.",
            )
        case RelatednessConstraint.NOTHING_NEAR:
            return language.say("Không có sản phẩm nào khác đủ gần.", "No other product is near enough.")


def _named(goods: Mapping[str, Good], product: str, language: Language) -> str:
    good = goods[product]
    return shown_name(good.name, good.name_en, language)


def _counted(group: Group, how_many: int, language: Language) -> str:
    vi, one, many = _WORDS[group]
    return language.say(f"{how_many} {vi}", f"{how_many} {one if how_many == 1 else many}")
