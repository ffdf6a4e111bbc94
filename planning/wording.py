"""Numbers and names as they stand in sentences, in Vietnamese and English."""

import math
from collections.abc import Mapping, Sequence

from domain.enums import AdministrativeUnitKind, ProductUnit
from domain.language import Language

_COUNTRIES: Mapping[str, tuple[str, str]] = {
    "CN": ("Trung Quốc", "China"),
    "DE": ("Đức", "Germany"),
    "FR": ("Pháp", "France"),
    "IN": ("Ấn Độ", "India"),
    "JP": ("Nhật Bản", "Japan"),
    "KR": ("Hàn Quốc", "South Korea"),
    "LA": ("Lào", "Laos"),
    "NL": ("Hà Lan", "the Netherlands"),
    "TH": ("Thái Lan", "Thailand"),
    "TW": ("Đài Loan", "Taiwan"),
    "US": ("Hoa Kỳ", "the United States"),
    "VN": ("Việt Nam", "Việt Nam"),
}

_VIETNAMESE_MARKS = str.maketrans(",.", ".,")

UNIT_KINDS: Mapping[AdministrativeUnitKind, tuple[str, str]] = {
    AdministrativeUnitKind.PROVINCE: ("tỉnh", "province"),
    AdministrativeUnitKind.CITY: ("thành phố", "city"),
    AdministrativeUnitKind.DISTRICT: ("huyện", "district"),
    AdministrativeUnitKind.COMMUNE: ("xã", "commune"),
    AdministrativeUnitKind.WARD: ("phường", "ward"),
    AdministrativeUnitKind.TOWNSHIP: ("thị trấn", "township"),
    AdministrativeUnitKind.SPECIAL_ZONE: ("đặc khu", "special zone"),
}
"""What a kind of unit is called within a sentence, in Vietnamese and English."""


def number(value: float, language: Language) -> str:
    """A quantity as people write it: whole above 100, else up to three digits after the mark, or the
    first digit that counts."""
    digits = 0 if abs(value) >= 100 or value == int(value) else 1 if abs(value) >= 10 else 3
    if 0 < abs(value) < 0.0005:
        digits = min(12, 1 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(_VIETNAMESE_MARKS) if language is Language.VI else text


def quantity(value: float, unit: str, language: Language) -> str:
    """A quantity with its unit, a member of ``ProductUnit``."""
    label = ProductUnit[unit]
    if language is Language.EN and label is not ProductUnit.KILOGRAM:
        plural = "" if value == 1 else "s"
        return f"{number(value, language)} {label.en}{plural}"
    return f"{number(value, language)} {label.vi}"


def shown_name(name: str, name_en: str | None, language: Language) -> str:
    """The name of a product or a value chain for the middle of a sentence: in English as it was entered, as
    it may begin with a name of a people or place (*Red Dao herbal bath*)."""
    if language is Language.EN and name_en:
        return name_en
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def country_name(code: str, language: Language) -> str:
    """A country by its code of ISO 3166-1; the code itself where it is none with which the north of Việt Nam
    trades much."""
    return language.say(*_COUNTRIES.get(code, (code, code)))


def quoted(title: str, language: Language) -> str:
    """A title for the middle of a sentence."""
    return language.say(f"«{title}»", f"“{title}”")


def percent(share: float) -> str:
    """A share in whole percent; 100% only where nothing is missing, 0% only where there is nothing."""
    if 0 < share < 0.005:
        return "<1%"
    whole = 100 if share >= 1 else min(99, math.floor(share * 100 + 0.5))
    return f"{whole}%"


def kilometres(distance: float, language: Language, *, is_approximate: bool = False) -> str:
    """A distance for the middle of a sentence; one from the middle of a unit without digits that nobody
    knows: *about 27 km*, *less than 1 km*."""
    if not is_approximate:
        return f"{number(round(distance, 1), language)} km"
    shown = number(max(1.0, round(distance)), language)
    about = ("khoảng", "about") if distance >= 1 else ("dưới", "less than")
    return f"{language.say(*about)} {shown} km"


def listed(names: Sequence[str], language: Language, *, most: int = 3, others: tuple[str, str]) -> str:
    """Names in a row, with the number of those beyond the first ones: *A, B and 4 other businesses*.

    ``others`` is what those are called, in Vietnamese and English; never only one is left out.
    """
    shown = list(names if len(names) <= most + 1 else names[:most])
    if len(names) > len(shown):
        shown.append(f"{len(names) - len(shown)} {language.say(*others)}")
    return joined(shown, language.say("và", "and"))


def joined(names: Sequence[str], word: str) -> str:
    """Names in a row, with a word such as *or* before the last; with semicolons where a name that does not
    stand in quotation marks has a comma."""
    if any(", " in name and not name.startswith(("“", "«")) for name in names):
        return f"{'; '.join(names[:-1])}; {word} {names[-1]}" if len(names) > 1 else "".join(names)
    return f"{', '.join(names[:-1])} {word} {names[-1]}" if len(names) > 1 else "".join(names)


def millions(amount: int, language: Language) -> str:
    """An amount of đồng in million đồng, the unit of promotion budgets, to the thousand đồng."""
    text = f"{amount / 1e6:,.3f}".rstrip("0").rstrip(".")
    if language is Language.VI:
        return f"{text.translate(_VIETNAMESE_MARKS)} triệu đồng"
    return f"{text} million đồng"
