-- Cuts a surface along a line that crosses it, in the storage CRS, metres; parts on the millimetre, the largest first.
-- A line that does not cross leaves the surface whole: one part.
CREATE FUNCTION split_surface_v1(surface geometry, line geometry) RETURNS SETOF geometry
LANGUAGE sql IMMUTABLE STRICT
SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT ST_Multi(part.geom)
    FROM ST_Dump(ST_SnapToGrid(ST_CollectionExtract(ST_Split(surface, line), 3), 0.001)) AS part
   ORDER BY ST_Area(part.geom) DESC, ST_AsBinary(part.geom)
$$;

-- Joins neighbouring surfaces into one, on the millimetre. Corners that lie on a neighbour's side are a millimetre off it
-- where that side is not parallel to the grid: each surface is drawn to the others first (3 mm), and seams that are nowhere
-- wider than that are closed, so that no hairline stays in the middle.
CREATE FUNCTION join_surfaces_v1(surfaces geometry[]) RETURNS geometry
LANGUAGE plpgsql IMMUTABLE STRICT
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  seam constant double precision := 0.003;
  joined geometry := surfaces[1];
  next geometry;
BEGIN
  FOREACH next IN ARRAY surfaces[2:] LOOP
    joined := ST_Union(ST_Snap(joined, next, seam), ST_Snap(next, joined, seam));
  END LOOP;
  SELECT ST_Collect(ST_MakePolygon(ST_ExteriorRing(part.geom), ARRAY(
           SELECT ST_ExteriorRing(ring.geom) FROM ST_DumpRings(part.geom) AS ring
            WHERE ring.path[1] > 0 AND NOT ST_IsEmpty(ST_Buffer(ring.geom, -seam / 2)))))
    INTO joined FROM ST_Dump(joined) AS part;
  RETURN ST_Multi(ST_SnapToGrid(joined, 0.001));
END
$$;
