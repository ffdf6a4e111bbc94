"""Which names a searched text means, best first.

A name is compared word by word, folded: accents, case and the way of writing them do not keep a name from
being found, they only order what was found. A text and a name are compared as they are written and, so that
*HTX* and *hợp tác xã* are equal, as they are written out in full. Nothing here decides identity.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from string import ascii_lowercase

from domain.enums import AdministrativeUnitKind, SearchMatch
from domain.terms import Reading, readings, written_out
from domain.text import Spelling, fold, spellings

SHORTEST_MISTYPED = 5
"""Letters from which on a word may have one typing slip; a slip in a shorter one makes another word. Where
nothing fits as typed, they may be the letters of all words together: ``vien sno``."""
_SHORTEST_PART = 3
_LONGEST_MISTYPED = 24
_MENTION = 3
"""A name of more than so many times the words typed merely mentions them."""
_NUMBER = re.compile(
    r"(?:(?:ma )?(?:(?P<hs>hs)|mst|so thue|ma so thue|ma so|tax code|tin|u)\b[\s.:-]*)?"
    r"(?:(?P<edition>\d{4}):)?(?P<digits>\d[\d .\-]*)"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A code of digits as somebody typed it: as it stands, its digits, and the edition of the list of codes
    where one was named (``2022:090619``). ``is_hs``: said to be an HS code, so of products only."""

    text: str
    edition: str | None = None
    is_hs: bool = False

    @property
    def digits(self) -> str:
        """The digits alone."""
        return re.sub(r"\D", "", self.text)


def number(text: str) -> Number | None:
    """The number that a text is, with or without what people write before it: ``HS 0906.19``,
    ``MST 5399022546``; None for any other text."""
    found = _NUMBER.fullmatch(fold(text).strip())
    if found is None:
        return None
    edition = found["edition"]
    return Number(found["digits"].strip(), edition, is_hs=bool(found["hs"] or edition))


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A record that may be meant. ``order`` is its unique order key; ``has_code`` says that the text is a
    code of it; ``is_slip`` that it was found only by allowing for a typing slip; ``is_former`` that it is
    no longer in force; ``unit`` is the kind of an administrative unit."""

    code: str
    order: str
    names: Sequence[str]
    has_code: bool = False
    is_slip: bool = False
    is_former: bool = False
    unit: AdministrativeUnitKind | None = None

    @property
    def level(self) -> int:
        """0 for a province, 1 for a district, 2 for all else."""
        return _LEVELS.get(self.unit, 2) if self.unit is not None else 2


_LEVELS = {
    AdministrativeUnitKind.PROVINCE: 0,
    AdministrativeUnitKind.CITY: 0,
    AdministrativeUnitKind.DISTRICT: 1,
}


@dataclass(frozen=True, slots=True)
class Slip:
    """A word of a text may have been meant to be another; ``place`` counts from 0. ``needs_others`` says
    that this can only be told by the words around it, one of which must then stand beside it as typed."""

    place: int
    word: str
    needs_others: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A candidate with the name that fits best, and how. ``agrees`` says that its accents are those typed,
    ``is_scattered`` that the words typed do not stand together in it, ``is_mention`` that they are a small
    part of it: the title of a project names the business that it supports."""

    candidate: Candidate
    name: str
    match: SearchMatch
    agrees: bool = True
    is_scattered: bool = False
    is_mention: bool = False

    @property
    def place(self) -> str:
        """A text that orders hits: how the name fits, its accents, whether the words stand together, what is
        in force, whether they are more than a mention, the level of a unit, then the name itself."""
        one = self.candidate
        marks = f"{not self.agrees:d}{self.is_scattered:d}{one.is_former:d}{self.is_mention:d}{one.level}"
        return f"{self._rank}{marks}{one.order}"

    @property
    def _rank(self) -> int:
        """How the name fits. Between the beginning of a name and words inside it, accents come first: who
        types *Huyền* means neither *Huyện Văn Yên* before *Xưởng Thanh Huyền*."""
        if self.match is SearchMatch.PREFIX:
            return 2 if self.agrees else 4
        if self.match is SearchMatch.INSIDE:
            return 3 if self.agrees and not self.is_scattered else 5
        return {SearchMatch.CODE: 0, SearchMatch.EXACT: 1, SearchMatch.SLIP: 6}[self.match]


