"""The pages, one blueprint a topic."""
