-- A change of land is decided on by an approved request of its own office whose latest proposal is exactly this: the same
-- kind, the same parcels that end and that keep their number, the same shapes. SQLSTATE MK017.
CREATE FUNCTION land_decision_v1(for_case uuid, change_kind text, ended uuid[], kept uuid[], child_parents uuid[],
                                 coming geometry[]) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM cases_case c JOIN subdivisions_landchangerequest r ON r.case_id = c.id
      JOIN subdivisions_proposal p ON p.request_id = c.id AND p.kind = change_kind
       AND p.revision = (SELECT max(q.revision) FROM subdivisions_proposal q WHERE q.request_id = c.id)
     WHERE c.id = for_case AND c.state = 'approved' AND c.municipality_id = ANY (current_territories_v1())
       AND ARRAY(SELECT e.parcel_id FROM subdivisions_proposedend e WHERE e.proposal_id = p.id AND e.ends ORDER BY 1)
         = ARRAY(SELECT u FROM unnest(ended) AS u ORDER BY 1)
       AND ARRAY(SELECT s.parcel_id || s.keeps::text || encode(ST_AsBinary(ST_SnapToGrid(s.geom, 0.001)), 'hex')
                   FROM subdivisions_proposedpart s WHERE s.proposal_id = p.id ORDER BY s.turn)
         = ARRAY(SELECT (kept || child_parents)[g.turn] || (g.turn <= cardinality(kept))::text || encode(ST_AsBinary(g.shape), 'hex')
                   FROM unnest(coming) WITH ORDINALITY AS g (shape, turn) ORDER BY g.turn)) THEN
    RAISE EXCEPTION 'case % was not approved for this', for_case USING ERRCODE = 'MK017';
  END IF;
END
$$;