def ranked(text: str, candidates: Sequence[Candidate], slips: Sequence[Slip] = ()) -> list[Hit]:
    """The candidates that fit, best first: a whole name before a part of one, and both before a slip; among
    parts those with the accents typed before others, then the beginning of a name before words inside; then
    what is in force, what is more than a mention in a long name, provinces before other units, name and
    code. ``slips`` are those allowed for."""
    typed = spellings(text)
    asked = _Asked(
        _Text.of(typed),
        [(_Text.of(reading.words), reading) for reading in readings(text)],
        [(slip, _meant(typed, slip)) for slip in slips],
    )
    hits = [hit for candidate in candidates for hit in [_hit(asked, candidate)] if hit is not None]
    return sorted(hits, key=PLACE)


PLACE = attrgetter("place")
"""By what hits are ordered."""


@dataclass(frozen=True, slots=True)
class _Text:
    """Words with their folded text, in which each follows a blank. So words begin a name where their text
    does, and stand together in it where their text stands in that of the name; the last may break off."""

    words: Sequence[Spelling]
    folded: str

    @classmethod
    def of(cls, words: Sequence[Spelling]) -> "_Text":
        """The text of some words."""
        return cls(words, _folded(words))

    def has_each(self, typed: Sequence[Spelling]) -> bool:
        """Whether each word typed begins some word."""
        return all(f" {word.folded}" in self.folded for word in typed)


def _folded(words: Sequence[Spelling]) -> str:
    return "".join([f" {word.folded}" for word in words])


@dataclass(frozen=True, slots=True)
class _Asked:
    """A text as typed, what it may say written out, and what it may have been meant to say."""

    typed: _Text
    readings: Sequence[tuple[_Text, Reading]]
    slips: Sequence[tuple[Slip, Sequence[Spelling]]]


def _meant(typed: Sequence[Spelling], slip: Slip) -> list[Spelling]:
    return [*typed[: slip.place], Spelling.bare(slip.word), *typed[slip.place + 1 :]]


def _hit(asked: _Asked, candidate: Candidate) -> Hit | None:
    if candidate.has_code:
        return Hit(candidate=candidate, name=candidate.names[0], match=SearchMatch.CODE)
    names = [(name, _Text.of(spellings(name))) for name in candidate.names]
    hits = list(_slips(asked, candidate, names) if candidate.is_slip else _fits(asked, candidate, names))
    return min(hits, key=PLACE, default=None)  # of equals the first: a record's own name


_Names = Sequence[tuple[str, _Text]]


def _fits(asked: _Asked, candidate: Candidate, names: _Names) -> Iterator[Hit]:
    texts: list[_Text] = []
    has_fitted = False
    for name, words in names:
        full = _Text.of(written_out(words.words))
        texts += [words, full]
        if words.has_each(asked.typed.words):
            has_fitted = True
            yield _hit_of(asked.typed, candidate, name, words)
        for text, reading in asked.readings:
            is_new = full.words != words.words or text.words != asked.typed.words
            if is_new and _says(full, reading):
                has_fitted = True
                yield _hit_of(text, candidate, name, full)
    if not has_fitted and all(
        _is_number(word) or any(text.has_each([word]) for text in texts)
        for word in asked.readings[0][0].words
    ):
        yield _scattered(candidate, SearchMatch.INSIDE)


def _slips(asked: _Asked, candidate: Candidate, names: _Names) -> Iterator[Hit]:
    for slip, meant in asked.slips:
        typed = asked.typed.words[slip.place]
        spelled = [
            (name, words)
            for name, words in names
            if any(word.folded == slip.word and _is_slip_alone(typed, word) for word in words.words)
        ]
        texts = _Text.of(meant), _Text.of(written_out(meant, is_typed=True))
        for name, words in spelled:
            for one, other in zip(texts, (words, _Text.of(written_out(words.words))), strict=True):
                if other.has_each(one.words):
                    hit = replace(_hit_of(one, candidate, name, other), match=SearchMatch.SLIP)
                    if not slip.needs_others or _stands_beside_another(meant, slip.place, words):
                        yield hit
        if spelled and not slip.needs_others:
            yield _scattered(candidate, SearchMatch.SLIP)


