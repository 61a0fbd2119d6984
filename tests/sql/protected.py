"""Which tables row level security protects, by the app registry; and which it does not, each with its reason."""

from django.apps import apps

#: Tables without row level security, and why nothing of one territory leaks into another through them.
OPEN = {
    "django_migrations": "names of migrations",
    "django_content_type": "names of models",
    "django_session": "read by its secret key only, before anyone is known to be signed in",
    "django_admin_log": "the log of the administrators of the whole deployment",
    "auth_group": "rights of Django's admin, the same everywhere",
    "auth_group_permissions": "rights of Django's admin, the same everywhere",
    "auth_permission": "rights of Django's admin, the same everywhere",
    "accounts_user": "who signs in is looked up before a territory is known; a citizen has none",
    "accounts_user_groups": "follows accounts_user",
    "accounts_user_user_permissions": "follows accounts_user",
    "accounts_membership": "the territory of a person is computed from it",
    "accounts_delegation": "as accounts_membership: the territory of a person is computed from it",
    "accounts_visitoract": "acts of visitors nobody knows, by a keyed hash of an address; counted, then forgotten",
    "axes_accessattempt": "failed sign-ins, before anyone is known; counted per name and address",
    "axes_accessattemptexpiration": "follows axes_accessattempt; not used",
    "axes_accesslog": "not used",
    "axes_accessfailurelog": "not used",
    "municipalities_municipality": "names and limits of bodies are public; scopes are computed from it",
    "outbox_message": "one worker delivers for all; no page reads it",
    "procrastinate_jobs": "one worker does the jobs of all; their arguments name records and tell nothing of them",
    "procrastinate_events": "follows procrastinate_jobs",
    "procrastinate_workers": "which workers live",
    "procrastinate_periodic_defers": "what was started by the clock",
    "spatial_deployment": "one row: the storage CRS",
    "spatial_rules_referencevalue": "law, dated and public",
    "cases_allowedstep": "the steps of the flows, from code",
    "register_load": "what a bulk load brings: the application may only add, the guard reads it and removes it at once",
    "register_statetransition": "which states may follow each other, from code",
    "plans_plantransition": "which states of a plan may follow each other, from code",
    "register_numbercounter": "how many numbers a block has given out; the numbers themselves are protected",
    "register_publishedname": "names that lead to land: public columns only",
    "register_publishedplace": "words that the projection shows: public columns only",
    "register_publishedlabel": "words that the projection shows: public columns only",
    "register_publishedparcel": "what everyone may know: public columns only",
    "applications_publishedpermit": "what everyone may know: public columns only",
    "numbering_runs_publishedrun": "what everyone may know: public columns only",
    "numbering_runs_publishedrunblock": "what everyone may know: public columns only",
}

#: Tables whose rows belong to one person, whatever his territory, with the test of their own policy.
PERSONAL = {"geo_exchange_export": "tests/geo/exchange/test_exchange_pages.py"}


def protected_tables() -> dict[str, str]:
    """Return the tables whose rows belong to a territory, with the column that says which."""
    found = {"register_boundarypoint": "municipalities"}
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        columns = {field.column for field in model._meta.concrete_fields}
        if model._meta.managed and "municipality_id" in columns and table not in OPEN:
            found[table] = "municipality_id"
    return found
