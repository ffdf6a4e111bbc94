"""Invented wishes for meetings, as in the literature: pairs drawn by chance, businesses away by chance.

The generator follows that of Bofill et al., JAIR 74 (2022), which draws participants, meetings, slots and
tables; sellers and buyers, weights and times away are ours.
"""

import random

from planning.meeting_schedule import Order, WantedMeeting


def fair(
    participants: int,
    meetings: int,
    *,
    slots: int,
    tables: int,
    days: int = 3,
    share_away: float = 0.0,
    maximum: int | None = None,
    interpreters: int | None = None,
    trades_both_ways: bool = False,
    crowding: float = 0.0,
    seed: int = 0,
) -> Order:
    """Wishes at a fair. ``share_away``: in which part of the slots a business is not available;
    ``crowding``: how much more often the first businesses are wanted, 0 for all alike;
    ``trades_both_ways``: whether each business may sell and buy, else three in five sell."""
    chance = random.Random(seed)
    sellers = [f"S{number:04}" for number in range(participants * 3 // 5)]
    buyers = [f"B{number:04}" for number in range(participants - len(sellers))]
    if trades_both_ways:
        sellers = buyers = sellers + buyers
    weigh = [[(number + 3) ** -crowding for number in range(len(side))] for side in (sellers, buyers)]
    pairs: dict[frozenset[str], tuple[str, str]] = {}
    while len(pairs) < meetings:
        (seller,), (buyer,) = chance.choices(sellers, weigh[0]), chance.choices(buyers, weigh[1])
        if seller != buyer:
            pairs.setdefault(frozenset((seller, buyer)), (seller, buyer))
    return Order(
        days=[slot * days // slots for slot in range(slots)],
        tables=tables,
        meetings=[
            WantedMeeting(
                seller=seller,
                buyer=buyer,
                weight=round(chance.uniform(0.3, 1.0), 4),
                needs_interpreter=chance.random() < 0.3,
            )
            for seller, buyer in pairs.values()
        ],
        interpreters=interpreters,
        maximum=maximum,
        unavailable={
            code: frozenset(slot for slot in range(slots) if chance.random() < share_away)
            for code in sorted({*sellers, *buyers})
        },
    )
