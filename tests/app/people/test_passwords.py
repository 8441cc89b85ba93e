"""The users file: what it holds, what is refused, and the command that makes its lines."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.people.passwords import as_the_file_says, check, make_line, owner_of, read_users, teams_of
from app.settings import SettingError, Settings
from app.storage.people import Person

PASSWORD = "correct horse battery"


def test_a_line_lets_its_person_in_and_nobody_else(tmp_path: Path) -> None:
    path = tmp_path / "users"
    path.write_text(f"# the team\n\n{make_line('anna', PASSWORD)}\n", encoding="utf-8")
    found = check(path, "anna", PASSWORD)
    assert found is not None
    assert (found.name, found.owner) == ("anna", owner_of("users file", "anna"))
    assert len(found.owner) == 32
    for name, password in (("anna", "wrong"), ("ben", PASSWORD), ("", ""), ("anna", "x" * 5_000)):
        assert check(path, name, password) is None


def test_teams_stand_behind_the_hash_and_hold_at_once(tmp_path: Path) -> None:
    path = tmp_path / "users"
    path.write_text(make_line("anna", PASSWORD, ["Sales North", " Marketing "]) + "\n", encoding="utf-8")
    anna = check(path, "anna", PASSWORD)
    assert anna is not None
    assert [team.name for team in anna.teams] == ["Marketing", "Sales North"]
    assert as_the_file_says(path, anna) == anna
    assert teams_of("https://provider", ["Marketing"]) != anna.teams[:1]  # another source, another team
    path.write_text(make_line("anna", PASSWORD, ["Marketing"]) + "\n", encoding="utf-8")
    now = as_the_file_says(path, anna)
    assert now is not None
    assert now.teams == anna.teams[:1]
    path.write_text("anna:half a li", encoding="utf-8")  # somebody is writing it
    assert as_the_file_says(path, anna) == anna
    path.write_text("# nobody\n", encoding="utf-8")
    assert as_the_file_says(path, anna) is None
    by_provider = Person(owner_of("https://provider", "7"), "anna", teams_of("https://provider", ["Marketing"]))
    assert as_the_file_says(path, by_provider) == by_provider


@pytest.mark.parametrize("team", ["a,b", " ", "a\nb"])
def test_names_of_teams_that_cannot_be_used(team: str) -> None:
    with pytest.raises(ValueError, match="team"):
        make_line("anna", PASSWORD, [team])


def test_two_hashes_of_one_password_differ() -> None:
    lines = {make_line("anna", PASSWORD) for _ in range(2)}
    assert len(lines) == 2
    assert all(PASSWORD not in line for line in lines)


@pytest.mark.parametrize("text", ["anna", "anna:plain text", ":scrypt:x", "a:scrypt:x\na:scrypt:y"])
def test_a_file_that_is_not_understood_names_its_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "users"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"line \d"):
        read_users(path)
    with pytest.raises(SettingError) as error:
        Settings.from_environment({"DATA_DIR": str(tmp_path), "USERS_FILE": str(path)})
    assert "plain text" not in str(error.value)


@pytest.mark.parametrize(("name", "password"), [("a:b", PASSWORD), ("", PASSWORD), ("#a", PASSWORD), ("a\nb", PASSWORD),
                                                ("anna", "short"), ("anna", "x" * 1_001)])  # fmt: skip
def test_names_and_passwords_that_cannot_be_used(name: str, password: str) -> None:
    with pytest.raises(ValueError, match="must"):
        make_line(name, password)


def test_the_command_prints_a_line() -> None:
    command = [sys.executable, "-m", "app.people", "anna", "Marketing", "Sales"]
    done = subprocess.run(command, input=f"{PASSWORD}\n", capture_output=True, text=True, check=True)
    assert done.stdout.startswith("anna:scrypt:")
    assert done.stdout.endswith(" Marketing, Sales\n")
    short = subprocess.run(command, input="short\n", capture_output=True, text=True, check=False)
    assert short.returncode == 1
    assert "12" in short.stderr
