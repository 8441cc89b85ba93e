"""``python -m engine``."""

from engine.command_line.app import main

if __name__ == "__main__":
    main()
