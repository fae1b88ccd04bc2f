"""Pictures of answers as SVG: pure functions from `graph` values to drawings.

Colours and fonts are classes of `pictures.css`; every mark that stands for something is a link with a title.
"""
