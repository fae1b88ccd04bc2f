"""What pages are made of beside templates: links, wording, pictures, descriptions for programs."""
