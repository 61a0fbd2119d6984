-- One spelling for search: digits to 0-9, marks and tatweel dropped, letters that people interchange made one,
-- the article and the word for district dropped. Mirrored by geo.search.folding and by the map's script.
CREATE FUNCTION arabic_fold_v1(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT btrim(regexp_replace(
    regexp_replace(
      regexp_replace(
        translate(
          lower(regexp_replace(words, '[\u064B-\u0652\u0670\u0640\u200E\u200F\u202A-\u202E\u2066-\u2069]', '', 'g')),
          'أإآٱىةؤئکی٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹',
          'اااايهويكي01234567890123456789'
        ),
        '(^|\s)حي(?=\s|$)', '\1', 'g'
      ),
      '(^|\s)ال(?=\S\S)', '\1', 'g'
    ),
    '\s+', ' ', 'g'
  ))
$$;
COMMENT ON FUNCTION arabic_fold_v1(text) IS 'Search spelling of Arabic and Latin text';
