"""Maps of a network, of the hour's reach, and of what a scenario changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from transnet.base.given import given
from transnet.base.language import said
from transnet.report.maps import basemap
from transnet.report.maps.changed_rows import Changes, changes_between
from transnet.report.maps.figure_style import own_style
from transnet.report.maps.fonts import Lettering, letter_notices, lettering
from transnet.report.maps.frame import Frame, frame_of, middle_of_seats, side_by_side
from transnet.report.maps.grid import Reach, reach_on_grid
from transnet.report.maps.legend import (
    Entry,
    draw_legend,
    line,
    patch,
    saved_circles,
    unchanged,
)
from transnet.report.maps.paint import (
    FAR_MIN,
    HOUR_INK,
    HOUR_MIN,
    Scene,
    draw_title,
    fill,
    hour_line,
    paint_names,
    paint_network,
)
from transnet.report.maps.render import DPI
from transnet.report.maps.scene_legend import scene_legend
from transnet.report.words.accessibility_words import AccessibilityGain, accessibility_gain
from transnet.report.words.county_changes import county_gains
from transnet.report.words.short_names import place_texts, short_name
from transnet.report.words.words import Text, join, same

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from transnet.base.errors import Notice
    from transnet.base.language import MapLanguage
    from transnet.base.units import FloatArray
    from transnet.model.network import Network
    from transnet.study.evaluate import Evaluation
    from transnet.study.result import Result

Kind = Literal["gains", "change", "before", "after"]

BAND_EDGES_MIN = (0.0, 30.0, HOUR_MIN, 90.0, 120.0)
BAND_COLOURS = ("#5fa8ad", "#9fcdc8", "#cfe3da", "#e7ede1")
CHANGE_EDGES_MIN = (1.0, 5.0, 10.0, 20.0, 40.0, 80.0)
ACCESS_EDGES = (1.0, 2.0, 5.0, 10.0, 20.0, 40.0)
# Blue against orange: no kind of colour blindness takes one for the other. No change is grey.
SAVED_COLOURS = ("#d9e8f3", "#aecfe6", "#7fb2d6", "#4a8fc1", "#23689f", "#0e3f6e")
_NO_CHANGE = "#e3ded3"
LOST_COLOURS = ("#fbe5cf", "#f5c595", "#ea9a5b", "#d46f30", "#ad4a17", "#7a2f0b")
_GRID_WIDTH = 300
_MAP_WIDTH, _LEGEND_WIDTH, _TOP, _FOOT, _EDGE = 9.6, 2.3, 0.78, 0.42, 0.2  # inches


@dataclass(frozen=True)
class MapData:
    """What the maps of one result draw, computed once.

    before, after  networks at their days, side by side
    reach_*        minutes from the core to every point
    title, core    (Chinese, English) name of the scenario and of the core
    states         what the states are called: before, after
    minutes_*      place id -> minutes from the core
    saved          county id -> largest saving to a seat or main city, minutes; a loss below 0
    access         what each county gains of the measure that the sentence on gains speaks of
    language       what the maps are lettered in
    """

    before: Network
    after: Network
    changes: Changes
    frame: Frame
    reach_before: Reach
    reach_after: Reach
    title: Text
    core: Text
    states: tuple[Text, Text]
    minutes_before: Mapping[str, float]
    minutes_after: Mapping[str, float]
    saved: Mapping[str, float]
    access: AccessibilityGain
    language: MapLanguage = "both"


def map_data(result: Result) -> MapData:
    """Compute what the maps of a result draw."""
    states = (result.before, result.after)
    middle = middle_of_seats(result.after.network)
    before, after = (side_by_side(state.network, middle) for state in states)
    changes = changes_between(before, after, result.effects)
    frame = frame_of(after, changes.points(after))
    core = after.info.core_place_id
    speed_kmh = after.parameter("spread_speed_kmh") / after.parameter("detour_factor")
    reach_before, reach_after = (
        reach_on_grid(state.points_reached(core), speed_kmh, frame, width=_GRID_WIDTH)
        for state in states
    )
    gains = county_gains(result)
    return MapData(
        before=before,
        after=after,
        changes=changes,
        frame=frame,
        reach_before=reach_before,
        reach_after=reach_after,
        title=Text(result.scenario.name_zh, result.scenario.name_en),
        core=_core_name(after),
        states=(
            Text(result.before.label_zh, result.before.label_en),
            Text(result.after.label_zh, result.after.label_en),
        ),
        minutes_before=_from_core(result.before, core),
        minutes_after=_from_core(result.after, core),
        saved=dict(zip(gains["place_id"], gains["saved_min"], strict=True)),
        access=accessibility_gain(result.gains),
    )


def map_texts(result: Result) -> list[Text]:
    """Return the names that the maps of a result may show."""
    network, scenario = result.after.network, result.scenario
    return [
        Text(scenario.name_zh, scenario.name_en),
        Text(network.info.name_zh, network.info.name_en),
        *place_texts(network).values(),
    ]


def map_notices(result: Result) -> list[Notice]:
    """Return what the maps of a result can't show, for want of a font."""
    if not result.scenario.outputs.maps:
        return []
    letters = lettering()
    return letter_notices(letters.pick(each.zh, each.en) for each in map_texts(result))


