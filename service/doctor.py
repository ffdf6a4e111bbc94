"""Says in plain words what the service is connected to and what is wrong with it."""

import sys

from graph.change import data_version
from graph.errors import GraphError
from graph.inventory import DECLARED, counts, missing_declarations
from graph.schema import MIGRATIONS, newest_migration
from seeds.load import DEMONSTRATION, REFERENCE_TABLES, is_loaded
from service.opening import opened_graph
from service.settings import Settings, SettingsError
from service.signals import ended_by_signals


async def examine(settings: Settings) -> tuple[list[str], list[str]]:
    """What was found, and what is wrong; nothing is wrong where the second is empty."""
    found = [f"Python {sys.version.split()[0]}"]
    wrong: list[str] = []
    try:
        settings.token()
    except SettingsError as error:
        wrong.append(str(error))
    try:
        async with ended_by_signals(), opened_graph(settings) as opened:
            graph = opened.graph
            where = opened.address.uri
            kind = "embedded engine" if opened.is_embedded else "Neo4j"
            found.append(f"Graph: {kind} at {where}, database {opened.address.database}")
            found.append(f"Server: {await graph.server()}")
            number = await newest_migration(graph)
            found.append(f"Migration {number} of {len(MIGRATIONS)}; data version {await data_version(graph)}")
            if number > len(MIGRATIONS):
                wrong.append("A newer version of Lienket has prepared this graph: run that one")
            elif number < len(MIGRATIONS):
                wrong.append("The graph is not prepared: run `lienket seed`")
            missing = await missing_declarations(graph)
            found.append(f"Constraints and indexes: {len(DECLARED) - len(missing)} of {len(DECLARED)}")
            if missing:
                wrong.append(f"Missing constraints or indexes: {', '.join(missing)}; run `lienket seed`")
            for label, number in await counts(graph):
                found.append(f"  {label}: {number:,}")
            if not await is_loaded(graph, REFERENCE_TABLES):
                wrong.append("The reference tables are not loaded: run `lienket seed`")
            if await is_loaded(graph, DEMONSTRATION):
                found.append("Holds the demonstration register: its firms and persons are invented")
    except (GraphError, SettingsError) as error:
        wrong.append(str(error))
    return found, wrong
