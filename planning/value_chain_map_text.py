"""Sentences about a value chain inside some units, for a planner's report, in Vietnamese and English."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.enums import BottleneckReason, ValueChainMapConstraint
from domain.language import Language
from planning.byproduct import Byproduct
from planning.flow import less
from planning.recipe import Recipes
from planning.value_chain_map import Bottleneck, Gap, Stage, ValueChainMap
from planning.wording import kilometres, percent, quantity, shown_name


@dataclass(frozen=True, slots=True)
class Sentences:
    """Says what a map of a year or a month (1 to 12) shows; ``is_national`` where it is of all Vietnam, of
    which no more is known than the register holds."""

    recipes: Recipes
    month: int | None
    language: Language
    is_national: bool = False

    def about_map(self, shown: ValueChainMap) -> str:
        """On whose offers and needs a map rests, or why it has nothing to show."""
        return " ".join(filter(None, [self._whose(shown), self._markets(shown), self._circular(shown)]))

    def about_stage(self, stage: Stage) -> str:
        """What is offered and needed of a stage, and what is not known of it."""
        return " ".join([self._offered(stage), self._needed(stage), *self._notes(stage)])

    def about_gap(self, gap: Gap) -> str:
        """What is missing, to whom, and where more is to be had."""
        missing = self._amount(gap.shortfall, gap.stage.product)
        inside = self._amount(gap.inside, gap.stage.product)
        if not gap.stage.inside:
            whose = self._say(
                f"Thiếu {missing} {self._period}, toàn bộ là nhu cầu của bên mua ở nước ngoài và thị trường "
                "không nêu tên.",
                f"Short of {missing} {self._period}, all of it needed by buyers abroad and unnamed markets.",
            )
        elif not gap.inside:
            whose = self._say(
                f"Thiếu {missing} {self._period}, chỉ do bên mua ở nước ngoài và thị trường không nêu tên: "
                f"riêng nhu cầu {self._here} thì đủ.",
                f"Short of {missing} {self._period}, only because of buyers abroad and unnamed markets: what "
                f"is needed {self._here} is covered.",
            )
        elif gap.inside < gap.shortfall:
            whose = self._say(
                f"Thiếu {missing} {self._period}, trong đó {inside} là nhu cầu {self._here}.",
                f"Short of {missing} {self._period}, of which those {self._here} miss {inside}.",
            )
        else:
            whose = self._say(
                f"{self._here.capitalize()} thiếu {missing} {self._period}.",
                f"Those {self._here} are short of {missing} {self._period}.",
            )
        return f"{whose} {self._nearest(gap)}"

    def about_byproduct(self, byproduct: Byproduct) -> str:
        """What falls off, what takes it, and what is left."""
        if not byproduct.falling:
            return self._say("Chưa rõ phát sinh bao nhiêu.", "How much falls off is not known.")
        falling = self._amount(byproduct.falling, byproduct.product)
        text = self._say(f"Phát sinh {falling} {self._period}.", f"What falls off: {falling} {self._period}.")
        takers = list(self._takers(byproduct))
        if not takers:
            return text + self._say(" Chưa rõ ai dùng.", " Nobody is known to take it.")
        listed = ", ".join(takers)
        text += self._say(f" Đã có nơi dùng: {listed}.", f" Taken: {listed}.")
        if not byproduct.wasted and byproduct.promised:
            return text + self._say(" Được dùng hoặc đã hứa bán hết.", " All of it is used or promised.")
        if not byproduct.wasted:
            return text + self._say(" Được dùng hết.", " All of it is used.")
        wasted = self._amount(byproduct.wasted, byproduct.product)
        share = percent(byproduct.wasted / byproduct.falling)
        return text + self._say(
            f" Còn {wasted} ({share}) chưa rõ ai dùng.",
            f" Nobody is known to take the other {wasted} ({share}).",
        )

    def about_bottleneck(self, found: Bottleneck) -> str:
        """Why a business is a bottleneck, and for whom."""
        return f"{self._why(found)} {self._dependents(found)}"

    def _whose(self, shown: ValueChainMap) -> str:
        match shown.constraint:
            case ValueChainMapConstraint.NO_STAGE:
                return self._say("Chuỗi này chưa có công đoạn nào.", "This chain has no stages yet.")
            case ValueChainMapConstraint.NO_BUSINESS:
                return self._say(
                    "Chưa có cơ sở nào được ghi trong địa bàn này.", "No business is entered in these units."
                )
            case ValueChainMapConstraint.NO_RECORD:
                return self._say(
                    f"Chưa có ai {self._here} chào bán hoặc cần sản phẩm của chuỗi{self._in_month}.",
                    f"Nobody {self._here} offers or needs a product of the chain{self._in_month}.",
                )
            case None:
                count = shown.businesses
                return self._say(
                    f"{count} cơ sở {self._here} chào bán hoặc cần sản phẩm của chuỗi{self._in_month}.",
                    f"{count} {_plural(count, 'business', 'businesses')} {self._here} "
                    f"{_plural(count, 'offers or needs', 'offer or need')} products of the "
                    f"chain{self._in_month}.",
                )

    def _markets(self, shown: ValueChainMap) -> str | None:
        if not shown.markets:
            return None
        return self._say(
            f"Tính cả nhu cầu của {shown.markets} bên mua ở nước ngoài hoặc thị trường không nêu tên, không "
            "gắn với địa bàn nào.",
            f"The needs of {shown.markets} {_plural(shown.markets, 'buyer', 'buyers')} abroad or unnamed "
            f"{_plural(shown.markets, 'market', 'markets')} outside all units count too.",
        )

    def _circular(self, shown: ValueChainMap) -> str | None:
        if not shown.circular:
            return None
        listed = ", ".join(self._name(code) for code in shown.circular)
        return self._say(
            f"Định mức cần kiểm tra vì đi vòng, sản phẩm lại là nguyên liệu của chính nó: {listed}.",
            f"Recipes to be checked, as they go in a circle and make a product from itself: {listed}.",
        )

    def _offered(self, stage: Stage) -> str:
        count = len(stage.offerers)
        if not count:
            return self._say(f"Không ai {self._here} chào bán.", f"Nobody {self._here} offers it.")
        offering = _plural(count, "business offers", "businesses offer")
        if stage.capacity is None:
            return self._say(
                f"{count} cơ sở chào bán, chưa rõ sản lượng.",
                f"{count} {offering} it; how much is not known.",
            )
        capacity = self._amount(stage.capacity, stage.product)
        return self._say(
            f"{count} cơ sở chào bán {capacity} {self._period}.",
            f"{count} {offering} {capacity} {self._period}.",
        )

    def _needed(self, stage: Stage) -> str:
        count = len(stage.needers)
        if not count:
            return self._say("Chưa ghi nhận ai cần.", "Nobody is known to need it.")
        if stage.demand is None:
            return self._say(
                f"{count} nơi cần, chưa rõ bao nhiêu.",
                f"{count} {_plural(count, 'needs', 'need')} it; how much is not known.",
            )
        demand = self._amount(stage.demand, stage.product)
        parts = self._parts(stage, stage.demand)
        text = self._say(f"Nhu cầu {demand}{parts}.", f"Demand is {demand}{parts}.")
        return f"{text} {self._balance(stage)}".strip()

    def _parts(self, stage: Stage, demand: float) -> str:
        """What of the demand of a stage is of markets, and what is derived."""
        markets = self._say(
            "của bên mua ở nước ngoài và thị trường không nêu tên", "by buyers abroad and unnamed markets"
        )
        recipes = self._say("suy từ định mức", "derived by recipes")
        parts = [(stage.market, markets), (stage.derived, recipes)]
        whole = next((whose for part, whose in parts if part and part == demand), None)
        if whole is not None:
            return self._say(f", toàn bộ {whole}", f", all {whole}")
        listed = self._say(" và ", " and ").join(
            f"{self._amount(part, stage.product)} ({percent(part / demand)}) {whose}"
            for part, whose in parts
            if part
        )
        return listed and self._say(f", trong đó {listed}", f", of which {listed}")

    def _balance(self, stage: Stage) -> str:
        if stage.balance is None or not stage.is_present:
            return ""
        amount = self._amount(abs(stage.balance), stage.product)
        if stage.balance < 0:
            short = self._say(f"Thiếu {amount}.", f"Short of {amount}.")
            return f"{short} {self._uncommitted(stage)}".strip()
        if stage.balance > 0:
            return self._say(f"Còn dư {amount}.", f"{amount} left over.")
        return self._say("Vừa đủ.", "Just covered.")

    def _uncommitted(self, stage: Stage) -> str:
        """How a stage can be short of something and still have capacity to spare: the one is all that is
        needed against all that can be made, the other what is not promised to anybody yet."""
        if stage.capacity is None or not stage.spare or not less(stage.capacity, stage.spare):
            return ""
        spare = self._amount(stage.spare, stage.product)
        promised = self._amount(less(stage.capacity, stage.spare), stage.product)
        return self._say(
            f"Phần thiếu là tổng nhu cầu vượt quá tổng năng lực; trong năng lực đó {promised} đã hứa hoặc đã "
            f"bán, còn {spare} chưa hứa cho ai.",
            f"That is all that is needed less all that can be made; of the latter {promised} are promised or "
            f"sold already and {spare} not yet.",
        )

    def _notes(self, stage: Stage) -> Iterator[str]:
        """What else is to be known of the figures of a stage."""
        elsewhere, unknown, vague = stage.counted_elsewhere, stage.without_capacity, stage.without_quantity
        if elsewhere:
            yield self._say(
                f"{elsewhere} lời chào bán không cộng thêm, vì đã tính chung giữa hợp tác xã và thành viên.",
                f"{elsewhere} {_plural(elsewhere, 'offer is', 'offers are')} not added, as a cooperative and "
                "its members would count twice.",
            )
        if unknown:
            yield self._say(
                f"{unknown} lời chào bán chưa rõ sản lượng.",
                f"{unknown} {_plural(unknown, 'offer has', 'offers have')} no known capacity.",
            )
        if vague:
            yield self._say(
                f"{vague} nhu cầu chưa rõ số lượng.",
                f"{vague} {_plural(vague, 'need has', 'needs have')} no known quantity.",
            )
        if stage.in_house:
            amount = self._amount(stage.in_house, stage.product)
            yield self._say(
                f"Ngoài ra các cơ sở tự làm và dùng tại chỗ {amount}.",
                f"Besides, businesses make and use {amount} in house.",
            )
        if self.month is not None and stage.without_months:
            count = stage.without_months
            yield self._say(
                f"{count} lời chào bán và nhu cầu chưa rõ tháng, chia đều cho 12 tháng.",
                f"{count} {_plural(count, 'offer or need has', 'offers and needs have')} no known months and "
                f"{_plural(count, 'counts', 'count')} with a twelfth.",
            )

    def _nearest(self, gap: Gap) -> str:
        if not gap.nearest and gap.looked_at:
            near, count = self._away, gap.looked_at
            if count == 1:
                return self._say(
                    f"Nơi chào bán gần nhất {near} không còn hàng{self._in_month}.",
                    f"The nearest {near} that offers it has nothing to spare{self._in_month}.",
                )
            return self._say(
                f"{count} nơi chào bán gần nhất {near} đều không còn hàng{self._in_month}.",
                f"Of the {count} nearest {near} that offer it none has anything to spare{self._in_month}.",
            )
        if not gap.nearest:
            return self._say(
                f"{self._away.capitalize()} chưa thấy ai còn hàng.",
                f"Nobody {self._away} is known to have anything to spare.",
            )
        nearest = gap.nearest[0]
        spare = self._amount(nearest.spare, gap.stage.product)
        if nearest.distance is None:
            return self._say(
                f"{self._away.capitalize()} có nơi còn {spare}.",
                f"Somebody {self._away} has {spare} to spare.",
            )
        far = kilometres(nearest.distance, self.language, is_approximate=nearest.is_approximate)
        return self._say(
            f"Nơi gần nhất {self._away} cách {far} đường chim bay, còn {spare}.",
            f"The nearest {self._away} is {far} away, as the crow flies, and has {spare} to spare.",
        )

    def _takers(self, byproduct: Byproduct) -> Iterator[str]:
        """What takes a by-product, with how much of it."""
        if byproduct.in_house:
            amount = self._amount(byproduct.in_house, byproduct.product)
            yield self._say(f"tại chỗ {amount}", f"{amount} in house")
        if byproduct.delivered:
            amount = self._amount(byproduct.delivered, byproduct.product)
            yield self._say(f"bán nơi khác {amount}", f"{amount} sold elsewhere")
        for outlet in byproduct.outlets:
            amount, name = self._amount(outlet.taken, byproduct.product), self._name(outlet.product)
            if outlet.product == byproduct.product:
                yield self._say(f"người cần mua {amount}", f"{amount} by those who need it")
            else:
                yield self._say(f"dùng làm {name} {amount}", f"{amount} as {name}")
        if byproduct.promised:
            amount = self._amount(byproduct.promised, byproduct.product)
            yield self._say(
                f"đã hứa bán {amount} (chưa ghi cho ai)", f"{amount} promised, to whom is not recorded"
            )

    def _why(self, found: Bottleneck) -> str:
        product, share = self._name(found.stage.product), percent(found.share)
        match found.reason:
            case BottleneckReason.ONLY_OFFERER:
                return self._say(
                    f"Là nơi duy nhất {self._here} chào bán {product}.",
                    f"Nobody else {self._here} offers {product}.",
                )
            case BottleneckReason.NOT_REPLACEABLE:
                cover = percent(found.cover or 0.0)
                return self._say(
                    f"Chiếm {share} sản lượng {product} {self._here}; nếu cơ sở ngừng, các nơi khác chỉ đáp "
                    f"ứng được {cover} nhu cầu còn lại {self._here}.",
                    f"It has {share} of the capacity for {product} {self._here}; without it the others cover "
                    f"only {cover} of what the others {self._here} need.",
                )
            case BottleneckReason.MAJORITY:
                return self._say(
                    f"Chiếm {share} sản lượng {product} {self._here}, nhiều hơn tất cả các nơi khác cộng "
                    f"lại, tuy các nơi khác vẫn đủ cho nhu cầu còn lại {self._here}.",
                    f"It has {share} of the capacity for {product} {self._here}, more than all others "
                    f"together, though these would cover what the others {self._here} need.",
                )

    def _dependents(self, found: Bottleneck) -> str:
        count, customers = len(found.dependents), len(found.customers)
        needing = _plural(count, "other business needs", "other businesses need")
        if not customers:
            return self._say(
                f"{count} cơ sở khác cần sản phẩm này; chưa ghi nhận ai đang mua của cơ sở này.",
                f"{count} {needing} the product; none is known to buy it here yet.",
            )
        beyond = self._beyond(found)
        if customers == count:
            return self._say(
                f"{count} cơ sở khác cần sản phẩm này và đang mua của cơ sở này{beyond}.",
                f"{count} {needing} the product and {_plural(count, 'is', 'are')} known to buy it "
                f"here{beyond}.",
            )
        return self._say(
            f"{count} cơ sở khác cần sản phẩm này, trong đó {customers} đang mua của cơ sở này{beyond}.",
            f"{count} {needing} the product, of which {customers} {_plural(customers, 'is', 'are')} known to "
            f"buy it here{beyond}.",
        )

    def _beyond(self, found: Bottleneck) -> str:
        """How many of those who buy lie outside, as a stage counts other businesses."""
        count = len(found.outside)
        if not count:
            return ""
        where = self._say("ở ngoài địa bàn", "outside the units")
        if self.is_national:
            where = self._say("ở nước ngoài hoặc không nêu tên", "abroad or unnamed")
        return self._say(f" ({count} {where})", f" ({count} of them {where})")

    def _amount(self, value: float, product: str) -> str:
        return quantity(value, self.recipes[product].unit, self.language)

    def _name(self, product: str) -> str:
        return shown_name(self.recipes[product].name, self.recipes[product].name_en, self.language)

    def _say(self, vi: str, en: str) -> str:
        return self.language.say(vi, en)

    @property
    def _here(self) -> str:
        if self.is_national:
            return self._say("trong sổ", "in the register")
        return self._say("trong địa bàn", "in the units")

    @property
    def _away(self) -> str:
        if self.is_national:
            return self._say("ở nước ngoài", "abroad")
        return self._say("ngoài địa bàn", "outside")

    @property
    def _in_month(self) -> str:
        return "" if self.month is None else f" {self._period}"

    @property
    def _period(self) -> str:
        if self.month is None:
            return self._say("mỗi năm", "a year")
        return self._say(f"trong tháng {self.month}", f"in month {self.month}")


def _plural(number: int, one: str, many: str) -> str:
    return one if number == 1 else many
