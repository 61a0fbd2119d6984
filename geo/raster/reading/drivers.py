"""Which of GDAL's drivers remain in the confined process, and its settings; no library is loaded here."""

from geo.raster.reading.headers import Form

#: The drivers that remain. COG and WEBP write; the memory is what GDAL itself works in.
DRIVERS = {Form.TIFF: "GTiff", Form.PNG: "PNG", Form.JPEG: "JPEG"}
KEPT = frozenset({*DRIVERS.values(), "COG", "MEM", "Memory", "WEBP"})
#: All others of the library's, taken out before it starts; the process does not start when it finds another one.
SKIPPED = (
    "AAIGrid", "ACE2", "ADRG", "AIG", "AVCBin", "AVCE00", "AirSAR", "BAG", "BIGGIF", "BLX", "BMP", "BSB", "BT", "BYN",
    "CALS", "CEOS", "COASP", "COSAR", "CPG", "CTG", "CTable2", "DAAS", "DERIVED", "DIMAP", "DIPEx", "DOQ1", "DOQ2",
    "DTED", "ECRGTOC", "EEDA", "EEDAI", "EHdr", "EIR", "ELAS", "ENVI", "ERS", "ESAT", "ESRI Shapefile", "ESRIC",
    "ESRIJSON", "FAST", "FIT", "GFF", "GIF", "GNMDatabase", "GNMFile", "GPKG", "GRASSASCIIGrid", "GRIB", "GS7BG",
    "GSAG", "GSBG", "GSC", "GTI", "GTX", "GXF", "GenBin", "GeoJSON", "GeoJSONSeq", "HDF5", "HDF5Image", "HF2", "HFA",
    "HTTP", "ILWIS", "IRIS", "ISCE", "ISG", "ISIS2", "ISIS3", "JAXAPALSAR", "JDEM", "JP2OpenJPEG", "KMLSUPEROVERLAY",
    "KRO", "L1B", "LAN", "LCP", "LOSLAS", "Leveller", "MAP", "MBTiles", "MFF", "MFF2", "MRF", "MSGN", "MVT",
    "NDF", "NGSGEOID", "NITF", "NOAA_B", "NSIDCbin", "NTv2", "NWT_GRC", "NWT_GRD", "OSM", "OZI", "PAux", "PCIDSK",
    "PCRaster", "PDF", "PDS", "PDS4", "PLMOSAIC", "PNM", "PRF", "R", "RIK", "RMF", "ROI_PAC", "RPFTOC", "RRASTER",
    "RS2", "RST", "Rasterlite", "S102", "S104", "S111", "SAFE", "SAGA", "SAR_CEOS", "SDTS", "SENTINEL2", "SGI",
    "SIGDEM", "SNAP_TIFF", "SNODAS", "SQLite", "SRP", "SRTMHGT", "STACIT", "STACTA", "TGA", "TIL", "TSX", "Terragen",
    "TopoJSON", "USGSDEM", "VICAR", "VRT", "WCS", "WMS", "WMTS", "XPM", "XYZ", "ZMap", "Zarr", "netCDF",
)  # fmt: skip
#: Settings of GDAL in the confined process: no file beside the picture is looked for, none is written, nothing fetched.
SETTINGS = {
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "GDAL_PAM_ENABLED": "NO",
    "GDAL_NUM_THREADS": "2",
    "GDAL_CACHEMAX": "256",
    "GDAL_MAX_DATASET_POOL_SIZE": "16",
    "GTIFF_IGNORE_READ_ERRORS": "NO",
    "GDAL_ERROR_ON_LIBJPEG_WARNING": "TRUE",
    "GDAL_GEOREF_SOURCES": "INTERNAL",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "{noext}",
    "CPL_DEBUG": "OFF",
}
