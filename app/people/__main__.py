"""``python -m app.people NAME [TEAM ...]``: ask for a password and print the line for USERS_FILE."""

import getpass
import sys

from app.people.passwords import make_line


def main() -> None:
    if len(sys.argv) < 2:
        sys.exit("Say whose line it is, and their teams: python -m app.people NAME [TEAM ...] >> users")
    password = getpass.getpass("Password: ", stream=sys.stderr) if sys.stdin.isatty() else sys.stdin.readline()
    try:
        print(make_line(sys.argv[1], password.rstrip("\n"), sys.argv[2:]))  # noqa: T201 - the line is what was asked for
    except ValueError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
