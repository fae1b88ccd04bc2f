"""Pictures of the stories, one per module."""
