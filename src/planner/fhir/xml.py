"""FHIR's XML as the JSON that it stands for, and back. Nothing outside a document is ever looked at."""

from __future__ import annotations

from typing import Any

from lxml import etree

from planner.errors import Nonsense
from planner.fhir.elements import Element

FHIR, XHTML = "http://hl7.org/fhir", "http://www.w3.org/1999/xhtml"
DEEPEST = 64
"""Elements within one another; resources have a dozen at most."""
ATTRIBUTES = frozenset(("url", "id"))
"""What an element says as an attribute: an extension its URL, any part its id."""


def read_xml(content: bytes) -> Element:
    """The resource of a document. Its values are text, and a list of one is no list; `Reader.loose` takes that.

    Raises Nonsense for what is no XML of FHIR: entities, document types and processing instructions too.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as why:
        raise Nonsense(f"this is no XML: {str(why).splitlines()[0]}") from None
    information: Any = root.getroottree().docinfo
    if information.doctype:
        raise Nonsense("this has a document type, which FHIR's XML has not; take it out")
    return _resource(root)


def _resource(node: Any) -> Element:
    return {"resourceType": _name(node), **_element(node, 1)}


def _element(node: Any, depth: int) -> Element:
    if depth > DEEPEST:
        raise Nonsense(f"this has over {DEEPEST} elements within one another; no resource has")
    found: Element = {name: value for name, value in node.attrib.items() if name in ATTRIBUTES}
    for child in node:
        name, value = _name(child), _value(child, depth)
        if name not in found:
            found[name] = value
        elif isinstance(found[name], list):
            found[name].append(value)
        else:
            found[name] = [found[name], value]
    return found


def _value(node: Any, depth: int) -> Any:
    if node.tag == f"{{{XHTML}}}div":
        return etree.tostring(node, encoding="unicode", with_tail=False)
    if "value" in node.attrib:
        return node.attrib["value"]
    inside = [child for child in node if _name(child)[:1].isupper()]
    return _resource(inside[0]) if inside and len(node) == 1 else _element(node, depth + 1)


def _name(node: Any) -> str:
    if not isinstance(node.tag, str):  # an entity that was not resolved
        raise Nonsense("this has an entity, which FHIR's XML has not; take it out")
    name = etree.QName(node)
    if name.namespace not in (FHIR, XHTML):
        raise Nonsense(f"the element {name.localname} is in no namespace of FHIR; use xmlns={FHIR!r}")
    return str(name.localname)


# --- out --------------------------------------------------------------------------------------------------------------


def write_xml(resource: Element) -> bytes:
    """The document of a resource whose keys stand in the order of FHIR.

    Raises Nonsense for a text with characters that no XML can hold (XML 1.0, section 2.2).
    """
    try:
        root = _node(resource)
    except ValueError:
        raise Nonsense("a text of this holds a character that XML cannot hold; ask for JSON") from None
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _node(resource: Element) -> Any:
    names: Any = {None: FHIR}
    root = etree.Element(f"{{{FHIR}}}{resource['resourceType']}", nsmap=names)
    _fill(root, {key: value for key, value in resource.items() if key != "resourceType"}, top=True)
    return root


def _fill(node: Any, content: Element, top: bool = False) -> None:
    for key, value in content.items():
        if key in ATTRIBUTES and not top and isinstance(value, str) and (key == "id" or _is_extension(node)):
            node.set(key, value)
            continue
        for item in value if isinstance(value, list) else [value]:
            _add(node, key, item)


def _is_extension(node: Any) -> bool:
    return etree.QName(node).localname in ("extension", "modifierExtension")


def _add(node: Any, key: str, value: Any) -> None:
    if key == "div":
        node.append(etree.fromstring(value))
        return
    child = etree.SubElement(node, f"{{{FHIR}}}{key}")
    if isinstance(value, dict) and "resourceType" in value:
        child.append(_node(value))
    elif isinstance(value, dict):
        _fill(child, value)
    else:
        child.set("value", str(value).lower() if isinstance(value, bool) else str(value))
