"""Terms: what is searched for, with the other ways in which people write the same.

People write *HTX* and *hợp tác xã*, *Cty TNHH* and *công ty trách nhiệm hữu hạn*, *Đắc Lắc* and *Đắk Lắk*,
*Sapa* and *Sa Pa*. A text is read as terms, each with all ways to write it, so that one finds the other
whichever of them stands in a name. Nothing of it is stored: names stay as they are.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice, product

from domain.text import Spelling, spellings

_SAME = (
    # forms of enterprise, as in the register of enterprises and in daily use
    ("công ty cổ phần", "ctcp", "công ty cp", "cty cp", "cty cổ phần"),
    ("công ty", "cty"),
    ("cổ phần", "cp"),
    ("trách nhiệm hữu hạn", "tnhh"),
    ("một thành viên", "mtv", "1 thành viên", "1tv"),
    ("hợp tác xã", "htx"),
    ("liên hiệp hợp tác xã", "lhhtx", "liên hiệp htx"),
    ("tổ hợp tác", "tht"),
    ("doanh nghiệp tư nhân", "dntn", "dn tư nhân"),
    ("doanh nghiệp", "dn"),
    ("hộ kinh doanh", "hkd"),
    ("cơ sở sản xuất", "cssx", "cơ sở sx", "cs sx"),
    ("xí nghiệp", "xn"),
    ("thương mại", "tm"),
    ("dịch vụ", "dv"),
    ("sản xuất", "sx"),
    ("xuất nhập khẩu", "xnk"),
    ("xây dựng", "xd"),
    # public bodies and industrial land
    ("ủy ban nhân dân", "ubnd"),
    ("ban quản lý", "bql"),
    ("cụm công nghiệp", "ccn"),
    ("khu công nghiệp", "kcn"),
    ("khu kinh tế", "kkt"),
    # units and places
    ("thành phố hồ chí minh", "tphcm", "tp hcm", "tp hồ chí minh", "thành phố hcm"),
    ("hồ chí minh", "hcm"),
    ("thành phố", "tp"),
    ("thị xã", "tx"),
    ("bà rịa vũng tàu", "brvt"),
    # other spellings of places, common until the State fixed one of them
    ("đắk lắk", "đắc lắc"),
    ("đắk nông", "đắc nông"),
    ("bắc kạn", "bắc cạn"),
    ("lào cai", "lao kai", "lao kay"),
    ("buôn ma thuột", "buôn mê thuột", "ban mê thuột"),
    ("quy nhơn", "qui nhơn"),
    ("pleiku", "plei ku", "plây cu"),
)
"""Ways to write the same, folded alike; the first is the one written out."""
_MEANT_TOO = {"sài gòn": ("hồ chí minh",), "tt": ("thị trấn", "trung tâm"), "hn": ("hà nội",)}
"""What a text may mean as well, but not the other way round: *Phường Sài Gòn* is a part of the city."""
_UNIT_LETTERS = {"p": "phường", "x": "xã", "q": "quận", "h": "huyện", "t": "tỉnh"}

_SYLLABLE = re.compile(
    "(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnprstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnptk])?"
)
"""A folded Vietnamese syllable; *k* also ends one in names of the highlands, such as *Đắk*."""
_LONGEST_SYLLABLE = 7
_LONGEST_TOGETHER = 24
_MOST_DIVISIONS = 6
_MOST_WRITINGS = 8

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """Words of a text that belong together: as typed, and how else the same may be written. Words of
    ``others`` are whole ones; of those typed each may break off. ``meant`` holds those of the others that are
    no abbreviation of what was typed but a reading of it, such as *sa pa* for *Sapa*."""

    typed: list[Spelling]
    others: list[Words] = field(default_factory=list[Words])
    meant: list[Words] = field(default_factory=list[Words])

    @property
    def alternatives(self) -> list[list[str]]:
        """All ways to write the term, as folded words; a blank ends those that are whole."""
        typed = [word.folded for word in self.typed]
        return [typed, *([f"{word} " for word in other] for other in self.others)]


def terms(text: str) -> list[Term]:
    """The distinct terms of a text, in their order."""
    words = spellings(text)
    found: dict[Words, Term] = {}
    start = 0
    while start < len(words):
        term = _term(words[start:])
        found.setdefault(_folded(term.typed), term)
        start += len(term.typed)
    return list(found.values())


def writings(text: str) -> list[str]:
    """The text as typed, then the other ways to write it as a whole, folded; at most eight."""
    choices = [[" ".join(each).strip() for each in _whole(term)] for term in terms(text)]
    return [" ".join(choice) for choice in islice(product(*choices), _MOST_WRITINGS)]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text may say, written out in full. Each group of words ``together`` stands for one that was not
    typed so, and must stand in a name as it is."""

    words: list[Spelling]
    together: list[list[Spelling]] = field(default_factory=list[list[Spelling]])


