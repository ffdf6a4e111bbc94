"""Public codes: what is accepted, how it is spelled, and what is refused."""

import datetime as dt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.codes import (
    BODY_LENGTH,
    CROCKFORD,
    MalformedCode,
    PublicCode,
    RecordKind,
    issue,
    kind_of,
    parse,
    unit_code,
    with_check,
)

CHECKED = (
    RecordKind.BUSINESS,
    RecordKind.ORGANISATION,
    RecordKind.CLUSTER,
    RecordKind.TRADE_FAIR,
    RecordKind.PROJECT,
    RecordKind.INVESTMENT,
    RecordKind.EXPENSE,
    RecordKind.PROPOSAL,
    RecordKind.CERTIFICATE,
    RecordKind.MEETING,
    RecordKind.CLAIM,
)
READABLE = (
    RecordKind.PRODUCT,
    RecordKind.VALUE_CHAIN,
    RecordKind.FAIR_SERIES,
    RecordKind.AGENCY,
    RecordKind.PROGRAMME,
    RecordKind.BUDGET_LINE,
    RecordKind.CRAFT_VILLAGE,
)
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PRINTABLE = "".join(chr(number) for number in range(0x21, 0x7F))

bodies = st.text(alphabet=CROCKFORD, min_size=BODY_LENGTH, max_size=BODY_LENGTH)
checked_codes = (
    st.builds(with_check, st.sampled_from(CHECKED), bodies).filter(lambda code: code is not None).map(str)
)
slugs = st.from_regex(r"[a-z0-9]{1,12}(-[a-z0-9]{1,12}){0,3}", fullmatch=True)


def test_kinds_are_checked_readable_or_dated() -> None:
    assert {*CHECKED, *READABLE, RecordKind.ADMINISTRATIVE_UNIT} == set(RecordKind)


def test_prefixes_of_kinds_are_distinct_single_capitals() -> None:
    prefixes = [kind.value for kind in RecordKind]

    assert len(set(prefixes)) == len(prefixes)
    assert all(len(prefix) == 1 and prefix in ALPHABET[10:] for prefix in prefixes)


@pytest.mark.parametrize(
    "text",
    [
        "B-3R56Y2F0-1",
        "b-3r56y2f0-1",
        "B3R56Y2F01",
        "b3r56y2f01",
        "B-3R56-Y2F0-1",
        "B 3R56 Y2F0 1",
        "  B-3R56Y2F0-1\n",
    ],
)
def test_checked_code_is_spelled_in_one_way(text: str) -> None:
    assert parse(text) == "B-3R56Y2F0-1"


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("P-vo-que-kho", "P-vo-que-kho"),
        ("p-VO-Que-Kho", "P-vo-que-kho"),
        (" V-que ", "V-que"),
        ("L-lao-cai-2026", "L-lao-cai-2026"),
        ("U-15@2025-07-01", "U-15@2025-07-01"),
        ("u-02647@2004-07-08", "U-02647@2004-07-08"),
        ("U-080@2024-02-29", "U-080@2024-02-29"),
        ("P-" + "A" * 62, "P-" + "a" * 62),
    ],
)
def test_readable_and_dated_codes_are_spelled_in_one_way(text: str, canonical: str) -> None:
    assert parse(text) == canonical


@pytest.mark.parametrize("dash", ["\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212"])
def test_dashes_of_documents_stand_for_hyphens(dash: str) -> None:
    code = issue(RecordKind.BUSINESS)

    assert parse(code.replace("-", dash)) == code
    assert parse(f"U{dash}15@2025{dash}07{dash}01") == "U-15@2025-07-01"


@given(code=checked_codes, data=st.data())
def test_case_hyphens_and_blanks_do_not_matter_in_a_checked_code(code: str, data: st.DataObject) -> None:
    pieces = [
        data.draw(st.sampled_from([character.upper(), character.lower()]))
        + data.draw(st.sampled_from(["", "-", " ", "--"]))
        for character in code.replace("-", "")
    ]

    assert parse("".join(pieces)) == code


@given(code=checked_codes, place=st.integers(1, BODY_LENGTH + 1), wrong=st.sampled_from(PRINTABLE))
def test_any_single_wrong_character_is_refused(code: str, place: int, wrong: str) -> None:
    typed = list(code.replace("-", ""))
    assume(typed[place] != wrong.upper())

    typed[place] = wrong

    with pytest.raises(MalformedCode):
        parse("".join(typed))


@given(code=checked_codes, wrong=st.sampled_from(PRINTABLE))
def test_any_wrong_prefix_is_refused_or_that_of_a_readable_code(code: str, wrong: str) -> None:
    assume(wrong.upper() != code[0])
    readable = {kind.value for kind in READABLE}

    for typed in (wrong + code[1:], wrong + code[1:].replace("-", "")):
        if wrong.upper() in readable and typed[1] == "-":
            assert kind_of(parse(typed)) in READABLE
        else:
            with pytest.raises(MalformedCode):
                parse(typed)


