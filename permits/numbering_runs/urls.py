"""Addresses of numbering runs."""

from django.urls import path

from permits.numbering_runs import evidence_web, notice_web, papers_web, web, workbench_urls

app_name = "numbering_runs"
urlpatterns = [
    path("", web.index, name="index"),
    path("start/", web.begin, name="begin"),
    path("notices/", notice_web.notices, name="notices"),
    path("notices/<uuid:run_id>/", notice_web.notice, name="notice"),
    path("notices/<uuid:run_id>/object/", notice_web.object_here, name="object"),
    path("notices/<uuid:run_id>/received/", notice_web.received, name="received"),
    path("notices/<uuid:run_id>/outlines/", notice_web.outlines, name="outlines"),
    path("<uuid:case_id>/", web.run, name="run"),
    path("<uuid:case_id>/again/", web.again, name="again"),
    path("<uuid:case_id>/revisions/<int:number>/", web.revision, name="revision"),
    path("<uuid:case_id>/objections/", web.objections, name="objections"),
    path("<uuid:case_id>/objections/<uuid:objection_id>/", web.objection, name="objection"),
    path("<uuid:case_id>/blocks/<int:place>/names/", web.names, name="names"),
    path("<uuid:case_id>/outlines/", evidence_web.cleaned, name="cleaned"),
    path("<uuid:case_id>/streets/", evidence_web.streets, name="streets"),
    path("<uuid:case_id>/streets/compare/", evidence_web.compare, name="compare"),
    path("<uuid:case_id>/report.pdf", papers_web.report, name="report"),
    path("<uuid:case_id>/walk-sheet.pdf", papers_web.walk_sheet, name="walk_sheet"),
    path("<uuid:case_id>/numbers.csv", papers_web.table, name="table"),
    path("<uuid:case_id>/numbers.gpkg", papers_web.package, name="package"),
    *workbench_urls.urlpatterns,
]
