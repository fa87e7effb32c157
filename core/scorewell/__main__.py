"""``python -m scorewell``."""

from scorewell.cli import main

if __name__ == "__main__":
    main()
