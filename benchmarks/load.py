"""Generates a register and loads it by the seeds' loader; what is there already is kept.

python -m benchmarks.load --engine embedded --size 10k
"""

import argparse
import asyncio
import hashlib
import json
import time
from pathlib import Path

from benchmarks.engines import DATA, ENGINES, engine
from benchmarks.register import SIZES, VERSION, generate
from graph.client import open_graph
from graph.schema import prepare
from seeds.load import REFERENCE_TABLES, Dataset, load_dataset
from seeds.tables import LAYOUT, REGISTER


def register_files(size: str, seed: int = 1, data: Path = DATA) -> Dataset:
    """The register of a size as a dataset; its files are written anew only where the generator, the seed,
    the layout or the reference tables have changed."""
    folder = data / f"csv-{size}"
    marker = folder / "marker.json"
    digest = hashlib.sha256()
    for path in sorted(REFERENCE_TABLES.folder.glob("*.csv")):
        digest.update(path.read_bytes())
    made_of = {"generator": VERSION, "seed": seed, "layout": LAYOUT, "reference": digest.hexdigest()}
    if not marker.exists() or json.loads(marker.read_text()) != made_of:
        marker.unlink(missing_ok=True)
        generate(folder, SIZES[size], seed)
        marker.write_text(json.dumps(made_of))
    return Dataset(name="benchmark", folder=folder, tables=REGISTER, summary=f"Synthetic register of {size}")


async def load(engine_name: str, size: str, seed: int = 1) -> int:
    """Loads a register into an engine; how many rows were new or changed."""
    register = register_files(size, seed)
    began = time.monotonic()

    def tell(text: str) -> None:
        print(f"{time.monotonic() - began:8.1f} s  {text}", flush=True)

    async with engine(engine_name, size) as address, open_graph(address) as graph:
        await prepare(graph)
        rows = await load_dataset(graph, REFERENCE_TABLES, tell)
        rows += await load_dataset(graph, register, tell)
    tell(f"{rows:,} rows on {engine_name}")
    return rows


def main() -> None:
    """Loads one register into one engine."""
    parser = argparse.ArgumentParser("python -m benchmarks.load", description=__doc__)
    parser.add_argument("--engine", choices=ENGINES, default="embedded")
    parser.add_argument("--size", choices=SIZES, default="10k")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    asyncio.run(load(given.engine, given.size, given.seed))


if __name__ == "__main__":
    main()
