"""The two engines on data that is kept between runs, under ``benchmarks/data/``."""

from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

from benchmarks.register import SIZES
from graph.client import Address
from graph.engine import embedded_engine
from tests.neo4j.server import kept_running

DATA = Path(__file__).parent / "data"
ENGINES = ("embedded", "neo4j")
_LARGE = 500_000
"""From so many businesses on an engine gets more memory."""


@asynccontextmanager
async def engine(name: str, size: str, data: Path = DATA) -> AsyncIterator[Address]:
    """An engine on what was loaded of a size, as long as the block lasts."""
    home = data / f"{name}-{size}"
    is_large = SIZES[size] >= _LARGE
    if name == "embedded":
        async with embedded_engine(home, "8g" if is_large else "1g") as running:
            yield running.address
        return
    with ExitStack() as stack:
        heap, page_cache = ("4g", "4g") if is_large else ("1g", "512m")
        server = stack.enter_context(kept_running("5.26", home, heap=heap, page_cache=page_cache))
        yield Address(uri=server.uri, user=server.user, password=server.password, database="neo4j")
