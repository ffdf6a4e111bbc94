"""Official lists of units: what they say over time, and how their faults are told."""

import datetime as dt
import tempfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.enums import AdministrativeUnitKind as Kind
from seeds.reading import TableProblems
from seeds.unit_lists import Files
from seeds.unit_versions import BEGINNING, REFORM, Versions, read_versions

PROVINCES = """code,iso,name_vi,name_en,type,members,aliases
01,,Hà Nội,Ha Noi,municipality,01,Hà Nội|Hanoi
15,,Lào Cai,Lao Cai,province,10+15,Lào Cai
"""
FORMER = """key,code,iso,name_vi,name_en,type
hanoi,01,VN-HN,Hà Nội,Ha Noi,municipality
laocai,10,VN-02,Lào Cai,Lao Cai,province
yenbai,15,VN-06,Yên Bái,Yen Bai,province
"""
COMMUNES = """code,name,full_name,name_en,full_name_en,province_code,area_km2,lat,lon
00004,Ba Đình,Phường Ba Đình,Ba Dinh,Ba Dinh Ward,01,2.97,21.03945,105.83637
00008,Ngọc Hà,Phường Ngọc Hà,Ngoc Ha,Ngoc Ha Ward,01,2.68,21.03939,105.81686
02647,Lào Cai,Phường Lào Cai,Lao Cai,Lao Cai Ward,15,,,
"""
HEADER = (
    "old_code,old_name,old_kind,old_district_code,old_district_name,old_province_code,"
    "new_code,is_partial,on\n"
)
KIM_TAN = "02647,Phường Kim Tân,WARD,080,Thành phố Lào Cai,10,02647,false,2025-07-01\n"
CONG_VI = "00007,Phường Cống Vị,WARD,001,Quận Ba Đình,01,{},true,2025-07-01\n"


def written(
    folder: Path,
    provinces: str = PROVINCES,
    former: str = FORMER,
    communes: str = COMMUNES,
    conversions: str | None = None,
) -> Files:
    """The lists as files of a folder."""
    for name, content in (("now", provinces), ("former", former), ("communes", communes)):
        (folder / name).write_text(content, encoding="utf-8")
    if conversions is not None:
        (folder / "conversions").write_text(conversions, encoding="utf-8")
    return Files(
        provinces=folder / "now",
        former_provinces=folder / "former",
        communes=folder / "communes",
        conversions=None if conversions is None else folder / "conversions",
    )


def problems_of(folder: Path, files: Files) -> list[str]:
    """The faults of lists, without the folder."""
    with pytest.raises(TableProblems) as raised:
        read_versions(files)
    return [problem.replace(f"{folder}/", "") for problem in raised.value.problems]


def told(said: Versions) -> set[tuple[str, str, str, dt.date | None, dt.date | None, str | None]]:
    """What is said of each version: code, name, kind, beginning, end, what it is part of."""
    return {(v.official_code, v.name, v.kind.name, v.began, v.ended, v.above) for v in said.versions}


def passed(said: Versions) -> set[tuple[str, str, dt.date, bool]]:
    """What is said of each passing of territory, by the names of both ends."""
    return {(p.predecessor.name, p.successor.name, p.on, p.is_partial) for p in said.passings}


