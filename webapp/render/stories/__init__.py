"""Pictures of the stories, one a file."""
