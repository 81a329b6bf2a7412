"""What an address asks: the scenario that it is, and the states before and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from transnet.base.errors import UnknownNameError
from transnet.base.language import said
from transnet.explore.address import Address
from transnet.explore.refusals import bad_address
from transnet.explore.scenario_text import unpacked
from transnet.model.network import Network
from transnet.scenario.additions import AddLine, AddLink
from transnet.scenario.edits import Edit
from transnet.scenario.file import Scenario, checked
from transnet.scenario.openings import Close, Open
from transnet.scenario.requirements import listed_projects
from transnet.scenario.values import SetAccess, SetHeadway, SetParameter, SetSpeed, SetTransfer
from transnet.study.network_state import NetworkState, scenario_states

ID = "explored"
_LINES = ("tracks", "roads")


@dataclass(frozen=True, eq=False)
class Asked:
    """An address in a network.

    scenario       what `transnet run` is given to get the same verdicts
    before, after  the states that are held against each other
    origin         place_id from which one looks
    """

    address: Address
    scenario: Scenario
    before: NetworkState
    after: NetworkState
    origin: str


def asked_of(address: Address, network: Network, source: str) -> Asked:
    """Return what an address asks of a network.

    source  name or path of the network, as a scenario file has it
    Raises RefusedError, ScenarioError or UnknownNameError for what isn't there or can't be.
    """
    origin = address.origin or network.info.core_place_id
    if origin not in network.place_ids:
        raise UnknownNameError(said("place"), origin, network.place_ids)
    _check_projects(address, network)
    scenario = checked(
        Scenario(
            id=ID,
            name_zh=address.name or "探索的情景",
            name_en=address.name or "a scenario explored",
            network=source,
            date=address.date,
            base="" if address.base == address.date else address.base,
            traffic="peak" if address.traffic == "peak" else "off_peak",
            edit=tuple(_edits(address, network)),
        )
    )
    before, after = scenario_states(scenario, network.info)
    if not any(isinstance(each, AddLine | AddLink) for each in scenario.edits):
        # No row is added, so the network before is that without edits: the same for all.
        before = NetworkState(before.date, traffic=before.traffic)
    return Asked(address, scenario, before, after, origin)


def _check_projects(address: Address, network: Network) -> None:
    listed = listed_projects(network) if "projects" in network.tables else []
    known = [each.project for each in listed]
    names = set(known)
    for each in (*address.open, *address.close):
        if each not in names:
            raise UnknownNameError(said("project"), each, known)


def _edits(address: Address, network: Network) -> Iterator[Edit]:
    """Yield the edits of an address in the order in which they are made."""
    if address.open:
        yield Open(project=address.open)
    if address.close:
        yield Close(project=address.close)
    yield from _values(address)
    for number, each in enumerate(address.drawn, start=1):
        yield from each.edits(number, network)
    if address.edits:
        yield from unpacked(address.edits)


def _values(address: Address) -> Iterator[Edit]:
    """Yield the edits that give inputs other values."""
    for service, minutes in address.headway:
        yield SetHeadway(service=(service,), headway_min=minutes)
    for line, kmh in address.speeds:
        table, _, name = line.partition("/")
        if table not in _LINES or not name:
            raise bad_address(
                said("speed={line} can't be read", line=line[:60]),
                said("write tracks/LINE:km/h or roads/NUMBER:km/h"),
            )
        yield SetSpeed(line=(name,), table=table, speed_kmh=kmh)
    for transfer, minutes in address.transfers:
        yield SetTransfer(id=transfer, transfer_min=minutes)
    for access, km in address.accesses:
        yield SetAccess(id=access, length_km=km)
    for name, mode, value in address.parameters:
        yield SetParameter(parameter=name, mode=mode, value=value)
