"""Sentences about a disruption, for a planner's report, in Vietnamese and English."""

from collections.abc import Mapping, Sequence

from domain.language import Language
from planning.disruption import Cause, Hit
from planning.product_line import ProductLines
from planning.replacement import Replacement
from planning.wording import listed, percent, quantity, shown_name


def about_disruption(
    stopped: Sequence[str],
    hits: Sequence[Hit],
    found: Sequence[Replacement],
    *,
    is_cut: bool,
    language: Language,
) -> str:
    """How far the shock goes, and how much of what broke can be replaced. ``stopped``: what those who stop
    are called."""
    who = listed(stopped, language, others=("cơ sở khác", "other businesses"))
    begin = language.say(
        f"Nếu {who} ngừng hoạt động: ", f"If {who} {'stops' if len(stopped) == 1 else 'stop'}: "
    )
    if not hits and not is_cut:
        return begin + language.say(
            "sổ không ghi nhận khách hàng nào bị ảnh hưởng.", "the register knows of no customer who is hit."
        )
    businesses, tiers = len({hit.business for hit in hits}), max((hit.tier for hit in hits), default=1)
    broken = sum(1 for hit in hits if hit.is_broken)
    covered = sum(1 for replacement in found if replacement.uncovered == 0)
    are = "business is" if businesses == 1 else "businesses are"
    purchases = "purchase breaks" if broken == 1 else "purchases break"
    rest = language.say(
        " Chưa đầy đủ: đã dừng ở giới hạn về số cơ sở hoặc thời gian.",
        " Not complete: it stopped at the limit of businesses or time.",
    )
    return (
        begin
        + language.say(
            f"{businesses} cơ sở bị ảnh hưởng, xa nhất ở cấp {tiers}; {broken} nguồn mua bị đứt, trong đó "
            f"{covered} nguồn có thể bù đủ từ nơi khác.",
            f"{businesses} {are} hit, the furthest in tier {tiers}; {broken} {purchases} off, of which "
            f"{covered} can be covered in full by others.",
        )
        + (rest if is_cut else "")
    )


def why_hit(
    hit: Hit, names: Mapping[str, str], lines: ProductLines, *, sells: bool, language: Language
) -> str:
    """What a business loses, through whom, and what becomes of what it supplies itself. ``sells``: whether it
    is known to supply anything."""
    known = lines[hit.product]
    product = shown_name(known.name, known.name_en, language)
    share = percent(hit.share)
    amount = ""
    if hit.lost is not None:
        lost = quantity(hit.lost, known.unit, language)
        amount = language.say(f" ({lost} mỗi năm)", f" ({lost} a year)")
    if hit.is_estimated:
        amount += language.say(
            ", ước tính vì có nơi chưa rõ số lượng", ", an estimate as some quantities are not known"
        )
    because = listed(
        [_because(cause, names[cause.supplier], language) for cause in hit.causes],
        language,
        others=("nơi khác", "others"),
    )
    return language.say(
        f"Mất {share} lượng {product} mua vào{amount}, do {because}. ",
        f"Loses {share} of the {product} that it buys{amount}, as {because}. ",
    ) + _passed_on(hit, lines, sells=sells, language=language)


def why_replaced(replacement: Replacement, lines: ProductLines, language: Language) -> str:
    """How far others can step in for a purchase."""
    known = lines[replacement.purchase.product]
    product = shown_name(known.name, known.name_en, language)
    lost, uncovered, number = (
        replacement.purchase.quantity,
        replacement.uncovered,
        len(replacement.candidates),
    )
    offerers = f"{number} other business{' has' if number == 1 else 'es have'}"
    if lost is None or uncovered is None:
        return language.say(
            f"Chưa rõ lượng {product} đã mua nên không tính được phần còn thiếu; "
            f"{number} cơ sở khác còn hàng để bán.",
            f"How much {product} was bought is not known, nor what remains uncovered; {offerers} some to "
            "spare.",
        )
    amount = quantity(lost, known.unit, language)
    if not number:
        return language.say(
            f"Không tìm thấy cơ sở nào khác còn {product} để bù {amount} mỗi năm.",
            f"No other business was found with {product} to spare for the {amount} a year.",
        )
    if uncovered == 0:
        return language.say(
            f"{amount} {product} mỗi năm có thể bù đủ từ cơ sở khác.",
            f"Others can cover all of the {amount} of {product} a year.",
        )
    rest = quantity(uncovered, known.unit, language)
    return language.say(
        f"{amount} {product} mỗi năm chỉ bù được một phần từ {number} cơ sở khác, còn thiếu {rest}.",
        f"Of {amount} of {product} a year others can cover a part; {rest} remain uncovered.",
    )


def _because(cause: Cause, supplier: str, language: Language) -> str:
    if cause.is_stopped:
        return language.say(f"{supplier} ngừng cung ứng", f"{supplier} stops")
    share = percent(cause.share)
    return language.say(f"{supplier} giảm {share}", f"{supplier} supplies {share} less")


def _passed_on(hit: Hit, lines: ProductLines, *, sells: bool, language: Language) -> str:
    """What becomes of recorded sales, and of what else is offered: each is only what the register says."""
    if hit.falls:
        falls = _products({product: percent(share) for product, share in hit.falls.items()}, lines, language)
        known = language.say(f"Vì thế giảm cung ứng: {falls}.", f"So it supplies less: {falls}.")
    elif sells:
        known = language.say(
            "Không lượt bán nào đã ghi nhận của cơ sở giảm theo.", "None of its recorded sales falls by that."
        )
    else:
        known = language.say(
            "Sổ không ghi nhận cơ sở này bán tiếp cho ai.",
            "The register knows of nobody whom it supplies.",
        )
    if not hit.at_risk:
        return known
    offered = _products(dict.fromkeys(hit.at_risk), lines, language)
    return known + language.say(
        f" Cơ sở còn bán hoặc chào bán sản phẩm cùng dòng hay làm từ đó, có thể giảm theo: {offered}.",
        f" It also sells or offers goods of the same line or made of it, which may fall: {offered}.",
    )


def _products(notes: Mapping[str, str | None], lines: ProductLines, language: Language) -> str:
    """Products by their names, each with a note in brackets where there is one."""
    names = {code: shown_name(lines[code].name, lines[code].name_en, language) for code in notes}
    return listed(
        [names[code] if note is None else f"{names[code]} ({note})" for code, note in notes.items()],
        language,
        others=("sản phẩm khác", "other products"),
    )
