"""Which names a searched text means, in which order."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.enums import AdministrativeUnitKind, SearchMatch
from domain.text import fold, spellings
from planning.search import Candidate, Hit, Number, Slip, number, possible_slips, ranked

LETTERS = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxy", min_size=5, max_size=9)


def candidate(name: str, *aliases: str, has_code: bool = False, is_slip: bool = False) -> Candidate:
    """A candidate whose code is its name."""
    return Candidate(code=name, order=name, names=[name, *aliases], has_code=has_code, is_slip=is_slip)


def order(text: str, *candidates: Candidate) -> list[str]:
    """The codes of candidates in the order of a search."""
    return [hit.candidate.code for hit in ranked(text, candidates)]


def match(text: str, *names: str) -> Hit:
    """How the one candidate with some names fits."""
    (hit,) = ranked(text, [candidate(*names)])
    return hit


def meant(text: str, *, is_found: bool = False) -> set[str]:
    """The texts that one may have been meant to be."""
    words = fold(text).split()
    slips = possible_slips(text, is_found=is_found)
    return {" ".join([*words[: slip.place], slip.word, *words[slip.place + 1 :]]) for slip in slips}


def slipped(text: str, *names: str) -> list[tuple[str, SearchMatch]]:
    """The names that fit a text by a slip only, each of its own record."""
    hits = ranked(
        text, [candidate(name, is_slip=True) for name in names], possible_slips(text, is_found=False)
    )
    return [(hit.name, hit.match) for hit in hits]


def test_whole_name_comes_before_its_beginning_and_that_before_words_inside() -> None:
    whole, beginning, inside = candidate("Minh Quân"), candidate("Minh Quân Lộc"), candidate("CCN Minh Quân")

    found = ranked("minh quan", [inside, beginning, whole])

    assert [(hit.candidate, hit.match) for hit in found] == [
        (whole, SearchMatch.EXACT),
        (beginning, SearchMatch.PREFIX),
        (inside, SearchMatch.INSIDE),
    ]


def test_slip_comes_last_and_a_code_first() -> None:
    slip, coded = candidate("Trương", is_slip=True), candidate("Xưởng Bảy", has_code=True)
    inside = candidate("HTX Truơnk")

    hits = ranked("truonk", [slip, inside, coded], [Slip(0, "truong")])

    assert [hit.name for hit in hits] == ["Xưởng Bảy", "HTX Truơnk", "Trương"]


def test_accents_that_match_come_before_those_that_do_not() -> None:
    assert order("Minh Quân", candidate("Minh Quán"), candidate("Minh Quân")) == ["Minh Quân", "Minh Quán"]
    assert order("Minh Quán", candidate("Minh Quán"), candidate("Minh Quân")) == ["Minh Quán", "Minh Quân"]


def test_text_without_accents_agrees_with_all() -> None:
    assert order("minh quan", candidate("Minh Quân"), candidate("Minh Quán")) == ["Minh Quán", "Minh Quân"]


def test_accents_never_lift_a_name_over_one_that_fits_better() -> None:
    assert order("Minh Quân", candidate("Minh Quân Lộc"), candidate("Minh Quán")) == [
        "Minh Quán",
        "Minh Quân Lộc",
    ]


@pytest.mark.parametrize(
    ("text", "name", "agrees"),
    [
        ("Hoà Bình", "Hòa Bình", True),
        ("Hoà Bình", "Hoa Bình", False),
        ("HOÀ", "hòa bình", True),
        ("Văn Yên", "Vân Yên", False),
        ("van Yên", "Vân Yên", True),
        ("Đông", "Dong", False),
        ("dong", "Đông", True),
        ("Quâ", "Quấn", True),
        ("Quân", "Quấn", False),
        ("Quấ", "Quân", False),
    ],
)
def test_accents_agree_as_far_as_they_were_typed(text: str, name: str, agrees: bool) -> None:
    assert match(text, name).agrees is agrees


def test_words_that_stand_together_come_before_scattered_ones() -> None:
    scattered, together = candidate("HTX Lâm nghiệp Hồng Bàng"), candidate("HTX Nông nghiệp Hồng Lâm")

    assert order("hong lam", scattered, together) == [together.code, scattered.code]


@pytest.mark.parametrize("text", ["HTX Quế Viễn Sơn", "que huu co vien son"])
def test_a_name_comes_before_a_long_one_that_mentions_it(text: str) -> None:
    mention = candidate("Hỗ trợ dây chuyền chưng cất, tinh chế tinh dầu quế tại HTX Quế hữu cơ Viễn Sơn")
    named = candidate("HTX Quế hữu cơ Viễn Sơn")

    assert order(text, mention, named) == [named.code, mention.code]


def test_what_is_in_force_comes_before_what_was_even_if_it_merely_mentions_the_words() -> None:
    former = Candidate(code="a", order="Xa Muong Hum a", names=["Xã Mường Hum"], is_former=True)
    named = candidate("Hợp tác xã Mường Hum")

    assert order("hum", former, named) == [named.code, former.code]


def test_what_is_in_force_comes_before_what_was() -> None:
    former = Candidate(code="a", order="Lao Cai a", names=["Lào Cai"], is_former=True)
    present = Candidate(code="b", order="Lao Cai b", names=["Lào Cai"])

    assert order("Lào Cai", former, present) == ["b", "a"]


def test_best_of_the_names_counts_and_is_told() -> None:
    hit = match("cinnamon", "Chuỗi quế", "Cinnamon", "Cinnamon chain")

    assert (hit.match, hit.name) == (SearchMatch.EXACT, "Cinnamon")


def test_own_name_is_told_where_another_fits_as_well() -> None:
    assert match("quế", "Quế chi", "Quế cành").name == "Quế chi"


def test_order_is_that_of_names_and_codes_where_all_else_is_equal() -> None:
    names = ["Quế chi", "Quế ống", "Quế vụn"]

    assert order("quế", *(candidate(name) for name in reversed(names))) == sorted(names)


@given(st.lists(st.text("aâbđ ", min_size=1, max_size=6), min_size=1, max_size=8, unique=True), st.randoms())
def test_order_does_not_depend_on_the_order_of_candidates(names: list[str], chance: random.Random) -> None:
    candidates = [candidate(name) for name in names]
    shuffled = list(candidates)
    chance.shuffle(shuffled)

    assert order("âb", *shuffled) == order("âb", *candidates)


def test_accents_decide_between_the_beginning_of_a_name_and_a_word_inside_another() -> None:
    other_beginning, inside = candidate("Huyện Văn Yên"), candidate("Xưởng Thanh Huyền")
    beginning = candidate("Huyền Trang")

    assert order("Huyền", other_beginning, inside, beginning) == [
        beginning.code,
        inside.code,
        other_beginning.code,
    ]
    assert order("huyen", inside, other_beginning) == [other_beginning.code, inside.code]


def test_province_comes_before_what_fits_as_well_but_after_what_fits_better() -> None:
    def unit(kind: AdministrativeUnitKind, name: str = "Lào Cai", *, is_former: bool = False) -> Candidate:
        return Candidate(
            code=f"{kind.name} {is_former}",
            order=f"{kind.name}",
            names=[name],
            unit=kind,
            is_former=is_former,
        )

    province = unit(AdministrativeUnitKind.PROVINCE)
    district = unit(AdministrativeUnitKind.DISTRICT)
    ward = unit(AdministrativeUnitKind.WARD)
    firm = candidate("Lào Cai")
    former = unit(AdministrativeUnitKind.PROVINCE, is_former=True)
    longer = unit(AdministrativeUnitKind.CITY, "Lào Cai Mới")

    assert order("lào cai", longer, former, firm, ward, district, province) == [
        each.code for each in (province, district, firm, ward, former, longer)
    ]


@pytest.mark.parametrize(
    ("text", "name", "how"),
    [
        ("htx viễn sơn", "Hợp tác xã Viễn Sơn", SearchMatch.EXACT),
        ("hợp tác xã viễn sơn", "HTX Viễn Sơn", SearchMatch.EXACT),
        ("Công ty trách nhiệm hữu hạn", "Công ty TNHH Hồng Lâm", SearchMatch.PREFIX),
        ("cty tnhh", "Công ty TNHH Hồng Lâm", SearchMatch.PREFIX),
        ("hop tac", "HTX Viễn Sơn", SearchMatch.PREFIX),
        ("cp", "Công ty cổ phần An Khang", SearchMatch.INSIDE),
        ("Sapa", "Sa Pa", SearchMatch.EXACT),
        ("laocai", "Công ty gỗ Lào Cai", SearchMatch.INSIDE),
        ("Đắc Lắc", "Đắk Lắk", SearchMatch.EXACT),
        ("Sài Gòn", "Hồ Chí Minh", SearchMatch.EXACT),
        ("P. Sa Pa", "Phường Sa Pa", SearchMatch.EXACT),
    ],
)
def test_other_ways_to_write_a_name_fit_as_well_as_its_own(text: str, name: str, how: SearchMatch) -> None:
    hit = match(text, name)

    assert (hit.match, hit.agrees, hit.is_scattered) == (how, True, False)


def test_words_written_together_must_stand_together() -> None:
    assert ranked("hanoi", [candidate("Hà Giang, hàng nội địa")]) == []
    assert ranked("hà nội", [candidate("Hà Giang, hàng nội địa")]) != []


def test_words_of_several_names_are_found_inside() -> None:
    hit = match("quế cinnamon", "Chuỗi quế", "Cinnamon")

    assert (hit.match, hit.name, hit.agrees, hit.is_scattered) == (
        SearchMatch.INSIDE,
        "Chuỗi quế",
        False,
        True,
    )


@pytest.mark.parametrize("known", ["thinh", "truong", "quyen"])
@pytest.mark.parametrize("kind", ["missing", "extra", "other", "swapped"])
def test_every_single_slip_finds_its_word(known: str, kind: str) -> None:
    for place in range(len(known) - 1):
        head, tail = known[:place], known[place:]
        typed = {
            "missing": head + tail[1:],
            "extra": head + "z" + tail,
            "other": head + "z" + tail[1:],
            "swapped": head + tail[1] + tail[0] + tail[2:],
        }[kind]
        if len(typed) >= 5 and typed != known:
            assert known in meant(typed)


@given(LETTERS)
def test_no_slip_is_the_word_itself_or_longer_by_two(word: str) -> None:
    slips = meant(word)

    assert fold(word) not in slips
    assert {len(slip) - len(word) for slip in slips} <= {-1, 0, 1}


def test_two_slips_short_words_and_numbers_find_nothing() -> None:
    assert "thinh" not in meant("thzzh")
    assert meant("thin") == meant("02647") == meant("sa pa") == meant("a" * 25) == set()


def test_slip_in_a_short_word_is_told_by_the_word_beside_it() -> None:
    assert slipped("vien sno", "HTX Quế Viễn Sơn", "Viễn Đông, xã Sơn Thịnh", "Sơn Viễn") == [
        ("HTX Quế Viễn Sơn", SearchMatch.SLIP)
    ]
    assert slipped("Văn Yêng", "Huyện Văn Yên") == [("Huyện Văn Yên", SearchMatch.SLIP)]
    assert "vien son" not in meant("vien sno", is_found=True)


def test_where_something_fits_the_first_letter_of_a_slip_is_right() -> None:
    assert {"khuyen", "chuyet"} <= meant("chuyen")
    assert "chuyet" in meant("chuyen", is_found=True)
    assert "khuyen" not in meant("chuyen", is_found=True)


def test_slip_beside_other_accents_is_two_faults() -> None:
    assert slipped("Trườnk", "Trường", "Trương", "Truông") == [("Trường", SearchMatch.SLIP)]
    assert len(slipped("truonk", "Trường", "Trương", "Truông")) == 3


def test_name_that_has_the_word_meant_is_told() -> None:
    hits = ranked("cinamon", [candidate("Bột quế", "Ground cinnamon", is_slip=True)], [Slip(0, "cinnamon")])

    assert [(hit.name, hit.match) for hit in hits] == [("Ground cinnamon", SearchMatch.SLIP)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0906.19", Number("0906.19")),
        (" 53 00 000001 ", Number("53 00 000001")),
        ("HS 0906.19", Number("0906.19", is_hs=True)),
        ("mã HS: 0906", Number("0906", is_hs=True)),
        ("2022:090619", Number("090619", "2022", is_hs=True)),
        ("HS 2022:0906.19", Number("0906.19", "2022", is_hs=True)),
        ("MST 5399022546", Number("5399022546")),
        ("Mã số thuế: 5399022546-001", Number("5399022546-001")),
        ("HTX 19", None),
        ("hs", None),
        ("quế", None),
        ("", None),
    ],
)
def test_number_is_told_with_or_without_what_stands_before_it(text: str, expected: Number | None) -> None:
    assert number(text) == expected


def test_digits_of_a_number_are_those_alone() -> None:
    assert [Number(text).digits for text in ("0906.19", "5399022546-001")] == ["090619", "5399022546001"]


@given(LETTERS)
def test_spelling_folds_to_what_is_searched(word: str) -> None:
    (spelling,) = spellings(word)

    assert spelling.agrees(spelling)
    assert spellings(spelling.folded)[0].agrees(spelling)
    assert spellings(word.upper()) == [spelling]


NAMES = st.lists(st.sampled_from(["Gốm", "gom", "Gò", "g", "Minh", "mình"]), min_size=1, max_size=4)


@given(text=NAMES, name=NAMES)
def test_text_fits_a_name_as_its_words_do_one_by_one(text: list[str], name: list[str]) -> None:
    typed, words = [fold(word) for word in text], [fold(word) for word in name]
    begun = [start for start in range(len(words)) if begins(typed, words[start:])]

    hits = ranked(" ".join(text), [candidate(" ".join(name))])

    found = [(hit.match, hit.is_scattered) for hit in hits]
    if typed == words:
        assert found == [(SearchMatch.EXACT, False)]
    elif 0 in begun:
        assert found == [(SearchMatch.PREFIX, False)]
    elif all(any(other.startswith(word) for other in words) for word in typed):
        assert found == [(SearchMatch.INSIDE, not begun)]
    else:
        assert found == []


def begins(typed: list[str], words: list[str]) -> bool:
    """Whether words begin others, the last of them perhaps breaking off."""
    *whole, last = typed
    return len(typed) <= len(words) and words[: len(whole)] == whole and words[len(whole)].startswith(last)
