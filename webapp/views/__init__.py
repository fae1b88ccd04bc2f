"""The pages, one blueprint per topic."""
