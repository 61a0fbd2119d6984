"""Which of GDAL's drivers remain in the confined process, and its settings; no library is loaded here."""

from geo.exchange.reading.sniffing import Form

#: The drivers that remain: all others are taken out before GDAL starts (SKIPPED).
DRIVERS = {
    Form.GPKG: "GPKG", Form.SHAPEFILE: "ESRI Shapefile", Form.GEOJSON: "GeoJSON", Form.FLATGEOBUF: "FlatGeobuf",
    Form.KML: "LIBKML", Form.GML: "GML", Form.EDIGEO: "EDIGEO", Form.OSM: "OSM",
}  # fmt: skip
SKIPPED = (
    "MEM", "PCIDSK", "PDS4", "VICAR", "PDF", "MBTiles", "EEDA", "OGCAPI", "GDALG", "MapInfo File", "LVBAG", "S57",
    "DGN", "OGR_VRT", "CSV", "GPX", "KML", "GeoJSONSeq", "ESRIJSON", "TopoJSON", "OGR_GMT", "SQLite", "WAsP",
    "OpenFileGDB", "DXF", "GeoRSS", "VFK", "PGDUMP", "GPSBabel", "OGR_PDS", "WFS", "OAPIF", "Idrisi",
    "ODS", "XLSX", "Elasticsearch", "Carto", "AmigoCloud", "SXF", "Selafin", "JML", "PLSCENES", "CSW", "VDV", "MVT",
    "NGW", "MapML", "GTFS", "PMTiles", "JSONFG", "MiraMonVector", "ADBC", "AVCBin", "AVCE00", "AIVector", "HTTP",
    "VRT", "GTI", "STACTA", "STACIT", "WMS", "WCS", "WMTS", "DAAS", "EEDAI", "PLMOSAIC",
)  # fmt: skip
#: Settings of GDAL in the confined process: nothing is fetched, nothing is written beside the file.
SETTINGS = {
    "GDAL_SKIP": ",".join(SKIPPED),
    "GML_DOWNLOAD_SCHEMA": "NO",
    "GML_SKIP_RESOLVE_ELEMS": "ALL",
    "GML_SAVE_RESOLVED_TO": "NO",
    "GDAL_DISABLE_READDIR_ON_OPEN": "FALSE",
    "OGR_GEOJSON_MAX_OBJ_SIZE": "100",
    "GDAL_NUM_THREADS": "1",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "{noext}",
    "CPL_DEBUG": "OFF",
}
