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
    "outbox_message": "one worker delivers for all; pages read of it how far an own message has come (permits.offices)",
    "geo_messages_textmessage": "texts on their way: number and words encrypted, emptied when sent",
    "enquiries_enquiry": "questions of visitors nobody knows, found by a secret key; no identity, hashes of codes",
    "offices_office": "licences are public, and asked for before a territory is known",
    "offices_officemember": "as accounts_membership: who acts for an office is asked before a territory is known",
    "offices_program": "follows offices_office; secrets are hashes",
    "offices_webhook": "addresses of an office, asked for with the office; secrets are encrypted",
    "offices_delivery": "follows offices_webhook; messages name no person",
    "oauth2_provider_application": "clients of programs, looked up before anyone is known; secrets are hashes",
    "oauth2_provider_accesstoken": "hashes of tokens, looked up before anyone is known",
    "oauth2_provider_refreshtoken": "follows oauth2_provider_accesstoken",
    "oauth2_provider_grant": "codes of a minute, looked up before anyone is known",
    "oauth2_provider_idtoken": "not used",
    "oauth2_provider_devicegrant": "not used",
    "procrastinate_jobs": "one worker does the jobs of all; their arguments name records and tell nothing of them",
    "procrastinate_events": "follows procrastinate_jobs",
    "procrastinate_workers": "which workers live",
    "procrastinate_periodic_defers": "what was started by the clock",
    "layers_change": "where something changed; read through functions that tell the staff of their own places only",
    "layers_state": "one row: what the log of changes holds",
    "layers_dated": "which tables change with the day",
    "spatial_deployment": "one row: the storage CRS",
    "spatial_rules_referencevalue": "law, dated and public",
    "applications_simplekind": "kinds of permit that are data: dated and public",
    "cases_allowedstep": "the steps of the flows, from code",
    "cases_department": "which departments are asked about cases: public bodies",
    "cases_department_people": "who answers for a department, as a membership says who is in an office",
    "cases_referralroute": "law, dated and public",
    "cases_decisionterm": "law, dated and public",
    "cases_holiday": "law, dated and public",
    "payments_billstep": "the life of bills, from code",
    "payments_tariff": "law, dated and public",
    "payments_municipalitycategory": "law, dated and public",
    "payments_simulatedbill": "what the simulator was told: numbers and amounts of a demonstration, no person",
    "register_load": "what a bulk load brings: the application may only add, the guard reads it and removes it at once",
    "register_unshownload": "which loads were cut off before they were shown: identifiers of requests, the guard's own",
    "register_statetransition": "which states may follow each other, from code",
    "grants_areaclass": "law, dated and public",
    "grants_grantcondition": "law, dated and public",
    "plans_plantransition": "which states of a plan may follow each other, from code",
    "register_numbercounter": "how many numbers a block has given out; the numbers themselves are protected",
    "register_publishedname": "names that lead to land: public columns only",
    "register_publishedplace": "words that the projection shows: public columns only",
    "register_publishedlabel": "words that the projection shows: public columns only",
    "register_publishedparcel": "what everyone may know: public columns only",
    "draws_publisheddraw": "what everyone may know: public columns only",
    "grants_publishedplot": "what everyone may know: public columns only",
    "applications_publishedpermit": "what everyone may know: public columns only",
    "numbering_runs_publishedrun": "what everyone may know: public columns only",
    "numbering_runs_publishedrunblock": "what everyone may know: public columns only",
}

#: Tables whose rows belong to one person, whatever his territory, with the test of their own policy.
PERSONAL = {"geo_exchange_export": "tests/geo/exchange/test_exchange_pages.py"}

#: Neither a person nor a record of land nor an act: calculations, which the application throws away after some time.
LOOSE = {"what_if_change", "what_if_draft"}


def protected_tables() -> dict[str, str]:
    """Return the tables whose rows belong to a territory, with the column that says which."""
    found = {"register_boundarypoint": "municipalities"}
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        columns = {field.column for field in model._meta.concrete_fields}
        if model._meta.managed and "municipality_id" in columns and table not in OPEN:
            found[table] = "municipality_id"
    return found
