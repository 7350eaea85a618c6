"""A part of an office file as a tree of XML, and the tree as the part: what nobody touches stays.

Names are local ones: a part means the same under another prefix and in the strict namespaces of
ISO/IEC 29500. Attributes, prefixes and their order are kept by lxml.
"""

from __future__ import annotations

from typing import Any

Element = Any
"""An element of a part."""
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def parsed(content: bytes) -> Element:
    """The root of a part. :raises ValueError: it is damaged, or declares what a part does not."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, strip_cdata=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from None
        raise ValueError(str(error)) from None
    if root.getroottree().docinfo.doctype:
        raise ValueError("a document type is declared")
    return root


def written(root: Element) -> bytes:
    """The part, in UTF-8."""
    from lxml import etree

    tree = root.getroottree()
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8",
                                standalone=tree.docinfo.standalone))


def local(element: Element) -> str:
    """The name of an element without its namespace; blank for a comment."""
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def is_a(element: Element, *names: str) -> bool:
    """Whether an element has one of these names."""
    return local(element) in names


def every(element: Element, *names: str) -> list[Element]:
    """The elements of these names at any depth, in order; a list, so that the tree may change."""
    return list(element.iter(*(f"{{*}}{name}" for name in names)))


def first(element: Element, *path: str) -> Element | None:
    """The first element down a path of children."""
    return element.find("/".join(f"{{*}}{name}" for name in path))


def says(element: Element, name: str) -> str:
    """An attribute of this name, in whatever namespace; blank without one."""
    return next((str(value) for key, value in element.attrib.items()
                 if str(key).rpartition("}")[2] == name), "")


def put_words(element: Element, words: str) -> None:
    """Words into an element, the blanks at their ends too."""
    element.text = words
    element.set(_SPACE, "preserve")


def made(like: Element, name: str) -> Element:
    """A new element of a name, in the namespace of ``like``."""
    space, brace, _ = str(like.tag).rpartition("}")
    return like.makeelement(f"{space}{brace}{name}")


def drop(element: Element) -> None:
    """Take an element out of its parent; the white space behind it stays."""
    parent = element.getparent()
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)
