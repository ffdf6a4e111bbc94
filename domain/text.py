"""Names: their folded words for search and their sort keys in Vietnamese order."""

import re
import unicodedata

_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
"""Tone marks in the order of Vietnamese dictionaries: none, huyền, hỏi, ngã, sắc, nặng."""
_LETTER_MARKS = {"\u0306": "1", "\u0302": "2", "\u031b": "3"}
"""Breve (ă), circumflex (â ê ô) and horn (ơ ư): they make letters of their own, not tones."""
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """The text without accents and case: ``Hoà Bình`` and ``HÒA BÌNH`` both give ``hoa binh``.

    For searching only: two different names may fold to the same text, so a folded name never
    decides identity.
    """
    decomposed = unicodedata.normalize("NFD", text)
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return bare.replace("đ", "d").replace("Đ", "d").lower()


def words(*texts: str) -> list[str]:
    """The distinct folded words of some names, sorted."""
    return sorted({word for text in texts for word in _WORD.findall(fold(text))})


def sort_key(text: str) -> str:
    """A printable ASCII text whose plain order is the Vietnamese alphabetical order of names.

    Letters come first over the whole name (a ă â b c d đ e ê … o ô ơ … u ư), then tones (none,
    huyền, hỏi, ngã, sắc, nặng), then capitals after small letters, as in the CLDR collation for
    Vietnamese. Blanks come first, then punctuation and symbols, digits, letters.
    """
    letters: list[str] = []
    tones: list[str] = []
    cases: list[str] = []
    for character in unicodedata.normalize("NFD", text.strip()):
        if character in _TONES and tones:
            tones[-1] = _TONES[character]
        elif character in _LETTER_MARKS and letters:
            letters[-1] = letters[-1][:-1] + _LETTER_MARKS[character]
        elif not unicodedata.combining(character):
            letters.append(_letter(character))
            tones.append("0")
            cases.append("1" if character.isupper() else "0")
    levels = ("".join(letters), "".join(tones).rstrip("0"), "".join(cases).rstrip("0"))
    return " ".join(levels)


def _letter(character: str) -> str:
    """Two printable characters that order one letter, digit or mark; longer beyond Latin."""
    if character in "đĐ":
        return "d1"
    lower = character.lower()
    if lower.isascii() and lower.isalnum():
        return lower + "0"
    if lower.isspace():
        return "!0"
    if lower.isascii():
        return '"' + format(ord(lower), "02x")
    if unicodedata.category(character)[0] in "PS":
        return '"~' + format(ord(character), "06x")
    return "~" + format(ord(character), "06x")
