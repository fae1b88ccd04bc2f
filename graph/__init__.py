"""The record of NHS commissioning bodies in England since 1990, and the answers computed from it."""
