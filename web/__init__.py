"""What a browser gets: GraphiQL and the Explorer, built by ``npm ci && npm run build`` in this folder."""

from pathlib import Path

FOLDER = Path(__file__).parent

INDEX = FOLDER / "dist" / "index.html"
"""The page for `GET /graphql`."""

STATIC = FOLDER / "dist" / "static"
"""The files for `/static`: their names change with their content, except `favicon.svg` and
`licenses.txt`, the notices of the packages inside."""

TABS = FOLDER / "tabs.toml"
"""The starter tabs, from which the service makes `/tabs.json`."""

OPERATIONS = FOLDER.parent / "schema" / "operations"
"""The published operations that the starter tabs name."""