def _from_core(state: Evaluation, core: str) -> dict[str, float]:
    trips = state.travel_times
    trips = trips[trips["from_id"] == core]
    return dict(zip(trips["to_id"], trips["travel_min"], strict=True))


def _core_name(network: Network) -> Text:
    """Return the core's name after its city's: 太原迎泽, Taiyuan (Yingze)."""
    core = network.info.core_place_id
    places = network["places"]
    own = places[places["place_id"] == core].iloc[0]
    name, city = short_name(own["name_zh"], own["name_en"]), place_texts(network)[core]
    return Text(
        name.zh if city.zh == name.zh else city.zh + name.zh,
        name.en if city.en == name.en else f"{city.en} ({name.en})",
    )


@own_style()
def network_map(
    network: Network,
    ax: Axes | None = None,
    *,
    changes: Changes | None = None,
    language: MapLanguage = "both",
) -> Axes:
    """Draw a network at its day: roads, rail, airports and seats with their residents.

    ax        axes to draw on; a new figure's where none is given
    changes   rows to stand out
    language  zh, en or both
    """
    changes = changes or Changes()
    network = side_by_side(network, middle_of_seats(network))
    frame = frame_of(network, changes.points(network))
    scene = Scene(network, changes, frame, lettering(language))
    ax = _axes(ax, frame)
    paint_network(ax, scene)
    paint_names(ax, scene)
    info = network.info
    draw_title(ax, Text(info.name_zh, info.name_en), same(str(network.when)), scene.letters)
    draw_legend(ax, scene_legend(scene), scene.letters)
    return ax


@own_style()
def reach_map(data: MapData, ax: Axes | None = None, *, after: bool = True) -> Axes:
    """Draw how far one gets from the core in 30, 60, 90 and 120 minutes, in one of two states."""
    ax = _axes(ax, data.frame)
    letters = lettering(data.language)
    network, reach = (data.after, data.reach_after) if after else (data.before, data.reach_before)
    scene = Scene(network, data.changes if after else Changes(), data.frame, letters)
    basemap.set_frame(ax, data.frame)
    fill(ax, reach, reach.minutes, BAND_EDGES_MIN, BAND_COLOURS)
    hour_line(ax, reach)
    paint_network(ax, scene)
    paint_names(ax, scene, data.minutes_after if after else data.minutes_before)
    draw_title(
        ax,
        Text(f"从{data.core.zh}出发，一小时到哪里", f"Within the hour of {data.core.en}"),
        join([data.title, data.states[after]], "，", ", "),
        letters,
    )
    bands = [
        patch(letters.short(f"{low:.0f}–{high:.0f}分钟", f"{low:.0f}–{high:.0f} min"), colour)
        for low, high, colour in zip(BAND_EDGES_MIN, BAND_EDGES_MIN[1:], BAND_COLOURS, strict=False)
    ]
    heading = Entry(letters.pick("门到门时间", "Door to door"))
    hour = line(letters.pick("一小时线", "The hour"), HOUR_INK, 1.8)
    draw_legend(ax, [heading, *bands, hour, *scene_legend(scene)], letters)
    return ax


