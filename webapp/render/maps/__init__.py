"""Maps as SVG: pure functions from values of `graph` to drawings, on the National Grid.

Colours and type are classes of `maps.css`; nothing here knows of a request.
"""