def _is_slip_alone(typed: Spelling, word: Spelling) -> bool:
    """Whether a word has the accents typed beside the slip: a word with other accents as well has two faults.
    A word typed without accents agrees with all."""
    head, tail = _common_ends(typed.folded, word.folded)
    has_letters = (
        typed.letters[:head] == word.letters[:head]
        and typed.letters[len(typed.letters) - tail :] == word.letters[len(word.letters) - tail :]
    )
    return typed.is_bare or (has_letters and typed.tone == word.tone)


def _stands_beside_another(meant: Sequence[Spelling], place: int, words: _Text) -> bool:
    """Whether a word has the same neighbour in a name as in a text."""
    pairs = [meant[max(0, place - 1) : place + 1], meant[place : place + 2]]
    return any(len(pair) > 1 and _folded(pair) in words.folded for pair in pairs)


def _common_ends(one: str, other: str) -> tuple[int, int]:
    """How many letters two words have in common at their start and, of those left, at their end."""
    most = min(len(one), len(other))
    head = next((place for place in range(most) if one[place] != other[place]), most)
    tail = next((place for place in range(most - head) if one[-1 - place] != other[-1 - place]), most - head)
    return head, tail


def _scattered(candidate: Candidate, match: SearchMatch) -> Hit:
    """A hit by words of several names, or by codes: no name fits alone."""
    return Hit(candidate=candidate, name=candidate.names[0], match=match, agrees=False, is_scattered=True)


def _is_number(word: Spelling) -> bool:
    return word.folded.isdigit()


def _says(words: _Text, reading: Reading) -> bool:
    """Whether a name has the words of a reading, and those together that must be."""
    return words.has_each(reading.words) and all(
        f"{_folded(group)} " in f"{words.folded} " for group in reading.together
    )


def _hit_of(typed: _Text, candidate: Candidate, name: str, words: _Text) -> Hit:
    """How words fit a name that has each of them."""
    if typed.folded == words.folded:
        match, agrees = SearchMatch.EXACT, _agree(typed, words)
    elif typed.folded and words.folded.startswith(typed.folded):
        match, agrees = SearchMatch.PREFIX, _agree(typed, words)
    else:
        return Hit(
            candidate=candidate,
            name=name,
            match=SearchMatch.INSIDE,
            agrees=all(
                one.is_bare or any(_begins(one, other) for other in words.words) for one in typed.words
            ),
            is_scattered=not typed.folded or typed.folded not in words.folded,
            is_mention=len(words.words) > _MENTION * len(typed.words),
        )
    return Hit(candidate=candidate, name=name, match=match, agrees=agrees)


def _begins(word: Spelling, other: Spelling) -> bool:
    """Whether a word typed begins another, with its accents."""
    return other.folded.startswith(word.folded) and word.agrees(other)


def _agree(typed: _Text, words: _Text) -> bool:
    return all(word.agrees(other) for word, other in zip(typed.words, words.words, strict=False))


def possible_slips(text: str, *, is_found: bool) -> list[Slip]:
    """The words that a text may have been meant to have, known or not: in one word one letter is missing, too
    many, another one, or two neighbours are swapped. Only in words that are long enough, never in numbers.
    Where ``is_found`` says that something fits the text as it is, the first letter must be right."""
    words = [word.folded for word in spellings(text)]
    is_long = sum(len(word) for word in words) >= SHORTEST_MISTYPED and len(words) > 1
    found: list[Slip] = []
    for place, word in enumerate(words):
        is_short = len(word) < SHORTEST_MISTYPED
        if is_short and (is_found or not is_long or len(word) < _SHORTEST_PART):
            continue
        found += [
            Slip(place, other, needs_others=is_short)
            for other in sorted(_one_slip_away(word))
            if not other.startswith(word) and not (is_found and other[0] != word[0])
        ]
    return found


def _one_slip_away(word: str) -> Collection[str]:
    """All texts that differ from a word by one slip; none for a number, nor for what is too long to be a
    word."""
    if not (word.isascii() and word.isalpha() and len(word) <= _LONGEST_MISTYPED):
        return ()
    parts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    others = {head + tail[1:] for head, tail in parts if tail}
    others |= {head + tail[1] + tail[0] + tail[2:] for head, tail in parts if len(tail) > 1}
    others |= {head + letter + tail for head, tail in parts for letter in ascii_lowercase}
    others |= {head + letter + tail[1:] for head, tail in parts if tail for letter in ascii_lowercase}
    return others - {word}
