"""``python -m her2model`` is the command line."""

from her2model.cli import main

if __name__ == "__main__":
    main()
