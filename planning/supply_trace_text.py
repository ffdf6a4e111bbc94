"""Sentences about a supply trace, for a planner's report, in Vietnamese and English."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from domain.language import Language
from planning.product_line import ProductLines
from planning.single_source import Affected, SingleSource
from planning.supply_trace import Trace
from planning.wording import listed, shown_name

Names: TypeAlias = Mapping[str, str]
"""What businesses are called in the language of the sentences, by their codes."""


def about_trace(
    trace: Trace, product: str | None, names: Names, lines: ProductLines, on: dt.date, language: Language
) -> str:
    """How much was found, and what was left out; or why nothing was found."""
    if not trace.links and not trace.is_cut:
        return _nothing(trace, product, names, lines, on, language)
    links, businesses, tiers = len(trace.links), len(trace.distances) - 1, trace.tiers
    side = (
        language.say("cung ứng", "of suppliers")
        if trace.is_upstream
        else language.say("tiêu thụ", "of customers")
    )
    found = language.say(
        f"Tìm thấy {links} quan hệ mua bán với {businesses} cơ sở, ở {tiers} cấp {side}.",
        f"Found {links} trade link{_s(links)} with {businesses} business{_s(businesses, 'es')}, in {tiers} "
        f"tier{_s(tiers)} {side}.",
    )
    if trace.is_cut:
        rest = language.say(
            " Chưa đầy đủ: đã dừng ở giới hạn về số quan hệ hoặc thời gian.",
            " Not complete: it stopped at the limit of links or time.",
        )
    elif trace.unread:
        rest = language.say(
            " Chưa truy tiếp các cấp xa hơn.",
            " Tiers further away were not traced.",
        )
    else:
        rest = language.say(
            " Sổ không ghi nhận cấp nào xa hơn.",
            " The register knows of no tier further away.",
        )
    return found + rest


def why_single(
    source: SingleSource, trace: Trace, names: Names, lines: ProductLines, language: Language
) -> str:
    """Who depends on a single source, and through what."""
    supplier, asked = names[source.supplier], names[trace.business]
    product = _product(source.product, lines, language)
    if not trace.is_upstream:
        reached = _businesses(source.affected, names, language)
        return language.say(
            f"Theo các quan hệ mua bán đã biết, {product} của {asked} chỉ đi tiếp đến {reached} "
            f"qua {supplier}.",
            f"By the known links, {product} of {asked} goes on to {reached} only through {supplier}.",
        )
    direct = [each for each in source.affected if each.is_direct]
    indirect = [each for each in source.affected if not each.is_direct]
    if not indirect:
        return _only_source(supplier, product, _businesses(direct, names, language), language) + "."
    forms = list(dict.fromkeys(_product(each.product, lines, language) for each in reversed(indirect)))
    through = listed(forms, language, others=("sản phẩm khác", "other products"))
    dependent = _businesses(indirect, names, language)
    if not direct:
        return language.say(
            f"Theo sổ, {product} đến với {dependent}, thông qua {through}, chỉ từ {supplier}.",
            f"By the register, {product} comes to {dependent} only from {supplier}, through {through}.",
        )
    return _only_source(supplier, product, _businesses(direct, names, language), language) + language.say(
        f"; {dependent} cũng nhận từ nguồn này, thông qua {through}.",
        f"; from there it comes to {dependent} as well, through {through}.",
    )


def _only_source(supplier: str, product: str, customers: str, language: Language) -> str:
    """No more than the register knows: many goods are bought of sources that nobody records."""
    return language.say(
        f"Nguồn {product} của {customers} mà sổ ghi nhận chỉ có {supplier}",
        f"{supplier} is the only source of {product} that the register has for {customers}",
    )


def _nothing(
    trace: Trace, product: str | None, names: Names, lines: ProductLines, on: dt.date, language: Language
) -> str:
    asked = names[trace.business]
    goods = "" if product is None else " " + _product(product, lines, language)
    if trace.is_upstream:
        vi = f"Vào ngày {on:%d/%m/%Y} sổ không ghi nhận ai cung ứng{goods} cho {asked}"
        to = f"{goods} to" if goods else ""
        en = f"On {on.isoformat()} the register knows of nobody who supplies{to} {asked}"
        further = (" hay thứ gì để làm ra sản phẩm đó", ", or anything it is made from")
    else:
        vi = f"Vào ngày {on:%d/%m/%Y} sổ không ghi nhận ai mua{goods} của {asked}"
        en = f"On {on.isoformat()} the register knows of nobody who buys{goods} from {asked}"
        further = (" hay sản phẩm làm từ đó", ", or anything made of it")
    if product is None:
        return language.say(f"{vi}.", f"{en}.")
    return language.say(f"{vi}{further[0]}.", f"{en}{further[1]}.")


def _businesses(affected: Sequence[Affected], names: Names, language: Language) -> str:
    return listed(
        [names[each.business] for each in affected], language, others=("cơ sở khác", "other businesses")
    )


def _product(code: str, lines: ProductLines, language: Language) -> str:
    known = lines[code]
    return shown_name(known.name, known.name_en, language)


def _s(number: int, ending: str = "s") -> str:
    return "" if number == 1 else ending
