"""OpenStreetMap's XML, read in one pass and in bounded memory, in whatever order it stands.

What is read: the state of a region, as the API, Overpass (out body, meta, geom), JOSM and osmium
write it. Sources: the OpenStreetMap wiki's pages OSM XML, JOSM file format and Overpass API.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.parsers import expat

from transnet.base.collector import Notices
from transnet.base.errors import InputError
from transnet.base.language import said
from transnet.io.lines import number_of, whole_of
from transnet.io.osm.file_kind import CHANGES, not_an_extract, text_blocks
from transnet.io.osm.things import EMBEDDED, PLACES_PER_DEGREE, UNKNOWN_PLACE, NodeTable, Thing

_KINDS = {"node": "n", "way": "w", "relation": "r"}
_MOST_TOKEN_BYTES = 2**20
_DEEPEST = 8
_BLOCKS_OF_CHANGES = ("create", "modify", "delete", "action")
_FAULTY = 1000
_SHOWN = 120


def read_xml(path: Path, faults: Notices, nodes: NodeTable | None = None) -> Iterator[Thing]:
    """Yield ways, relations and nodes with tags; without a table of nodes relations alone.

    nodes  gets the place of each node, and those that ways name beside their nodes
    Raises InputError with the element when the file is damaged, cut off, incomplete by what its
    server says, has entities, or isn't the state of a region.
    """
    parser = expat.ParserCreate()
    reader = _Reader(faults, nodes)
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.EntityDeclHandler = reader.entity
    fed = 0
    try:
        for block in text_blocks(path, faults):
            parser.Parse(block)
            fed += len(block)
            if fed - parser.CurrentByteIndex > _MOST_TOKEN_BYTES:
                raise reader.broken(
                    said(
                        "a tag is longer than {most_token_bytes:,} bytes, as none is",
                        most_token_bytes=_MOST_TOKEN_BYTES,
                    )
                )
            yield from reader.taken()
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        code = expat.errors.codes
        cut = error.code in (
            code[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
            code[expat.errors.XML_ERROR_NO_ELEMENTS],
        )
        hint = said("it is cut off") if cut else said("it isn't an OpenStreetMap extract")
        raise reader.broken(said("{hint} ({error})", hint=hint, error=str(error))) from error
    except (LookupError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        hint = said(
            "its encoding isn't known: {error}; save it as UTF-8", error=str(error)[:_SHOWN]
        )
        raise reader.broken(hint) from error
    yield from reader.taken()


class _Reader:
    """Takes expat's calls and makes things of them."""

    def __init__(self, faults: Notices, nodes: NodeTable | None) -> None:
        self._faults, self._nodes = faults, nodes
        self._depth = 0
        self._thing: Thing | None = None
        self._things: list[Thing] = []
        self._remark: list[str] | None = None

    def taken(self) -> list[Thing]:
        """Return the things that ended since the last call."""
        found, self._things = self._things, []
        return found

    def broken(self, hint: str) -> InputError:
        """Return the error for a file that can't be read on."""
        if self._thing:
            hint = said("{hint} after {thing}", hint=hint, thing=_called(self._thing))
        self._faults.add("broken_osm", said("{hint}; fetch it again", hint=hint))
        return self._faults.error()

    def entity(self, name: str, *_: object) -> None:
        raise self.broken(
            said("it declares the entity {name!r}, which no extract needs", name=name[:_SHOWN])
        )

    def start(self, name: str, told: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth == 2:
            if name in _KINDS:
                self._begin(name, told)
            elif name == "remark":
                self._remark = []
            elif name in _BLOCKS_OF_CHANGES:
                raise not_an_extract(self._faults, CHANGES)
        elif self._depth == 3:
            if self._thing is not None:
                self._inside(self._thing, name, told)
        elif self._depth == 1:
            self._root(name, told)
        elif self._depth > _DEEPEST:
            raise self.broken(
                said(
                    "its elements lie deeper than {deepest}, as an extract's never do",
                    deepest=_DEEPEST,
                )
            )

    def end(self, _: str) -> None:
        self._depth -= 1
        if self._depth != 1:
            return
        thing = self._thing
        if thing is not None and (thing.kind != "n" or thing.tags):
            self._things.append(thing)
        self._thing = None
        if self._remark is not None:
            remark = "".join(self._remark).strip()[:_SHOWN]
            self._remark = None
            if "error" in remark.lower():
                hint = said(
                    "its server broke off, so roads are missing: {remark!r}; ask for less",
                    remark=remark,
                )
                raise not_an_extract(self._faults, hint)
            self._faults.add("incomplete_osm", said("its server says: {remark!r}", remark=remark))

    def text(self, text: str) -> None:
        if self._remark is not None and len(self._remark) < _SHOWN:
            self._remark.append(text)

    def _root(self, name: str, told: Mapping[str, str]) -> None:
        if name == "osmChange":
            raise not_an_extract(self._faults, CHANGES)
        if name != "osm":
            raise self.broken(
                said("it isn't an OpenStreetMap extract but <{name}>", name=name[:_SHOWN])
            )
        if told.get("version", "0.6") != "0.6":
            version = told["version"][:_SHOWN]
            raise not_an_extract(
                self._faults, said("it has version {version!r}; 0.6 is read", version=version)
            )

    def _begin(self, name: str, told: Mapping[str, str]) -> None:
        if self._nodes is None and name != "relation":
            self._thing = None
            return
        number = whole_of(told.get("id", ""))
        if number is None:
            value = told.get("id", "")[:_SHOWN]
            raise self.broken(
                said("the id of a {name} is no whole number: {value!r}", name=name, value=value)
            )
        version = whole_of(told.get("version", "0")) or 0
        deleted = told.get("action") == "delete" or told.get("visible") == "false"
        version = min(max(version, 0), 2**31 - 1)
        self._thing = Thing(_KINDS[name], number, version, deleted)
        if name == "node" and self._nodes is not None:
            x, y = (UNKNOWN_PLACE,) * 2 if deleted else self._place(number, told)
            self._nodes.add(number, version, x, y)

    def _place(self, node: int, told: Mapping[str, str]) -> tuple[int, int]:
        """Return a place in 1e-7 degrees, and note where it isn't one."""
        found = []
        for key, most in (("lon", 180.0), ("lat", 90.0)):
            value = number_of(told.get(key, ""))
            if value is None or abs(value) > most:
                if self._nodes is not None and len(self._nodes.faulty) < _FAULTY:
                    self._nodes.faulty.setdefault(node, (key, told.get(key, "")[:_SHOWN]))
                return UNKNOWN_PLACE, UNKNOWN_PLACE
            found.append(round(value * PLACES_PER_DEGREE))
        return found[0], found[1]

    def _inside(self, thing: Thing, name: str, told: Mapping[str, str]) -> None:
        try:
            if name == "tag":
                thing.tag(told["k"], told["v"])
            elif name == "nd" and thing.kind == "w":
                self._point(thing, told)
            elif name == "member" and thing.kind == "r":
                kind = _KINDS.get(told["type"], "?")
                thing.members.append((kind, _whole(told["ref"]), told.get("role", "")))
        except (KeyError, ValueError) as error:
            raise self.broken(
                said(
                    "a <{name}> of {called} lacks or garbles {error}",
                    name=name,
                    called=_called(thing),
                    error=error,
                )
            ) from error

    def _point(self, way: Thing, told: Mapping[str, str]) -> None:
        ref = _whole(told["ref"])
        way.refs.append(ref)
        if "lat" in told and self._nodes is not None and not way.deleted:
            self._nodes.add(ref, EMBEDDED, *self._place(ref, told))


def _whole(text: str) -> int:
    found = whole_of(text)
    if found is None:
        raise ValueError(repr(text[:_SHOWN]))
    return found


def _called(thing: Thing | None) -> str:
    names = {kind: name for name, kind in _KINDS.items()}
    return f"{names[thing.kind]} {thing.id}" if thing else ""
