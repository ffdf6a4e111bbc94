"""Sentences about eligibility: findings with the facts used, whom to ask, and what would have to change."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence

from domain.enums import Fact, LegalForm, Requirement, Verdict
from domain.language import Language
from domain.rule import RulesInForce
from planning.eligibility import Eligibility, Facility, Finding, Place, Plan
from planning.wording import joined

_Sentence = tuple[str, str]


def about(finding: Finding, language: Language) -> str:
    """What the rule asks for, whether the facts meet it, and why nothing is refused where it could be."""
    vi, en = finding.rule.explanation
    stand = language.say(*_STANDS[finding.verdict]) + language.say(*_CASES[finding.case](finding.facts))
    sentences = [language.say(f"Điều kiện: {vi}.", f"Condition: {en}."), stand]
    if finding.verdict is Verdict.UNDETERMINED and not finding.missing and not finding.rule.may_refuse:
        sentences.append(
            language.say(
                "Quy định này chưa có điều khoản hoặc chưa chắc chắn nên không dùng để từ chối; cần đối "
                "chiếu văn bản.",
                "This rule has no clause or is not sure, so nothing is refused by it: its text must be "
                "checked.",
            )
        )
    if finding.rests and finding.rule.is_provisional:
        sentences.append(
            language.say(
                "Quy định này ghi theo hiểu biết, chưa đối chiếu văn bản.",
                "This rule was recalled and not checked against its text.",
            )
        )
    return " ".join(sentences)


def ask_whom(fact: Fact, language: Language) -> str:
    """Who knows a fact."""
    return language.say(*_SOURCES[fact])


def nearest_change(found: Eligibility, language: Language) -> str | None:
    """The least that would have to change for a facility that is refused; None where it is not."""
    obstacles = found.obstacles
    if not obstacles:
        return None
    fixed = [each for each in obstacles if each.rule.requirement in _FIXED]
    if fixed:
        return language.say(
            "Không thay đổi nào trong tầm tay cơ sở làm cho đủ điều kiện; cơ sở vẫn có thể tham gia liên kết "
            "với vai trò bên mua hoặc bên cung ứng.",
            "Nothing that is in its hands would make it eligible; it can still take part in linkages as a "
            "buyer or supplier.",
        )
    return " ".join(language.say(*_CHANGES[each.case](each.facts)) for each in obstacles)


def validity(rules: Iterable[RulesInForce], years: Sequence[int], language: Language) -> str | None:
    """A warning where a set of rules ends before the end of one of some funding years, with the first such
    year; of several sets it tells of the one that ends first. None where all last."""
    ends = [(each.ends_on, each.code) for used in rules for each in used.sets if each.ends_on is not None]
    if not ends:
        return None
    end, code = min(ends)
    year = next((each for each in years if end < dt.date(each, 12, 31)), None)
    if year is None:
        return None
    return language.say(
        f"Bộ quy định {code} chỉ có hiệu lực đến hết ngày {end:%d/%m/%Y}, trước khi hết năm kinh phí {year}: "
        "cần kiểm tra quy định mới.",
        f"The rules {code} are in force until {end} only, before the funding year {year} ends: look for new "
        "ones.",
    )


def money(amount: int, language: Language) -> str:
    """An amount in đồng."""
    text = f"{amount:,}"
    return f"{text.replace(',', '.')} đồng" if language is Language.VI else f"{text} đồng"


def _plan(facts: Mapping[str, object]) -> Plan:
    plan = facts["plan"]
    assert isinstance(plan, Plan)
    return plan


def _place(facts: Mapping[str, object]) -> Place:
    place = facts["place"]
    assert isinstance(place, Place)
    return place


def _where(facts: Mapping[str, object]) -> _Sentence:
    """The name of the unit in which a facility stands."""
    place = _place(facts)
    return place.called(Language.VI), place.called(Language.EN)


def _both(amount: int | None) -> _Sentence:
    if amount is None:
        return "chưa rõ", "not known"
    return money(amount, Language.VI), money(amount, Language.EN)


def _form(facts: Mapping[str, object]) -> _Sentence:
    form = facts["form"]
    assert isinstance(form, LegalForm)
    return form.vi, form.en


def _forms(facts: Mapping[str, object]) -> _Sentence:
    """The forms of organisation that a rule accepts."""
    forms = facts["forms"]
    assert isinstance(forms, list)
    told = [each for each in forms if isinstance(each, LegalForm)]
    vi, en = [each.vi.lower() for each in told], [each.en.lower() for each in told]
    return joined(vi, "hoặc"), joined(en, "or")


def _size(facts: Mapping[str, object]) -> _Sentence:
    facility = facts["facility"]
    assert isinstance(facility, Facility)
    revenue, capital = _both(facility.revenue), _both(facility.capital)
    workers = facility.insured_workers
    year = facility.figures_year
    return (
        f"Số liệu năm {year}: {'chưa rõ' if workers is None else workers} lao động đóng bảo hiểm, doanh thu "
        f"{revenue[0]}, nguồn vốn {capital[0]}",
        f"Figures of {year}: {'unknown' if workers is None else workers} insured workers, revenue "
        f"{revenue[1]}, capital {capital[1]}",
    )


def _grade(facts: Mapping[str, object]) -> _Sentence:
    grade = _place(facts).city_grade
    return (
        ("loại đặc biệt", "the special grade") if grade == "SPECIAL" else (f"loại {grade}", f"grade {grade}")
    )


def _divisions(facts: Mapping[str, object]) -> str:
    divisions = facts["divisions"]
    assert isinstance(divisions, (list, tuple))
    return ", ".join(f"{each:02d}" for each in divisions)


def _funds(facts: Mapping[str, object]) -> _Sentence:
    plan, wanted = _plan(facts), facts["wanted"]
    assert isinstance(wanted, int)
    own, need = _both(plan.own_funds), _both(wanted)
    return (
        f"“{plan.item}”: vốn đối ứng đã thu xếp {own[0]}, cần {need[0]}",
        f"“{plan.item}”: own funds of {own[1]}, {need[1]} are needed",
    )


def _open_funds(facts: Mapping[str, object]) -> _Sentence:
    """Which of cost and own funds nobody knows."""
    plan = _plan(facts)
    if plan.cost is not None:
        vi, en = "vốn đối ứng đã thu xếp", "the own funds are"
    elif plan.own_funds is not None:
        vi, en = "chi phí", "its cost is"
    else:
        vi, en = "chi phí và vốn đối ứng đã thu xếp", "its cost and the own funds are"
    return f"“{plan.item}”: chưa biết {vi}.", f"“{plan.item}”: {en} not known."


def _of_size(facts: Mapping[str, object], vi: str, en: str) -> _Sentence:
    own = _size(facts)
    return f"{own[0]}: {vi}.", f"{own[1]}: {en}."


# A rule says what is so where it is met (*no other state money*): what follows must tell at once whether it
# is. Of an open one the sentence itself says what is not known.
_STANDS: Mapping[Verdict, _Sentence] = {
    Verdict.ELIGIBLE: ("Đạt: ", "Met: "),
    Verdict.INELIGIBLE: ("Không đạt: ", "Not met: "),
    Verdict.UNDETERMINED: ("", ""),
}

_CASES: Mapping[str, Callable[[Mapping[str, object]], _Sentence]] = {
    "legal-form": lambda f: (f"Tổ chức là {_form(f)[0].lower()}.", f"Its organisation: {_form(f)[1]}."),
    "legal-form-other": lambda f: (
        f"Tổ chức là {_form(f)[0].lower()}, không thuộc các loại hình trên.",
        f"Its organisation is of another form: {_form(f)[1]}.",
    ),
    "legal-form-unknown": lambda f: (
        "Chưa biết loại hình tổ chức.",
        "The legal form of its organisation is not known.",
    ),
    "craft-village": lambda f: (
        f"Cơ sở ở trong {f['village']}, làng nghề đã được công nhận.",
        f"It stands in the recognised craft village {f['village']}.",
    ),
    "place": lambda f: (f"Cơ sở đặt tại {_where(f)[0]}.", f"It stands in {_where(f)[1]}."),
    "place-other": lambda f: (
        f"Cơ sở đặt tại {_where(f)[0]}, không thuộc địa bàn trên"
        + (" và không ở làng nghề được công nhận." if _place(f).is_in_city else "."),
        f"It stands in {_where(f)[1]}, which is none of these places"
        + (", and in no recognised craft village." if _place(f).is_in_city else "."),
    ),
    "craft-village-unknown": lambda f: (
        f"Cơ sở đặt tại {_where(f)[0]}, không thuộc địa bàn trên; chưa biết có ở trong làng nghề được "
        "công nhận hay không.",
        f"It stands in {_where(f)[1]}, which is none of these places; whether it is in a recognised craft "
        "village is not known.",
    ),
    "city-grade": lambda f: (
        f"Cơ sở đặt tại {_where(f)[0]}, thuộc đô thị {_grade(f)[0]}.",
        f"It stands in {_where(f)[1]}, of a city of {_grade(f)[1]}.",
    ),
    "city-grade-other": lambda f: (
        f"Cơ sở đặt tại {_where(f)[0]}, thuộc đô thị {_grade(f)[0]}, không thuộc địa bàn trên.",
        f"It stands in {_where(f)[1]}, of a city of {_grade(f)[1]}, which is none of these places.",
    ),
    "place-unknown": lambda f: (
        "Chưa xác định được xã, phường nơi đặt cơ sở vào ngày này.",
        "In which commune it stands on that day cannot be told.",
    ),
    "city-grade-unknown": lambda f: (
        f"Cơ sở đặt tại {_where(f)[0]}; chưa biết loại đô thị và ngày xã chuyển thành phường.",
        f"It stands in {_where(f)[1]}; the grade of the city and the day when it became a ward are not "
        "known.",
    ),
    "size": lambda f: _of_size(f, "thuộc doanh nghiệp nhỏ và vừa", "a small or medium enterprise"),
    "size-large": lambda f: _of_size(
        f,
        "vượt quy mô doanh nghiệp nhỏ và vừa; vẫn liên kết được với các cơ sở khác",
        "above the size of a medium enterprise; it can still be linked to others",
    ),
    "size-free": lambda f: (
        f"Tổ chức là {_form(f)[0].lower()}: không xét quy mô.",
        f"Its organisation has no ceiling of size: {_form(f)[1]}.",
    ),
    "size-unknown": lambda f: (
        "Chưa đủ số liệu về lao động đóng bảo hiểm, doanh thu và nguồn vốn.",
        "Insured workers, revenue and capital are not all known.",
    ),
    "sector": lambda f: (f"Nhóm ngành VSIC: {_divisions(f)}.", f"Divisions of VSIC: {_divisions(f)}."),
    "sector-unknown": lambda f: ("Chưa biết ngành nghề.", "Its sector is not known."),
    "sector-other": lambda f: (
        f"Nhóm ngành VSIC ghi trong sổ ({_divisions(f)}) chưa cho biết cơ sở có chế biến hay không.",
        f"The divisions of VSIC on record ({_divisions(f)}) do not tell whether it processes anything.",
    ),
    "area-unknown": lambda f: (
        "Khai khoáng; chưa biết địa bàn có khó khăn hay không.",
        "Mining; whether the area is difficult is not known.",
    ),
    "mining": lambda f: (
        f"Khai khoáng tại {_where(f)[0]}, địa bàn khó khăn.",
        f"Mining in {_where(f)[1]}, a difficult area.",
    ),
    "mining-elsewhere": lambda f: (
        f"Khai khoáng tại {_where(f)[0]}, không phải địa bàn khó khăn theo sổ đăng ký.",
        f"Mining in {_where(f)[1]}, no difficult area by the register.",
    ),
    "own-funds": lambda f: (f"{_funds(f)[0]}.", f"{_funds(f)[1]}."),
    "own-funds-short": lambda f: (f"{_funds(f)[0]}: còn thiếu.", f"{_funds(f)[1]}: not enough."),
    "own-funds-unknown": _open_funds,
    "rate-unknown": lambda f: (
        f"“{_plan(f).item}”: bộ quy định chưa có tỷ lệ hỗ trợ cho nội dung này ở cấp kinh phí này, nên chưa "
        "tính được vốn đối ứng cần có.",
        f"“{_plan(f).item}”: the rules have no rate for this activity and level, so how much own money it "
        "takes cannot be told.",
    ),
    "no-plan": lambda f: (
        "Sổ đăng ký chưa có kế hoạch đầu tư nào cho nội dung này.",
        "The register has no planned investment for this activity.",
    ),
    "funded": lambda f: (
        f"“{_plan(f).item}” đã thuộc đề án {', '.join(_plan(f).funded_by)}.",
        f"“{_plan(f).item}” is part of the project {', '.join(_plan(f).funded_by)} already.",
    ),
    "no-other-money": lambda f: (
        f"“{_plan(f).item}”: cơ sở khai chưa có kinh phí nhà nước khác.{_asked(f, Language.VI)}",
        f"“{_plan(f).item}”: no other state money, as declared.{_asked(f, Language.EN)}",
    ),
    "other-money": lambda f: (
        f"“{_plan(f).item}”: cơ sở khai đã có kinh phí nhà nước khác.",
        f"“{_plan(f).item}”: other state money, as declared.",
    ),
    "other-money-unknown": lambda f: (
        f"“{_plan(f).item}”: chưa biết có kinh phí nhà nước khác hay không.{_asked(f, Language.VI)}",
        f"“{_plan(f).item}”: whether there is other state money is not known.{_asked(f, Language.EN)}",
    ),
}


def _asked(facts: Mapping[str, object], language: Language) -> str:
    """What else asks for the item, behind a sentence; empty where nothing does."""
    asked = also_asked(_plan(facts), language)
    return f" {asked}" if asked else ""


def also_asked(plan: Plan, language: Language) -> str:
    """Which projects that nobody has decided on ask for an item too; empty where none does."""
    if not plan.asked_by:
        return ""
    projects = ", ".join(plan.asked_by)
    return language.say(
        f"“{plan.item}” cũng được đề nghị trong đề án {projects}, đang chờ quyết định.",
        f"“{plan.item}” is also asked for in {projects}, of which nobody has decided yet.",
    )


_SOURCES: Mapping[Fact, _Sentence] = {
    Fact.LEGAL_FORM: ("Cơ quan đăng ký kinh doanh", "The business registration office"),
    Fact.PLACE: ("Ủy ban nhân dân xã, phường", "The People's Committee of the commune"),
    Fact.CITY_GRADE: ("Sở Nội vụ, Sở Xây dựng", "The departments of home affairs and of construction"),
    Fact.CRAFT_VILLAGE: (
        "Ủy ban nhân dân xã, phường; danh mục làng nghề của Ủy ban nhân dân tỉnh",
        "The People's Committee of the commune; the list of craft villages of the province",
    ),
    Fact.SIZE: (
        "Cơ sở; cơ quan thuế và bảo hiểm xã hội",
        "The establishment; tax and social insurance offices",
    ),
    Fact.SECTOR: ("Cơ sở; cơ quan đăng ký kinh doanh", "The establishment; the business registration office"),
    Fact.AREA_CLASS: (
        "Sở Dân tộc và Tôn giáo, Ủy ban nhân dân tỉnh",
        "The provincial department of ethnic affairs",
    ),
    Fact.PLANNED_INVESTMENT: ("Cơ sở", "The establishment"),
    Fact.COST: ("Cơ sở", "The establishment"),
    Fact.OWN_FUNDS: ("Cơ sở", "The establishment"),
    Fact.OTHER_STATE_MONEY: (
        "Cơ sở; các sở quản lý chương trình khác",
        "The establishment; departments in charge of other programmes",
    ),
    Fact.CAPACITY: ("Cơ sở", "The establishment"),
    Fact.QUANTITY: ("Cơ sở", "The establishment"),
    Fact.LOCATION: ("Ủy ban nhân dân xã, phường", "The People's Committee of the commune"),
}

_FIXED = frozenset({Requirement.SIZE})

_CHANGES: Mapping[str, Callable[[Mapping[str, object]], _Sentence]] = {
    "legal-form-other": lambda f: (
        f"Đăng ký theo loại hình được hỗ trợ: {_forms(f)[0]}.",
        f"Register in a form that is supported: {_forms(f)[1]}.",
    ),
    "place-other": lambda f: (
        "Đặt nơi sản xuất tại địa bàn được hỗ trợ hoặc trong làng nghề được công nhận.",
        "Produce in a place that is supported, or in a recognised craft village.",
    ),
    "city-grade-other": lambda f: (
        "Đặt nơi sản xuất tại địa bàn được hỗ trợ.",
        "Produce in a place that is supported.",
    ),
    "mining-elsewhere": lambda f: (
        "Chọn nội dung chế biến không phải khai khoáng.",
        "Choose something other than mining.",
    ),
    "own-funds-short": lambda f: (
        f"Thu xếp thêm {money(_lack(f), Language.VI)} vốn đối ứng cho “{_plan(f).item}”.",
        f"Find {money(_lack(f), Language.EN)} more own funds for “{_plan(f).item}”.",
    ),
    "funded": lambda f: (
        "Chọn hạng mục khác chưa được hỗ trợ.",
        "Choose another item that has no support yet.",
    ),
    "other-money": lambda f: (
        "Chọn hạng mục khác chưa có kinh phí nhà nước.",
        "Choose another item without state money.",
    ),
}


def _lack(facts: Mapping[str, object]) -> int:
    wanted = facts["wanted"]
    assert isinstance(wanted, int)
    return wanted - (_plan(facts).own_funds or 0)
