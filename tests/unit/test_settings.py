"""The settings: environment and flags, secrets in files, and faults that say how to mend them."""

import os
from pathlib import Path

import pytest

from service.settings import Settings, SettingsError, read_settings

TOKEN = "0123456789abcdef"


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("LIENKET_")]:
        monkeypatch.delenv(name)


def test_settings_have_defaults_that_work_on_this_machine() -> None:
    settings = read_settings()

    assert settings.model_dump() == {
        "host": "127.0.0.1",
        "port": 8000,
        "workers": 1,
        "data": Path("data"),
        "engine_memory": "1g",
        "demo": True,
        "planned_execution": True,
        "token_file": None,
        "rules": None,
        "neo4j_uri": None,
        "neo4j_user": "neo4j",
        "neo4j_password": None,
        "neo4j_password_file": None,
        "neo4j_database": "neo4j",
    }
    assert settings.token() is None
    assert settings.password() == ""


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIENKET_PORT", "8150")
    monkeypatch.setenv("LIENKET_DATA", "/var/lib/lienket")
    monkeypatch.setenv("LIENKET_DEMO", "false")
    monkeypatch.setenv("LIENKET_ENGINE_MEMORY", "512m")

    settings = read_settings()

    assert settings == Settings(port=8150, data=Path("/var/lib/lienket"), demo=False, engine_memory="512m")


def test_empty_variable_counts_as_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIENKET_PORT", "")

    assert read_settings().port == 8000


def test_flag_wins_over_the_environment_unless_it_is_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIENKET_HOST", "localhost")
    monkeypatch.setenv("LIENKET_PORT", "8150")

    settings = read_settings(port=8151, host=None)

    assert (settings.host, settings.port) == ("localhost", 8151)


@pytest.mark.parametrize(
    ("variable", "value", "fault"),
    [
        ("PORT", "0", "LIENKET_PORT: Input should be greater than or equal to 1"),
        ("PORT", "65536", "LIENKET_PORT: Input should be less than or equal to 65535"),
        ("PORT", "many", "LIENKET_PORT: Input should be a valid integer"),
        ("ENGINE_MEMORY", "2 GB", "LIENKET_ENGINE_MEMORY: String should match pattern"),
        ("ENGINE_MEMORY", "0g", "LIENKET_ENGINE_MEMORY: String should match pattern"),
        ("DEMO", "perhaps", "LIENKET_DEMO: Input should be a valid boolean"),
        ("NEO4J_URI", "http://localhost:7474", "LIENKET_NEO4J_URI must begin with bolt:// or neo4j://"),
        ("NEO4J_URI", "localhost:7687", "LIENKET_NEO4J_URI must begin with bolt:// or neo4j://"),
        *(
            ("NEO4J_URI", uri, "LIENKET_NEO4J_URI must be host and port, such as bolt://127.0.0.1:7687")
            for uri in (
                "bolt://host:abc",
                "bolt://host:0",
                "bolt://host:65536",
                "bolt://",
                "bolt://[::1",
                "bolt://user:password@host",
                "bolt://host?a=b",
            )
        ),
        (
            "NEO4J_URI",
            "bolt://localhost",
            "With LIENKET_NEO4J_URI give either LIENKET_NEO4J_PASSWORD_FILE or LIENKET_NEO4J_PASSWORD",
        ),
    ],
)
def test_fault_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, fault: str
) -> None:
    monkeypatch.setenv(f"LIENKET_{variable}", value)

    with pytest.raises(SettingsError) as caught:
        read_settings()

    assert str(caught.value).startswith(fault)


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(port=0, engine_memory="much")

    assert [fault.partition(":")[0] for fault in str(caught.value).split("; ")] == [
        "LIENKET_PORT",
        "LIENKET_ENGINE_MEMORY",
    ]


def test_unknown_flag_is_a_fault() -> None:
    with pytest.raises(SettingsError, match="LIENKET_COLOUR: Extra inputs are not permitted"):
        read_settings(colour="red")


@pytest.mark.parametrize("scheme", ["bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc"])
def test_neo4j_is_reached_by_every_scheme_of_its_driver(scheme: str) -> None:
    settings = read_settings(neo4j_uri=f"{scheme}://graph.example.vn", neo4j_password="secret")

    assert settings.neo4j_uri == f"{scheme}://graph.example.vn"
    assert settings.password() == "secret"


@pytest.mark.parametrize(
    "uri",
    ["bolt://localhost", "bolt://[::1]:7687", "neo4j+s://x.databases.neo4j.io", "neo4j://host?policy=eu"],
)
def test_address_of_neo4j_is_taken_as_it_is(uri: str) -> None:
    assert read_settings(neo4j_uri=uri, neo4j_password="secret").neo4j_uri == uri


def test_password_comes_from_one_place_only(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="give either LIENKET_NEO4J_PASSWORD_FILE or"):
        read_settings(
            neo4j_uri="bolt://localhost", neo4j_password="secret", neo4j_password_file=tmp_path / "password"
        )


def test_password_is_never_printed() -> None:
    settings = read_settings(neo4j_uri="bolt://localhost", neo4j_password="secret")

    assert "secret" not in f"{settings!r} {settings}"


def test_password_is_read_from_its_file_without_the_line_break(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("mật khẩu\n", encoding="utf-8")

    settings = read_settings(neo4j_uri="bolt://localhost", neo4j_password_file=file)

    assert settings.password() == "mật khẩu"


def test_file_of_a_secret_that_is_missing_or_empty_is_a_fault(tmp_path: Path) -> None:
    missing, empty = tmp_path / "missing", tmp_path / "empty"
    empty.write_text(" \n", encoding="utf-8")

    faults: list[str] = []
    for file in (missing, empty):
        with pytest.raises(SettingsError) as caught:
            read_settings(neo4j_uri="bolt://localhost", neo4j_password_file=file).password()
        faults.append(str(caught.value))

    assert faults == [
        f"LIENKET_NEO4J_PASSWORD_FILE: {missing} cannot be read: No such file or directory",
        f"LIENKET_NEO4J_PASSWORD_FILE: {empty} is empty",
    ]


def test_file_of_a_secret_that_is_no_text_is_a_fault(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_bytes(b"\xff" * 20)

    with pytest.raises(SettingsError) as caught:
        read_settings(token_file=file).token()

    assert str(caught.value) == f"LIENKET_TOKEN_FILE: {file} is not a text in UTF-8"


@pytest.mark.parametrize(
    ("host", "is_local"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("10.0.0.5", False)],
)
def test_only_loopback_is_local(host: str, is_local: bool) -> None:
    assert read_settings(host=host).is_local is is_local


def test_other_machines_need_a_token() -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(host="0.0.0.0").token()

    assert str(caught.value) == (
        "LIENKET_HOST=0.0.0.0 can be reached from other machines: set LIENKET_TOKEN_FILE "
        "to a file with a shared token, or listen on 127.0.0.1"
    )


@pytest.mark.parametrize("host", ["0.0.0.0", "127.0.0.1"])
def test_token_is_read_from_its_file(tmp_path: Path, host: str) -> None:
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n", encoding="utf-8")

    assert read_settings(host=host, token_file=file).token() == TOKEN


def test_token_that_could_be_guessed_is_a_fault(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(TOKEN[1:], encoding="utf-8")

    with pytest.raises(SettingsError) as caught:
        read_settings(token_file=file).token()

    assert str(caught.value) == f"The token in {file} needs at least 16 characters"
