"""What `bin/bench grants` measures: the citizen's answer among 500,000 grants, and an import of 50,000 rows."""

import csv
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from uuid import UUID, uuid4

from django.utils import timezone

from geo.accounts.models import User
from geo.municipalities.models import Municipality
from geo.parties.services import identifier_hash
from parcels.bench.loading import AMANA_CODE
from parcels.bench.register_bench import Bench
from parcels.bench.timing import Metric, at_most, p95_ms, seconds
from parcels.register.models import PublishedParcel
from permits.bench.grants_draw import measure_draw, measure_granting
from permits.enquiries.models import Enquiry
from permits.enquiries.selectors import told
from permits.enquiries.services import ask, asked_about
from permits.past_grants.importing import Report, import_grants
from permits.past_grants.reading import rows_of

_ANSWER_MS, _IMPORT_S = 60, 120
_GRANTS, _QUICK_GRANTS = 500_000, 20_000
_ROWS, _QUICK_ROWS = 50_000, 5_000
_TIMES, _QUICK_TIMES = 300, 60
_WARM = 5
#: Cases, people and grants, each grant with a plot as far as there are parcels; written as the administrator.
_WRITE = (
    "CREATE TEMP TABLE bench_person (n integer, hash text)",
    """
    CREATE TEMP TABLE bench_grant AS
    SELECT b.n, b.hash, gen_random_uuid() AS id, gen_random_uuid() AS party, p.id AS parcel, p.version_id AS version,
           coalesce(p.municipality_id, %(office)s) AS office
      FROM bench_person b LEFT JOIN (
        SELECT id, version_id, municipality_id, row_number() OVER (ORDER BY code) AS n FROM register_publishedparcel) p
        ON p.n = b.n
    """,
    """
    INSERT INTO parties_party (id, kind, name, municipality_id, identifier_hash, mobile, source_system, source_id)
    SELECT party, 'person', 'مواطن', office, hash, '0550000000', '', '' FROM bench_grant
    """,
    """
    INSERT INTO cases_case (id, kind, reference, municipality_id, state, state_since, opened_by_id, opened_at)
    SELECT id, 'grant', 'bench/' || n, office, 'queued', now(), %(user)s, now() FROM bench_grant
    """,
    """
    INSERT INTO grants_grant (id, case_id, municipality_id, state, grantee_id, grantee_name, identifier_hash, basis,
                              order_number, area_class, decree_area_m2)
    SELECT id, id, office, 'queued', party, 'مواطن', hash, 'amana', n::text, 'a', 400 FROM bench_grant
    """,
    """
    INSERT INTO grants_allotment (grant_id, municipality_id, parcel_id, version_id, made_by_id, made_at)
    SELECT id, office, parcel, version, %(user)s, now() FROM bench_grant WHERE parcel IS NOT NULL
    """,
)


def _identifier(n: int) -> str:
    return f"1{n:09d}"


def write_grants(bench: Bench, many: int) -> None:
    """Write so many grants of so many people."""
    bench.say(f"writing {many} grants")
    user = User.objects.create_user("bench-clerk")
    office = Municipality.objects.get(code=AMANA_CODE)
    make, *fill = _WRITE
    with bench.admin() as admin, admin.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(make)
        with cursor.copy("COPY bench_person FROM STDIN") as copy:
            for n in range(1, many + 1):
                copy.write_row((n, identifier_hash(_identifier(n))))
        for statement in fill:
            cursor.execute(statement, {"office": office.pk, "user": user.pk})
        cursor.execute("VACUUM ANALYZE")


def measure_status(bench: Bench) -> Iterator[Metric]:
    """Ask about grants drawn over all of them, known and unknown, and tell the answer of those whose code was given."""
    many = _QUICK_GRANTS if bench.small else _GRANTS
    times = _QUICK_TIMES if bench.small else _TIMES
    write_grants(bench, many)
    chosen = range(1, many, many // times)
    asks: list[Callable[[], object]] = [partial(_ask, n, n) for n in chosen]
    for work in asks[:_WARM]:
        work()
    yield at_most(f"enquiry_known_p95_of_{many}", p95_ms(asks[_WARM:]), "ms", _ANSWER_MS)
    unknown = [partial(_ask, n + 1, n) for n in islice(chosen, 1, None)]
    yield at_most(f"enquiry_unknown_p95_of_{many}", p95_ms(unknown), "ms", _ANSWER_MS)
    opened = list(Enquiry.objects.exclude(source="").select_related("office"))
    answers: list[Callable[[], object]] = [partial(told, each) for each in opened]
    for work in answers[:_WARM]:
        work()
    yield at_most(f"status_answer_p95_of_{many}", p95_ms(answers[_WARM:]), "ms", _ANSWER_MS)


def _ask(person: int, number: int) -> UUID:
    """Ask as the page does, about the grant of a number by a person."""
    return ask(asked_about(_identifier(person), number=f"{number}")).pk


def measure_import(bench: Bench) -> Iterator[Metric]:
    """Read a table and find its land: most as the register writes it, some spelled otherwise, one in twenty unknown."""
    rows = _QUICK_ROWS if bench.small else _ROWS
    file = bench.package.parent / "grants.csv"
    _write_table(file, rows)
    office = Municipality.objects.get(code=AMANA_CODE)
    reports: list[Report] = []
    taken = seconds(lambda: reports.append(import_grants(rows_of(file), source="bench", office=office)))
    found = ", ".join(f"{count} {match}" for match, count in reports[0].matches.most_common())
    bench.say(f"{reports[0].read} rows: {found}")
    yield at_most(f"import_of_{rows}_rows", taken, "s", _IMPORT_S)


def _write_table(file: Path, rows: int) -> None:
    """Write a register of grants as offices keep them."""
    parcels = PublishedParcel.objects.order_by("id").values_list("plan_number", "block_label", "number")
    day = timezone.localdate().isoformat()
    with file.open("w", encoding="utf-8", newline="") as held:
        writer = csv.writer(held)
        writer.writerow(
            (
                "رقم المنحة",
                "اسم الممنوح",
                "رقم الهوية",
                "الجوال",
                "تاريخ القرار",
                "المخطط",
                "البلك",
                "القطعة",
                "المساحة",
            )
        )
        for n, (plan, block, number) in enumerate(parcels[:rows].iterator(), start=1):
            land = _spelled(n, plan, block, number)
            writer.writerow((n, f"مواطن {uuid4().hex[:6]}", _identifier(n), "0550000000", day, *land, "400"))


def _spelled(n: int, plan: str, block: str, number: str) -> tuple[str, str, str]:
    if n % 20 == 0:
        return "99999/9", block, number
    if n % 5 == 0:
        return f"مخطط رقم {plan}", f"بلك {block}", f"قطعة رقم {number}"
    return plan, block, number


MEASUREMENTS: dict[str, Callable[[Bench], Iterator[Metric]]] = {
    "status": measure_status,
    "import": measure_import,
    "draw": measure_draw,
    "granting": measure_granting,
}
