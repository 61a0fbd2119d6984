-- Takes a lock on every 256 m cell that the boxes of the given geometries touch, until the end of the transaction.
-- One sorted call an operation: two operations that meet can then never wait for each other. Over 2,000 cells the
-- register lock is taken alone, which every other caller holds shared (a default server has room for few locks).
-- Geometries: any type, metres, storage CRS.
CREATE FUNCTION lock_cells_v1(geometries geometry[]) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  cell_size constant double precision := 256;
  most constant integer := 2000;
  register_lock constant bigint := 5104110;
  cells bigint;
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'the register is changed under READ COMMITTED only'
      USING ERRCODE = 'MK002', HINT = 'a lock cannot show what an older snapshot hides';
  END IF;
  SELECT sum((floor(ST_XMax(g) / cell_size) - floor(ST_XMin(g) / cell_size) + 1)
           * (floor(ST_YMax(g) / cell_size) - floor(ST_YMin(g) / cell_size) + 1))
    INTO cells FROM unnest(geometries) AS g;
  IF cells > most THEN
    PERFORM pg_advisory_xact_lock(register_lock);
    RETURN;
  END IF;
  PERFORM pg_advisory_xact_lock_shared(register_lock);
  PERFORM pg_advisory_xact_lock(cell.x, cell.y)
    FROM (
      SELECT DISTINCT x::integer AS x, y::integer AS y
        FROM unnest(geometries) AS g,
             generate_series(floor(ST_XMin(g) / cell_size)::bigint, floor(ST_XMax(g) / cell_size)::bigint) AS x,
             generate_series(floor(ST_YMin(g) / cell_size)::bigint, floor(ST_YMax(g) / cell_size)::bigint) AS y
       ORDER BY 1, 2
    ) AS cell;
END
$$;
COMMENT ON FUNCTION lock_cells_v1(geometry[]) IS 'Locks the 256 m cells of an operation, sorted';
