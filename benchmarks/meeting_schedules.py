"""How good schedules of meetings are, on invented wishes: total, our own bound, gap, and how long it took.

    python -m benchmarks.meeting_schedules

The figures go to benchmarks/results; what they mean stands in docs/quality.md.
"""

import json
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.fairs import fair
from planning.meeting_schedule import Order, meeting_schedule

SECONDS = 60.0
RESULTS = Path(__file__).parent / "results" / "meeting-schedules.json"


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
    """Measures, and writes the figures."""
    rows = [_row(name, order) for name, order in orders()]
    RESULTS.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def _row(name: str, order: Order) -> dict[str, object]:
    began, worked = time.monotonic(), time.process_time()
    schedule = meeting_schedule(order, seconds=SECONDS)
    row: dict[str, object] = {
        "participants": len({code for meeting in order.meetings for code in meeting.businesses}),
        "wanted": len(order.meetings),
        "slots": len(order.days),
        "tables": order.tables,
        "case": name,
        "placed": len(schedule.meetings),
        "status": schedule.status.name,
        "objective": schedule.objective,
        "bound": schedule.bound,
        "gap": round(schedule.gap, 6),
        "seconds": round(schedule.seconds, 1),
        "secondsWithLaterGoals": round(time.monotonic() - began, 1),
        "processorSeconds": round(time.process_time() - worked, 1),
        "idleGaps": schedule.idle_gaps,
    }
    print(row, flush=True)
    return row


if __name__ == "__main__":
    main()
