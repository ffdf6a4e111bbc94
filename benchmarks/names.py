"""Invented names of firms and persons, with the words that real registers share."""

from dataclasses import dataclass

from benchmarks.draws import Draw, Numbers, weighted, zipf
from benchmarks.reference import Product, Unit
from benchmarks.vocabulary import BRANDS, GIVEN, MIDDLES, SURNAMES

FORMS = ("HOUSEHOLD", "ENTERPRISE", "COOPERATIVE", "COOPERATIVE_GROUP", "OTHER")
_FORM_WEIGHTS = (0.36, 0.49, 0.08, 0.04, 0.03)
_SURNAMES, _MIDDLES = list(SURNAMES), list(MIDDLES)
_PREFIXES = ("Tỉnh ", "Thành phố ", "Phường ", "Xã ", "Huyện ", "Thị xã ", "Đặc khu ", "Quận ", "Thị trấn ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What names are made of, one item a business."""

    form: Numbers
    surname: Numbers
    middle: Numbers
    given: Numbers
    brands: Numbers

    def legal_form(self, place: int) -> str:
        """The legal form of the organisation that a business stands for."""
        return FORMS[self.form[place]]

    def person(self, place: int) -> str:
        """The person behind a business."""
        parts = _SURNAMES[self.surname[place]], _MIDDLES[self.middle[place]], GIVEN[self.given[place]]
        return " ".join(parts)

    def brand(self, place: int) -> str:
        """A trade name of two syllables, sometimes three."""
        one, two, three = self.brands[place].tolist()
        parts = [BRANDS[one], BRANDS[two]] + ([BRANDS[three]] if three % 4 == 0 else [])
        return " ".join(parts)

    def organisation(self, place: int, product: Product, unit: Unit) -> str:
        """The name of the organisation that a business stands for."""
        match self.legal_form(place):
            case "HOUSEHOLD":
                return f"Hộ kinh doanh {self.person(place)}"
            case "ENTERPRISE":
                return self._enterprise(place, product)
            case "COOPERATIVE":
                return f"HTX {goods_word(product)} {bare(unit.name)}"
            case "COOPERATIVE_GROUP":
                return f"Tổ hợp tác {goods_word(product)} {bare(unit.name)}"
        return f"Doanh nghiệp tư nhân {self.brand(place)}"

    def facility(self, place: int, product: Product, unit: Unit) -> str:
        """The name of a production facility: often that of its organisation."""
        style = self._style(place, 6)
        if self.legal_form(place) == "HOUSEHOLD" and style < 2:
            return f"Cơ sở {goods_word(product)} {self.person(place)}"
        if self.legal_form(place) == "ENTERPRISE" and style == 0:
            return f"Nhà máy {goods_word(product)} {self.brand(place)}"
        if self.legal_form(place) == "ENTERPRISE" and style == 1:
            return f"Xưởng {goods_word(product)} {self.brand(place)}"
        return self.organisation(place, product, unit)

    def supplier(self, place: int, product: Product, unit: Unit) -> str:
        """The name of a supplier: growers are called by their goods and place."""
        if product.stage != "RAW":
            return self.organisation(place, product, unit)
        kind = "Nhóm hộ" if self.form[place] == 0 else "Vùng nguyên liệu"
        return f"{kind} {goods_word(product)} {bare(unit.name)}"

    def buyer(self, place: int, unit: Unit) -> str:
        """The name of a buyer."""
        match self._style(place, 5):
            case 0:
                return f"Siêu thị {self.brand(place)} {bare(unit.name)}"
            case 1:
                return f"Chợ đầu mối {bare(unit.name)}"
            case 2:
                return f"Cửa hàng {self.brand(place)}"
        return f"Công ty TNHH Thương mại {self.brand(place)}"

    def _style(self, place: int, styles: int) -> int:
        """One of some ways to make a name, of about equal weight."""
        return int(self.brands[place].sum() + self.given[place]) % styles

    def _enterprise(self, place: int, product: Product) -> str:
        style = self._style(place, 7)
        if style in {0, 3}:
            return f"Công ty cổ phần {self.brand(place)}"
        activity = f"{goods_word(product)} " if style in {1, 4} else ""
        return f"Công ty TNHH {activity}{self.brand(place)}"


def drawn_names(draw: Draw, count: int) -> Names:
    """Names for some businesses."""
    return Names(
        form=weighted(draw, _FORM_WEIGHTS, count),
        surname=weighted(draw, list(SURNAMES.values()), count),
        middle=weighted(draw, list(MIDDLES.values()), count),
        given=weighted(draw, zipf(len(GIVEN)), count),
        brands=weighted(draw, zipf(len(BRANDS)), count * 3).reshape(count, 3),
    )


def goods_word(product: Product) -> str:
    """What a product is called inside the name of a firm."""
    word = product.name.partition(",")[0].partition("(")[0].strip()
    return word[:1].lower() + word[1:]


def bare(name: str) -> str:
    """The name of a unit without its kind."""
    for prefix in _PREFIXES:
        name = name.removeprefix(prefix)
    return name
