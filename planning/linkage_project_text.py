"""Sentences about linkage projects, for a planner's dossier, in Vietnamese and English.

Clauses are those of :mod:`planning.cluster_linkage_text` for clusters and of the rule sets for money. That a
project links several provinces is a label for planning: no rule about it was found in what was read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.enums import Confidence, Criterion, LinkageRole, ProjectLinkage, RuleProvenance, Verdict
from domain.language import Language
from domain.rule import Rule
from planning import cluster_linkage_text
from planning.eligibility_text import about, also_asked, money
from planning.linkage_project import (
    MOST_PAIRS,
    Flow,
    Gap,
    Member,
    Outlook,
    Payment,
    Project,
    Proposal,
    Unsupported,
)
from planning.recipe import Recipes
from planning.score import Reason
from planning.wording import listed, number, percent, quantity, shown_name

_UNIT_KIND = ("Tỉnh ", "Thành phố ")
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Sentences:
    """Says what a linkage project is. ``chains``: names of value chains, also in English, by code;
    ``units``: names of provinces; ``year``: the funding year."""

    recipes: Recipes
    chains: Mapping[str, tuple[str, str | None]]
    units: Mapping[str, str]
    year: int
    language: Language

    def title(self, project: Project, chain: str | None) -> str:
        """What a project is called."""
        lead = self._unit(project.lead_province)
        partners = listed(
            [self._unit(code) for code in project.partner_provinces],
            self.language,
            others=("tỉnh khác", "other provinces"),
        )
        goods = listed(
            [self._product(gap.product) for gap in project.gaps],
            self.language,
            most=_MOST_NAMED,
            others=("sản phẩm khác", "other products"),
        )
        if project.between is not None:
            one, other = (
                self._cluster(side.name, side.name_en)
                for side in sorted(
                    (project.between.source, project.between.target),
                    key=lambda side: (side.code != project.lead_home, side.code),
                )
            )
            return self._say(
                f"Liên kết phát triển cụm {one} – {other} ({lead} – {partners}): {goods}",
                f"Cluster linkage {one} – {other} ({lead} – {partners}): {goods}",
            )
        assert chain is not None, "there is a chain along which it links"
        name = self._chain(chain)
        kind = "" if name.startswith("chuỗi") else "chuỗi giá trị "
        return self._say(
            f"Liên kết {kind}{name}, {lead} – {partners}: {goods}",
            f"Linkage along {name}, {lead} – {partners}: {goods}",
        )

    def about_member(self, member: Member, project: Project) -> str:
        """What a member delivers and gets, and its money."""
        return " ".join([self._flows_of(member, project), *self._money_of(member)])

    def about_gap(self, gap: Gap) -> str:
        """What is open beyond trade and home, how much of that only recipes tell, and what is left of it."""
        unit = self.recipes[gap.product].unit
        before, after = (quantity(float(each), unit, self.language) for each in (gap.before, gap.after))
        text = self._say(
            f"Ngoài lượng đã mua bán và nguồn còn dư tại chỗ, bên nhận thiếu {before} "
            f"{self._product(gap.product)} một năm",
            f"Beyond known trade and what is to spare at home, those who receive need {before} of "
            f"{self._product(gap.product)} a year",
        )
        if gap.derived:
            told = quantity(float(gap.derived), unit, self.language)
            text += self._say(f" ({told} suy ra từ định mức)", f" ({told} by recipe)")
        if not gap.after:
            return text + self._say("; đề án bù đủ.", "; the project closes all of it.")
        return text + self._say(
            f"; đề án bù {percent(gap.share)}, còn thiếu {after}.",
            f"; the project closes {percent(gap.share)}, {after} stay open.",
        )

    def about_flow(self, flow: Flow, traded: Sequence[str], *, is_more: bool) -> str:
        """Whether a delivery is new or ``is_more`` of what the supplier delivers already, and what else the
        two trade already: the names of the products."""
        goods = listed(traded, self.language, others=("sản phẩm khác", "other products")) if traded else ""
        also = self._say(f"; hai bên còn mua bán: {goods}", f"; the two also trade {goods}") if traded else ""
        if is_more:
            return (
                self._say("Tăng thêm ngoài lượng đã mua bán", "More of what is traded already") + f"{also}."
            )
        if not flow.is_new:
            return self._say("Đã có mua bán", "Known trade") + f"{also}."
        if traded:
            return self._say(
                f"Dòng hàng mới giữa hai bên đã mua bán với nhau: {goods}.",
                f"A new flow between two who trade already: {goods}.",
            )
        return self._say(
            "Dòng hàng mới; giữa hai bên chưa ghi nhận mua bán.",
            "A new flow; no trade between the two is known yet.",
        )

    def why(self, proposal: Proposal, reason: Reason) -> str:
        """What a criterion found."""
        project = proposal.project
        match reason.criterion:
            case Criterion.CAPACITY_COVER:
                return " ".join(self.about_gap(gap) for gap in project.gaps)
            case Criterion.PROXIMITY:
                return self._proximity(project)
            case Criterion.LINKAGE:
                return self._linkage(project)
            case Criterion.NEED:
                return self._need(project)
            case Criterion.READINESS:
                return self._readiness(proposal.members, reason)
            case _:
                raise ValueError(f"{reason.criterion.name} does not rank linkage projects")

    def evidence(self, proposal: Proposal) -> Iterator[tuple[str, str | None]]:
        """What shows that the project is needed and may be supported, each with the clause where there is
        one: the gaps, the law on clusters, the rules of the money, and what was not found."""
        for gap in proposal.project.gaps:
            yield self.about_gap(gap), None
        if any(gap.missed for gap in proposal.project.gaps):
            yield self._need(proposal.project), None
        if proposal.project.between is not None:
            clusters = cluster_linkage_text.Sentences(self.recipes, self.chains, self.language)
            for clause, sentence in clusters.evidence(proposal.project.between):
                yield sentence, clause
        for rule in _rules(proposal.members):
            yield self._rule(rule), rule.clause
        yield (
            self._say(
                "Đề án liên kết nhiều tỉnh là cách gọi khi lập kế hoạch; trong các văn bản đã đọc chưa thấy "
                "quy định riêng. Mỗi nội dung hỗ trợ đăng ký theo quy định của nội dung đó.",
                "A project that links provinces is a label for planning; in what was read no rule about it "
                "was found. Each activity is registered under the rules of that activity.",
            ),
            None,
        )

    def about_answer(
        self, linkage: ProjectLinkage, outlook: Outlook, shown: int, asked: int, warning: str | None
    ) -> str:
        """What was looked at, and why there is no proposal, or not as many as asked for."""
        sentences = [self._looked_at(linkage, outlook)]
        if not outlook.projects:
            sentences.append(self._why_none(linkage, outlook))
        elif shown < asked:
            each = self._say(
                *(
                    ("khâu của chuỗi", "stage of the chain")
                    if linkage is ProjectLinkage.VALUE_CHAIN
                    else ("cặp cụm", "pair of clusters")
                )
            )
            sentences.append(
                self._say(
                    f"Mỗi {each} có một phương án: chỉ có {shown} {each} mà bên này còn dư cho phần thiếu "
                    "của bên kia.",
                    f"There is one proposal for each {each}: in {shown} only one side has to spare what the "
                    "other needs.",
                )
            )
        if outlook.unknown:
            sentences.append(
                self._say(
                    f"{outlook.unknown} chào bán hoặc nhu cầu chưa rõ số lượng nên chưa tính được.",
                    "1 offer or need has no quantity and could not be counted."
                    if outlook.unknown == 1
                    else f"{outlook.unknown} offers and needs have no quantity and could not be counted.",
                )
            )
        if warning is not None:
            sentences.append(warning)
        return " ".join(sentences)

    def _looked_at(self, linkage: ProjectLinkage, outlook: Outlook) -> str:
        count = outlook.businesses
        where = listed(
            [self._unit(code) for code in self.units], self.language, others=("tỉnh khác", "other provinces")
        )
        if linkage is ProjectLinkage.VALUE_CHAIN:
            return self._say(
                f"Xét {count} cơ sở chào bán hoặc cần sản phẩm của chuỗi tại {where}.",
                f"{count} businesses that offer or need products of the chain in {where} were looked at.",
            )
        return self._say(
            f"Xét {count} cơ sở của các cụm có liên kết tại {where}, nhiều nhất {MOST_PAIRS} cặp cụm.",
            f"{count} businesses of linked clusters in {where} were looked at, at most {MOST_PAIRS} pairs.",
        )

    def _why_none(self, linkage: ProjectLinkage, outlook: Outlook) -> str:
        if not outlook.businesses:
            if linkage is ProjectLinkage.VALUE_CHAIN:
                return self._say(
                    "Chưa có phương án: chưa ghi nhận cơ sở nào của chuỗi.",
                    "There is no proposal: no business of the chain is entered there.",
                )
            return self._say(
                "Chưa có phương án: không có hai cụm ở hai tỉnh có hàng cho nhau.",
                "There is no proposal: no two clusters in two provinces have goods for each other.",
            )
        if not outlook.open:
            return self._say(
                "Chưa có phương án: mua bán đã ghi nhận và nguồn tại chỗ đáp ứng mọi nhu cầu đã rõ số lượng.",
                "There is no proposal: known trade and what is at home meet all needs of known quantity.",
            )
        goods = listed(
            [self._product(code) for code in outlook.open],
            self.language,
            most=_MOST_NAMED,
            others=("sản phẩm khác", "other products"),
        )
        return self._say(
            f"Chưa có phương án: còn thiếu {goods} nhưng không bên nào còn dư cho phần thiếu của bên kia, "
            "hoặc phần thiếu dưới mức đặt hàng tối thiểu.",
            f"There is no proposal: {goods} are open, but no side has to spare what the other needs, or what "
            "is open lies below minimum orders.",
        )

    def _flows_of(self, member: Member, project: Project) -> str:
        code, role = member.participant.code, member.participant.role
        delivered = self._goods(flow for flow in project.new if flow.supplier == code)
        got = self._goods(flow for flow in project.new if flow.customer == code)
        parts = []
        if delivered:
            parts.append(self._say(f"cung ứng {delivered}", f"delivers {delivered}"))
        if got:
            parts.append(self._say(f"nhận {got}", f"gets {got}"))
        text = self._say("; ".join(parts), "; ".join(parts))
        name = self._say(role.vi, role.en.partition(":")[0])
        ending = self._say(
            " một năm, nhiều nhất trong tỉnh đầu mối." if role is LinkageRole.LEAD else " một năm.",
            " a year, most of all in the lead province." if role is LinkageRole.LEAD else " a year.",
        )
        return f"{name}: {text}{ending}"

    def _goods(self, flows: Iterator[Flow]) -> str:
        amounts: dict[str, float] = {}
        for flow in flows:
            amounts[flow.product] = amounts.get(flow.product, 0.0) + float(flow.quantity or 0)
        return (
            listed(
                [self._some(amount, code) for code, amount in sorted(amounts.items())],
                self.language,
                most=_MOST_NAMED,
                others=("sản phẩm khác", "other products"),
            )
            if amounts
            else ""
        )

    def _some(self, amount: float, code: str) -> str:
        """So much of a product."""
        much, goods = quantity(amount, self.recipes[code].unit, self.language), self._product(code)
        return self._say(f"{much} {goods}", f"{much} of {goods}")

    def _money_of(self, member: Member) -> Iterator[str]:
        if member.why is Unsupported.NOT_A_FACILITY:
            yield self._say(
                "Không phải cơ sở sản xuất nên không thụ hưởng khuyến công, vẫn tham gia liên kết.",
                "It is no production facility, so it gets no promotion money; it takes part all the same.",
            )
        elif member.why is not None:
            yield self._say(
                f"Chưa có kế hoạch đầu tư năm {self.year} nên chưa có khoản hỗ trợ.",
                f"It has no planned investment for {self.year}, so there is nothing to support.",
            )
        for payment in member.payments:
            yield self._payment(payment)

    def _payment(self, payment: Payment) -> str:
        activity = self._say(payment.activity.vi, payment.activity.en)
        items = listed(
            [plan.item for plan in payment.plans], self.language, others=("hạng mục khác", "other items")
        )
        if payment.why is not None:
            return f"{activity} ({items}): {self._why_not(payment)}"
        paid = payment.support
        vi, en = paid.bound_by.explanation
        text = self._say(
            f"{activity} ({items}): hỗ trợ {money(paid.amount, self.language)}, đối ứng "
            f"{money(paid.counterpart, self.language)}; mức giới hạn: {vi}.",
            f"{activity} ({items}): support {money(paid.amount, self.language)}, counterpart "
            f"{money(paid.counterpart, self.language)}; what limits it: {en}.",
        )
        text += "".join(f" {asked}" for plan in payment.plans if (asked := also_asked(plan, self.language)))
        if payment.eligibility.verdict is Verdict.UNDETERMINED:
            text += self._say(
                " Chưa đủ dữ kiện để kết luận đủ điều kiện: cần xác minh trước khi lập hồ sơ.",
                " Whether it is eligible is not settled: to be checked before a dossier is made.",
            )
        return text

    def _why_not(self, payment: Payment) -> str:
        match payment.why:
            case Unsupported.FUNDED:
                return self._say("đã có kinh phí nhà nước.", "state money pays for it already.")
            case Unsupported.COST_UNKNOWN:
                return self._say("chưa rõ chi phí.", "its cost is not known.")
            case Unsupported.INELIGIBLE:
                (first, *_) = payment.eligibility.obstacles
                return self._say("không hỗ trợ. ", "no support. ") + about(first, self.language)
            case Unsupported.CAP:
                assert payment.cap is not None, "it is used up"
                vi, en = payment.cap.explanation
                return self._say(
                    f"mức của cả đề án đã dùng hết ({vi}).", f"the limit of the project is used up ({en})."
                )
            case _:
                return self._say(
                    "chưa có quy định mức hỗ trợ, hoặc mức trần chưa đến một nghìn đồng.",
                    "no rule says how much may be paid, or its ceiling is below one thousand đồng.",
                )

    def _proximity(self, project: Project) -> str:
        known = [flow.distance_km for flow in project.new if flow.distance_km is not None]
        if not known:
            return self._say(
                "Chưa rõ vị trí: tính ở mức trung tính.", "Places are not known: counted as neutral."
            )
        near, far = (number(round(each, 1), self.language) for each in (min(known), max(known)))
        ways = (f"{near}", f"{near}") if near == far else (f"từ {near} đến {far}", f"{near} to {far}")
        unknown = len(project.new) - len(known)
        also = self._say(
            f"; {unknown} dòng hàng mới chưa rõ khoảng cách, tính ở mức trung tính",
            f"; {unknown} new {'flow' if unknown == 1 else 'flows'} of unknown distance "
            f"{'counts' if unknown == 1 else 'count'} as neutral",
        )
        about = any(flow.is_distance_approximate for flow in project.new)
        text = self._say(
            f"Dòng hàng mới đi {'khoảng ' if about else ''}{ways[0]} km đường chim bay",
            f"New flows go {'about ' if about else ''}{ways[1]} km as the crow flies",
        )
        if about:
            text += self._say(
                ", có nơi tính từ trung tâm đơn vị hành chính vì chưa có tọa độ",
                ", partly from the middle of units for want of coordinates",
            )
        return f"{text}{also if unknown else ''}."

    def _linkage(self, project: Project) -> str:
        count = len(project.existing)
        if not count:
            return self._say(
                "Giữa các thành viên chưa ghi nhận mua bán.", "No trade between members is known yet."
            )
        return self._say(
            f"Giữa các thành viên đã có {count} quan hệ mua bán.",
            f"{count} trade link{'' if count == 1 else 's'} between members "
            f"{'is' if count == 1 else 'are'} known already.",
        )

    def _need(self, project: Project) -> str:
        missed = [gap for gap in project.gaps if gap.missed]
        if not missed:
            return self._say(
                "Bên cung ứng không cần số hàng này cho nhu cầu tại chỗ.",
                "Those who deliver do not need it at home.",
            )
        goods = listed(
            [self._some(float(gap.missed), gap.product) for gap in missed],
            self.language,
            others=("sản phẩm khác", "other products"),
        )
        return self._say(
            f"Bên cung ứng cũng đang thiếu tại chỗ {goods} trong số này: cần thống nhất giữa hai bên.",
            f"Of this {goods} is needed at home by the side that delivers too: both sides must agree on it.",
        )

    def _readiness(self, members: Sequence[Member], reason: Reason) -> str:
        planning = sum(bool(member.payments) for member in members)
        if not planning or reason.value is None:
            return self._say(
                f"Chưa thành viên nào có kế hoạch đầu tư năm {self.year}: tính ở mức trung tính.",
                f"No member has a planned investment for {self.year}: counted as neutral.",
            )
        verdicts = [payment.eligibility.verdict for member in members for payment in member.payments]
        refused = verdicts.count(Verdict.INELIGIBLE)
        vi, en = "", ""
        if refused:
            vi = f"; {refused} kế hoạch không đủ điều kiện tính là 0"
            counts = (
                "plan that the rules refuse counts" if refused == 1 else "plans that the rules refuse count"
            )
            en = f"; {refused} {counts} as 0"
        return self._say(
            f"{planning} thành viên có kế hoạch đầu tư năm {self.year}, đã rõ là đạt {percent(reason.value)} "
            f"điều kiện (chưa rõ tính một nửa{vi}).",
            f"{planning} member{' plans' if planning == 1 else 's plan'} to invest in {self.year} and "
            f"{'is' if planning == 1 else 'are'} known to meet {percent(reason.value)} of the conditions "
            f"(open ones count a half{en}).",
        )

    def _rule(self, rule: Rule) -> str:
        text = self._say(f"{rule.explanation[0]}.", f"{rule.explanation[1]}.")
        if rule.confidence is not Confidence.SURE or rule.provenance is RuleProvenance.RECALLED:
            text += self._say(
                f" Mức tin cậy: {rule.confidence.vi.lower()}; {rule.provenance.vi.lower()}.",
                f" How sure: {rule.confidence.en.lower()}; {rule.provenance.en.lower()}.",
            )
        return text

    def _unit(self, code: str) -> str:
        name = self.units.get(code, code)
        for kind in _UNIT_KIND:
            name = name.removeprefix(kind)
        return name

    def _cluster(self, name: str, name_en: str | None) -> str:
        return name_en if self.language is Language.EN and name_en else name

    def _product(self, code: str) -> str:
        product = self.recipes[code]
        return shown_name(product.name, product.name_en, self.language)

    def _chain(self, code: str) -> str:
        name, name_en = self.chains[code]
        return shown_name(name, name_en, self.language)

    def _say(self, vietnamese: str, english: str) -> str:
        return self.language.say(vietnamese, english)


def _rules(members: Sequence[Member]) -> list[Rule]:
    """The rates and caps by which the money of some members comes about, each once."""
    found: dict[int, Rule] = {}
    for payment in (each for member in members for each in member.funded):
        for rule in (payment.support.rate, payment.support.bound_by):
            if rule is not None:
                found.setdefault(id(rule), rule)
    return list(found.values())
