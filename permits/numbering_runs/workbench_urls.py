"""Addresses of single blocks, below those of the runs: the workbench and the picture."""

from django.urls import path

from permits.numbering_runs import picture_web, workbench

urlpatterns = [
    path("<uuid:case_id>/blocks/<int:place>/", workbench.workbench, name="workbench"),
    path("<uuid:case_id>/blocks/<int:place>/picture/", picture_web.picture, name="picture"),
    path("<uuid:case_id>/blocks/<int:place>/ground.json", workbench.ground, name="workbench_ground"),
    path("<uuid:case_id>/blocks/<int:place>/save", workbench.save, name="workbench_save"),
    path("<uuid:case_id>/blocks/<int:place>/improve", workbench.improve, name="workbench_improve"),
    path("<uuid:case_id>/blocks/<int:place>/policy", workbench.by_policy, name="workbench_policy"),
]
