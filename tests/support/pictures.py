"""What tests of pictures share: a day, an address, and the bars of a lineage."""

from datetime import date
from xml.etree import ElementTree as ET

__all__ = ["SVG", "TODAY", "address", "bars"]

TODAY = date(2026, 11, 24)
SVG = "{http://www.w3.org/2000/svg}"


def address(endpoint: str, **values: object) -> str:
    return f"/{endpoint}?" + "&".join(f"{name}={value}" for name, value in values.items())


def bars(picture: str) -> list[ET.Element]:
    return [link for link in ET.fromstring(picture).iter(f"{SVG}a") if "bar " in (link.get("class") or "")]