def test_provinces_become_versions_where_something_changed(tmp_path: Path) -> None:
    said = read_versions(written(tmp_path))

    assert {each for each in told(said) if len(each[0]) == 2} == {
        ("01", "Thành phố Hà Nội", "CITY", None, None, None),
        ("10", "Tỉnh Lào Cai", "PROVINCE", None, REFORM, None),
        ("15", "Tỉnh Yên Bái", "PROVINCE", None, REFORM, None),
        ("15", "Tỉnh Lào Cai", "PROVINCE", REFORM, None, None),
    }
    assert passed(said) == {
        ("Tỉnh Lào Cai", "Tỉnh Lào Cai", REFORM, False),
        ("Tỉnh Yên Bái", "Tỉnh Lào Cai", REFORM, False),
    }
    assert said.has_conversions is False


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ("46,,Huế,Hue,municipality,46,", "Thành phố Huế"),
        ("46,,Thừa Thiên Huế,Thua Thien Hue,municipality,46,", "Thành phố Thừa Thiên Huế"),
        ("46,,Huế,Hue,province,46,", "Tỉnh Huế"),
    ],
)
def test_province_that_changed_its_name_or_kind_alone_is_two_versions(
    tmp_path: Path, row: str, name: str
) -> None:
    former = FORMER + "hue,46,VN-26,Thừa Thiên Huế,Thua Thien Hue,province\n"

    said = read_versions(written(tmp_path, provinces=f"{PROVINCES}{row}\n", former=former))

    assert {(each[1], each[3], each[4]) for each in told(said) if each[0] == "46"} == {
        ("Tỉnh Thừa Thiên Huế", None, REFORM),
        (name, REFORM, None),
    }
    assert ("Tỉnh Thừa Thiên Huế", name, REFORM, False) in passed(said)


def test_communes_are_in_force_since_the_reform_in_their_province(tmp_path: Path) -> None:
    said = read_versions(written(tmp_path))

    assert [
        (v.official_code, v.name, v.name_en, v.kind, v.began, v.ended, v.above, v.latitude, v.longitude)
        for v in said.versions
        if len(v.official_code) == 5
    ] == [
        ("00004", "Phường Ba Đình", "Ba Dinh Ward", Kind.WARD, REFORM, None, "01", 21.03945, 105.83637),
        ("00008", "Phường Ngọc Hà", "Ngoc Ha Ward", Kind.WARD, REFORM, None, "01", 21.03939, 105.81686),
        ("02647", "Phường Lào Cai", "Lao Cai Ward", Kind.WARD, REFORM, None, "15", None, None),
    ]


def test_lists_are_read_as_they_are_published(tmp_path: Path) -> None:
    provinces = (
        "\ufefftype,members,code,name_vi\r\n"
        "municipality,01,01,Thành phố Hồ Chí Minh\r\nprovince,15 + 10,15,Lào Cai\r\n"
    )
    communes = "full_name,province_code,code\nxã Bắc Sơn,15,06325\nĐẶC KHU Côn Đảo,01,26732\n"
    decomposed = "Phươ\u0300ng Ba Đi\u0300nh"
    conversions = f"note,{HEADER}x,00004,{decomposed},WARD,,,01,26732,false,2025-07-01\n"

    said = read_versions(written(tmp_path, provinces=provinces, communes=communes, conversions=conversions))

    assert {name for _, name, *_ in told(said)} >= {
        "Thành phố Hồ Chí Minh",
        "Tỉnh Lào Cai",
        "Xã Bắc Sơn",
        "Đặc khu Côn Đảo",
        "Phường Ba Đình",
    }


def test_conversion_brings_old_units_and_districts_as_history(tmp_path: Path) -> None:
    conversions = HEADER + KIM_TAN + CONG_VI.format("00004") + CONG_VI.format("00008")

    said = read_versions(written(tmp_path, conversions=conversions))

    assert {each for each in told(said) if each[3] is None and len(each[0]) > 2} == {
        ("02647", "Phường Kim Tân", "WARD", None, REFORM, "080"),
        ("080", "Thành phố Lào Cai", "DISTRICT", None, REFORM, "10"),
        ("00007", "Phường Cống Vị", "WARD", None, REFORM, "001"),
        ("001", "Quận Ba Đình", "DISTRICT", None, REFORM, "01"),
    }
    assert {each for each in passed(said) if not each[0].startswith("Tỉnh")} == {
        ("Phường Kim Tân", "Phường Lào Cai", REFORM, False),
        ("Thành phố Lào Cai", "Phường Lào Cai", REFORM, True),
        ("Phường Cống Vị", "Phường Ba Đình", REFORM, True),
        ("Phường Cống Vị", "Phường Ngọc Hà", REFORM, True),
        ("Quận Ba Đình", "Phường Ba Đình", REFORM, True),
        ("Quận Ba Đình", "Phường Ngọc Hà", REFORM, True),
    }
    assert (said.has_conversions, said.remarks) == (True, [])


