"""Names: their folded words for search, and how they are spelled."""

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from itertools import chain, combinations
from typing import NamedTuple

_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
"""Huyền, hỏi, ngã, sắc, nặng."""
_LETTER_MARKS = {"\u0306": "1", "\u0302": "2", "\u031b": "3"}
"""Breve (ă), circumflex (â ê ô) and horn (ơ ư): they make letters of their own, not tones."""
_NO_TONE = "0"
_WORD = re.compile(r"[^\W_]+")
_UNIT_KIND = re.compile(
    "^(thành phố|thị trấn|thị xã|đặc khu|tỉnh|huyện|quận|phường|xã) +(?=.)", re.IGNORECASE
)


def fold(text: str) -> str:
    """The text without accents and case: ``Hoà Bình`` and ``HÒA BÌNH`` both give ``hoa binh``.

    For searching only: two different names may fold to the same text, so a folded name never
    decides identity.
    """
    decomposed = unicodedata.normalize("NFD", text)
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return bare.replace("đ", "d").replace("Đ", "d").lower()


def composed(text: str) -> str:
    """A text with each letter and its marks as one character (Unicode's form NFC), as the register keeps all
    texts: some keyboards write the marks behind the letter."""
    return unicodedata.normalize("NFC", text)


def words(*texts: str) -> list[str]:
    """The distinct folded words of some names, sorted."""
    return sorted({word for text in texts for word in _WORD.findall(fold(text))})


class Spelling(NamedTuple):
    """A word as it is spelled: folded, with the marks that make letters (``a2`` for â), and its tone.

    The tone belongs to the word, not to a letter, so ``Hoà`` and ``Hòa`` are spelled alike.
    """

    folded: str
    letters: tuple[str, ...]
    tone: str

    @classmethod
    def bare(cls, folded: str) -> "Spelling":
        """A folded word, spelled without any mark."""
        return cls(folded, tuple(folded), _NO_TONE)

    @property
    def is_bare(self) -> bool:
        """Whether it has no mark at all, as when somebody types without accents."""
        return self.tone == _NO_TONE and "".join(self.letters) == self.folded

    def agrees(self, name: "Spelling") -> bool:
        """Whether the word of a name has the accents of this one, which somebody typed, perhaps not to
        its end. A bare word agrees with all accents; one that breaks off may leave out its tone."""
        if self.is_bare:
            return True
        is_whole = len(self.letters) == len(name.letters)
        has_tone = self.tone == name.tone or (self.tone == _NO_TONE and not is_whole)
        return has_tone and name.letters[: len(self.letters)] == self.letters


def without_unit_kind(name: str) -> str:
    """The name of an administrative unit as people say it: ``Văn Yên`` for ``Xã Văn Yên``."""
    return _UNIT_KIND.sub("", composed(name))


def spellings(text: str) -> list[Spelling]:
    """The words of a text in their order, as they are spelled."""
    return [word for part in text.split() for word in _spellings(part)]


@lru_cache(maxsize=4096)
def _spellings(part: str) -> Sequence[Spelling]:
    """The words of a part between blanks, nearly always one; names have most of them in common."""
    found: list[Spelling] = []
    letters: list[str] = []
    tone = _NO_TONE
    for character in [*unicodedata.normalize("NFD", part), " "]:
        if unicodedata.combining(character):
            if letters:
                tone = _TONES.get(character, tone)
                letters[-1] += _LETTER_MARKS.get(character, "")
        elif character.isalnum():
            letters.append("d1" if character in "đĐ" else character.lower())
        elif letters:
            folded = fold("".join(letter[0] for letter in letters))
            found.append(Spelling(folded, tuple(letters), tone))
            letters, tone = [], _NO_TONE
    return found


def name_key(name: str, code: str) -> str:
    """A key that orders the names of all records by their folded words; it begins with
    :func:`name_beginning` of every text that begins the name."""
    return f"{name_beginning(name)} |{code}"


def name_beginning(text: str) -> str:
    """The folded words of a text, the last of which may break off."""
    return "".join(f" {word.folded}" for word in spellings(text))


def accented_name_key(name: str, code: str) -> str:
    """The same as :func:`name_key` with the accents of the words."""
    return f"{''.join(_accented(word) for word in spellings(name))} |{code}"


def accented_name_beginning(text: str) -> str:
    """The words of a text with their accents; the last of them may break off, so its tone is left out."""
    *words, last = spellings(text)
    return "".join(_accented(word) for word in words) + f" {''.join(last.letters)}"


def _accented(word: Spelling) -> str:
    return f" {''.join(word.letters)}{word.tone}"


def range_text(value: float | dt.date) -> str:
    """A number from 0 on, or a day, as a text that orders like it; whole numbers and others apart."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return f"{value:016d}" if isinstance(value, int) else f"{value:032.20f}"


def set_text(members: Iterable[object]) -> str:
    """A set as one text, such as ``GROWER|SERVICE``."""
    return "|".join(sorted({str(member) for member in members}))


def set_texts_with(members: Collection[str], every: Collection[str]) -> list[str]:
    """The texts of all sets of ``every`` that hold any of ``members``; there are 2 ^ n sets of n."""
    sets = chain.from_iterable(combinations(sorted(every), size) for size in range(1, len(every) + 1))
    return [set_text(each) for each in sets if not set(members).isdisjoint(each)]
