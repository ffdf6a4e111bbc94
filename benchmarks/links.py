"""Hidden trade links: which are hidden, what is asked, how an answer is judged, and rankings by structure.

A link is a pair of supplier and customer, whatever they trade. A part of the known links is hidden; a ranking
sees only the others. For each hidden link two questions are asked: of the customer, where among all candidate
suppliers the true one stands, and of the supplier, where the true customer does. Who is already known as a
partner in that role is not ranked, nor is another hidden one (the filtered ranking of Bordes et al. 2013).

Rankings by structure: degree; common neighbours (Liben-Nowell and Kleinberg 2007); Adamic and Adar 2003;
paths of length three, weighted by degrees (Kovács et al. 2019).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from domain.enums import PartnerDirection

SHARE = 0.2
BEST = 10
"""How far down the list a planner looks."""

Link: TypeAlias = tuple[str, str]
"""A supplier and its customer."""
Score: TypeAlias = Callable[[PartnerDirection, str], Mapping[str, float]]
"""The scores of candidates for a subject; one that is absent stands behind all that are present."""


@dataclass(frozen=True, slots=True)
class Split:
    """Links that a ranking may see, and links that it must find."""

    known: frozenset[Link]
    hidden: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """Where the answer stands among the candidates for a subject, of whom it is one."""

    direction: PartnerDirection
    subject: str
    answer: str
    candidates: frozenset[str]


@dataclass(frozen=True, slots=True)
class Standing:
    """How many candidates stand before the answer, and how many others stand level with it."""

    better: int
    level: int

    @property
    def reciprocal_rank(self) -> float:
        """1 ÷ rank, its mean over all orders of those that stand level."""
        ranks = range(self.better + 1, self.better + self.level + 2)
        return math.fsum(1.0 / rank for rank in ranks) / len(ranks)

    @property
    def hit(self) -> float:
        """The probability that the answer is among the best :data:`BEST`, over all orders of those that
        stand level."""
        return min(1.0, max(0.0, (BEST - self.better) / (self.level + 1)))


def hide(links: Collection[Link], seed: int, share: float = SHARE) -> Split:
    """Hides a share of the links, at least one; the same links and seed hide the same ones."""
    ordered = sorted(set(links))
    number = max(1, round(share * len(ordered)))
    drawn = np.random.default_rng(seed).permutation(len(ordered))[:number].tolist()
    hidden = tuple(ordered[place] for place in sorted(drawn))
    return Split(frozenset(ordered) - set(hidden), hidden)


def questions(
    split: Split, suppliers: Collection[str], customers: Collection[str], direction: PartnerDirection
) -> Iterator[Question]:
    """A question for each hidden link. ``suppliers`` and ``customers`` are all that may be ranked as such."""
    to_suppliers = direction is PartnerDirection.SUPPLIERS
    partners: dict[str, set[str]] = defaultdict(set)
    for supplier, customer in (*split.known, *split.hidden):
        subject, partner = (customer, supplier) if to_suppliers else (supplier, customer)
        partners[subject].add(partner)
    everyone = frozenset(suppliers if to_suppliers else customers)
    for supplier, customer in split.hidden:
        subject, answer = (customer, supplier) if to_suppliers else (supplier, customer)
        yield Question(direction, subject, answer, everyone - partners[subject] - {subject} | {answer})


def standing(question: Question, scores: Mapping[str, float]) -> Standing:
    """Where the answer stands by some scores."""
    lowest = -math.inf
    own = scores.get(question.answer, lowest)
    others = [scores.get(code, lowest) for code in question.candidates if code != question.answer]
    return Standing(sum(score > own for score in others), sum(score == own for score in others))


def chance(direction: PartnerDirection, subject: str) -> Mapping[str, float]:
    """No score at all: every order is as likely."""
    return {}


class Structure:
    """Rankings that know nothing but the known links."""

    def __init__(self, known: Collection[Link]) -> None:
        self._neighbours: dict[str, set[str]] = defaultdict(set)
        self._customers: Counter[str] = Counter()
        self._suppliers: Counter[str] = Counter()
        for supplier, customer in known:
            self._neighbours[supplier].add(customer)
            self._neighbours[customer].add(supplier)
            self._customers[supplier] += 1
            self._suppliers[customer] += 1

    def degree(self, direction: PartnerDirection, subject: str) -> Mapping[str, float]:
        """How many customers a supplier is known to have, or suppliers a customer."""
        to_suppliers = direction is PartnerDirection.SUPPLIERS
        return {code: float(n) for code, n in (self._customers if to_suppliers else self._suppliers).items()}

    def common_neighbours(self, direction: PartnerDirection, subject: str) -> Mapping[str, float]:
        """With how many partners of the subject one trades, in either role."""
        return self._over_two_links(subject, lambda degree: 1.0)

    def adamic_adar(self, direction: PartnerDirection, subject: str) -> Mapping[str, float]:
        """The same, each common partner weighing 1 ÷ log of its degree."""
        return self._over_two_links(subject, lambda degree: 1.0 / math.log(degree))

    def paths_of_three(self, direction: PartnerDirection, subject: str) -> Mapping[str, float]:
        """The paths subject, a, b, candidate over four different businesses, each weighing 1 ÷ √(degree of
        a × degree of b)."""
        parts: dict[str, list[float]] = defaultdict(list)
        for first in self._of(subject):
            for second in self._of(first) - {subject}:
                weight = 1.0 / math.sqrt(len(self._of(first)) * len(self._of(second)))
                for candidate in self._of(second) - {subject, first}:
                    parts[candidate].append(weight)
        return _sums(parts)

    def _over_two_links(self, subject: str, weight: Callable[[int], float]) -> Mapping[str, float]:
        parts: dict[str, list[float]] = defaultdict(list)
        for between in self._of(subject):
            for candidate in self._of(between) - {subject}:
                parts[candidate].append(weight(len(self._of(between))))
        return _sums(parts)

    def _of(self, code: str) -> set[str]:
        return self._neighbours.get(code, set())


def mean_and_margin(values: Sequence[float]) -> tuple[float, float]:
    """The mean of at least two repetitions and half the width of its 95 % confidence interval by Student's t.

    Repetitions that hide parts of the same links are not independent, so the interval is somewhat too narrow.
    """
    deviation = float(np.std(values, ddof=1))
    return float(np.mean(values)), student(len(values) - 1) * deviation / math.sqrt(len(values))


def student(freedom: int) -> float:
    """The 97.5 % quantile of Student's t for 1 to 10 degrees of freedom (any table of it)."""
    return (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228)[freedom - 1]


def _sums(parts: Mapping[str, Sequence[float]]) -> Mapping[str, float]:
    """Sums that do not depend on the order of their parts, so that equal ones are ties."""
    return {code: round(math.fsum(values), 12) for code, values in parts.items()}