def readings(text: str) -> list[Reading]:
    """What a text may say, first as typed, each written out in full (:func:`written_out`); at most eight.
    What was typed without accents is written out without them."""
    words = spellings(text)
    if len(words) > 1 and words[0].folded in _UNIT_LETTERS:
        words = [*_spelled(_UNIT_LETTERS[words[0].folded], words[:1]), *words[1:]]
    choices: list[list[Reading]] = []
    start = 0
    while start < len(words):
        term = _term(words[start:])
        meant = [written_out([Spelling.bare(word) for word in each], is_typed=True) for each in term.meant]
        typed = Reading(written_out(term.typed, is_typed=True))
        choices.append([typed, *(Reading(each, [each]) for each in meant)])
        start += len(term.typed)
    return [_joined(choice) for choice in islice(product(*choices), _MOST_WRITINGS)]


def _joined(parts: Sequence[Reading]) -> Reading:
    return Reading(
        [word for part in parts for word in part.words], [each for part in parts for each in part.together]
    )


def written_out(words: Sequence[Spelling], *, is_typed: bool = False) -> list[Spelling]:
    """Words with all abbreviations written out and names of places in their spelling of today."""
    forms = _forms_by_first_word()
    found: list[Spelling] = []
    start = 0
    while start < len(words):
        for form in forms.get(words[start].folded, ()):
            short = words[start : start + len(form)]
            if _folded(short) == form:
                full = _written_out_forms()[form]
                found += _spelled(full, short) if is_typed else spellings(full)
                start += len(form)
                break
        else:
            found.append(words[start])
            start += 1
    return found


def _term(words: Sequence[Spelling]) -> Term:
    """The longest term that some words begin with."""
    same, meant_too = _same(), _meant_too()
    for size in range(min(len(words), _longest_form()), 0, -1):
        form = _folded(words[:size])
        if form in same or form in meant_too:
            meant = list(meant_too.get(form, ()))
            others = [*same.get(form, ()), *(way for each in meant for way in (each, *same.get(each, ())))]
            return Term(list(words[:size]), others, meant)
    begun = _begun(_folded(words))
    if begun:
        return Term(list(words), begun)
    divided = _divisions(words[0].folded)
    others = [way for each in divided for way in (each, *same.get(each, ()))]
    return Term(list(words[:1]), others, divided)


def _whole(term: Term) -> list[Words]:
    return [_folded(term.typed), *term.others]


def _begun(words: Words) -> list[Words]:
    """The short ways to write what two words or more only begin, such as ``htx`` for *hợp tác*."""
    if len(words) < 2:
        return []
    return [
        short
        for full, others in _same().items()
        if len(full) >= len(words) and full[: len(words) - 1] == words[:-1]
        if full[len(words) - 1].startswith(words[-1])
        for short in others
        if len(short) == 1
    ]


@lru_cache(maxsize=4096)
def _divisions(word: str) -> list[Words]:
    """The ways to divide a word into syllables, fewest first, where it is none itself but may be several
    that were written together: *laocai*."""
    if not 4 <= len(word) <= _LONGEST_TOGETHER or not (word.isascii() and word.isalpha()):
        return []
    if _SYLLABLE.fullmatch(word):
        return []
    ways = [list[Words]() for _ in range(len(word) + 1)]  # to divide what begins at each letter
    ways[len(word)] = [()]
    for start in range(len(word) - 2, -1, -1):
        for end in range(start + 2, min(len(word), start + _LONGEST_SYLLABLE) + 1):
            if ways[end] and _SYLLABLE.fullmatch(word, start, end):
                ways[start] += [(word[start:end], *rest) for rest in ways[end]]
        ways[start] = sorted(ways[start], key=len)[:_MOST_DIVISIONS]
    return ways[0]


def _spelled(full: str, short: Sequence[Spelling]) -> list[Spelling]:
    """A form written out, without accents where what was typed for it has none."""
    words = spellings(full)
    return [Spelling.bare(word.folded) for word in words] if all(each.is_bare for each in short) else words


def _folded(words: Sequence[Spelling]) -> Words:
    return tuple(word.folded for word in words)


@lru_cache(maxsize=1)
def _same() -> Mapping[Words, list[Words]]:
    found: dict[Words, list[Words]] = {}
    for group in _SAME:
        forms = [_folded(spellings(form)) for form in group]
        found |= {form: [other for other in forms if other != form] for form in forms}
    return found


@lru_cache(maxsize=1)
def _meant_too() -> Mapping[Words, list[Words]]:
    return {
        _folded(spellings(form)): [_folded(spellings(other)) for other in others]
        for form, others in _MEANT_TOO.items()
    }


@lru_cache(maxsize=1)
def _longest_form() -> int:
    return max(len(form) for form in (*_same(), *_meant_too()))


@lru_cache(maxsize=1)
def _written_out_forms() -> Mapping[Words, str]:
    return {_folded(spellings(form)): full for full, *forms in _SAME for form in forms}


@lru_cache(maxsize=1)
def _forms_by_first_word() -> Mapping[str, list[Words]]:
    found: dict[str, list[Words]] = {}
    for form in sorted(_written_out_forms(), key=len, reverse=True):
        found.setdefault(form[0], []).append(form)
    return found
