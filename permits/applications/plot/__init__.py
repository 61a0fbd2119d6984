"""A plot as building rules see it: sides that face streets and neighbours, the distances they ask for. Pure."""

from permits.applications.plot.classify import Reach, classify
from permits.applications.plot.corners import CornerGround, corner_grounds
from permits.applications.plot.figures import BuildingFigures, StreetShare, required_m
from permits.applications.plot.setbacks import SideSetback, envelope, measure
from permits.applications.plot.sides import PlotSide, SideRole, Street

__all__ = [
    "BuildingFigures",
    "CornerGround",
    "PlotSide",
    "Reach",
    "SideRole",
    "SideSetback",
    "Street",
    "StreetShare",
    "classify",
    "corner_grounds",
    "envelope",
    "measure",
    "required_m",
]
