"""Schemes of certificates, whose short names are written in many ways."""

import re

from domain.text import fold

_WORD = re.compile(r"[^\W_]+")
_EDITION = re.compile(r":(19|20)\d\d\s*$")
_BEFORE_A_NUMBER = re.compile(r"(?<=[^\W\d])_(?=\d)")
_SAME = {"GLOBAL_GAP": "GLOBALGAP", "VIET_GAP": "VIETGAP", "4_C": "4C"}
"""Names that people also write in two words."""


def canonical_scheme(name: str) -> str:
    """A scheme as the register keeps it, whatever its case, accents, dots and dashes, the blank before a
    number and the edition behind a colon: *ISO 9001* and *iso-9001:2015* are ``ISO9001``, *Global G.A.P.* is
    ``GLOBALGAP``, *Organic EU* is ``ORGANIC_EU``, but *GMP+* is ``GMP_PLUS``. Empty where there is no letter
    or digit.
    """
    bare = _EDITION.sub("", fold(name)).replace(".", "").replace("+", " plus ")
    joined = _BEFORE_A_NUMBER.sub("", "_".join(_WORD.findall(bare))).upper()
    return _SAME.get(joined, joined)
