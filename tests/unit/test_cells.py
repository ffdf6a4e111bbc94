"""What may stand in a cell of a table, and what each kind of cell refuses."""

import datetime as dt
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.codes import RecordKind
from domain.enums import ProductUnit, SupplierKind
from seeds import cells
from seeds.cells import Cell, Value

unit = cells.member(ProductUnit)
kinds = cells.members(SupplierKind)
business = cells.code(RecordKind.BUSINESS)
subject = cells.code(RecordKind.PRODUCT, RecordKind.VALUE_CHAIN)
subjects = cells.codes(RecordKind.PRODUCT, RecordKind.VALUE_CHAIN)


@pytest.mark.parametrize(
    ("read", "cell", "value"),
    [
        (cells.text, "Quế vỏ khô", "Quế vỏ khô"),
        (cells.texts, "Quế vỏ", ["Quế vỏ"]),
        (cells.texts, " KCN Âu Lâu ; Khu công nghiệp Âu Lâu;", ["KCN Âu Lâu", "Khu công nghiệp Âu Lâu"]),
        (cells.texts, ";", []),
        (cells.whole, "0", 0),
        (cells.whole, "62000000", 62_000_000),
        (cells.year, "1999", 1999),
        (cells.year, "2026", 2026),
        (cells.amount, "0", 0.0),
        (cells.factor, "0.5", 0.5),
        (cells.amount, "1.5", 1.5),
        (cells.amount, "0.00005", 0.00005),
        (cells.latitude, "22.4856", 22.4856),
        (cells.latitude, "-90", -90.0),
        (cells.latitude, "90", 90.0),
        (cells.longitude, "103.9707", 103.9707),
        (cells.longitude, "-180", -180.0),
        (cells.longitude, "180", 180.0),
        (cells.yes_or_no, "true", True),
        (cells.yes_or_no, "false", False),
        (cells.day, "2025-07-01", dt.date(2025, 7, 1)),
        (cells.day, "2024-02-29", dt.date(2024, 2, 29)),
        (cells.instant, "2026-11-20T09:00:00+07:00", dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC)),
        (cells.instant, "2026-12-11T00:30:00+08:00", dt.datetime(2026, 12, 10, 16, 30, tzinfo=dt.UTC)),
        (cells.instant, "2026-11-20T02:00:00Z", dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC)),
        (cells.months, "3", [3]),
        (cells.months, "3-4;8-9", [3, 4, 8, 9]),
        (cells.months, "11-2", [1, 2, 11, 12]),
        (cells.months, "9;3-4;4-5", [3, 4, 5, 9]),
        (cells.months, "1-12", list(range(1, 13))),
        (cells.months, "6-6", [6]),
        (cells.hs_codes, "2022:0906", ["2022:0906"]),
        (cells.hs_codes, "2022:620140;2022:62024000", ["2022:620140", "2022:62024000"]),
        (cells.hs_start, "2022:09", "2022:09"),
        (cells.hs_start, "2022:090619", "2022:090619"),
        (cells.vsic_codes, "2018:1079", ["2018:1079"]),
        (cells.vsic_codes, "2018:1079; 2025:C10", ["2018:1079", "2025:C10"]),
        (cells.rule_sets, "quoc-gia-2025; lao-cai-2026", ["quoc-gia-2025", "lao-cai-2026"]),
        (cells.count, "62", 62),
        (cells.share, "0.7", 0.7),
        (cells.country, "VN", "VN"),
        (cells.currency, "VND", "VND"),
        (unit, "TONNE", "TONNE"),
        (kinds, "GROWER; MATERIAL", ["GROWER", "MATERIAL"]),
        (business, "b-3r56y2f0-1", "B-3R56Y2F0-1"),
        (subject, "V-QUE", "V-que"),
        (subjects, "P-vo-que-kho;V-que", ["P-vo-que-kho", "V-que"]),
        (cells.shares, "U-15@2025-07-01", ["U-15@2025-07-01:1.0"]),
        (
            cells.shares,
            "u-15@2025-07-01:0.6;U-08@2025-07-01:0.4",
            ["U-15@2025-07-01:0.6", "U-08@2025-07-01:0.4"],
        ),
    ],
)
def test_good_cells_give_their_value(read: Cell, cell: str, value: Value) -> None:
    given = read(cell)

    assert given == value
    assert type(given) is type(value)


