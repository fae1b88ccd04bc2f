"""Maps as SVG: pure functions from `graph` values to drawings, on the National Grid.

Colours and fonts are classes of `maps.css`; this package knows nothing about requests.
"""
