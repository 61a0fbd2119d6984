"""Which file names a slice may have: those of every slice, and the few of its own with the reason for each."""

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

_GEOMETRY = "a step of the numbering algorithm; pure"
_PRINTED_MAP = "a part of the printed map"
_SYMBOLS = "styles for desktop programs"
_SERVER = "the private instance, run before Django can be"

#: slice → module or package of its own → why it is not one of the names above.
OWN: dict[str, dict[str, str]] = {
    "geo/accounts": {"sign_in": "limits of failed sign-ins", "visitors": "limits of what visitors may leave behind"},
    "geo/api": {
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
        "content": "what a file is, told from its bytes",
        "names": "file names made harmless",
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
        "refusals": "why a file is not read, in no language",
        "rows": "rows on their way out of the process",
        "sniffing": "what a file is, told from its bytes",
        "surfaces": "outlines as a file has them; pure",
        "texts": "encodings of Arabic; pure",
    },
    "geo/exchange/reading/forms": dict.fromkeys(
        ("drivers", "dxf", "markup", "packages", "parquet", "points", "shapefile", "table", "vector"), "a form"
    ),
    "geo/staging": {
        "api_urls": "addresses under /api/",
        "checks": "what is wrong between rows",
        "copying": "rows into their table",
        "ground": "where rows lie",
        "profiles": "which column means what",
    },
    "geo/exchange": {
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
        ("cells", "dxf", "flatgeobuf", "geojson", "geoparquet", "gpkg", "gpkg_tables", "kml", "legend", "shapefile",
         "streaming", "table"),
        "a format, or what formats share",
    ),
    "geo/instance": dict.fromkeys(
        (
            "__main__", "account", "cluster", "commands", "connect", "dburl", "down", "envfile", "places", "private",
            "provision", "roles", "serve", "tuning",
        ),
        _SERVER,
    ),
    "geo/jobs": {
        "retries": "how long failed work waits",
        "worker": "who does the work",
    },
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
        "picture": "land on the screen",
        "refusals": "from SQLSTATE to domain error",
        "shapes": "between two geometry libraries",
    },
    "geo/spatial_rules": {
        "asking": "the questions of a rule to PostGIS",
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
    },
    "parcels/plans": {"api_filters": "filters of lists under /api/", "api_urls": "addresses under /api/"},
    "parcels/bench": {
        "exchange_bench": "exports beside those of other programs",
        "ground": "the frame of a made-up territory",
        "loading": "from a file into the register",
        "lots": "parcels of a made-up territory",
        "measurements": "one file a measurement",
        "numbering_bench": "numbers beside those of other methods",
        "organic": "a made-up old quarter",
        "peers": "other ways to number",
        "territory_numbering": "numbering by workers side by side",
        "package": "a made-up territory as a file",
        "register_bench": "a database of its own, and what is measured in it",
        "timing": "what a measurement says",
        "wkb": "surfaces as bytes",
    },
    "parcels/bench/measurements": dict.fromkeys(
        ("as_of", "finding", "inserting", "loads", "tiles", "whole"), "a measurement"
    ),
    "parcels/numbering": {
        "chosen": "by which street a parcel is entered, as a person says; pure",
        "decided": "a quarter numbered as persons decided; pure",
        "district": "old districts as commands name them",
        "filing": "rows to places, faulty ones last",
        "layer_files": "a layer of a file from end to end",
        "optimum": "the proven best walk; pure",
        "reporting": "what a numbering says of itself",
        "simulator": "years of splits and merges; pure",
    }
    | dict.fromkeys(
        (
            "adjacency", "block_order", "blocks", "cleaning", "costs", "frame", "frontage", "ground", "improve",
            "inputs", "landlocked", "links", "proposal", "ring", "score", "streets", "tour", "walk",
        ),
        _GEOMETRY,
    ),
    "parcels/numbering/policies": {
        "compass": "the eight ways to start and turn; pure",
        "inserting": "what a person left out; pure",
        "numbering": "a quarter numbered by a policy; pure",
        "policy": "what a policy is",
    }
    | dict.fromkeys(("frontage", "kept", "line", "parity", "sequence", "serpentine"), "a policy; pure"),
    "parcels/quality": {
        "coverage": "parcels against each other; pure",
        "inspection": "one part of a body looked at from all sides",
        "land": "parcels as arrays; pure",
        "outlines": "parcels by themselves and in their frame; pure",
        "parts": "how a body's land is cut to fit in memory; pure",
        "tolerances": "dated widths from which a defect counts",
        "workers": "processes side by side",
    },
    "parcels/register": {
        "seams": "joining and parting surfaces",
        "bulk": "the service that loads thousands at once",
        "api_filters": "filters of lists under /api/",
        "api_forms": "shapes of answers under /api/",
        "api_past": "past days under /api/",
        "api_urls": "addresses under /api/",
        "areas": "the areas of a parcel, of several sources",
        "codes": "the official code of land",
        "edges": "the four boundaries as deeds describe them",
        "cuts": "lines between parts of given areas; pure",
        "history": "the register as it was, and where land went",
        "lineage": "changes of land",
        "walk": "the order in which one walks past land; pure",
        "typed": "how people type what they look for",
        "former": "what everyone may know of a retired number",
        "lineage_graph": "the drawing of where land came from and went; pure",
        "mistypes": "slips of the hand that lead to a wrong code; pure",
        "record": "what the page of a parcel tells",
        "resolver": "any name to the land of today",
        "timeline": "what the register tells on the timeline of a parcel",
    },
    "permits/applications": {
        "assess": "runs the rules of a kind and keeps the facts",
        "case_urls": "addresses of an application on its way",
        "case_web": "pages of an application on its way",
        "certificate": "what is printed",
        "fence": "lines along a boundary",
        "follow": "permits that go with their land",
        "guards": "what must hold before a step",
        "kinds": "one file a kind",
        "outlook": "what the rules would say, before anyone applies",
    },
    "permits/numbering_runs": {
        "api_urls": "addresses under /api/",
        "around_locks": "a better walk around what is locked; pure",
        "differences": "what changed from one revision to the next; pure",
        "drawing": "the walk on paper",
        "evidence_web": "pages of cleaned outlines and of disagreements with streets",
        "guards": "what must hold before a step",
        "hearing": "objections, taken and answered",
        "notice_web": "pages for everyone",
        "outlines": "outlines as the engine sees them",
        "papers_web": "papers and files",
        "picture": "the walk on the screen",
        "picture_web": "the page of one block's picture",
        "proofs": "what is proven of a walk",
        "report": "what is printed of a run",
        "revisions": "what a revision is made of",
        "scoring": "scores of blocks and of the whole; pure",
        "sheets": "the walk on several sheets of paper",
        "streets": "blocks beside those that streets make",
        "tables": "the numbers as files",
        "walk_sheet": "what is printed for the field",
        "walkers": "the ways of numbering to choose from",
        "workbench": "the page on which a walk is changed by hand, and what its script asks",
        "workbench_form": "the same without scripts",
        "workbench_ground": "what the script is told of a block",
        "workbench_policy": "a rule applied to one block",
        "workbench_strings": "sentences of the script",
        "workbench_urls": "its addresses",
    },
    "permits/subdivisions": {
        "assess": "runs the rules and keeps the facts",
        "drawing": "the land before and after, for the screen",
        "guards": "what must hold before a step",
        "typed": "codes, points and areas as people type them",
        "wishes": "from what is asked to what would be",
    },
    "permits/subdivisions/spatial_rules": {
        **dict.fromkeys(
            (
                "frontage", "inside_territory", "land_in_force", "least_area", "no_case_in_the_way", "small_adjustment",
                "straight_line", "street_width",
            ),
            "one law",
        ),
        "subject": "what all rules look at",
    },
    "permits/cases": {
        "api_urls": "addresses under /api/",
        "claims": "cases that go with the land, and that stand in its way",
        "pages": "what the pages of all kinds of case have in common",
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
    "parcels/rights": {
        "deed_checks": "judgements of a deed; pure",
        "deed_facts": "what the judgements look at",
    },
    "permits/demo": {
        "changes": "the sample's changes of land",
        "deeds": "the sample's deeds and owners",
        "land": "the sample's land",
        "numbering": "the sample's numbering runs",
        "people": "the sample's people",
        "planning": "the sample's cases of plans",
        "places": "the sample's bodies and plans",
        "procedures": "the sample's cases",
        "surveys": "the sample's survey decision",
        "source": "reads the sample file",
    },
    "permits/surveys": {
        "points": "points as they are shown and printed",
        "assess": "runs the rules and keeps what they found",
        "certificate": "what is printed",
        "deductions": "what restricted areas take from land",
        "field_sheet": "how a surveyor's points are typed",
        "field_work": "from readings to observations",
        "guards": "what must hold before a step",
        "traverse": "walks around land and how they close; pure",
    },
    "permits/surveys/spatial_rules": {
        **dict.fromkeys(
            (
                "accurate_enough", "clear_of_channels", "corners_agree", "deed_area_agrees", "observations_complete",
                "parcel_in_force", "traverse_closes",
            ),
            "one law",
        ),
        "subject": "what all rules look at",
    },
    "permits/planning": {
        "assess": "which rules a case stands before, and running them",
        "guards": "what must hold before a step",
    },
    "permits/planning/spatial_rules": {
        **dict.fromkeys(
            (
                "clear_of_other_plans", "every_parcel_numbered", "inside_territory", "minima", "nothing_open",
                "parcels_fill_blocks", "parcels_reach_streets",
            ),
            "one law",
        ),
        "subject": "what all rules look at",
    },
    "tiles/map": {
        "config": "what the element in the page is told",
        "strings": "texts that the element shows",
    },
    "tiles/mvt": {"query": "the one query of a tile", "tilejson": "a layer described for other programs"},
}  # fmt: skip
#: Modules that stand beside the slices of `geo`.
BESIDE_SLICES = {"__init__", "checks", "errors", "registry", "urls", "wsgi"}
