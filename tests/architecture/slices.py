"""Which file names a slice may have: those of every slice, and the few of its own with the reason for each."""

from tests.architecture.slices_beside_geo import OWN_BESIDE_GEO

#: The same in every slice (docs/architecture.md): a reader finds `services.py` without a search.
EVERYWHERE = {
    "__init__", "apps", "models", "enums", "errors", "services", "selectors", "policies", "flow", "spatial_rules",
    "layers", "panels", "exchange", "api", "web", "forms", "urls", "tasks", "admin", "search", "receivers", "registry",
    "audited",
    "README",
}  # fmt: skip
#: Folders of every slice that hold something else than modules of its own.
FOLDERS = {"sql", "templates", "static", "migrations", "management", "templatetags"}
#: Slices that serve files of a build of their own: what lies there follows another language's manners.
FOREIGN = {"tiles/map/frontend"}

_PRINTED_MAP = "a part of the printed map"
_SYMBOLS = "styles for desktop programs"
_SERVER = "the private instance, run before Django can be"

#: slice → module or package of its own → why it is not one of the names above.
OWN: dict[str, dict[str, str]] = {
    "geo/accounts": {"sign_in": "limits of failed sign-ins", "visitors": "limits of what visitors may leave behind"},
    "geo/api": {
        "counting": "services that are counted with it",
        "boxes": "reference systems and boxes of requests",
        "features": "GeoJSON of answers",
        "filters": "what filters of all lists share",
        "instants": "the days that a reader asks about",
        "pagination": "pages and cursors",
        "schema": "the OpenAPI description",
        "throttles": "how often one may ask",
        "views": "what all reading views share",
    },
    "geo/audit": {"telling": "a row change in words"},
    "geo/calendars": {
        "digits": "digits of three keyboards",
        "hijri": "a calendar is a thing of its own",
        "terms": "terms in years and days of either calendar",
        "workdays": "days on which terms run",
    },
    "geo/documents": {
        "bucket": "an S3-compatible storage, asked with patience",
        "content": "what a file is, told from its bytes",
        "scan": "the deployment's virus scanner",
        "names": "file names made harmless",
        "reencoding": "pictures made anew from their pixels, in a process; no Django",
        "rewriting": "a PDF written anew from its pages, in a confined process; no Django",
        "safe": "what is kept of a file that was sent",
        "storing": "where the bytes lie",
    },
    "geo/exchange/reading": {
        "archives": "what a ZIP may hold",
        "confinement": "what the reading process gives up",
        "dbf": "tables of shapefiles, byte for byte",
        "forms": "one file a form",
        "limits": "how much one file may be",
        "options": "what is said of a file before it is read",
        "process": "the process that reads; no Django",
        "reader": "one file from its first byte to its last row",
        "tars": "what an archive of sheets may hold",
        "refusals": "why a file is not read, in no language",
        "rows": "rows on their way out of the process",
        "sniffing": "what a file is, told from its bytes",
        "surfaces": "outlines as a file has them; pure",
        "texts": "encodings of Arabic; pure",
    },
    "geo/exchange/reading/forms": dict.fromkeys(
        (
            "arrow", "drivers", "dxf", "landxml", "markup", "packages", "parquet", "points", "shapefile", "sheets",
            "table", "vector", "wkt",
        ),
        "a form",
    ),
    "geo/staging": {
        "api_forms": "shapes of answers under /api/",
        "api_urls": "addresses under /api/",
        "checks": "what is wrong between rows",
        "copying": "rows into their table",
        "ground": "where rows lie",
        "pages": "what the pages show",
        "profiles": "which column means what",
        "standing": "how rows stand",
        "taking": "a file read and put in place",
        "telling": "readings and their rows in words",
    },
    "geo/exchange": {
        "addresses": "where desktop programs find a layer",
        "asking": "what one person may have of a layer",
        "control": "common points of a file and the register; pure",
        "detective": "which reference system a file is in; pure",
        "placing": "outlines put in their place; pure",
        "reading": "other people's files, read by a confined process",
        "api_urls": "addresses under /api/",
        "background": "exports that take long",
        "batches": "rows in portions, so that a country fits in memory",
        "columns": "columns of a format",
        "foreign": "layers of other people's files",
        "metres": "what a layer is measured in",
        "formats": "registry of formats",
        "packing": "columns packed by the database",
        "preview": "a small picture of a layer",
        "operations": "named operations between reference systems",
        "symbology": _SYMBOLS,
        "writers": "one file a format",
    },
    "geo/exchange/symbology": dict.fromkeys(("drawing", "qml", "qml_symbols", "sld", "units"), _SYMBOLS),
    "geo/exchange/writers": dict.fromkeys(
        ("cells", "corners", "dxf", "flatgeobuf", "geojson", "geoparquet", "gpkg", "gpkg_tables", "kml", "legend",
         "shapefile", "streaming", "table"),
        "a format, or what formats share",
    ),
    "geo/instance": dict.fromkeys(
        (
            "__main__", "account", "authority", "cluster", "commands", "connect", "dburl", "down", "envfile", "places",
            "private", "provision", "roles", "serve", "tuning", "workers",
        ),
        _SERVER,
    ),
    "geo/jobs": {
        "each": "work over many records, of which one that fails holds up none of the rest",
        "retries": "how long failed work waits",
        "worker": "who does the work",
    },
    "geo/layers": {"layer": "what a layer is; its registry lists them", "changes": "the log of what layers show"},
    "geo/messages": {
        "console": "the gateway of a developer's machine",
        "numbers": "mobile numbers in one form; pure",
    },
    "geo/municipalities": {
        "middleware": "opens the scope of a request",
        "scope": "the single row filter",
    },
    "geo/printing": {
        "codes": "verification codes",
        "facts": "what a document says of itself in public",
        "fonts": "fonts that are embedded",
        "maps": _PRINTED_MAP,
        "checks": "system checks of the seal",
        "pdf": "HTML to PDF",
        "qr": "QR codes",
        "signing": "electronic signatures, made and judged",
    },
    "geo/printing/signing": {
        "check": "what a signed file is worth; no Django",
        "envelope": "the bytes that a signature does not cover",
        "process": "the process that checks; no Django",
        "revoked": "lists of revoked certificates",
        "seal": "the office's certificate and key",
        "signer": "signing one PDF",
        "verdicts": "what can be said of a signed file; pure",
    },
    "geo/printing/maps": dict.fromkeys(
        ("drawing", "features", "grids", "label", "labels", "names", "outline", "sheet", "sides", "svg"), _PRINTED_MAP
    ),
    "geo/raster": {
        "api_urls": "addresses under /api/",
        "frames": "named operations of pictures",
        "pyramid": "tiles out of our own files; pure",
        "reading": "other people's pictures, read by a confined process",
        "scan_web": "pages of scanned plans",
        "storage": "files by what they hold",
    },
    "geo/raster/reading": {
        "drivers": "which of GDAL's drivers remain",
        "grid": "the grid of web tiles; pure",
        "headers": "what a picture says of itself; pure",
        "journey": "between pixels and tiles",
        "limits": "how much one picture may be",
        "looks": "bands as colours",
        "pictures": "looking, drawing, writing anew",
        "process": "the process that reads; no Django",
        "resampling": "drawing on another grid; pure",
    },
    "geo/search": {
        "coordinates": "a source that needs no table",
        "folding": "search spelling, mirror of a SQL function",
    },
    "geo/spatial": {
        "clock": "the database's clock",
        "crs": "reference systems",
        "fitting": "fits between two drawings; pure",
        "functions": "PostGIS expressions",
        "picture": "land on the screen",
        "points": "points as people type them and as the map writes them",
        "refusals": "from SQLSTATE to domain error",
        "shapes": "between two geometry libraries",
    },
    "geo/spatial_rules": {
        "asking": "the questions of a rule to PostGIS",
        "facts": "facts as values of JSON, and back",
        "engine": "runs rules",
        "keeping": "findings as they are stored and told",
        "rule": "what a rule is",
    },
    "geo/sqlfiles": {
        "grants": "grants re-applied after each migration",
        "operations": "the migration operation",
    },
    "geo/wording": {
        "counting": "a number with its noun; pure",
        "lengths": "a length in words; pure",
        "reading": "words read back; pure",
        "words": "how people spell them",
    },
    "geo/web": {
        "context": "what every template knows",
        "health": "for whoever watches the service",
        "logs": "structured logs",
        "middleware": "language, log, refusals",
        "refusal": "a domain error as an answer",
        "streams": "answers that last",
    },
    **OWN_BESIDE_GEO,
}  # fmt: skip
#: Modules that stand beside the slices of `geo`.
BESIDE_SLICES = {"__init__", "checks", "errors", "registry", "urls", "wsgi"}