@given(code=checked_codes, other=st.sampled_from(CHECKED))
def test_prefix_of_another_checked_kind_is_refused(code: str, other: RecordKind) -> None:
    assume(code[0] != other.value)

    with pytest.raises(MalformedCode, match="mistyped"):
        parse(other.value + code[1:])


@given(code=checked_codes, place=st.integers(1, BODY_LENGTH))
def test_swap_of_characters_that_are_no_neighbours_in_the_alphabet_is_refused(code: str, place: int) -> None:
    typed = list(code.replace("-", ""))
    apart = abs(ALPHABET.index(typed[place]) - ALPHABET.index(typed[place + 1]))
    assume(apart not in {0, 1, len(ALPHABET) - 1})

    typed[place], typed[place + 1] = typed[place + 1], typed[place]

    with pytest.raises(MalformedCode):
        parse("".join(typed))


def test_at_most_one_swap_in_thirty_one_of_neighbours_is_missed() -> None:
    neighbours = [
        (first, second)
        for first in CROCKFORD
        for second in CROCKFORD
        if abs(ALPHABET.index(first) - ALPHABET.index(second)) == 1
    ]
    codes = [
        code
        for head in CROCKFORD
        for first, second in neighbours
        if (code := with_check(RecordKind.BUSINESS, f"7K{head}Q9{first}{second}M"))
    ]

    missed = [code for code in codes if _is_code(f"{code[:7]}{code[8]}{code[7]}{code[9:]}")]

    assert len(codes) > 1_000
    assert len(missed) * 31 <= len(codes)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n",
        "-",
        "B",
        "B-",
        "P",
        "P-",
        "P-vo--que",
        "P--que",
        "P-que-",
        "P-quế",
        "P-vo_que",
        "P-vo que",
        "P-vo\x00que",
        "P-que\x7f",
        "P\x00-que",
        "Pvo-que",
        "\x00",
        "\x00P-que",
        "X-que",
        "Q-7K3Q9D2M-4",
        "5-7K3Q9D2M-4",
        "Đ-que",
        "B-7K3Q9D2M",
        "B-3R56Y2F-1",
        "B-3R56Y2F00-1",
        "B-3R56Y2F0-\x00",
        "B-3R56Y2F\x00-1",
        "B-3R56Y2F0-é",
        "B-3R56Y2F0-\u200b1",
        "Ｂ-3R56Y2F0-1",
        "B-IIIIIIII-0",
        "B-LLLLLLLL-0",
        "B-OOOOOOOO-0",
        "B-UUUUUUUU-0",
        "P-" + "a" * 63,
        "B-3R56Y2F0-1" + "-" * 53,
        "U-15",
        "U-15@",
        "U-@2025-07-01",
        "U-1@2025-07-01",
        "U-1500@2025-07-01",
        "U-150000@2025-07-01",
        "U-1a@2025-07-01",
        "U-١٥@2025-07-01",
        "U-15@２０２５-07-01",
        "U-15@2025-02-29",
        "U-15@2025-06-31",
        "U-15@2025-13-01",
        "U-15@2025-00-10",
        "U-15@20250701",
        "U-15@2025-W27-2",
        "U-15@2025-7-1",
        "U-15@2025-07-01T00:00",
        "U-15@2025-07-01@2025-07-01",
        "U-15@hôm nay",
        "ſ-abc",
        "ı-7K3Q9D2M-4",
        "V-\u212aeo",
        "P-ﬁlm",
    ],
)
def test_text_that_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(MalformedCode):
        parse(text)


@given(code=checked_codes.filter(lambda code: "S" in code))
def test_letter_that_only_becomes_ascii_as_a_capital_is_refused(code: str) -> None:
    with pytest.raises(MalformedCode):
        parse(code.replace("S", "ſ"))


@given(text=st.text(max_size=80))
def test_any_text_gives_a_code_that_parses_to_itself_or_is_refused(text: str) -> None:
    try:
        code = parse(text)
    except MalformedCode:
        return

    assert parse(code) == code
    assert code.isascii()
    assert kind_of(code).value == code[0]


