"""The tables: consistent with themselves and with the graph, and how faults in their files are told."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.load import LINK_REMOVALS, LINKS, NAMES, NODES
from seeds.cells import Value
from seeds.load import DEMONSTRATION, REFERENCE_TABLES, Dataset
from seeds.reading import TableProblems
from seeds.tables import REFERENCE, REGISTER, Link, Table
from tests.builders import read_tables

TABLES = (*REFERENCE, *REGISTER)
PRODUCTS = "code,name,name_en,unit,mass_tonnes_per_unit,keeps_days,stage,hs_codes,vsic_codes,kind_of," + (
    "kind_of_factor,source,confidence\n"
)
CHAINS = "code,name,name_en\n"
CLASSES = "unit,kind,value,valid_from,valid_to,source\n"

_files = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.file)


def test_files_are_named_once() -> None:
    files = [table.file for table in TABLES]

    assert len(set(files)) == len(files)


@_files
def test_columns_that_a_table_speaks_of_exist(table: Table) -> None:
    spoken_of = {
        *table.key,
        *table.required,
        *table.names,
        *table.order.values(),
        *(column for columns in table.composed.values() for column in columns),
    }

    assert spoken_of - set(table.columns) == set()


@_files
def test_columns_that_a_link_speaks_of_exist(table: Table) -> None:
    known = {"key", *table.columns, *table.composed}

    spoken_of = {column for link in table.links for column in _columns_of(link)}

    assert spoken_of - known == set()


@_files
def test_composed_keys_are_no_columns(table: Table) -> None:
    assert set(table.composed) & {"key", *table.columns} == set()


@_files
def test_key_is_required_apart_from_its_end(table: Table) -> None:
    required = [column in table.required for column in table.key]

    assert required[0]
    assert required == sorted(required, reverse=True)


@_files
def test_label_and_links_are_known_to_the_graph(table: Table) -> None:
    links = {link.name for link in table.links}

    assert links - set(LINKS) == set()
    assert table.label is None or table.label in NODES
    assert table.label is not None or links


@_files
def test_searched_names_begin_with_a_required_text(table: Table) -> None:
    assert not table.names or (table.label in NAMES and table.names[0] in table.required)


def test_graph_knows_no_label_or_link_that_no_table_has() -> None:
    assert {table.label for table in TABLES if table.label} == set(NODES)
    assert {link.name for table in TABLES for link in table.links} == set(LINKS)
    assert {table.label for table in TABLES if table.label and table.names} == set(NAMES)


def test_node_is_found_by_its_code_or_its_composed_key() -> None:
    keys = {
        table.label: re.findall(r"CREATE \(n\S+ \{(\w+): row\.key\}\)", NODES[table.label][0].text)
        for table in TABLES
        if table.label is not None
    }

    assert keys == {
        table.label: ["code" if table.key == ("code",) else "key"]
        for table in TABLES
        if table.label is not None
    }


@pytest.mark.parametrize(
    ("table", "link"),
    [(table, link) for table in TABLES for link in table.links],
    ids=lambda item: item.name if isinstance(item, Link) else item.file,
)
def test_link_begins_or_ends_at_the_node_of_its_row(table: Table, link: Link) -> None:
    own = {"Facility": "Business", "Supplier": "Business", "Buyer": "Business"}
    ends = re.findall(r"MATCH \(\w:(\w+) \{(\w+): row\.(start|end)\}\)", LINKS[link.name].text)

    of_the_row = [
        (own.get(label, label), key)
        for label, key, side in ends
        if (link.start if side == "start" else link.end) == "key"
    ]

    label = own.get(table.label or "", table.label)
    removed_from = re.search(r"\{(?:code|key): row\.own\}\)(<?)-", LINK_REMOVALS[link.name].text)
    assert removed_from is not None
    assert (removed_from[1] == "<") is (link.end == "key")
    assert table.label is not None or link.start in table.key
    assert [side for *_, side in ends] == ["start", "end"]
    assert of_the_row == ([(label, "code" if table.key == ("code",) else "key")] if of_the_row else [])
    assert table.label is None or of_the_row


@pytest.mark.parametrize("dataset", [REFERENCE_TABLES, DEMONSTRATION], ids=lambda dataset: dataset.name)
def test_committed_files_have_no_problems(dataset: Dataset) -> None:
    tables = read_tables(dataset.folder, dataset.tables)

    assert [table.file for table, records in tables if records] == [table.file for table in dataset.tables]
    assert {path.name for path in dataset.folder.glob("*.csv")} == {table.file for table in dataset.tables}


@pytest.mark.parametrize("dataset", [REFERENCE_TABLES, DEMONSTRATION], ids=lambda dataset: dataset.name)
def test_committed_rows_refer_to_rows(dataset: Dataset) -> None:
    read = {
        table.file: (table, records)
        for source in (REFERENCE_TABLES, DEMONSTRATION)
        for table, records in read_tables(source.folder, source.tables)
    }
    codes = {record.key for table, records in read.values() if table.key == ("code",) for record in records}

    missing = [
        (record.line, column, item)
        for table in dataset.tables
        for record in read[table.file][1]
        for column in table.references() - set(table.composed)
        for item in _codes(record.values.get(column))
        if item not in codes
    ]

    assert missing == []


def test_good_rows_are_read_whole(tmp_path: Path) -> None:
    _write(tmp_path, "value_chains.csv", CHAINS + "V-QUE,Chuỗi quế, Cinnamon \nV-che,Chuỗi chè,\n")
    _write(
        tmp_path,
        "unit_classes.csv",
        CLASSES + "U-15@2025-07-01,CITY_GRADE,III,2025-07-01,2026-01-01,Nghị quyết\n",
    )

    tables = read_tables(tmp_path, _tables("value_chains.csv", "unit_classes.csv"))

    assert [(table.file, [(r.line, r.key, r.values) for r in records]) for table, records in tables] == [
        (
            "value_chains.csv",
            [
                (
                    "value_chains.csv line 2",
                    "V-que",
                    {"code": "V-que", "name": "Chuỗi quế", "name_en": "Cinnamon"},
                ),
                ("value_chains.csv line 3", "V-che", {"code": "V-che", "name": "Chuỗi chè"}),
            ],
        ),
        (
            "unit_classes.csv",
            [
                (
                    "unit_classes.csv line 2",
                    "U-15@2025-07-01|CITY_GRADE|III|2025-07-01",
                    {
                        "unit": "U-15@2025-07-01",
                        "kind": "CITY_GRADE",
                        "value": "III",
                        "valid_from": dt.date(2025, 7, 1),
                        "valid_to": dt.date(2026, 1, 1),
                        "source": "Nghị quyết",
                    },
                )
            ],
        ),
    ]


def test_byte_order_mark_order_of_columns_and_line_ends_do_not_matter(tmp_path: Path) -> None:
    _write(tmp_path, "value_chains.csv", "\ufeffname,code,name_en\r\nChuỗi quế,V-que,Cinnamon\r\n")

    ((_, records),) = read_tables(tmp_path, _tables("value_chains.csv"))

    expected: dict[str, Value] = {"code": "V-que", "name": "Chuỗi quế", "name_en": "Cinnamon"}
    assert [record.values for record in records] == [expected]


def test_hash_of_a_row_changes_with_the_row_only(tmp_path: Path) -> None:
    tables = _tables("value_chains.csv")
    _write(tmp_path, "value_chains.csv", CHAINS + "V-que,Chuỗi quế,\nV-che,Chuỗi chè,\n")
    ((_, before),) = read_tables(tmp_path, tables)

    _write(tmp_path, "value_chains.csv", CHAINS + "V-che,Chuỗi chè,Tea\nV-que,Chuỗi quế,\n")
    ((_, after),) = read_tables(tmp_path, tables)

    assert {record.key for record in after if record.hash not in {old.hash for old in before}} == {"V-che"}


def test_key_is_composed_of_optional_columns_too() -> None:
    tables = read_tables(DEMONSTRATION.folder, _tables("certificates.csv"))

    composed = [record.values.get("offer") for record in tables[0][1]]

    assert [
        key
        for key in composed
        if not (key is None or re.fullmatch(r"[BO]-\w{8}-\w\|P-[a-z0-9-]+\|.*", str(key)))
    ] == []
    assert any(composed)


@pytest.mark.parametrize(
    ("files", "problems"),
    [
        (
            {"value_chains.csv": "code,name\nV-que,Chuỗi quế\n"},
            ["value_chains.csv: columns missing or not known: ['name_en']"],
        ),
        (
            {"value_chains.csv": "code,name,name_en,name_zh\nV-que,Chuỗi quế,,\n"},
            ["value_chains.csv: columns missing or not known: ['name_zh']"],
        ),
        (
            {"value_chains.csv": "code;name;name_en\nV-que;Chuỗi quế;\n"},
            [
                "value_chains.csv: columns missing or not known: "
                "['code', 'code;name;name_en', 'name', 'name_en']"
            ],
        ),
        (
            {"value_chains.csv": ""},
            ["value_chains.csv: columns missing or not known: ['code', 'name', 'name_en']"],
        ),
        (
            {"value_chains.csv": CHAINS + 'V-que,"Chuỗi quế,\n'},
            ["value_chains.csv: cannot be read: unexpected end of data"],
        ),
        (
            {"value_chains.csv": CHAINS + "V-que,,Cinnamon\nV-che, ,Tea\n"},
            [
                "value_chains.csv line 2, name: must not be empty",
                "value_chains.csv line 3, name: must not be empty",
            ],
        ),
        (
            {"value_chains.csv": CHAINS + "V-que\n\nV-che,Chuỗi chè\nV-tre,Chuỗi tre, luồng,\n"},
            [
                "value_chains.csv line 2: 1 cells for 3 columns",
                "value_chains.csv line 4: 2 cells for 3 columns",
                "value_chains.csv line 5: 4 cells for 3 columns",
            ],
        ),
        (
            {"value_chains.csv": "code,name,name,name_en,code\nV-que,Chuỗi quế,Quế,Cinnamon,V-que\n"},
            ["value_chains.csv: columns that stand more than once: ['code', 'name']"],
        ),
        (
            {"unit_classes.csv": CLASSES + 2 * "U-15@2025-07-01,CITY_GRADE,III,2025,,\n"},
            [
                "unit_classes.csv line 2, valid_from: '2025': must be a day such as 2026-11-23",
                "unit_classes.csv line 3, valid_from: '2025': must be a day such as 2026-11-23",
            ],
        ),
        (
            {"unit_classes.csv": CLASSES + 2 * "U-15@2025-07-01,CITY_GRADE,III,,,\n"},
            [
                "unit_classes.csv line 3: U-15@2025-07-01|CITY_GRADE|III| stands already at "
                "unit_classes.csv line 2"
            ],
        ),
        (
            {"value_chains.csv": CHAINS + ",Chuỗi quế,\n,Chuỗi chè,\n"},
            [
                "value_chains.csv line 2, code: must not be empty",
                "value_chains.csv line 3, code: must not be empty",
            ],
        ),
        (
            {
                "value_chains.csv": CHAINS
                + f"V-que,Chuỗi \u202equế,\nV-che,Chuỗi {'a' * 201},\nV-tre,{'tre ' * 501},\n"
            },
            [
                "value_chains.csv line 2, name: 'Chuỗi \\u202equế': has the invisible character U+202E",
                f"value_chains.csv line 3, name: 'Chuỗi {'a' * 201}': has a word of more than 200 letters",
                "value_chains.csv line 4, name: 2,003 characters are more than 2,000",
            ],
        ),
        (
            {"value_chains.csv": CHAINS + "P-que,Chuỗi quế,\n"},
            ["value_chains.csv line 2, code: 'P-que': must begin with V"],
        ),
        (
            {"value_chains.csv": CHAINS + 'V-che,"Chuỗi\nchè",\nV-quế,Chuỗi quế,\n'},
            ["value_chains.csv line 4, code: 'V-quế': 'V-quế' is not of the form V-words-without-accents"],
        ),
        (
            {"value_chains.csv": CHAINS + "V-que,Chuỗi quế,\nV-che,Chuỗi chè,\nv-QUE,Chuỗi quế,\n"},
            ["value_chains.csv line 4: V-que stands already at value_chains.csv line 2"],
        ),
        (
            {"unit_classes.csv": CLASSES + "U-15@2025-07-01,GRADE,III,2025-02-30,,\n"},
            [
                "unit_classes.csv line 2, kind: 'GRADE': must be one of AREA_DIFFICULTY, CITY_GRADE",
                "unit_classes.csv line 2, valid_from: '2025-02-30': day is out of range for month",
            ],
        ),
        (
            {"unit_classes.csv": CLASSES + "U-15@2025-07-01,CITY_GRADE,III,2025-07-01,2025-06-30,\n"},
            ["unit_classes.csv line 2, valid_to: lies before valid_from"],
        ),
        (
            {
                "administrative_units.csv": "code,official_code,name,name_en,kind,valid_from,valid_to,"
                "part_of,latitude,longitude,source\n"
                "U-15@2025-07-01,15,Tỉnh Lào Cai,,PROVINCE,2025-07-01,,,22.3,,\n"
                "U-25@2025-07-01,25,Tỉnh Phú Thọ,,PROVINCE,2025-07-01,,,,105.2,\n"
            },
            [
                "administrative_units.csv line 2, longitude: must not be empty beside a latitude",
                "administrative_units.csv line 3, latitude: must not be empty beside a longitude",
            ],
        ),
        (
            {
                "members.csv": "member,organisation,share_delivered,is_counted_in_capacity,since\n"
                + "O-00MDFE2D-P,O-00MDFE2D-P,0.7,,\nO-00MDFE2D-P,O-05VZQE00-N,70,,\n"
            },
            [
                "members.csv line 2, organisation: must not be the member itself",
                "members.csv line 3, share_delivered: '70': must lie between 0 and 1",
            ],
        ),
        (
            {
                "products.csv": PRODUCTS
                + "P-que,Quế,,TONNE,,,RAW,,,P-vo-que,,,\n"
                + "P-vo-que,Vỏ quế,,TONNE,,,RAW,,,P-que-kho,,,\n"
                + "P-que-kho,Quế khô,,TONNE,,,RAW,,,P-que,,,\n"
                + "P-che,Chè,,TONNE,,,RAW,,,P-che,,,\n"
            },
            [
                "products.csv line 2, kind_of: goes in a circle",
                "products.csv line 3, kind_of: goes in a circle",
                "products.csv line 4, kind_of: goes in a circle",
                "products.csv line 5, kind_of: goes in a circle",
            ],
        ),
        (
            {
                "unit_successions.csv": "predecessor,successor,on,is_partial\n"
                + "U-10@2004-07-08,U-15@2004-07-08,2025-07-01,false\n"
                + "U-15@2004-07-08,U-15@2025-07-01,2025-07-01,false\n"
                + "U-15@2025-07-01,U-08@2004-07-08,2025-07-01,true\n"
                + "U-08@2004-07-08,U-15@2004-07-08,2025-07-01,false\n"
                + "U-08@2004-07-08,U-24@2025-07-01,2025-07-01,false\n"
                + "U-01@2004-07-08,U-01@2004-07-08,2025-07-01,false\n"
            },
            [
                "unit_successions.csv line 3, successor: the units succeed each other in a circle",
                "unit_successions.csv line 4, successor: the units succeed each other in a circle",
                "unit_successions.csv line 5, successor: the units succeed each other in a circle",
                "unit_successions.csv line 7, successor: the units succeed each other in a circle",
            ],
        ),
        (
            {
                "products.csv": PRODUCTS
                + "P-go,Gỗ,,CUBIC_METRE,0.7,,RAW,,,,,,\n"
                + "P-mun-cua,Mùn cưa,,TONNE,1,,BYPRODUCT,,,P-go,,,\n"
                + "P-vo-bao,Vỏ bào,,TONNE,1,,BYPRODUCT,,,P-go,1.4,,\n"
                + "P-go-xe,Gỗ xẻ,,CUBIC_METRE,0.7,,RAW,,,P-go,,,\n"
            },
            ["products.csv line 3, kind_of_factor: needed, the units differ"],
        ),
        (
            {
                "products.csv": PRODUCTS
                + "P-go,Gỗ,,CUBIC_METRE,0.7,,RAW,,,,,,\n"
                + "P-mun-cua,Mùn cưa,,,1,,BYPRODUCT,,,P-go,,,\n"
                + "P-vo-bao,Vỏ bào,,TONNE,1,,BYPRODUCT,,,P-go,1e1,,\n"
                + "P-dam,Dăm,,TONNES,1,,BYPRODUCT,,,P-go,,,\n"
                + "P-dam-keo,Dăm keo,,TONNE,1,,BYPRODUCT,,,P-dam,,,\n"
            },
            [
                "products.csv line 3, unit: must not be empty",
                "products.csv line 4, kind_of_factor: '1e1': must be a number such as 1.5",
                "products.csv line 5, unit: 'TONNES': must be one of TONNE, KILOGRAM, LITRE, CUBIC_METRE, "
                "SQUARE_METRE, METRE, PIECE",
            ],
        ),
    ],
)
def test_problem_is_told_with_its_place(tmp_path: Path, files: dict[str, str], problems: list[str]) -> None:
    for file, content in files.items():
        _write(tmp_path, file, content)

    with pytest.raises(TableProblems) as fault:
        read_tables(tmp_path, _tables(*files))

    assert fault.value.problems == problems
    assert str(fault.value) == "\n".join(problems)


def test_broken_utf_8_is_a_problem_of_its_file(tmp_path: Path) -> None:
    (tmp_path / "value_chains.csv").write_bytes(CHAINS.encode() + "V-que,Chuỗi quế,\n".encode("utf-16"))

    with pytest.raises(TableProblems, match=r"^value_chains\.csv: cannot be read: 'utf-8' codec"):
        read_tables(tmp_path, _tables("value_chains.csv"))


def test_missing_file_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(TableProblems, match=r"^value_chains\.csv: cannot be read: .*No such file"):
        read_tables(tmp_path, _tables("value_chains.csv"))


def test_all_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    _write(tmp_path, "value_chains.csv", CHAINS + "V-que,,\nX-che,Chuỗi chè,\n")
    _write(tmp_path, "unit_classes.csv", CLASSES + "U-15,CITY_GRADE,,2025-07-01,2024-07-01,\n")
    _write(tmp_path, "products.csv", PRODUCTS + "P-che,Chè,,KILO,-1,,RAW,0902,,P-che,,,\n")
    _write(tmp_path, "agencies.csv", "code,name\n")

    with pytest.raises(TableProblems) as fault:
        read_tables(tmp_path, _tables("value_chains.csv", "unit_classes.csv", "products.csv", "agencies.csv"))

    assert fault.value.problems == [
        "value_chains.csv line 2, name: must not be empty",
        "value_chains.csv line 3, code: 'X-che': No kind of record has codes that begin with 'X': "
        "give a code such as B-7K3Q9D2M-4, no name",
        "unit_classes.csv line 2, unit: 'U-15': The code of a unit has the form U-15@2025-07-01",
        "unit_classes.csv line 2, value: must not be empty",
        "unit_classes.csv line 2, valid_to: lies before valid_from",
        "products.csv line 2, unit: 'KILO': must be one of TONNE, KILOGRAM, LITRE, CUBIC_METRE, "
        "SQUARE_METRE, METRE, PIECE",
        "products.csv line 2, mass_tonnes_per_unit: '-1': must be a number from 0 on",
        "products.csv line 2, hs_codes: '0902': 0902 is not an HS code such as 2022:090619",
        "products.csv line 2, kind_of: goes in a circle",
        "agencies.csv: columns missing or not known: ['aliases', 'name_en', 'unit']",
    ]


def test_message_shows_the_first_fifty_problems(tmp_path: Path) -> None:
    rows = "".join(f"V-chuoi-{number},,\n" for number in range(53))
    _write(tmp_path, "value_chains.csv", CHAINS + rows)

    with pytest.raises(TableProblems) as fault:
        read_tables(tmp_path, _tables("value_chains.csv"))

    assert len(fault.value.problems) == 53
    assert str(fault.value).splitlines() == [*fault.value.problems[:50], "… and 3 more"]


def test_row_with_more_cells_than_columns_is_a_problem(tmp_path: Path) -> None:
    _write(tmp_path, "value_chains.csv", CHAINS + "V-que,Chuỗi quế, hồi,Cinnamon\n")

    with pytest.raises(TableProblems, match=r"value_chains\.csv line 2"):
        read_tables(tmp_path, _tables("value_chains.csv"))


def test_column_that_stands_twice_is_a_problem(tmp_path: Path) -> None:
    _write(tmp_path, "value_chains.csv", "code,name,name,name_en\nV-que,Chuỗi quế,Quế,Cinnamon\n")

    with pytest.raises(TableProblems, match=r"value_chains\.csv"):
        read_tables(tmp_path, _tables("value_chains.csv"))


def test_rows_with_bad_codes_are_not_called_duplicates(tmp_path: Path) -> None:
    _write(tmp_path, "value_chains.csv", CHAINS + "X-que,Chuỗi quế,\nX-che,Chuỗi chè,\n")

    with pytest.raises(TableProblems) as fault:
        read_tables(tmp_path, _tables("value_chains.csv"))

    assert fault.value.problems == [
        "value_chains.csv line 2, code: 'X-que': No kind of record has codes that begin with 'X': "
        "give a code such as B-7K3Q9D2M-4, no name",
        "value_chains.csv line 3, code: 'X-che': No kind of record has codes that begin with 'X': "
        "give a code such as B-7K3Q9D2M-4, no name",
    ]


def test_tie_that_would_link_nothing_is_a_problem(tmp_path: Path) -> None:
    _write(
        tmp_path,
        "cluster_places.csv",
        "cluster,business,tie,since,area_ha\nC-0PPHBR40-K,B-516XXWNS-A,LOCATED,2016-01-25,0.6\n",
    )

    with pytest.raises(TableProblems, match=r"cluster_places\.csv line 2, tie"):
        read_tables(tmp_path, _tables("cluster_places.csv"))


@pytest.mark.parametrize(
    ("file", "row"),
    [
        (
            "programmes.csv",
            {
                "code": "G-kc-lao-cai",
                "name": "Khuyến công Lào Cai",
                "start_year": "2030",
                "end_year": "2026",
            },
        ),
        (
            "meetings.csv",
            {
                "code": "M-06P3RCSB-S",
                "fair": "F-6S0VFRPQ-6",
                "seller": "B-3BK7GN6A-M",
                "buyer": "B-GB4SYRSC-5",
                "starts_at": "2026-12-11T10:30:00+08:00",
                "ends_at": "2026-12-11T10:00:00+08:00",
            },
        ),
    ],
)
def test_end_before_the_beginning_is_a_problem(tmp_path: Path, file: str, row: dict[str, str]) -> None:
    (table,) = _tables(file)
    cells = ",".join(row.get(column, "") for column in table.columns)
    _write(tmp_path, file, f"{','.join(table.columns)}\n{cells}\n")

    with pytest.raises(TableProblems, match="lies before"):
        read_tables(tmp_path, [table])


def _tables(*files: str) -> list[Table]:
    return [table for file in files for table in TABLES if table.file == file]


def _write(folder: Path, file: str, content: str) -> None:
    (folder / file).write_bytes(content.encode())


def _codes(value: Value) -> list[str]:
    items = value if isinstance(value, list) else [value]
    codes = [re.fullmatch(r"([A-Z]-[^:]+?)(:[0-9.e-]+)?", str(item)) for item in items]
    return [code[1] for code in codes if code]


def _columns_of(link: Link) -> Iterator[str]:
    yield from (link.start, link.end, *link.properties.values())
    if link.when is not None:
        yield link.when[0]
    if link.unless is not None:
        yield link.unless
