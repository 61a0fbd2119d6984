"""Which file names a slice may have: those of every slice, and the few of its own with the reason for each."""

#: The same in every slice (docs/architecture.md): a reader finds `services.py` without a search.
EVERYWHERE = {
    "__init__", "apps", "models", "enums", "errors", "services", "selectors", "policies", "flow", "spatial_rules",
    "layers", "panels", "exchange", "api", "web", "forms", "urls", "tasks", "admin", "search", "receivers", "registry",
    "README",
}  # fmt: skip
#: Folders of every slice that hold something else than modules of its own.
FOLDERS = {"sql", "templates", "static", "migrations", "management", "templatetags"}
#: Slices that serve files of a build of their own: what lies there follows another language's manners.
FOREIGN = {"tiles/map/frontend"}

_GEOMETRY = "a step of the numbering algorithm; pure"
_PRINTED_MAP = "a part of the printed map"
_SYMBOLS = "styles for desktop programs"
_SERVER = "the private instance, run before Django can be"

#: slice → module or package of its own → why it is not one of the names above.
OWN: dict[str, dict[str, str]] = {
    "geo/calendars": {
        "digits": "digits of three keyboards",
        "hijri": "a calendar is a thing of its own",
        "terms": "terms in years and days of either calendar",
        "workdays": "days on which terms run",
    },
    "geo/exchange": {
        "batches": "rows in portions, so that a country fits in memory",
        "columns": "columns of a format",
        "formats": "registry of formats",
        "operations": "named operations between reference systems",
        "symbology": _SYMBOLS,
        "writers": "one file a format",
    },
    "geo/exchange/symbology": dict.fromkeys(("drawing", "qml", "qml_symbols", "sld", "units"), _SYMBOLS),
    "geo/exchange/writers": dict.fromkeys(("gpkg", "gpkg_tables"), "a format"),
    "geo/instance": dict.fromkeys(
        (
            "__main__", "account", "cluster", "commands", "connect", "dburl", "down", "envfile", "places", "private",
            "provision", "roles", "serve", "tuning",
        ),
        _SERVER,
    ),
    "geo/layers": {"layer": "what a layer is; its registry lists them"},
    "geo/municipalities": {
        "middleware": "opens the scope of a request",
        "scope": "the single row filter",
    },
    "geo/printing": {
        "codes": "verification codes",
        "facts": "what a document says of itself in public",
        "fonts": "fonts that are embedded",
        "maps": _PRINTED_MAP,
        "pdf": "HTML to PDF",
        "qr": "QR codes",
    },
    "geo/printing/maps": dict.fromkeys(
        ("drawing", "features", "label", "labels", "names", "outline", "sheet", "sides", "svg"), _PRINTED_MAP
    ),
    "geo/search": {
        "coordinates": "a source that needs no table",
        "folding": "search spelling, mirror of a SQL function",
    },
    "geo/spatial": {
        "clock": "the database's clock",
        "crs": "reference systems",
        "functions": "PostGIS expressions",
        "refusals": "from SQLSTATE to domain error",
        "shapes": "between two geometry libraries",
    },
    "geo/spatial_rules": {
        "engine": "runs rules",
        "rule": "what a rule is",
    },
    "geo/sqlfiles": {
        "grants": "grants re-applied after each migration",
        "operations": "the migration operation",
    },
    "geo/web": {
        "context": "what every template knows",
        "health": "for whoever watches the service",
        "logs": "structured logs",
        "middleware": "language, log, refusals",
        "refusal": "a domain error as an answer",
    },
    "parcels/numbering": dict.fromkeys(
        (
            "adjacency", "block_order", "blocks", "costs", "frame", "frontage", "ground", "improve", "inputs",
            "landlocked", "proposal", "ring", "score", "walk",
        ),
        _GEOMETRY,
    ),
    "parcels/register": {
        "api_urls": "addresses under /api/",
        "codes": "the official code of land",
        "typed": "how people type what they look for",
    },
    "permits/applications": {
        "assess": "runs the rules of a kind and keeps the facts",
        "case_urls": "addresses of an application on its way",
        "case_web": "pages of an application on its way",
        "certificate": "what is printed",
        "fence": "lines along a boundary",
        "guards": "what must hold before a step",
        "kinds": "one file a kind",
        "outlook": "what the rules would say, before anyone applies",
    },
    "permits/applications/kinds": {
        "fencing": "a kind",
        "kind": "what a kind is",
    },
    "permits/applications/spatial_rules": {
        **dict.fromkeys(
            ("clear_of_masks", "fence_on_boundary", "no_other_case", "parcel_in_force", "parcel_vacant"), "one law"
        ),
        "subject": "what all rules look at",
    },
    "permits/demo": {
        "land": "the sample's land",
        "people": "the sample's people",
        "places": "the sample's bodies and plans",
        "procedures": "the sample's cases",
        "source": "reads the sample file",
    },
    "tiles/map": {
        "config": "what the element in the page is told",
        "strings": "texts that the element shows",
    },
    "tiles/mvt": {"query": "the one query of a tile"},
}  # fmt: skip
#: Modules that stand beside the slices of `geo`.
BESIDE_SLICES = {"__init__", "checks", "errors", "registry", "urls", "wsgi"}
