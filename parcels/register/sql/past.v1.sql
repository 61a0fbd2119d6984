-- The numbers of parcels at a place as parcels_at_v2 tells them, with the room that each has, metres (the side of a square
-- of its area). Geometry: the outline, in the storage CRS.
CREATE FUNCTION parcel_labels_at_v1(place geometry, as_of timestamptz, known_at timestamptz)
RETURNS TABLE (municipality_id integer, code text, number text, room_m double precision, geom geometry)
LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT p.municipality_id, p.code, p.number, sqrt(p.area_m2), p.geom FROM parcels_at_v2(place, as_of, known_at) AS p
$$;
