"""Pictures of answers as SVG: pure functions from values of `graph` to a drawing.

Colours and type are classes of `pictures.css`; every mark that stands for something is a link with a title.
"""
