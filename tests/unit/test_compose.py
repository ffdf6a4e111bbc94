"""What `docker compose up` promises, read from the compose file, the Dockerfile and the secrets script."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NotRequired, TypedDict, cast

import pytest
from ruamel.yaml import YAML

from tests.neo4j.server import VERSIONS

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker-compose.yml"
PACKAGES = {"domain", "schema", "resolvers", "planning", "graph", "seeds", "service", "web"}


class Service(TypedDict):
    image: str
    environment: dict[str, str]
    secrets: list[str]
    ports: NotRequired[list[str]]
    volumes: NotRequired[list[str]]
    depends_on: NotRequired[dict[str, dict[str, str]]]
    healthcheck: NotRequired[dict[str, object]]
    restart: str
    deploy: dict[str, dict[str, dict[str, object]]]


class Compose(TypedDict):
    services: dict[str, Service]
    secrets: dict[str, dict[str, str]]
    volumes: dict[str, None]


@pytest.fixture
def compose() -> Compose:
    return cast(Compose, YAML(typ="safe").load(COMPOSE))


@pytest.fixture
def instructions() -> list[tuple[str, str]]:
    """The Dockerfile as (instruction, rest of the line); continued lines are joined, comments left out."""
    text = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
    lines = [line.partition(" ") for line in text.splitlines() if line and not line.startswith("#")]
    return [(name, rest) for name, _, rest in lines]


def test_compose_file_follows_the_compose_specification() -> None:
    schema = ["--builtin-schema", "vendor.compose-spec"]

    check = [sys.executable, "-m", "check_jsonschema", *schema, str(COMPOSE)]
    result = subprocess.run(check, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout + result.stderr


def test_database_image_is_the_release_that_the_tests_run_on(compose: Compose) -> None:
    assert compose["services"]["neo4j"]["image"] == f"neo4j:{VERSIONS['5.26']}-community"


def test_service_starts_after_the_database_is_healthy(compose: Compose) -> None:
    assert "healthcheck" in compose["services"]["neo4j"]
    assert compose["services"]["service"].get("depends_on") == {"neo4j": {"condition": "service_healthy"}}


def test_only_the_service_is_published_and_only_on_loopback(compose: Compose) -> None:
    ports = {name: service.get("ports", []) for name, service in compose["services"].items()}

    assert ports == {"neo4j": [], "service": ["127.0.0.1:8000:8000"]}


def test_each_service_restarts_and_is_limited(compose: Compose) -> None:
    for service in compose["services"].values():
        assert service["restart"] == "unless-stopped"
        assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}


def test_data_of_the_database_is_in_a_named_volume(compose: Compose) -> None:
    assert compose["services"]["neo4j"].get("volumes") == ["neo4j-data:/data"]
    assert compose["volumes"] == {"neo4j-data": None}


def test_environment_names_files_instead_of_secrets(compose: Compose) -> None:
    for service in compose["services"].values():
        named = {value for name, value in service["environment"].items() if name.endswith("_FILE")}
        plain = {name for name in service["environment"] if re.search("(AUTH|PASSWORD|TOKEN|SECRET)$", name)}

        assert named == {f"/run/secrets/{secret}" for secret in service["secrets"]}
        assert plain == set()


def test_script_makes_every_secret_once(compose: Compose, tmp_path: Path) -> None:
    (tmp_path / "docker").mkdir()
    script = shutil.copy(ROOT / "docker" / "secrets.sh", tmp_path / "docker")
    wanted = {tmp_path / secret["file"] for secret in compose["secrets"].values()}

    subprocess.run(["sh", script], check=True)
    first = {path: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    subprocess.run(["sh", script], check=True)
    second = {path: path.read_text() for path in (tmp_path / "secrets").iterdir()}

    assert set(first) == wanted
    assert second == first
    assert first[tmp_path / "secrets/neo4j_auth"] == f"neo4j/{first[tmp_path / 'secrets/neo4j_password']}"
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in first} == {0o644}


def test_image_is_pinned_hashed_and_without_root(instructions: list[tuple[str, str]]) -> None:
    bases = [rest for name, rest in instructions if name == "FROM"]
    users = [rest for name, rest in instructions if name == "USER"]
    installs = [rest for name, rest in instructions if name == "RUN" and "pip install" in rest]

    assert all(re.match(r"[a-z]+:\d+\.\d+\.\d+-slim\b", base) for base in bases)
    assert users == ["10001"]
    assert len(installs) == 1
    assert "--require-hashes --requirement requirements/service.lock" in installs[0]


def test_image_holds_the_packages_and_the_built_pages(instructions: list[tuple[str, str]]) -> None:
    last = max(position for position, (name, _) in enumerate(instructions) if name == "FROM")
    copies = [rest for name, rest in instructions[last:] if name == "COPY"]

    assert {f"{package} {package}" for package in PACKAGES} < set(copies)
    assert copies[-1] == "--from=web /web/dist web/dist"


def test_image_serves_and_asks_for_its_health(instructions: list[tuple[str, str]]) -> None:
    ends = dict(instructions)

    assert ends["ENTRYPOINT"] == '["python", "-m", "service.cli"]'
    assert ends["CMD"] == '["serve"]'
    assert "http://127.0.0.1:8000/healthz" in ends["HEALTHCHECK"]


def test_builder_receives_only_what_the_image_copies() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    allowed = {line.removeprefix("!") for line in lines if line.startswith("!")}

    assert next(line for line in lines if not line.startswith("#")) == "*"
    assert allowed == PACKAGES | {"requirements/service.lock"}