@own_style()
def change_map(data: MapData, ax: Axes | None = None) -> Axes:
    """Draw the minutes that a scenario saves on the way from the core, and both hours' edges.

    Counties' circles tell their largest saving on the way to a seat or main city, in the same
    colours: a line may pass the core by and still serve others.
    """
    ax = _axes(ax, data.frame)
    letters = lettering(data.language)
    scene = Scene(data.after, data.changes, data.frame, letters)
    basemap.set_frame(ax, data.frame)
    saved = np.minimum(data.reach_before.minutes, FAR_MIN) - np.minimum(
        data.reach_after.minutes, FAR_MIN
    )
    bands = _change_bands(ax, data, saved, letters)
    hour_line(ax, data.reach_before, dashed=True)
    hour_line(ax, data.reach_after)
    paint_network(ax, scene, seats=_seat_colours(data, data.saved, CHANGE_EDGES_MIN))
    paint_names(ax, scene, data.minutes_after)
    old, new = data.states
    draw_title(
        ax,
        Text(f"从{data.core.zh}出发，省下多少分钟", f"Minutes saved from {data.core.en}"),
        data.title + _against(new, old),
        letters,
    )
    hours = [
        line(letters.pick("原一小时线", "Hour before"), HOUR_INK, 1.2, (0, (3, 2))),
        line(letters.pick("新一小时线", "Hour after"), HOUR_INK, 1.8),
    ]
    draw_legend(ax, [*bands, *hours, *scene_legend(scene, SAVED_COLOURS[3])], letters)
    return ax


@own_style()
def gains_map(data: MapData, ax: Axes | None = None) -> Axes:
    """Draw what each county gains or loses of a measure of access, as circles of its residents."""
    ax = _axes(ax, data.frame)
    letters = lettering(data.language)
    scene = Scene(data.after, data.changes, data.frame, letters)
    access = data.access
    colours = _seat_colours(data, access.gain, ACCESS_EDGES)
    paint_network(ax, scene, seats=colours)
    paint_names(ax, scene, notes={place: access.note(place) for place in access.gain})
    old, new = data.states
    draw_title(ax, access.title, data.title + _against(new, old), letters)
    rows = [Entry(letters.pick("每县变化", "Change by county"))]
    values = np.array(list(access.gain.values()))
    for sign, colours_of in ((1.0, SAVED_COLOURS), (-1.0, LOST_COLOURS)):
        rises = (sign > 0) == (access.better == "more")
        way = Text("多", "more") if rises else Text("少", "less")
        largest = float((sign * values).max(initial=0.0))
        rows += _band_rows(ACCESS_EDGES, colours_of, largest, (way, access.unit), letters)
    bare = access.unit == "min"
    rows.append(
        patch(
            letters.pick("不足1分钟" if bare else "不足1%", "<1 min" if bare else "<1%"), _NO_CHANGE
        )
    )
    draw_legend(ax, [*rows, *scene_legend(scene, SAVED_COLOURS[3])], letters)
    return ax


def _against(new: Text, old: Text) -> Text:
    return Text(f"，{new.zh}与{old.zh}相比", f", {new.en} against {old.en}")


def _seat_colours(
    data: MapData, saved: Mapping[str, float], edges: Sequence[float]
) -> dict[str, str]:
    """Return the colour of each county's circle; a county without another to go to has no gain."""
    places = basemap.cluster_places(data.after)["place_id"]
    return {place: saved_colour(saved.get(place, 0.0), edges) for place in places}


