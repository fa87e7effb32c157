"""``python -m scorewell``."""

from scorewell.cli.main import main

if __name__ == "__main__":
    main()
