"""Loads and removes the seeds from the command line."""

from collections.abc import Callable

from graph.schema import graph_lock, prepare
from seeds.load import DEMONSTRATION, REFERENCE_TABLES, load_dataset, remove_dataset
from service.opening import opened_graph
from service.settings import Settings
from service.signals import ended_by_signals


async def seed(
    settings: Settings, *, adds_demo: bool, removes_demo: bool, tell: Callable[[str], None]
) -> None:
    """Prepares the graph and loads the reference tables; adds or removes the demonstration register.

    Raises ``GraphError``, :class:`SettingsError` or ``TableProblems``; Ctrl-C or SIGTERM ends it with
    ``SystemExit``, and another run goes on where it stopped.
    """
    async with ended_by_signals(), opened_graph(settings) as opened:
        graph = opened.graph
        tell(f"Graph: {await graph.server()}")
        await prepare(graph)
        async with graph_lock(graph, "seed"):
            if removes_demo:
                was_there = await remove_dataset(graph, DEMONSTRATION)
                tell("The demonstration register is removed." if was_there else "It was not there.")
                return
            number = await load_dataset(graph, REFERENCE_TABLES, tell)
            tell(f"Reference tables: {number} rows were new or changed.")
            if adds_demo:
                number = await load_dataset(graph, DEMONSTRATION, tell)
                tell(f"Demonstration register: {number} rows were new or changed.")
