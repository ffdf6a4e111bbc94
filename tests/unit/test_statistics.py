"""Keys of the rows of tables: what they are called, and in which order rows stand."""

from typing import Any

import pytest

from domain.enums import FacilityDimension, ProjectDimension
from domain.language import Language
from planning.statistics import arranged, key

COMMUNE = {"code": "U-1", "name": "Xã Một", "nameEn": "Mot Commune", "byName": "x1 U-1"}
UNNAMED = {"code": "U-2", "name": "Xã Hai", "nameEn": None, "byName": "x0 U-2"}


@pytest.mark.parametrize(
    ("dimension", "value", "expected"),
    [
        (FacilityDimension.COMMUNE, COMMUNE, ("U-1", "Xã Một", "Mot Commune")),
        (FacilityDimension.COMMUNE, UNNAMED, ("U-2", "Xã Hai", "Xã Hai")),
        (FacilityDimension.COMMUNE, None, ("", "Không rõ", "Unknown")),
        (FacilityDimension.LEGAL_FORM, "HOUSEHOLD", ("HOUSEHOLD", "Hộ kinh doanh", "Business household")),
        (FacilityDimension.SIZE_CLASS, None, ("", "Không rõ", "Unknown")),
        (FacilityDimension.YEAR, 2025, ("2025", "2025", "2025")),
        (FacilityDimension.YEAR, None, ("", "Không rõ", "Unknown")),
        (FacilityDimension.CLUSTER, None, ("", "Không có", "None")),
        (ProjectDimension.STATUS, "SETTLED", ("SETTLED", "Đã quyết toán", "Settled")),
        (ProjectDimension.PROGRAMME, None, ("", "Không có", "None")),
    ],
)
def test_key_has_a_label_in_both_languages(
    dimension: FacilityDimension | ProjectDimension, value: Any, expected: tuple[str, str, str]
) -> None:
    vietnamese = key(dimension, value, Language.VI)
    english = key(dimension, value, Language.EN)

    assert (vietnamese.value, vietnamese.label, english.label) == expected
    assert (vietnamese.value, vietnamese.order) == (english.value, english.order)


@pytest.mark.parametrize(
    ("dimension", "values"),
    [
        (FacilityDimension.COMMUNE, [UNNAMED, COMMUNE, None]),
        (FacilityDimension.SIZE_CLASS, ["MICRO", "SMALL", "MEDIUM", "LARGE", None]),
        (FacilityDimension.YEAR, [999, 2024, 2025, None]),
        (ProjectDimension.STATUS, ["DRAFT", "REGISTERED", "CANCELLED", None]),
    ],
)
def test_rows_stand_in_the_order_of_their_keys(
    dimension: FacilityDimension | ProjectDimension, values: list[Any]
) -> None:
    rows = [{dimension.name: value} for value in reversed(values)]

    found = arranged(rows, [dimension], Language.VI)

    assert [row[dimension.name] for _, row in found] == values


def test_first_dimension_orders_first() -> None:
    by = [FacilityDimension.YEAR, FacilityDimension.COMMUNE]
    rows = [{"YEAR": year, "COMMUNE": unit} for unit in (None, COMMUNE, UNNAMED) for year in (2025, 2024)]

    found = arranged(rows, by, Language.EN)

    assert [[each.value for each in keys] for keys, _ in found] == [
        ["2024", "U-2"],
        ["2024", "U-1"],
        ["2024", ""],
        ["2025", "U-2"],
        ["2025", "U-1"],
        ["2025", ""],
    ]


def test_table_without_dimensions_has_rows_without_keys() -> None:
    assert arranged([{"facilities": 3}], [], Language.VI) == [([], {"facilities": 3})]
