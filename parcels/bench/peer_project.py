"""A project of django-vectortiles as its documentation writes one, over the same stored geometry and columns."""

from pathlib import Path

from geo.instance.dburl import DatabaseUrl
from geo.layers.layer import Layer

PROJECT = "peer"
_SETTINGS = """
SECRET_KEY = "of a benchmark on the loopback"
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = ["django.contrib.gis", "vectortiles", "{project}"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
ROOT_URLCONF = "{project}.urls"
DATABASES = {{"default": {{
    "ENGINE": "django.contrib.gis.db.backends.postgis", "CONN_MAX_AGE": None, "NAME": {url.database!r},
    "HOST": {url.host!r}, "PORT": {url.port!r}, "USER": {url.user!r}, "PASSWORD": {url.password!r},
}}}}
"""
_MODELS = """
from django.contrib.gis.db import models
from vectortiles import VectorLayer
"""
_MODEL = """
class {name}(models.Model):
{columns}
    shape = models.GeometryField(srid=3857, db_column="{geometry}")

    class Meta:
        managed = False
        db_table = "{table}"

class {name}Layer(VectorLayer):
    model = {name}
    id = "{layer}"
    tile_fields = {fields!r}
    geom_field = "shape"
    tile_buffer = 64
"""
_URLS = """
from django.urls import path
from vectortiles.views import MVTView
from {project} import models

urlpatterns = []
for name, layer in {layers!r}:
    view = type(f"{{name}}View", (MVTView,), {{"layer_classes": [getattr(models, f"{{name}}Layer")]}})
    urlpatterns.append(path(f"{{layer}}/<int:z>/<int:x>/<int:y>", view.as_view()))
"""
_WSGI = """
from django.core.wsgi import get_wsgi_application
application = get_wsgi_application()
"""


def write_project(folder: Path, layers: list[Layer], url: DatabaseUrl, zoom: int) -> None:
    """Write the project; its addresses are /<layer>/<z>/<x>/<y>. `zoom`: whose geometry column it reads."""
    home = folder / PROJECT
    home.mkdir(parents=True)
    named = [(layer.name.title().replace("_", ""), layer.name) for layer in layers]
    models = _MODELS + "".join(_model(name, layer, zoom) for (name, _address), layer in zip(named, layers, strict=True))
    texts = {
        "__init__": "", "models": models,
        "settings": _SETTINGS.format(project=PROJECT, url=url),
        "urls": _URLS.format(project=PROJECT, layers=named),
        "wsgi": _WSGI,
    }  # fmt: skip
    for module, text in texts.items():
        (home / f"{module}.py").write_text(text, encoding="utf-8")


def _model(name: str, layer: Layer, zoom: int) -> str:
    key = layer.model._meta.pk.column
    columns = [f'    {key} = models.TextField(primary_key=True, db_column="{key}")']
    columns += [f"    {field} = models.TextField()" for field in layer.fields if field != key]
    return _MODEL.format(
        name=name, columns="\n".join(columns), geometry=layer.geometry_at(zoom), table=layer.model._meta.db_table,
        layer=layer.name, fields=layer.fields,
    )  # fmt: skip
