"""Schemes of certificates, whose short names are written in many ways."""

import re

from domain.text import fold

_WORD = re.compile(r"[^\W_]+")
_BEFORE_A_NUMBER = re.compile(r"(?<=[^\W\d])_(?=\d)")


def canonical_scheme(name: str) -> str:
    """A scheme as the register keeps it, however it is written: *ISO 9001* and *iso-9001* are ``ISO9001``,
    *GlobalG.A.P.* is ``GLOBALGAP``, *Organic EU* is ``ORGANIC_EU``. Empty where there is no letter or digit.
    """
    words = _WORD.findall(fold(name).replace(".", ""))
    return _BEFORE_A_NUMBER.sub("", "_".join(words)).upper()
