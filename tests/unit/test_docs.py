"""What the documents say of the code is what the code says."""

import json
import re
from itertools import product
from pathlib import Path

import pytest
from graphql import ScalarTypeDefinitionNode, parse

from domain.codes import RecordKind
from domain.collation import sort_key
from graph.load import LINKS, NAMES
from graph.schema import CONSTRAINTS, DECLARATIONS
from planning import cluster_linkage, relatedness
from planning.partner import ALGORITHM, WEIGHTS
from schema.connection import DEFAULT_SIZE, LARGEST_SIZE
from seeds.tables import REFERENCE, REGISTER, Table
from seeds.unit_lists import COMMUNES, CONVERSIONS, FORMER_PROVINCES, PROVINCES, Files
from seeds.unit_versions import REFORM, read_versions
from service import limits
from service.cli import app
from service.execution import published_names
from service.metrics import REGISTRY
from service.printing import FILE
from service.settings import Settings

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
API = (ROOT / "docs" / "api.md").read_text()
DATA_MODEL = (ROOT / "docs" / "data-model.md").read_text()
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
QUALITY = (ROOT / "docs" / "quality.md").read_text()
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
PATTERN = re.compile(r"\(([\w|]+)\)-\[:(\w+)\]->\(([\w|]+)\)")


def section(text: str, heading: str) -> str:
    """The part of a document under a heading, up to the next of the same or a higher level."""
    found = re.search(rf"^(#+) {re.escape(heading)}$", text, re.MULTILINE)
    assert found, f"There is no section {heading!r}"
    rest = text[found.end() :]
    end = re.search(rf"^#{{1,{len(found[1])}}} ", rest, re.MULTILINE)
    return rest[: end.start()] if end else rest


def rows(text: str) -> list[list[str]]:
    """The rows of the tables in a text, without their headings; ``code`` marks are dropped."""
    tables = re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE)
    return [
        [cell.strip().replace("`", "") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        for table in tables
        for line in table.splitlines()[2:]
    ]


def layout(tables: tuple[Table, ...]) -> str:
    """The table that describes files: required columns are bold."""
    lines = ["| file | node | key | columns |", "| --- | --- | --- | --- |"]
    for table in tables:
        columns = ", ".join(
            f"**{column}**" if column in table.required else column for column in table.columns
        )
        lines.append(f"| `{table.file}` | {table.label or '–'} | {', '.join(table.key)} | {columns} |")
    return "\n".join(lines)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_to_a_file_and_a_heading(document: Path) -> None:
    text = re.sub(r"^```.*?^```", "", document.read_text(), flags=re.MULTILINE | re.DOTALL)
    broken = []
    for link in LINK.findall(text):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)

    assert broken == []