def test_district_without_communes_passes_by_a_row_of_its_own(tmp_path: Path) -> None:
    conversions = HEADER + "080,Huyện Côn Đảo,DISTRICT,,,10,02647,false,2025-07-01\n"

    said = read_versions(written(tmp_path, conversions=conversions))

    assert ("080", "Huyện Côn Đảo", "DISTRICT", None, REFORM, "10") in told(said)
    assert ("Huyện Côn Đảo", "Phường Lào Cai", REFORM, False) in passed(said)


def test_reforms_before_and_after_that_of_2025_are_a_chain(tmp_path: Path) -> None:
    """Hai joins Một in 2024, Một becomes the ward of the list in 2025, and that one the ward of today."""
    early, late = dt.date(2024, 11, 1), dt.date(2026, 4, 30)
    conversions = HEADER + (
        "00002,Xã Hai,COMMUNE,001,Quận Ba Đình,01,00001,false,2024-11-01\n"
        "00001,Xã Một,COMMUNE,001,Quận Ba Đình,01,00001,false,2024-11-01\n"
        "00001,Xã Một và Hai,COMMUNE,001,Quận Ba Đình,01,00004,false,2025-07-01\n"
        "00004,Xã Ba Đình,COMMUNE,,,01,00004,false,2026-04-30\n"
    )

    said = read_versions(written(tmp_path, conversions=conversions))

    assert {each[1:] for each in told(said) if each[0] in {"00001", "00002", "00004"}} == {
        ("Xã Hai", "COMMUNE", None, early, "001"),
        ("Xã Một", "COMMUNE", None, early, "001"),
        ("Xã Một và Hai", "COMMUNE", early, REFORM, "001"),
        ("Xã Ba Đình", "COMMUNE", REFORM, late, "01"),
        ("Phường Ba Đình", "WARD", late, None, "01"),
    }
    assert {each for each in passed(said) if not each[0].startswith("Tỉnh")} == {
        ("Xã Hai", "Xã Một và Hai", early, False),
        ("Xã Một", "Xã Một và Hai", early, False),
        ("Xã Một và Hai", "Xã Ba Đình", REFORM, False),
        ("Quận Ba Đình", "Xã Ba Đình", REFORM, True),
        ("Xã Ba Đình", "Phường Ba Đình", late, False),
    }


def test_codes_may_change_places(tmp_path: Path) -> None:
    conversions = HEADER + (
        "00004,Phường Ngọc Hà,WARD,001,Quận Ba Đình,01,00008,false,2025-07-01\n"
        "00008,Phường Ba Đình,WARD,001,Quận Ba Đình,01,00004,false,2025-07-01\n"
    )

    said = read_versions(written(tmp_path, conversions=conversions))

    assert [
        (p.predecessor.official_code, p.successor.official_code, p.predecessor.name == p.successor.name)
        for p in said.passings
        if not p.is_partial and len(p.predecessor.official_code) == 5
    ] == [("00004", "00008", True), ("00008", "00004", True)]


def test_commune_that_took_from_a_province_not_its_own_is_remarked(tmp_path: Path) -> None:
    conversions = HEADER + KIM_TAN.replace(",10,", ",01,")

    said = read_versions(written(tmp_path, conversions=conversions))

    assert [remark.replace(f"{tmp_path}/", "") for remark in said.remarks] == [
        "conversions line 2, new_code: 02647 lies in province 15, which is not made of 01"
    ]


