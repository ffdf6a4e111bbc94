"""How good schedules of meetings are, on invented wishes: total, our own bound, gap, and how long it took.

``python -m benchmarks.meeting_schedules`` prints the table of ``docs/quality.md``.
"""

import time
from collections.abc import Iterator

from benchmarks.fairs import fair
from planning.meeting_schedule import Order, meeting_schedule

SECONDS = 60.0
HEADINGS = (
    "participants",
    "wanted",
    "slots",
    "tables",
    "case",
    "placed",
    "gap",
    "proven",
    "seconds",
    "idle gaps",
)


def orders() -> Iterator[tuple[str, Order]]:
    """What is measured, each with its name."""
    for share in (0.0, 0.3):
        away = f"{share:.0%} away"
        yield away, fair(60, 200, slots=12, tables=20, share_away=share)
        yield f"{away}, few tables", fair(60, 200, slots=12, tables=12, share_away=share)
        yield f"{away}, crowded", fair(60, 200, slots=12, tables=20, share_away=share, crowding=0.7)
        yield (
            f"{away}, crowded, 3 interpreters",
            fair(60, 200, slots=12, tables=20, share_away=share, crowding=0.7, interpreters=3),
        )
        yield (
            f"{away}, trade both ways",
            fair(60, 200, slots=12, tables=20, share_away=share, trades_both_ways=True),
        )
        yield away, fair(1_000, 5_000, slots=36, tables=60, share_away=share)
        yield f"{away}, at most 8", fair(1_000, 5_000, slots=36, tables=60, share_away=share, maximum=8)
        yield f"{away}, tables enough", fair(1_000, 5_000, slots=36, tables=300, share_away=share)
        yield f"{away}, four slots a day", fair(1_000, 5_000, slots=12, tables=400, share_away=share)
        yield (
            f"{away}, four slots a day, trade both ways",
            fair(1_000, 5_000, slots=12, tables=400, share_away=share, trades_both_ways=True),
        )


def main() -> None:
    """Prints the table."""
    print(f"| {' | '.join(HEADINGS)} |")
    print(f"|{' --- |' * len(HEADINGS)}")
    for name, order in orders():
        began = time.monotonic()
        schedule = meeting_schedule(order, seconds=SECONDS)
        participants = {code for meeting in order.meetings for code in meeting.businesses}
        cells = (
            f"{len(participants):,}",
            f"{len(order.meetings):,}",
            str(len(order.days)),
            str(order.tables),
            name,
            f"{len(schedule.meetings):,}",
            f"{schedule.gap:.2%}",
            "yes" if schedule.gap == 0 else "no",
            f"{schedule.seconds:.1f} (whole: {time.monotonic() - began:.1f})",
            str(schedule.idle_gaps),
        )
        print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