@pytest.mark.parametrize(
    ("read", "cell"),
    [
        (cells.whole, "-1"),
        (cells.whole, "1.5"),
        (cells.whole, "1e3"),
        (cells.whole, "1.000.000"),
        (cells.whole, "1,000"),
        (cells.whole, "mười"),
        (cells.whole, "9" * 5_000),
        (cells.whole, str(2**53 + 1)),
        (cells.whole, "1_000"),
        (cells.whole, "+1"),
        (cells.whole, "１２"),
        (cells.year, "999"),
        (cells.year, "0999"),
        (cells.year, "20260"),
        (cells.year, "２０２６"),
        (cells.factor, "0"),
        (cells.factor, "-1"),
        (cells.amount, "-0.5"),
        (cells.amount, "1,5"),
        (cells.amount, "nan"),
        (cells.amount, "inf"),
        (cells.amount, "-inf"),
        (cells.amount, "1e15"),
        (cells.amount, "1e400"),
        (cells.amount, "5 tấn"),
        (cells.amount, "1_000.5"),
        (cells.amount, "1e3"),
        (cells.amount, "٣.٥"),
        (cells.amount, ".5"),
        (cells.amount, "5."),
        (cells.amount, "9" * 5_000),
        (cells.latitude, "90.0001"),
        (cells.latitude, "-90.0001"),
        (cells.latitude, "nan"),
        (cells.latitude, "22°29'"),
        (cells.latitude, "2_2"),
        (cells.latitude, "２２"),
        (cells.longitude, "180.0001"),
        (cells.longitude, "-180.0001"),
        (cells.longitude, "inf"),
        (cells.yes_or_no, "True"),
        (cells.yes_or_no, "1"),
        (cells.yes_or_no, "có"),
        (cells.day, "2025-02-29"),
        (cells.day, "01/07/2025"),
        (cells.day, "2025-7-1"),
        (cells.day, "2025"),
        (cells.day, "20250701"),
        (cells.day, "2025-W27-2"),
        (cells.day, "２０２５-07-01"),
        (cells.day, "0000-01-01"),
        (cells.day, "2025-07-01T00:00:00"),
        (cells.instant, "2026-11-20T09:00:00"),
        (cells.instant, "2026-11-20"),
        (cells.instant, "2026-11-20T25:00:00+07:00"),
        (cells.instant, "9 giờ"),
        (cells.months, "0"),
        (cells.months, "13"),
        (cells.months, "3-13"),
        (cells.months, "0-3"),
        (cells.months, "-3"),
        (cells.months, "3-4-5"),
        (cells.months, "3-"),
        (cells.months, "1_1"),
        (cells.months, "３"),
        (cells.months, "tháng 3"),
        (cells.hs_codes, "0906"),
        (cells.hs_codes, "2022:09"),
        (cells.hs_codes, "2022:090"),
        (cells.hs_codes, "2022:0906.19"),
        (cells.hs_codes, "2022:0906111111"),
        (cells.hs_codes, "2022:0906;0907"),
        (cells.hs_start, "09"),
        (cells.hs_start, "2022:0"),
        (cells.hs_start, "2022:09061900"),
        (cells.hs_start, "2022:09;2022:10"),
        (cells.vsic_codes, "1079"),
        (cells.vsic_codes, "2018:"),
        (cells.vsic_codes, "2018:10-79"),
        (cells.vsic_codes, "2018:1079;10"),
        (cells.rule_sets, "ND45-2012"),
        (cells.rule_sets, "quoc-gia-2025 + lao-cai-2026"),
        (cells.country, "vn"),
        (cells.country, "VNM"),
        (cells.country, "Việt Nam"),
        (cells.currency, "vnd"),
        (cells.currency, "đ"),
        (unit, "tonne"),
        (unit, "tấn"),
        (unit, "__members__"),
        (kinds, "GROWER;GARDENER"),
        (business, "B-3R56Y2F0-2"),
        (business, "O-3R56Y2F0-1"),
        (business, "P-vo-que-kho"),
        (business, "Hợp tác xã Quế"),
        (subject, "C-0PPHBR40-K"),
        (subjects, "P-vo-que-kho;C-0PPHBR40-K"),
        (cells.shares, ";"),
        (cells.shares, "U-15@2025-07-01:0.6"),
        (cells.shares, "U-15@2025-07-01:0.6;U-08@2025-07-01:0.5"),
        (cells.shares, "U-15@2025-07-01;U-08@2025-07-01"),
        (cells.shares, "U-15@2025-07-01:một"),
        (cells.shares, "U-15@2025-07-01:1_0"),
        (cells.shares, "U-15@2025-07-01;u-15@2025-07-01:0"),
        (cells.shares, "V-que:1"),
        (cells.shares, "1"),
    ],
)
def test_bad_cells_are_refused(read: Cell, cell: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        read(cell)


@pytest.mark.parametrize(
    ("read", "cell", "message"),
    [
        (cells.whole, "1.5", "must be a whole number such as 62000000"),
        (cells.whole, "-1", "must not be negative"),
        (cells.whole, "9007199254740993", "must not be above 9007199254740992"),
        (cells.count, "5000000000", "must not be above 9999999"),
        (cells.count, "-1", "must not be negative"),
        (cells.share, "70", "must lie between 0 and 1"),
        (cells.year, "26", "must be a year such as 2026"),
        (cells.amount, "1,5", "must be a number such as 1.5"),
        (cells.amount, "-1", "must be a number from 0 on"),
        (cells.latitude, "91", "must lie between -90 and 90"),
        (cells.longitude, "181", "must lie between -180 and 180"),
        (cells.yes_or_no, "có", "must be true or false"),
        (cells.day, "1/7/2025", "must be a day such as 2026-11-23"),
        (cells.instant, "2026-11-20T09:00:00", "needs an offset such as +07:00"),
        (cells.instant, "0001-01-01T00:00:00+07:00", "lies beyond the calendar"),
        (cells.months, "13", "13 is not a month or range of months"),
        (cells.hs_codes, "0906", "0906 is not an HS code such as 2022:090619"),
        (cells.vsic_codes, "1079", "1079 is not a VSIC code such as 2018:1079"),
        (cells.country, "vn", "must be a country code such as VN"),
        (cells.currency, "đ", "must be a currency code such as VND"),
        (kinds, "GARDENER", "must be one of GROWER, MATERIAL, MACHINE, SERVICE"),
        (subject, "C-0PPHBR40-K", "must begin with P or V"),
        (subject, "P-quế", "'P-quế' is not of the form P-words-without-accents"),
        (cells.shares, "U-15@2025-07-01:0.6", "the shares must add up to 1"),
        (cells.shares, "U-15@2025-07-01:1.5;U-08@2025-07-01:-0.5", "must lie between 0 and 1"),
        (cells.shares, "U-15@2025-07-01:0.5;u-15@2025-07-01:0.5", "a unit must not stand twice"),
    ],
)
def test_refusal_says_what_is_wrong(read: Cell, cell: str, message: str) -> None:
    with pytest.raises(ValueError, match=r"\S") as refusal:
        read(cell)

    assert str(refusal.value) == message


@pytest.mark.parametrize(
    "cell",
    [
        "U-15@2025-07-01:nan",
        "U-15@2025-07-01:inf;U-08@2025-07-01:-inf",
        "U-15@2025-07-01:1.5;U-08@2025-07-01:-0.5",
    ],
)
def test_shares_that_are_no_parts_of_a_whole_are_refused(cell: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        cells.shares(cell)


def test_shares_of_one_unit_twice_are_refused() -> None:
    with pytest.raises(ValueError, match=r"\S"):
        cells.shares("U-15@2025-07-01:0.5;U-15@2025-07-01:0.5")


@pytest.mark.parametrize("cell", ["0001-01-01T00:00:00+07:00", "9999-12-31T23:00:00-07:00"])
def test_instant_beyond_the_calendar_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        cells.instant(cell)


def test_whole_number_that_the_graph_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\S"):
        cells.whole(str(2**63))


@pytest.mark.parametrize(
    ("read", "cell"),
    [
        (cells.hs_codes, "２０２２:０９０６"),
        (cells.hs_start, "２０２２:０９"),
        (cells.vsic_codes, "٢٠١٨:1079"),
    ],
)
def test_digits_of_other_scripts_are_refused_in_classification_codes(read: Cell, cell: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        read(cell)


@given(first=st.integers(1, 12), last=st.integers(1, 12))
def test_range_of_months_begins_and_ends_where_it_says(first: int, last: int) -> None:
    months = cells.months(f"{first}-{last}")

    assert {first, last} <= set(months)
    assert len(months) == (last - first) % 12 + 1
    assert months == sorted(set(months))


@given(number=st.integers(0, 2**53))
def test_whole_numbers_round_trip(number: int) -> None:
    assert cells.whole(str(number)) == number


@given(moment=st.datetimes(dt.datetime(1900, 1, 1), timezones=st.timezones()))
def test_instants_are_kept_in_utc(moment: dt.datetime) -> None:
    kept = cells.instant(moment.isoformat())

    assert isinstance(kept, dt.datetime)
    assert kept.isoformat() == moment.astimezone(dt.UTC).isoformat()


@given(
    read=st.sampled_from(
        [cells.whole, cells.amount, cells.latitude, cells.day, cells.months, cells.hs_codes, cells.shares]
    ),
    cell=st.text(alphabet="0123456789-:;.+ enaifTUZ@", min_size=1, max_size=24) | st.text(min_size=1),
)
def test_any_text_gives_a_value_or_is_refused(read: Cell, cell: str) -> None:
    value: Value = None
    with suppress(ValueError):
        value = read(cell)

    assert type(value) in {int, float, list, dt.date, type(None)}
