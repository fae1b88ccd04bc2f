"""The command line of the installed package: `nhs-restructures`, or `python -m nhs_restructures`."""

from cli import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
