"""Which names a searched text means, best first.

A name is compared word by word, folded: accents, case and the way of writing them do not keep a name from
being found, they only order what was found. Nothing here decides identity.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.enums import SearchMatch
from domain.text import Spelling, spellings

SHORTEST_MISTYPED = 5
"""Letters from which on a word may have one typing slip; a slip in a shorter one makes another word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A record that may be meant. ``order`` is its unique order key; ``has_code`` says that the text is a
    code of it; ``is_slip`` that it was found only by allowing for a typing slip; ``is_former`` that it is
    no longer in force."""

    code: str
    order: str
    names: Sequence[str]
    has_code: bool = False
    is_slip: bool = False
    is_former: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A candidate with the name that fits best, and how. ``agrees`` says that its accents are those typed,
    ``is_scattered`` that the words typed do not stand together in it."""

    candidate: Candidate
    name: str
    match: SearchMatch
    agrees: bool = True
    is_scattered: bool = False

    @property
    def place(self) -> str:
        """A text that orders hits: how the name fits, its accents, whether the words stand together, what is
        in force, then the name itself."""
        marks = (not self.agrees, self.is_scattered, self.candidate.is_former)
        return f"{_RANKS[self.match]}{''.join(str(int(mark)) for mark in marks)}{self.candidate.order}"


_RANKS = {match: rank for rank, match in enumerate(SearchMatch)}


def ranked(text: str, candidates: Sequence[Candidate]) -> list[Hit]:
    """The candidates, best first: a whole name before the beginning of one, that before words inside, that
    before a slip; within each a name with the accents typed before others; then by name and code."""
    typed = spellings(text)
    hits = [_hit(typed, candidate) for candidate in candidates]
    return sorted(hits, key=lambda hit: hit.place)


def _hit(typed: Sequence[Spelling], candidate: Candidate) -> Hit:
    if candidate.has_code:
        return Hit(candidate=candidate, name=candidate.names[0], match=SearchMatch.CODE)
    hits = [_hit_of(typed, candidate, name) for name in candidate.names]
    return min(hits, key=lambda hit: hit.place)  # the first of the best: a record's own name stands first


def _hit_of(typed: Sequence[Spelling], candidate: Candidate, name: str) -> Hit:
    words = spellings(name)
    if not candidate.is_slip:
        if _is_whole(typed, words):
            return Hit(candidate=candidate, name=name, match=SearchMatch.EXACT, agrees=_agree(typed, words))
        if _is_beginning(typed, words):
            return Hit(candidate=candidate, name=name, match=SearchMatch.PREFIX, agrees=_agree(typed, words))
    return Hit(
        candidate=candidate,
        name=name,
        match=SearchMatch.SLIP if candidate.is_slip else SearchMatch.INSIDE,
        agrees=all(any(_begins(one, other) and one.agrees(other) for other in words) for one in typed),
        is_scattered=not any(_is_beginning(typed, words[start:]) for start in range(len(words))),
    )


def _is_whole(typed: Sequence[Spelling], words: Sequence[Spelling]) -> bool:
    return [word.folded for word in typed] == [word.folded for word in words]


def _is_beginning(typed: Sequence[Spelling], words: Sequence[Spelling]) -> bool:
    """Whether the words typed begin the name; the last of them may break off."""
    return (
        0 < len(typed) <= len(words)
        and _is_whole(typed[:-1], words[: len(typed) - 1])
        and _begins(typed[-1], words[len(typed) - 1])
    )


def _begins(word: Spelling, other: Spelling) -> bool:
    return other.folded.startswith(word.folded)


def _agree(typed: Sequence[Spelling], words: Sequence[Spelling]) -> bool:
    return all(word.agrees(other) for word, other in zip(typed, words, strict=False))


def can_be_mistyped(word: str) -> bool:
    """Whether a typing slip is allowed for: in a word of five letters or more, never in a number."""
    return len(word) >= SHORTEST_MISTYPED and word.isalpha()


def slips(word: str, known: Sequence[str]) -> list[str]:
    """The known words that ``word`` may have been meant to be: one letter is missing, too many, another
    one, or two neighbours are swapped. Nothing for a word that is too short, nor for a number."""
    if not can_be_mistyped(word):
        return []
    return [other for other in known if _is_one_slip(word, other)]


def _is_one_slip(word: str, other: str) -> bool:
    start = 0
    while start < min(len(word), len(other)) and word[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(word), len(other)) - start and word[-1 - end] == other[-1 - end]:
        end += 1
    left, right = word[start : len(word) - end], other[start : len(other) - end]
    is_swap = len(left) == 2 and left == right[::-1]
    return is_swap or (max(len(left), len(right)) == 1)
