"""The record of NHS commissioning bodies in England since 1990, and the answers computed from it."""

__all__ = ["__version__"]

__version__ = "0.1.0"
