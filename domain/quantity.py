"""Quantities as they are told: in the unit of a product, without what binary arithmetic adds to decimals."""

from typing import overload

_DIGITS = 6
_SMALL = 1e-3
_DIGITS_OF_SMALL = 12


@overload
def rounded(quantity: float) -> float: ...


@overload
def rounded(quantity: float | None) -> float | None: ...


def rounded(quantity: float | None) -> float | None:
    """A quantity to the millionth of its unit, one below a thousandth to the million millionth: 3.2 − 0.3
    is 2.9, not 2.9000000000000004. What is computed is rounded once, when it is told, and never on the
    way."""
    if quantity is None:
        return None
    return round(quantity, _DIGITS if abs(quantity) >= _SMALL else _DIGITS_OF_SMALL)