@pytest.mark.parametrize(
    ("lists", "problems"),
    [
        (
            {"provinces": PROVINCES.replace("members", "parts")},
            ["now: columns missing or not known: ['members']"],
        ),
        (
            {"communes": ""},
            ["communes: columns missing or not known: ['code', 'full_name', 'province_code']"],
        ),
        ({"communes": COMMUNES.splitlines()[0] + "\n"}, ["communes: has no row below its header"]),
        (
            {"former": FORMER.replace("key,code", "code,code")},
            ["former: columns that stand more than once: ['code']"],
        ),
        (
            {"former": FORMER.replace("10,VN-02,", "1,VN-02,").replace("province\nyenbai", "region\nyenbai")},
            [
                "former line 3, code: '1': must be an official code of 2 digits, with its leading zeros",
                "former line 3, type: 'region': must be province or municipality",
            ],
        ),
        (
            {"provinces": PROVINCES.replace("10+15", "10+10")},
            ["now line 3, members: '10+10': a code must not stand twice"],
        ),
        (
            {"provinces": PROVINCES.replace("10+15", "10+16")},
            [
                "now line 3, members: 16 is not in the list of former provinces",
                "former line 4, code: no province of today has 15 among its members",
            ],
        ),
        (
            {"provinces": PROVINCES.replace("10+15", "10+15+01")},
            ["now line 3, members: 01 stands already at now line 2"],
        ),
        (
            {"communes": COMMUNES.replace("00008", "00004")},
            ["communes line 3: 00004 stands already at communes line 2"],
        ),
        (
            {"communes": COMMUNES.replace("Phường Lào Cai", "Lào Cai").replace("105.83637", "195.8")},
            [
                "communes line 2, lon: '195.8': must lie between -180 and 180",
                "communes line 4, full_name: 'Lào Cai': must begin with Xã, Phường, Đặc khu",
            ],
        ),
        (
            {"communes": COMMUNES.replace(",15,", ",16,")},
            ["communes line 4, province_code: 16 is not in the list of provinces"],
        ),
        (
            {"conversions": HEADER + KIM_TAN.replace("2025-07-01", "1/7/2025")},
            ["conversions line 2, on: '1/7/2025': must be a day such as 2026-11-23"],
        ),
        (
            {"conversions": HEADER + KIM_TAN.replace("WARD", "DISTRICT").replace("false", "no")},
            ["conversions line 2, is_partial: 'no': must be true or false"],
        ),
        (
            {"conversions": HEADER + KIM_TAN.replace("WARD", "PROVINCE")},
            [
                "conversions line 2, old_kind: 'PROVINCE': must be one of DISTRICT, COMMUNE, WARD, TOWNSHIP, "
                "SPECIAL_ZONE"
            ],
        ),
        (
            {"conversions": HEADER + KIM_TAN.replace("WARD", "COMMUNE").replace("Thành phố", "Tỉnh")},
            [
                "conversions line 2, old_name: 'Phường Kim Tân': must begin with Xã",
                "conversions line 2, old_district_name: 'Tỉnh Lào Cai': must begin with Huyện, Quận, Thị xã, "
                "Thành phố",
            ],
        ),
        (
            {"conversions": HEADER + "02647,Huyện Lào Cai,DISTRICT,080,,10,02647,false,2024-01-01\n"},
            [
                "conversions line 2, old_code: a district has 3 digits, every other unit 5",
                "conversions line 2, on: districts passed on 2025-07-01, when they were abolished",
                "conversions line 2, old_district_code: a district lies in no district",
                "conversions line 2, old_district_name: code and name of a district go together",
                "conversions line 2, new_code: 02647 is not in force on 2024-01-01, neither by the list of "
                "communes nor as the old unit of a later row",
            ],
        ),
        (
            {"conversions": HEADER + KIM_TAN.replace("2025-07-01", "2004-07-08")},
            [
                "conversions line 2, on: must lie after 2004-07-08, when official codes begin",
                "conversions line 2, new_code: 02647 is not in force on 2004-07-08, neither by the list of "
                "communes nor as the old unit of a later row",
            ],
        ),
        (
            {"conversions": HEADER + KIM_TAN.replace("2025-07-01", "2026-04-30").replace("10,", "15,")},
            ["conversions line 2, old_district_code: there are no districts since 2025-07-01"],
        ),
        (
            {"conversions": HEADER + KIM_TAN.replace(",10,", ",99,")},
            ["conversions line 2, old_province_code: 99 is not in the list of former provinces"],
        ),
        (
            {"conversions": HEADER + "02647,Xã Lào Cai,COMMUNE,,,10,02647,false,2026-04-30\n"},
            ["conversions line 2, old_province_code: 10 is not in the list of provinces"],
        ),
        (
            {"conversions": HEADER + CONG_VI.format("00004") + CONG_VI.format("00004")},
            [
                "conversions line 3: 00007|00004|2025-07-01 stands already at conversions line 2",
            ],
        ),
        (
            {
                "conversions": HEADER
                + CONG_VI.format("00004")
                + CONG_VI.format("00008").replace("Cống Vị", "Liễu Giai").replace("true", "false")
            },
            [
                "conversions line 3, old_name: is not what conversions line 2 says of 00007",
                "conversions line 3, is_partial: must be true, as 00007 passes to several "
                "(conversions line 2)",
            ],
        ),
        (
            {
                "conversions": HEADER
                + KIM_TAN
                + "02650,Phường Cốc Lếu,WARD,080,Thị xã Lào Cai,15,02647,false,2025-07-01\n"
            },
            [
                "conversions line 3, old_district_name: is not what conversions line 2 says of 080",
                "conversions line 3, old_province_code: is not what conversions line 2 says of 080",
            ],
        ),
        (
            {"conversions": HEADER + KIM_TAN.replace("02647,false", "99999,false")},
            [
                "conversions line 2, new_code: 99999 is not in force on 2025-07-01, neither by the list of "
                "communes nor as the old unit of a later row"
            ],
        ),
        (
            {  # a circle
                "conversions": HEADER
                + "00001,Xã Một,COMMUNE,001,Quận Ba Đình,01,00002,false,2025-07-01\n"
                + "00002,Xã Hai,COMMUNE,001,Quận Ba Đình,01,00001,false,2025-07-01\n"
            },
            [
                "conversions line 2, new_code: 00002 is not in force on 2025-07-01, neither by the list of "
                "communes nor as the old unit of a later row",
                "conversions line 3, new_code: 00001 is not in force on 2025-07-01, neither by the list of "
                "communes nor as the old unit of a later row",
            ],
        ),
        (
            {  # ends twice
                "conversions": HEADER
                + "00001,Xã Một,COMMUNE,001,Quận Ba Đình,01,00003,false,2024-01-01\n"
                + "00001,Xã Một,COMMUNE,001,Quận Ba Đình,01,00004,false,2025-07-01\n"
                + "00003,Xã Ba,COMMUNE,001,Quận Ba Đình,01,00004,false,2025-07-01\n"
            },
            [
                "conversions line 3, old_code: 00001 ended on 2024-01-01 already (conversions line 2) and no "
                "row begins it again"
            ],
        ),
        (
            {  # ended after the reform, and yet in the list
                "conversions": HEADER + "00004,Phường Ba Đình,WARD,,,01,00008,false,2026-04-30\n"
            },
            [
                "conversions line 2, on: 00004 ended on 2026-04-30, but still stands at communes line 2 and "
                "no row begins it again"
            ],
        ),
    ],
)
def test_fault_is_told_with_its_place(tmp_path: Path, lists: dict[str, str], problems: list[str]) -> None:
    assert problems_of(tmp_path, written(tmp_path, **lists)) == problems


