"""The names of WebDAV (RFC 4918), CalDAV (RFC 4791) and sync (RFC 6578) that are answered here."""

from __future__ import annotations

from xml.etree.ElementTree import Element, register_namespace

DAV, CALDAV, SERVER = "DAV:", "urn:ietf:params:xml:ns:caldav", "http://calendarserver.org/ns/"
for _prefix, _namespace in (("d", DAV), ("c", CALDAV), ("cs", SERVER)):
    register_namespace(_prefix, _namespace)


def d(name: str) -> str:
    """Return a name of WebDAV."""
    return f"{{{DAV}}}{name}"


def c(name: str) -> str:
    """Return a name of CalDAV."""
    return f"{{{CALDAV}}}{name}"


def cs(name: str) -> str:
    """Return a name of calendarserver.org, which older clients ask for."""
    return f"{{{SERVER}}}{name}"


def element(name: str, *children: Element | str) -> Element:
    """Return an element with these children, or this text."""
    made = Element(name)
    for child in children:
        if isinstance(child, str):
            made.text = child
        else:
            made.append(child)
    return made


def href(path: str) -> Element:
    """Return an address as WebDAV writes it."""
    return element(d("href"), path)


def add(parent: Element, name: str, *children: Element | str) -> Element:
    """Append an element and return it."""
    made = element(name, *children)
    parent.append(made)
    return made
