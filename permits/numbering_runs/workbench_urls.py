"""Addresses of the workbench, below those of the runs."""

from django.urls import path

from permits.numbering_runs import workbench

urlpatterns = [
    path("<uuid:case_id>/blocks/<int:place>/", workbench.workbench, name="workbench"),
    path("<uuid:case_id>/blocks/<int:place>/ground.json", workbench.ground, name="workbench_ground"),
    path("<uuid:case_id>/blocks/<int:place>/save", workbench.save, name="workbench_save"),
    path("<uuid:case_id>/blocks/<int:place>/improve", workbench.improve, name="workbench_improve"),
]