def test_faults_of_all_files_are_told_at_once_and_each_once(tmp_path: Path) -> None:
    files = written(
        tmp_path,
        provinces=PROVINCES.replace("15,,", "1x,,"),
        former=FORMER.replace("Yên Bái", ""),
        communes=COMMUNES.replace(",01,", ",99,").replace("Phường Ngọc Hà", "Ngọc Hà"),
        conversions=HEADER + KIM_TAN.replace("false", "maybe") + CONG_VI.format("99999"),
    )

    assert problems_of(tmp_path, files) == [
        "now line 3, code: '1x': must be an official code of 2 digits, with its leading zeros",
        "former line 4, name_vi: must not be empty",
        "communes line 3, full_name: 'Ngọc Hà': must begin with Xã, Phường, Đặc khu",
        "conversions line 2, is_partial: 'maybe': must be true or false",
    ]


def test_file_in_another_encoding_names_the_line(tmp_path: Path) -> None:
    files = written(tmp_path)
    files.communes.write_bytes(COMMUNES.encode().replace("Lào".encode(), b"L\xe0o"))

    assert problems_of(tmp_path, files) == ["communes line 4: is not UTF-8; save it as CSV in UTF-8"]


def test_absent_file_is_told(tmp_path: Path) -> None:
    files = written(tmp_path)
    files.former_provinces.unlink()

    assert problems_of(tmp_path, files) == ["former: cannot be read: No such file or directory"]


