"""Where a business without coordinates lies: the middle of its unit, or of the nearest that has one."""

import pytest

from domain.enums import AdministrativeUnitKind
from planning.middle import Middle, nearest_middle

COMMUNE, WARD = AdministrativeUnitKind.COMMUNE, AdministrativeUnitKind.WARD
DISTRICT, PROVINCE = AdministrativeUnitKind.DISTRICT, AdministrativeUnitKind.PROVINCE

FAR = Middle(PROVINCE, 2, 22.0, 104.0)
ABOVE = Middle(DISTRICT, 1, 21.8, 104.2)
SUCCESSOR = Middle(COMMUNE, 1, 21.5, 104.5)
OTHER = Middle(WARD, 1, 21.7, 104.7)


@pytest.mark.parametrize(
    ("middles", "expected"),
    [
        ([], None),
        ([FAR], FAR),
        ([FAR, ABOVE], ABOVE),
        ([FAR, ABOVE, SUCCESSOR], SUCCESSOR),
        ([SUCCESSOR, Middle(PROVINCE, 0, 21.0, 104.0)], Middle(PROVINCE, 0, 21.0, 104.0)),
        ([OTHER, ABOVE, SUCCESSOR, OTHER], Middle(COMMUNE, 1, 21.6, 104.6)),
    ],
)
def test_middle_is_the_nearest_by_steps_then_that_of_the_smallest_units(
    middles: list[Middle], expected: Middle | None
) -> None:
    assert nearest_middle(middles) == expected
    assert nearest_middle(reversed(middles)) == expected
