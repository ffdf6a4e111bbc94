"""Imports the official lists of administrative units from the command line."""

from collections.abc import Callable

from graph.schema import graph_lock, prepare
from seeds.load import REFERENCE_TABLES, load_dataset
from seeds.unit_lists import Files
from seeds.unit_versions import read_versions
from seeds.units import load_units
from service.opening import opened_graph
from service.settings import Settings
from service.signals import ended_by_signals


async def import_units(settings: Settings, files: Files, tell: Callable[[str], None]) -> None:
    """Checks the lists, prepares the graph, and brings its units to what the lists say.

    The reference tables come first, as their units are kept as they are. Raises ``TableProblems`` before
    anything is written, ``GraphError`` or ``SettingsError``; Ctrl-C or SIGTERM ends it with
    ``SystemExit``, and another run goes on where it stopped.
    """
    said = read_versions(files)
    tell(f"Lists: {len(said.versions):,} units, {len(said.passings):,} successions; no fault.")
    async with ended_by_signals(), opened_graph(settings) as opened:
        graph = opened.graph
        tell(f"Graph: {await graph.server()}")
        await prepare(graph)
        async with graph_lock(graph, "seed"):
            await load_dataset(graph, REFERENCE_TABLES, tell)
            number = await load_units(graph, said, tell)
    tell(f"Administrative units: {number:,} rows were new, changed or gone.")
