// Degrees to the municipality's grid. Only what a UTM zone needs is taken from proj4: the whole library is four times as large.

import proj4 from "proj4/lib/core.js";
import Projection from "proj4/lib/Proj.js";
import utm from "proj4/lib/projections/utm.js";

Projection.projections.add(utm);

/** Return a function from [longitude, latitude] in degrees to [east, north] in metres of the grid `definition`. */
export function gridOf(definition) {
  return proj4("WGS84", definition).forward;
}
