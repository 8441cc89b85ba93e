"""The commands as a person types them: here, or in a process of their own where that is what is tested."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from engine.command_line.app import cli

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: bytes
    stderr: bytes


def run(*arguments: str, stdin: bytes | None = None) -> Done:
    """In this process: a new one takes seconds to load what it needs. A fault of ours fails the test."""
    done = CliRunner().invoke(cli, list(arguments), input=stdin, prog_name="python -m engine")
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Done(done.exit_code, done.stdout_bytes, done.stderr_bytes)


def run_process(*arguments: str, stdin: bytes | None = None) -> Done:
    command = [sys.executable, "-m", "engine", *arguments]
    done = subprocess.run(command, cwd=ROOT, input=stdin, capture_output=True, check=False)
    return Done(done.returncode, done.stdout, done.stderr)
