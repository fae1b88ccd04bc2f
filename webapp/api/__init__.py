"""The site for programs: the OpenAPI document and what its schemas say."""