def anchors(document: Path) -> set[str]:
    """The anchors of the headings of a document, as forges make them."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_settings_are_those_of_the_service() -> None:
    written = {row[0]: row[1] for row in rows(section(OPERATIONS, "Settings"))}

    defaults = {
        f"LIENKET_{name}".upper(): str(field.default).lower() if field.default is not None else "–"
        for name, field in Settings.model_fields.items()
    }
    assert written == defaults


def test_commands_are_those_of_the_command_line() -> None:
    written = {row[0].removeprefix("lienket ").split()[0] for row in rows(section(OPERATIONS, "Commands"))}

    assert written == {
        *(command.callback.__name__ for command in app.registered_commands if command.callback is not None),
        *(group.name for group in app.registered_groups),
    }


def test_metrics_are_those_of_the_service() -> None:
    written = {row[0] for row in rows(section(OPERATIONS, "Metrics"))}

    assert written == {
        name + ("_total" if family.type == "counter" else "")
        for family in REGISTRY.collect()
        for name in [family.name]
    }


def test_limits_are_those_of_the_service() -> None:
    written = {row[0]: row[1] for row in rows(section(API, "Limits").partition("\n### ")[0])}

    assert written == {
        "body": f"{limits.LARGEST_BODY:,} bytes",
        "tokens": f"{limits.MOST_TOKENS:,}",
        "levels": f"{limits.MOST_LEVELS}",
        "aliases": f"{limits.MOST_ALIASES}",
        "directives": f"{limits.MOST_DIRECTIVES}",
        "objects": f"{limits.MOST_OBJECTS:,}",
        "page": f"{LARGEST_SIZE}, {DEFAULT_SIZE} unless asked",
    }


def test_long_lists_count_as_written() -> None:
    written = {
        (kind, name): int(items)
        for kind, fields in rows(section(API, "Lists without pages"))
        for name, items in map(str.split, fields.split(", "))
    }

    assert written == limits.LONG_LISTS


def test_criteria_have_the_weights_of_the_score() -> None:
    written = {row[0]: float(row[1]) for row in rows(section(API, "Criteria"))}

    assert written == {criterion.name: weight for criterion, weight in WEIGHTS.items()}
    assert ALGORITHM in section(API, "Partners")


def test_criteria_of_linkages_have_the_weights_of_the_score() -> None:
    written = {row[0]: float(row[1]) for row in rows(section(API, "Linked clusters"))}

    assert written == {criterion.name: weight for criterion, weight in cluster_linkage.WEIGHTS.items()}
    assert cluster_linkage.ALGORITHM in section(API, "Linked clusters")


def test_measures_of_relatedness_are_fields_of_the_schema() -> None:
    text = section(API, "Related and feasible products")
    measures = {
        name for row in rows(section(API, "Measures")) for name in re.findall(r"\b[a-z]+[A-Za-z]*\b", row[0])
    }

    fields = set(re.findall(r"^  (\w+)(?=[:(])", FILE.read_text(), re.MULTILINE))
    assert {"proximity", "density", "complexity", "revealedComparativeAdvantage"} <= measures
    assert measures - {"of", "a", "place"} <= fields
    assert relatedness.ALGORITHM in text
    assert f"up to {LARGEST_SIZE}" in text


def test_scalars_are_those_of_the_schema() -> None:
    written = {row[0] for row in rows(section(API, "Scalars"))}

    definitions = parse((ROOT / "schema" / "schema.graphql").read_text()).definitions
    assert written == {d.name.value for d in definitions if isinstance(d, ScalarTypeDefinitionNode)}


def test_published_operations_are_listed() -> None:
    written = {row[1] for row in rows(section(API, "Published operations"))}

    assert written == published_names()


def test_prefixes_are_those_of_the_kinds_of_record() -> None:
    written = {row[0]: row[1] for row in rows(section(DATA_MODEL, "Prefixes"))}

    assert written == {kind.value: kind.name.lower().replace("_", " ") for kind in RecordKind}


def test_labels_have_their_keys() -> None:
    written = {row[0]: row[1] for row in rows(section(DATA_MODEL, "Labels"))}

    declared = [each for each in (*CONSTRAINTS, *DECLARATIONS) if each.label != "SUPPLIES"]
    unique = {each.label: each.key for each in declared if each.name.endswith("_unique")}
    looked_up = {each.label: each.key for each in declared if each.key in {"code", "sequence"}}
    assert written == looked_up | unique


def test_relationships_are_those_that_are_written() -> None:
    written = {
        (start, kind, end)
        for starts, kind, ends in PATTERN.findall(section(DATA_MODEL, "Relationships").replace("\\|", "|"))
        for start, end in product(starts.split("|"), ends.split("|"))
    }

    links = {(_label("a", each.text), _kind(each.text), _label("b", each.text)) for each in LINKS.values()}
    named = {
        (_label("n", forget.text), kind, end)
        for (forget, *_), _ in NAMES.values()
        for kind, end in (("NAMED", "Word"), ("KNOWN_AS", "Name"))
    }
    of_words = {("Prefix", "BEGINS", "Word")}
    assert written == links | named | of_words


def _label(variable: str, cypher: str) -> str:
    found = re.search(rf"MATCH \({variable}:(\w+)", cypher)
    assert found
    return found[1]


def _kind(cypher: str) -> str:
    found = re.search(r"\[r:(\w+)", cypher)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("heading", "tables"), [("Reference tables", REFERENCE), ("Register tables", REGISTER)]
)
def test_layout_is_that_of_the_tables(heading: str, tables: tuple[Table, ...]) -> None:
    assert layout(tables) in section(DATA_MODEL, heading)


def test_lists_of_units_have_their_columns() -> None:
    written = {row[0]: row[1] for row in rows(section(DATA_MODEL, "Lists of administrative units"))}

    assert written == {
        f"--{table.file.replace('_', '-')}": ", ".join(
            f"**{column}**" if column in table.required else column for column in table.columns
        )
        for table in (PROVINCES, FORMER_PROVINCES, COMMUNES, CONVERSIONS)
    }


def test_example_of_a_conversion_table_has_no_fault(tmp_path: Path) -> None:
    (example,) = re.findall(
        r"```csv\n(.*?)```", section(DATA_MODEL, "Lists of administrative units"), re.DOTALL
    )
    contents = {
        "now": "code,name_vi,type,members\n01,Hà Nội,municipality,01\n15,Lào Cai,province,10\n"
        "79,Hồ Chí Minh,municipality,77\n",
        "former": "code,name_vi,type\n01,Hà Nội,municipality\n10,Lào Cai,province\n77,Vũng Tàu,province\n",
        "communes": "code,full_name,province_code\n00008,Phường Ngọc Hà,01\n00025,Phường Giảng Võ,01\n"
        "02647,Phường Lào Cai,15\n26732,Đặc khu Côn Đảo,79\n",
        "conversions": example,
    }
    for name, content in contents.items():
        (tmp_path / name).write_text(content)
    now, former, communes, conversions = (tmp_path / name for name in contents)

    said = read_versions(
        Files(provinces=now, former_provinces=former, communes=communes, conversions=conversions)
    )

    assert len([passing for passing in said.passings if passing.on == REFORM]) == 2 + 4 + 3
    assert said.remarks == []


def test_files_named_in_the_contributors_guide_exist() -> None:
    named = set(re.findall(r"`([\w./-]+/[\w.-]+\.(?:py|graphql|csv|toml|md))`", CONTRIBUTING))

    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_changelog_begins_with_what_is_unreleased() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)

    assert headings[0] == "Unreleased"


def test_names_in_the_data_model_stand_in_their_order() -> None:
    (line,) = re.findall(r"^> (.+)$", section(DATA_MODEL, "Names in order"), re.MULTILINE)
    names = line.split(", ")

    assert sorted(names, key=sort_key) == names
    assert len(names) > 10


@pytest.mark.parametrize(
    ("ground", "heading"),
    [
        ("demonstration", "Demonstration register"),
        ("colorado", "Farms and buyers in Colorado"),
        ("supplygraph", "Plants and products of SupplyGraph"),
    ],
)
def test_figures_of_quality_are_those_measured(ground: str, heading: str) -> None:
    measured = json.loads((ROOT / "benchmarks" / "results" / "missing-links.json").read_text())
    (kept,) = [each for each in measured["grounds"] if each["name"] == ground]
    figures: dict[str, list[str]] = {}
    for each in kept["methods"]:
        for figure in (each["hitAt10"], each["meanReciprocalRank"]):
            text = f"{figure['mean']:.2f} ± {figure['margin']:.2f}"
            figures.setdefault(each["method"], []).append(text)

    assert measured["algorithm"] == ALGORITHM
    assert rows(section(QUALITY, heading)) == [[method, *texts] for method, texts in figures.items()]


def test_figures_of_other_weights_are_those_measured() -> None:
    measured = json.loads((ROOT / "benchmarks" / "results" / "missing-links.json").read_text())
    other = measured["grounds"][0]["otherWeights"]

    told = section(QUALITY, "Other weights")

    assert f"the mean gain is {other['gain']:.2f} ± {other['margin']:.2f}." in told
    assert [row[:3] for row in rows(told)] == [
        [str(number), f"{fold['usual']:.2f}", f"{fold['chosen']:.2f}"]
        for number, fold in enumerate(other["folds"], 1)
    ]