def test_conversion_table_may_be_empty_below_its_header(tmp_path: Path) -> None:
    said = read_versions(written(tmp_path, conversions=HEADER))

    assert said.has_conversions is True
    assert told(said) == told(read_versions(written(tmp_path)))


_codes = st.sets(st.sampled_from(["00001", "00002", "00003", "00004"]), min_size=1)


@st.composite
def histories(draw: st.DrawFn) -> tuple[set[str], list[tuple[str, str, str]]]:
    """The codes that are in force at last, and what passed to what on which day."""
    before = draw(st.sets(st.sampled_from(["2019-12-01", "2024-11-01"])))
    since = draw(st.sets(st.sampled_from(["2025-07-01", "2026-04-30"]), min_size=1))
    now = draw(_codes)
    passed: list[tuple[str, str, str]] = []
    for day in sorted(before | since):
        later = sorted(draw(_codes))
        rows = [
            (old, new, day)
            for old in sorted(now)
            for new in sorted(draw(st.sets(st.sampled_from(later), min_size=1)))
        ]
        now = {new for _, new, _ in rows}
        passed += rows
    return now, passed


@settings(max_examples=200, deadline=None)
@given(history=histories())
def test_code_has_one_meaning_at_a_time_and_territory_passes_forward(
    history: tuple[set[str], list[tuple[str, str, str]]],
) -> None:
    now, rows = history
    communes = "code,full_name,province_code\n" + "".join(f"{code},Xã {code},01\n" for code in sorted(now))
    conversions = HEADER + "".join(
        f"{old},Xã {old},COMMUNE,,,01,{new},{str(len([r for r in rows if r[::2] == (old, on)]) > 1).lower()},"
        f"{on}\n"
        for old, new, on in rows
    )

    with tempfile.TemporaryDirectory() as folder:
        said = read_versions(written(Path(folder), communes=communes, conversions=conversions))

    periods: dict[str, list[tuple[dt.date, dt.date]]] = {}
    for version in said.versions:
        period = (version.began or BEGINNING, version.ended or dt.date.max)
        periods.setdefault(version.official_code, []).append(period)
    assert all(start < end for each in periods.values() for start, end in each)
    assert all(before[1] <= after[0] for each in periods.values() for before, after in pairwise(sorted(each)))
    for passing in said.passings:
        assert passing.predecessor.ended == passing.on
        assert (passing.successor.began or BEGINNING) <= passing.on < (passing.successor.ended or dt.date.max)
    assert len([p for p in said.passings if len(p.predecessor.official_code) == 5]) == len(rows)
