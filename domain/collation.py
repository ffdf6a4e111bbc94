"""The Vietnamese alphabetical order of names, as stored keys of printable ASCII."""

import unicodedata

_MARKS = " _-‐–—,;:!?.·'\"«»()[]{}@*/\\&#%•`^°®+±×<=>|~−⁄$₫€"
_DIGITS_AND_LETTERS = "0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
"""The characters of names in their order: blank, punctuation and symbols, digits, letters."""
_TONES = "\u0300\u0309\u0303\u0301\u0323"
"""Huyền, hỏi, ngã, sắc, nặng: the order of tones in Vietnamese dictionaries, after none."""
_ACCENTS = "\u0306\u0302\u030c\u030a\u0308\u030b\u0307\u0338\u0327\u0328\u0304\u0335"
"""Breve, circumflex, caron, ring, diaeresis, double acute, dot, slash, cedilla, ogonek, macron, stroke:
what other languages put on a letter without making another of it."""
_FIRST, _SECOND, _THIRD = "\u0360", "\u0361", "\u0362"
"""Double accents, which no name has; here they mark a way of writing the character before them."""
_WRITTEN = str.maketrans(
    {
        "ø": "o\u0338",
        "Ø": "O\u0338",
        "ł": "l\u0335",
        "Ł": "L\u0335",
        "æ": f"a{_FIRST}e",
        "Æ": f"A{_FIRST}E",
        "œ": f"o{_FIRST}e",
        "Œ": f"O{_FIRST}E",
        "ß": f"s{_FIRST}s",
        "ẞ": f"S{_FIRST}S",
        "‘": f"'{_FIRST}",
        "’": f"'{_SECOND}",
        "“": f'"{_FIRST}',
        "”": f'"{_SECOND}',
        "„": f'"{_THIRD}',
    }
)
"""Characters that are ordered as others with an accent, though Unicode does not decompose them."""
_MIRROR = {code: 0x20 + 0x7E - code for code in range(0x20, 0x7F)}


def _ranked(first: str, *characters: str) -> dict[str, str]:
    """A printable ASCII character for each of some characters, in their order."""
    return {character: chr(ord(first) + rank) for rank, character in enumerate(characters)}


_OTHER_MARK, _OTHER_LETTER = "other mark", "other letter"
_RANKS = _ranked("!", *_MARKS, _OTHER_MARK, *_DIGITS_AND_LETTERS, _OTHER_LETTER)
_ACCENT_RANKS = _ranked("1", *_TONES, *_ACCENTS, _FIRST, _SECOND, _THIRD)
_LETTERS_BY_PARTS = {unicodedata.normalize("NFD", letter): letter for letter in "ăâêôơư"}
"""Letters of the Vietnamese alphabet by the two characters that Unicode makes them of."""


def order_key(name: str, code: str) -> str:
    """The stored text by which records are ordered by name: :func:`sort_key`, ties broken by code.

    Unique over all records. Whoever changes it raises ``seeds.tables.LAYOUT``, so that stored keys are
    written anew.
    """
    return f"{sort_key(name)} {code}"


def sort_key(text: str) -> str:
    """A printable ASCII text whose plain order is the Vietnamese alphabetical order of names.

    The order is that of CLDR for Vietnamese at its default settings, ``Intl.Collator('vi')``:

    1. letters over the whole name, each sign by itself: blanks, punctuation, symbols, digits, then
       a ă â b c d đ e ê … o ô ơ … u ư … z;
    2. tones (none, huyền, hỏi, ngã, sắc, nặng), then accents of other languages;
    3. small letters, capitals, variants such as ² and ™.

    Exact for Latin letters with accents and for the marks that occur in names (but for the Catalan
    l·); all else comes in a fixed order of its own, marks before digits and letters of other scripts
    after z. Blanks around a name do not count.
    """
    letters: list[str] = []
    accents: list[str] = []
    cases: list[str] = []
    bare = ""
    for character in unicodedata.normalize("NFD", text.strip()).translate(_WRITTEN):
        for part in unicodedata.normalize("NFKD", character):
            if not unicodedata.combining(part):
                bare = part.lower()
                letters.append(_RANKS.get(bare) or _other(part))
                accents.append("0")
                cases.append("2" if part != character else "1" if part != bare else "0")
            elif bare + part in _LETTERS_BY_PARTS:
                letters[-1] = _RANKS[_LETTERS_BY_PARTS[bare + part]]
                bare = ""
            else:
                accents.append(_ACCENT_RANKS.get(part) or f"~{ord(part):06x}")
    # A blank lies below all that the levels are made of, so a level that ends first comes first.
    return " ".join(("".join(letters), "".join(accents).rstrip("0"), "".join(cases).rstrip("0")))


def _other(character: str) -> str:
    """What orders a character without a rank of its own: among its like, by its number."""
    is_letter = unicodedata.category(character)[0] in "LMN"
    return f"{_RANKS[_OTHER_LETTER if is_letter else _OTHER_MARK]}{ord(character):06x}"


def downward(key: str) -> str:
    """A text that orders the other way round than a key of printable ASCII does."""
    return key.translate(_MIRROR) + "\x7f"
