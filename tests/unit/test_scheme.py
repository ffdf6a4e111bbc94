"""Schemes of certificates are the same however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.scheme import canonical_scheme


@pytest.mark.parametrize(
    ("written", "scheme"),
    [
        ("OCOP", "OCOP"),
        (" ocop ", "OCOP"),
        ("ISO 9001", "ISO9001"),
        ("iso-9001", "ISO9001"),
        ("ISO9001", "ISO9001"),
        ("ISO 22000:2018", "ISO22000"),
        ("TCVN 11041-2:2017", "TCVN11041_2"),
        ("GlobalG.A.P.", "GLOBALGAP"),
        ("Global G.A.P.", "GLOBALGAP"),
        ("Viet GAP", "VIETGAP"),
        ("GMP+", "GMP_PLUS"),
        ("gmp plus", "GMP_PLUS"),
        ("Organic EU", "ORGANIC_EU"),
        ("Hữu cơ Việt Nam", "HUU_CO_VIET_NAM"),
        ("绿色食品", "绿色食品"),
        ("--", ""),
    ],
)
def test_a_scheme_is_the_same_however_it_is_written(written: str, scheme: str) -> None:
    assert canonical_scheme(written) == scheme


@given(st.text())
def test_what_is_canonical_stays_as_it_is(written: str) -> None:
    once = canonical_scheme(written)

    assert canonical_scheme(once) == once