@given(control=st.characters(categories=["Cc"]), place=st.integers(1, 12))
def test_control_character_inside_a_slug_is_refused(control: str, place: int) -> None:
    slug = "P-vo-que-kho-xay"

    with pytest.raises(MalformedCode):
        parse(slug[:place] + control + slug[place:])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "A code has between 1 and 64 characters, such as B-7K3Q9D2M-4"),
        (
            "x-que",
            "No kind of record has codes that begin with 'X': give a code such as B-7K3Q9D2M-4, no name",
        ),
        (
            "Pque",
            "'Pque' is no code: those that begin with P go on with a hyphen. Names are found by `search`",
        ),
        (
            "15",
            "15 is an official code at most: that of a unit has its first day too, such as U-15@2025-07-01",
        ),
        ("P-quế", "'P-quế' is not of the form P-words-without-accents"),
        ("U-15", "The code of a unit has the form U-15@2025-07-01"),
        ("U-15@2025-02-30", "'2025-02-30' is not a day such as 2025-07-01"),
        ("B-3R56Y2FO-1", "A code has digits and letters other than I, L, O and U"),
        ("B-3R56Y2F0-2", "'B-3R56Y2F0-2' is mistyped: its check character does not fit"),
        (
            "B-3R56",
            "A code that begins with B has 8 characters and a check character after it, such as B-7K3Q9D2M-…",
        ),
    ],
)
def test_refusal_says_why(text: str, message: str) -> None:
    with pytest.raises(MalformedCode) as refusal:
        parse(text)

    assert str(refusal.value) == message


@pytest.mark.parametrize("kind", CHECKED)
def test_issued_code_is_canonical_and_of_its_kind(kind: RecordKind) -> None:
    codes = [issue(kind) for _ in range(200)]

    assert [parse(code) for code in codes] == codes
    assert {kind_of(code) for code in codes} == {kind}
    assert {len(code) for code in codes} == {len("B-3R56Y2F0-1")}
    assert not any(set(code[2:]) & set("ILOU") for code in codes)


@given(kind=st.sampled_from(CHECKED), body=bodies)
def test_body_has_a_code_that_round_trips_or_none_that_could_be_misread(kind: RecordKind, body: str) -> None:
    code = with_check(kind, body)

    fitting = [check for check in CROCKFORD if _is_code(f"{kind.value}-{body}-{check}")]
    assert fitting == ([] if code is None else [code[-1]])
    assert code is None or (parse(code), kind_of(code)) == (f"{kind.value}-{body}-{code[-1]}", kind)


@given(kind=st.sampled_from(CHECKED), body=bodies)
def test_check_character_is_that_of_the_standard(kind: RecordKind, body: str) -> None:
    check = iso_7064_mod_37_36(kind.value + body)

    assert with_check(kind, body) == (None if check in "ILOU" else f"{kind.value}-{body}-{check}")


def test_standard_is_the_one_of_the_global_release_identifier() -> None:
    """The example of its specification, which has the check character M by ISO 7064 MOD 37,36."""
    assert iso_7064_mod_37_36("A12425GABC1234002") == "M"


def iso_7064_mod_37_36(text: str) -> str:
    """The check character by the hybrid system of ISO/IEC 7064, written down from its recursion: from
    P = 36, for each character S = P + its value modulo 36, with 36 for 0, and P = 2 S modulo 37; the
    check character brings P to 1 modulo 36."""
    product = 36
    for character in text:
        product = ((product + ALPHABET.index(character)) % 36 or 36) * 2 % 37
    return ALPHABET[(1 - product) % 36]


def test_body_whose_check_could_be_misread_has_no_code() -> None:
    without = [body for body in _some_bodies() if with_check(RecordKind.BUSINESS, body) is None]

    refused = [
        f"B-{body}-{check}" for body in without for check in ALPHABET if not _is_code(f"B-{body}-{check}")
    ]
    assert len(without) > 0
    assert len(refused) == len(without) * len(ALPHABET)


@given(kind=st.sampled_from(READABLE), slug=slugs)
def test_readable_code_round_trips(kind: RecordKind, slug: str) -> None:
    code = parse(f"{kind.value}-{slug}")

    assert (code, kind_of(code)) == (f"{kind.value}-{slug}", kind)


@given(official=st.from_regex(r"([0-9]{2}|[0-9]{3}|[0-9]{5})", fullmatch=True), day=st.dates())
def test_unit_code_is_the_official_code_and_the_day(official: str, day: dt.date) -> None:
    code = unit_code(official, day)

    assert code == PublicCode(f"U-{official}@{day.isoformat()}")
    assert (parse(code.lower()), kind_of(code)) == (code, RecordKind.ADMINISTRATIVE_UNIT)


@pytest.mark.parametrize("official", ["", "1", "1234", "123456", "1A", "15@2025-07-01", "１５"])
def test_unit_code_of_a_wrong_official_code_is_refused(official: str) -> None:
    with pytest.raises(MalformedCode):
        unit_code(official, dt.date(2025, 7, 1))


def _is_code(text: str) -> bool:
    try:
        parse(text)
    except MalformedCode:
        return False
    return True


def _some_bodies() -> list[str]:
    return [f"7K3Q9D{first}{second}" for first in CROCKFORD for second in CROCKFORD]
