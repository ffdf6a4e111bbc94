"""Files that commands write: whole or not at all, and only where a file may stand."""

import os
from pathlib import Path

import pytest

from service.asking import check_target, save
from service.errors import CommandError


def test_file_is_written_for_everybody_to_read(tmp_path: Path) -> None:
    target = tmp_path / "picture.svg"

    save(b"one", target)

    assert target.read_bytes() == b"one"
    assert target.stat().st_mode & 0o777 == 0o644
    assert [each.name for each in tmp_path.iterdir()] == ["picture.svg"]


def test_file_that_is_replaced_keeps_its_mode(tmp_path: Path) -> None:
    target = tmp_path / "report.xlsx"
    target.write_bytes(b"old")
    target.chmod(0o600)

    check_target(target, ".xlsx", replaces=True)
    save(b"new", target)

    assert (target.read_bytes(), target.stat().st_mode & 0o777) == (b"new", 0o600)


def test_link_stays_and_what_it_leads_to_is_replaced(tmp_path: Path) -> None:
    own, link = tmp_path / "own.svg", tmp_path / "link.svg"
    own.write_bytes(b"old")
    link.symlink_to(own)

    save(b"new", link)

    assert link.is_symlink()
    assert own.read_bytes() == b"new"


def test_what_is_no_file_is_never_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    for target in (pipe, tmp_path):
        with pytest.raises(CommandError, match="give the name of a file"):
            check_target(target, ".svg", replaces=True)


def test_nothing_is_left_where_a_file_cannot_be_moved_to_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)

    with pytest.raises(CommandError, match="No space left"):
        save(b"new", tmp_path / "report.xlsx")

    assert list(tmp_path.iterdir()) == []
