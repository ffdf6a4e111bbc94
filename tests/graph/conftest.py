"""Which of these tests belong to one engine only."""

from tests.conftest import NEO4J_URI

collect_ignore = ["test_plans.py"] if NEO4J_URI is None else ["test_engine.py"]
