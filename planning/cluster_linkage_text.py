"""Sentences about linked clusters, for a planner's report or dossier, in Vietnamese and English.

What the decree says is told in short, not quoted; its clauses are those of Decree 32/2024/NĐ-CP as read for
this project.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domain.enums import ClusterLinkageKind, Criterion
from domain.language import Language
from planning.cluster_linkage import Cluster, Flow, Linkage, Provision, SharedFocus
from planning.recipe import Recipes
from planning.score import Reason
from planning.wording import kilometres, listed, percent, quantity, shown_name

_MOST_TIES = 3
"""So many ties are named in a sentence of evidence."""

_CLAUSES: Mapping[Provision, tuple[str, str]] = {
    Provision.VALUE_CHAIN: ("điểm đ khoản 2 Điều 4", "article 4.2.đ"),
    Provision.SIDE_BY_SIDE: ("điểm đ khoản 2 Điều 4", "article 4.2.đ"),
    Provision.INVESTMENT_REPORT: ("điểm b khoản 2 Điều 9", "article 9.2.b"),
    Provision.SUPPORT: ("khoản 1 Điều 26", "article 26.1"),
}


@dataclass(frozen=True, slots=True)
class Sentences:
    """Says what ties clusters. ``chains``: the names of value chains, also in English, by code."""

    recipes: Recipes
    chains: Mapping[str, tuple[str, str | None]]
    language: Language

    def why(self, linkage: Linkage, reason: Reason) -> str:
        """What a criterion found."""
        match reason.criterion:
            case Criterion.LINKAGE:
                return self._linkage(linkage)
            case Criterion.PROXIMITY:
                return self._proximity(linkage)
            case Criterion.CAPACITY_COVER:
                return self._cover(linkage, reason)
            case Criterion.RECIPROCITY:
                return self._reciprocity(linkage)
            case _:
                raise ValueError(f"{reason.criterion.name} does not rank linkages")

    def about_flow(self, linkage: Linkage, flow: Flow) -> str:
        """Who has what for whom, and how much could flow."""
        one, other = self._ends(linkage, flow)
        goods, unit = self._product(flow.product), self.recipes[flow.product].unit
        offerers, needers = flow.offerers, flow.needers
        byproduct = flow.kind is ClusterLinkageKind.BYPRODUCT
        text = self._say(
            f"{one} có {offerers} cơ sở {'thải ra' if byproduct else 'chào bán'} {self._offered(flow)}; "
            f"{other} có {needers} cơ sở cần {goods}",
            f"{offerers} business{'' if offerers == 1 else 'es'} of {one} {'leave' if byproduct else 'offer'}"
            f"{'s' if offerers == 1 else ''} {self._offered(flow)}; {needers} of {other} "
            f"need{'s' if needers == 1 else ''} {goods}",
        )
        if flow.derived:
            text += self._say(f" ({flow.derived} cơ sở suy ra từ định mức)", f" ({flow.derived} by recipe)")
        if flow.quantity is None:
            return text + self._say("; chưa rõ khối lượng.", "; how much could flow is not known.")
        text += self._say(
            f"; có thể cung ứng {quantity(flow.quantity, unit, self.language)} một năm",
            f"; {quantity(flow.quantity, unit, self.language)} a year could flow",
        )
        if flow.traded:
            traded = quantity(flow.traded, unit, self.language)
            text += self._say(f", trong đó {traded} đã mua bán", f", of which {traded} are traded already")
        return text + "."

    def about_focus(self, linkage: Linkage, focus: SharedFocus) -> str:
        """What two clusters concentrate on, and who of them stands in it."""
        one, other, chain = self._name(linkage.source), self._name(linkage.target), self._chain(focus.chain)
        return self._say(
            f"{one} và {other} cùng định hướng {chain}: {focus.offerers} cơ sở của hai cụm chào bán và "
            f"{focus.needers} cơ sở cần sản phẩm của chuỗi.",
            f"{one} and {other} both concentrate on {chain}: {focus.offerers} of their businesses "
            f"offer and {focus.needers} need products of the chain.",
        )

    def evidence(self, linkage: Linkage) -> Iterator[tuple[str, str]]:
        """The clauses that can be cited for the linkage, each with a sentence that can stand in a dossier.
        The first lists the links, the others refer to it."""
        ties = self._ties(linkage)
        for provision in linkage.provisions:
            vi, en = _CLAUSES[provision]
            yield (
                self._say(f"{vi} Nghị định 32/2024/NĐ-CP", f"Decree 32/2024/NĐ-CP, {en}"),
                self._evidence(linkage, provision, ties),
            )
            first_vi, first_en = _CLAUSES[linkage.provisions[0]]
            ties = self._say(f"các mối liên kết nêu tại {first_vi}", f"the links named under {first_en}")

    def _evidence(self, linkage: Linkage, provision: Provision, ties: str) -> str:
        one, other = self._name(linkage.source), self._name(linkage.target)
        clusters = listed(
            [self._name(cluster) for cluster in linkage.industrial_clusters], self.language, others=("", "")
        )
        match provision:
            case Provision.VALUE_CHAIN:
                far = self._far(linkage)
                return self._say(
                    f"{one} và {other}{far} liên kết trong chuỗi giá trị: {ties}. Phương án phát triển cụm "
                    "công nghiệp phải ưu tiên ngành, nghề liên kết trong một chuỗi giá trị của sản phẩm ở "
                    "địa phương hoặc vùng lân cận.",
                    f"{one} and {other}{far} are linked in a value chain: {ties}. The plan of industrial "
                    "clusters must prefer trades that link inside one value chain of products of the place "
                    "or its neighbours.",
                )
            case Provision.SIDE_BY_SIDE:
                communes, far = ", ".join(linkage.common_communes), self._far(linkage)
                return self._say(
                    f"{one} và {other}{far} cùng nằm ở {communes}; có liền kề hay không cần kiểm tra tại "
                    "chỗ. Các cụm công nghiệp chỉ được bố trí liền kề khi liên kết về ngành, nghề, xử lý "
                    f"chất thải hoặc năng lượng; hai cụm này có: {ties}.",
                    f"{one} and {other}{far} both lie in {communes}; whether they adjoin is to be checked on "
                    "the spot. Industrial clusters may stand side by side only where they are linked by "
                    f"trade, treatment of waste or energy; these two have: {ties}.",
                )
            case Provision.INVESTMENT_REPORT:
                return self._say(
                    f"Báo cáo đầu tư của {clusters} phải trình bày ngành, nghề liên kết và hỗ trợ; giữa "
                    f"{one} và {other} có: {ties}.",
                    f"The investment report of {clusters} must lay out linked and supporting trades; between "
                    f"{one} and {other} there are: {ties}.",
                )
            case Provision.SUPPORT:
                return self._say(
                    "Kinh phí hỗ trợ ưu tiên cụm công nghiệp liên kết, chuyên ngành, hỗ trợ, sinh thái hoặc "
                    f"bảo tồn nghề; {clusters} có liên kết: {ties}.",
                    "Support money prefers industrial clusters that are linked, specialised, supporting, "
                    f"ecological or preserve a craft; for {clusters} there are these links: {ties}.",
                )

    def _ties(self, linkage: Linkage) -> str:
        """What ties two clusters in short, the largest known shares of what is wanted first."""
        flows = sorted(linkage.flows, key=lambda flow: -(flow.cover or 0.0))
        names = [self._tie(linkage, flow) for flow in flows]
        shared = [
            self._say(f"cùng định hướng {chain}", f"a shared focus on {chain}")
            for chain in (self._chain(focus.chain) for focus in linkage.focus)
        ]
        return listed(
            [*shared, *names],
            self.language,
            most=_MOST_TIES,
            others=("mối liên kết khác", "other links"),
        )

    def _tie(self, linkage: Linkage, flow: Flow) -> str:
        one, other = self._ends(linkage, flow)
        amount = ""
        if flow.quantity is not None:
            said = quantity(flow.quantity, self.recipes[flow.product].unit, self.language)
            amount = self._say(f" ({said} một năm)", f" ({said} a year)")
        is_byproduct = flow.kind is ClusterLinkageKind.BYPRODUCT
        kind = self._say("phụ phẩm ", "by-product ") if is_byproduct else ""
        goods = self._offered(flow)
        return (
            self._say(f"{kind}{goods} từ {one} sang {other}", f"{kind}{goods} from {one} to {other}") + amount
        )

    def _linkage(self, linkage: Linkage) -> str:
        counts = {
            kind: sum(flow.kind is kind for flow in linkage.flows)
            for kind in (ClusterLinkageKind.INPUT, ClusterLinkageKind.BYPRODUCT)
        }
        inputs, byproducts = counts.values()
        chains = len(linkage.focus)
        parts = [
            self._say(f"{count} {vi}", f"{count} {en}{'' if count == 1 else 's'}")
            for count, vi, en in (
                (inputs, "dòng đầu vào", "flow of inputs" if inputs == 1 else "flows of input"),
                (
                    byproducts,
                    "dòng phụ phẩm",
                    "flow of by-products" if byproducts == 1 else "flows of by-product",
                ),
                (chains, "chuỗi giá trị chung", "shared value chain"),
            )
            if count
        ]
        return self._say("Có ", "There are " if inputs + byproducts + chains > 1 else "There is ") + (
            listed(parts, self.language, others=("", "")) + "."
        )

    def _proximity(self, linkage: Linkage) -> str:
        if linkage.distance_km is None:
            return self._say(
                "Chưa rõ vị trí của một cụm: tính ở mức trung tính.",
                "The place of one is not known: counted as neutral.",
            )
        if linkage.is_distance_approximate:
            far = kilometres(linkage.distance_km, self.language, is_approximate=True)
            return self._say(
                f"Cách nhau {far} đường chim bay, tính từ trung tâm đơn vị hành chính vì chưa có tọa độ.",
                f"They are {far} apart as the crow flies, from the middle of administrative units, for want "
                "of coordinates.",
            )
        far = kilometres(linkage.distance_km, self.language)
        return self._say(f"Cách nhau {far} đường chim bay.", f"They are {far} apart as the crow flies.")

    def _cover(self, linkage: Linkage, reason: Reason) -> str:
        if not linkage.flows:
            return self._say("Chưa có dòng hàng nào.", "No goods flow between them.")
        if reason.value is None:
            return self._say(
                "Chưa rõ khối lượng của các dòng hàng: tính ở mức trung tính.",
                "No quantity of the flows is known: counted as neutral.",
            )
        share = percent(reason.value)
        known = sum(flow.cover is not None for flow in linkage.flows)
        return self._say(
            f"Bình quân đáp ứng {share} lượng cần, theo {known} dòng hàng đã rõ khối lượng.",
            f"On average {share} of what is wanted is there, over {known} "
            f"flow{'' if known == 1 else 's'} of known quantity.",
        )

    def _reciprocity(self, linkage: Linkage) -> str:
        if not linkage.flows:
            return self._say("Chưa có dòng hàng nào.", "No goods flow between them.")
        if len({flow.offering for flow in linkage.flows}) == 2:
            return self._say("Hàng đi theo cả hai chiều.", "Goods flow both ways.")
        one, other = self._ends(linkage, linkage.flows[0])
        return self._say(
            f"Hàng chỉ đi một chiều, từ {one} sang {other}.", f"Goods flow one way, from {one} to {other}."
        )

    def _offered(self, flow: Flow) -> str:
        """What is offered; what is needed where nothing else is named."""
        return listed(
            [self._product(code) for code in flow.products],
            self.language,
            others=("sản phẩm khác", "other products"),
        )

    def _ends(self, linkage: Linkage, flow: Flow) -> tuple[str, str]:
        source, target = self._name(linkage.source), self._name(linkage.target)
        return (source, target) if flow.offering == linkage.source.code else (target, source)

    def _far(self, linkage: Linkage) -> str:
        """The distance, where it is one between places that are known."""
        if linkage.distance_km is None or linkage.is_distance_approximate:
            return ""
        far = kilometres(linkage.distance_km, self.language)
        return self._say(f" (cách nhau {far})", f" ({far} apart)")

    def _name(self, cluster: Cluster) -> str:
        return cluster.name_en if self.language is Language.EN and cluster.name_en else cluster.name

    def _product(self, code: str) -> str:
        product = self.recipes[code]
        return shown_name(product.name, product.name_en, self.language)

    def _chain(self, code: str) -> str:
        name, name_en = self.chains[code]
        return shown_name(name, name_en, self.language)

    def _say(self, vietnamese: str, english: str) -> str:
        return self.language.say(vietnamese, english)