def saved_colour(minutes: float, edges: Sequence[float] = CHANGE_EDGES_MIN) -> str:
    """Return the colour that a saving, or a loss below 0, has on a map of changes."""
    band = int(np.searchsorted(edges, abs(minutes), side="right")) - 1
    if band < 0:
        return _NO_CHANGE
    return (SAVED_COLOURS if minutes > 0 else LOST_COLOURS)[band]


def result_map(data: MapData, kind: Kind, ax: Axes | None = None) -> Axes:
    """Draw one of a result's maps."""
    if kind == "gains":
        return gains_map(data, ax)
    if kind == "change":
        return change_map(data, ax)
    return reach_map(data, ax, after=kind == "after")


def plot_result(result: Result, ax: Axes | None, kind: Kind, language: MapLanguage) -> Axes:
    """Draw one of a result's maps, on axes of one's own or on new ones."""
    return result_map(replace(map_data(result), language=language), kind, ax)


def result_figure(data: MapData, kind: Kind) -> Figure:
    """Return one of a result's maps as a figure of its own."""
    figure = result_map(data, kind).get_figure(root=True)
    if figure is None:
        raise RuntimeError("new axes always belong to a figure")
    return figure


def _axes(ax: Axes | None, frame: Frame) -> Axes:
    """Return axes to draw on; raises InputError for what is none."""
    if ax is None:
        return _new_axes(frame)
    from matplotlib.axes import Axes as Kind

    return given(ax, Kind, "ax", said("plt.gca() of matplotlib gives them"))


def _new_axes(frame: Frame) -> Axes:
    """Axes of a figure that fits the frame, a title above, a legend beside, sources below."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    height = _MAP_WIDTH * frame.height_km / frame.width_km
    size = (_EDGE + _MAP_WIDTH + _LEGEND_WIDTH, _TOP + height + _FOOT)
    figure = Figure(figsize=size, dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)  # measures texts at once; without it each would build a renderer
    return figure.add_axes(
        (_EDGE / size[0], _FOOT / size[1], _MAP_WIDTH / size[0], height / size[1])
    )


def _change_bands(ax: Axes, data: MapData, saved: FloatArray, letters: Lettering) -> list[Entry]:
    """Fill what was saved and what was lost, and return the legend of the bands that occur."""
    rows = [Entry(letters.pick("门到门省时", "Minutes saved"))]
    sides = ((1.0, SAVED_COLOURS, Text("", "")), (-1.0, LOST_COLOURS, Text("多", "longer")))
    counties = np.array(list(data.saved.values()))
    for sign, colours, way in sides:
        signed = np.clip(sign * saved, 0.0, FAR_MIN / 2)
        if signed.max() >= CHANGE_EDGES_MIN[0]:
            fill(ax, data.reach_after, signed, (*CHANGE_EDGES_MIN, FAR_MIN), colours)
        largest = max(float(signed.max()), float((sign * counties).max(initial=0.0)))
        rows += _band_rows(CHANGE_EDGES_MIN, colours, largest, (way, "min"), letters)
    rows.append(unchanged(letters))
    moved = np.abs(counties).max(initial=0.0) >= CHANGE_EDGES_MIN[0]
    return [*rows, saved_circles(letters, SAVED_COLOURS[2])] if moved else rows


def _band_rows(
    edges: Sequence[float],
    colours: Sequence[str],
    largest: float,
    words: tuple[Text, str],
    letters: Lettering,
) -> list[Entry]:
    """Return the legend of the bands that occur; words: which way it goes, and the unit."""
    way, unit = words
    unit_zh, unit_en = ("分钟", " min") if unit == "min" else (unit, unit)
    rows = []
    for low, high, colour in zip(edges, (*edges[1:], np.inf), colours, strict=True):
        if largest >= low:
            to = f"–{high:.0f}" if np.isfinite(high) else "+"
            band = f"{low:.0f}{to}"
            zh, en = f"{way.zh}{band}{unit_zh}", f"{band}{unit_en} {way.en}".rstrip()
            rows.append(patch((letters.pick if way.en else letters.short)(zh, en), colour))
    return rows
