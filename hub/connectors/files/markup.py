"""XML without entities, documents types or depth that a record needs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from hub.connectors.files.encodings import CHINESE, decode_text
from hub.connectors.files.limits import FileLimits
from hub.core.errors import ClosedInputError

_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_ENCODING = re.compile(rb"\A\s*<\?xml[^>]*encoding=[\"']([A-Za-z0-9._-]+)[\"']")
_GB = frozenset({"gb2312", "gbk", "gb18030"})


def parse_markup(content: bytes, *, where: str, limits: FileLimits | None = None) -> Element:
    """
    Return the root element of an XML document.

    GB2312 and GBK declarations are read as GB18030, which contains both.

    Raises:
        ClosedInputError: wrong encoding, not well-formed (cut in half), a document type or entity, too large or deep.
    """
    bounds = limits or FileLimits()
    if len(content) > bounds.unpacked_bytes:
        raise ClosedInputError(f"document is larger than {bounds.unpacked_bytes} bytes", where=where)
    text = _DECLARATION.sub("", decode_text(content, where=where, encodings=_encodings(content)), count=1)
    try:
        root: Element = fromstring(text, forbid_dtd=True)
    except DefusedXmlException as fault:
        raise ClosedInputError("document declares a type or entities (a bomb?)", where=where) from fault
    except (ParseError, ValueError) as fault:
        # The parser's own text would show a piece of the document.
        raise ClosedInputError("document is not well-formed: cut?", where=where, remedy="have it sent again") from fault
    _check_shape(root, where, bounds)
    return root


def _encodings(content: bytes) -> Sequence[str]:
    declared = _ENCODING.match(content[:200])
    if declared is None:
        return CHINESE
    name = declared[1].decode("ascii").lower()
    return ("gb18030",) if name in _GB else ("utf-8",) if name in ("utf-8", "utf8") else CHINESE


def _check_shape(root: Element, where: str, bounds: FileLimits) -> None:
    count = 0
    stack = [(root, 1)]
    while stack:
        element, depth = stack.pop()
        count += 1
        if depth > bounds.depth or count > bounds.elements:
            raise ClosedInputError("document is too deep or has too many elements", where=where)
        stack += [(child, depth + 1) for child in element]


def element_fields(element: Element) -> dict[str, str]:
    """
    Return the text of each child by its local name, without outer blanks.

    >>> element_fields(parse_markup("<a><信访人> 张三 </信访人><诉求/></a>".encode(), where="x"))
    {'信访人': '张三', '诉求': ''}
    """
    return {child.tag.rpartition("}")[2]: (child.text or "").strip() for child in element}
