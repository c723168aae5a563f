"""A matplotlib figure as one small inline SVG: text stays text, colours are CSS variables, ids are unique."""

from __future__ import annotations

import hashlib
import io
import re
import xml.etree.ElementTree as ET
from html import escape

from matplotlib.figure import Figure

from mlelib.teaching.style import ROLES

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
_BY_SENTINEL = {role.sentinel: role for role in ROLES}
_MEANINGFUL = {
    "fill",
    "fill-opacity",
    "stroke",
    "stroke-opacity",
    "opacity",
    "stroke-width",
    "stroke-dasharray",
    "stroke-linecap",
    "text-anchor",
}
_DEFAULTS = {("fill", "none"), ("stroke-linecap", "butt"), ("stroke-width", "1"), ("text-anchor", "start")}


def inline_svg(figure: Figure, label: str) -> str:
    """The figure as ``<svg role="img" aria-label=label>`` for an HTML page; the same figure gives the same
    bytes.

    Raises ValueError when something was drawn in a colour that is not one of ``style.ROLES``.
    """
    buffer = io.BytesIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    root = ET.fromstring(buffer.getvalue())
    _drop_what_a_page_does_not_need(root)
    for element in root.iter():
        _simplify(element)
    _unwrap_groups(root)
    width, height = root.attrib["viewBox"].split()[2:]
    body = _unique_ids("".join(_serialise(child) for child in root))
    return (
        f'<svg role="img" aria-label="{escape(label)}" viewBox="0 0 {width} {height}" font-size="14"'
        f' style="display:block;width:100%;max-width:{width}px;height:auto" fill="none">{body}</svg>'
    )


def _drop_what_a_page_does_not_need(root: ET.Element) -> None:
    """Metadata, invisible backgrounds, and matplotlib's ``* {…}`` rule: it would restyle the page."""
    for parent in list(root.iter()):
        for child in list(parent):
            is_style = child.tag == f"{_SVG}defs" and child.find(f"{_SVG}style") is not None
            unseen = child.get("style", "").strip("; ") == "fill: none" and child.tag == f"{_SVG}path"
            if is_style or unseen or child.tag == f"{_SVG}metadata":
                parent.remove(child)
            elif parent.tag == f"{_SVG}defs":
                child.attrib.pop("style", None)  # a marker takes its style from the <use> that places it


def _simplify(element: ET.Element) -> None:
    """Rounds numbers, names colours by role, writes fonts as attributes, so that a style sheet can win."""
    if element.tag == f"{_SVG}g":
        element.attrib.pop("id", None)
    if _XLINK_HREF in element.attrib:
        element.set("href", element.attrib.pop(_XLINK_HREF))
    for name in ("d", "x", "y", "width", "height", "transform", "points", "viewBox"):
        if name in element.attrib:
            element.set(name, _rounded(element.attrib[name]))
    if re.fullmatch(r"rotate\(-?0( .*)?\)", element.get("transform", "")):
        del element.attrib["transform"]
    if element.tag == f"{_SVG}path" and "d" in element.attrib:
        element.set("d", re.sub(r"\s*([A-Za-z])\s*", r"\1", element.attrib["d"]).strip())
    if "style" in element.attrib:
        _restyle(element)


def _restyle(element: ET.Element) -> None:
    kept = []
    for part in element.attrib.pop("style").split(";"):
        name, _, value = (piece.strip() for piece in part.partition(":"))
        if name in ("font-size", "font-style", "font-weight") and (name, value) != ("font-size", "14px"):
            element.set(name, value.removesuffix("px"))
        elif name in _MEANINGFUL and (name, value) not in _DEFAULTS:
            kept.append(f"{name}:{_value(value)}")
    if kept:
        element.set("style", ";".join(kept))


def _value(value: str) -> str:
    if not value.startswith("#"):
        return _rounded(value)
    if value not in _BY_SENTINEL:
        raise ValueError(
            f"the figure uses the colour {value}: draw with the roles of mlelib.teaching.style "
            "(INK, FIRST, …), so that it fits light and dark pages"
        )
    return _BY_SENTINEL[value].css


def _rounded(text: str) -> str:
    def shorten(match: re.Match[str]) -> str:
        value = f"{float(match.group()):.2f}".rstrip("0").rstrip(".")
        return "0" if value == "-0" else value

    return re.sub(r"-?\d*\.\d+(?:e[+-]?\d+)?", shorten, text)


def _unwrap_groups(element: ET.Element) -> None:
    """Replaces every ``<g>`` without attributes by its children."""
    children: list[ET.Element] = []
    for child in list(element):
        _unwrap_groups(child)
        plain = child.tag == f"{_SVG}g" and not child.attrib
        children.extend(list(child) if plain else [child])
    element[:] = children


def _serialise(element: ET.Element) -> str:
    name = element.tag.removeprefix(_SVG) if isinstance(element.tag, str) else ""
    if not name:
        return ""
    attributes = "".join(f' {key}="{escape(value)}"' for key, value in element.attrib.items())
    text = escape(element.text or "", quote=False) if name in ("text", "tspan") else ""
    inside = text + "".join(_serialise(child) for child in element)
    return f"<{name}{attributes}>{inside}</{name}>" if inside else f"<{name}{attributes}/>"


def _unique_ids(body: str) -> str:
    """Numbers the ids in order behind a hash of the picture, so that pictures on one page do not mix.

    matplotlib names a clip path after all digits of its coordinates, and the last digit may differ between two
    processors. So the hash is taken of the rounded picture with its ids numbered.
    """
    used = set(re.findall(r'(?:url\(#|href="#)([^)"]+)', body))
    for number, name in enumerate(dict.fromkeys(re.findall(r' id="([^"]+)"', body))):
        old = re.escape(name)
        new = f' id="@-{number}"' if name in used else ""
        body = re.sub(f' id="{old}"', new, body)
        body = re.sub(rf'(url\(#|href="#){old}(?=[)"])', rf"\g<1>@-{number}", body)
    prefix = "m" + hashlib.sha256(body.encode()).hexdigest()[:8]
    return re.sub(r'( id="|url\(#|href="#)@-', rf"\g<1>{prefix}-", body)
