"""Tables of this slice."""

import django.contrib.gis.db.models.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import geo.spatial.functions
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('municipalities', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PublishedImage',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('municipality_id', models.IntegerField()),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('taken_on', models.DateField(null=True, verbose_name='taken on')),
                ('accuracy_m', models.FloatField(null=True, verbose_name='accuracy, m')),
                ('pixel_m', models.FloatField(verbose_name='pixel on the ground, m')),
                ('source', models.CharField(max_length=200, verbose_name='source')),
                ('licence', models.CharField(max_length=200, verbose_name='licence')),
                ('from_scan', models.BooleanField(verbose_name='scanned plan')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('min_zoom', models.PositiveSmallIntegerField()),
                ('max_zoom', models.PositiveSmallIntegerField()),
                ('first_column', models.PositiveIntegerField()),
                ('first_row', models.PositiveIntegerField()),
                ('geom', django.contrib.gis.db.models.fields.MultiPolygonField(srid=settings.STORAGE_SRID)),
                ('geom_3857', django.contrib.gis.db.models.fields.MultiPolygonField(srid=3857)),
            ],
            options={
                'db_table': 'published_image',
                'ordering': ['-taken_on', 'title', 'id'],
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Scan',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('request_id', models.UUIDField(unique=True)),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('name', models.CharField(max_length=130, verbose_name='file name')),
                ('width', models.PositiveIntegerField(verbose_name='width, pixels')),
                ('height', models.PositiveIntegerField(verbose_name='height, pixels')),
                ('preview_width', models.PositiveIntegerField()),
                ('preview_height', models.PositiveIntegerField()),
                ('sent_sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('preview_sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('sent_at', models.DateTimeField(auto_now_add=True, verbose_name='sent')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='municipalities.municipality', verbose_name='municipality')),
                ('sent_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='sent by')),
            ],
            options={
                'verbose_name': 'scanned plan',
                'verbose_name_plural': 'scanned plans',
                'ordering': ['-sent_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Fitting',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('method', models.CharField(choices=[('similarity', 'Similarity (moved, turned, scaled)'), ('affine', 'Affine (also stretched and sheared)'), ('polynomial2', 'Polynomial of second degree (also bent)')], max_length=20, verbose_name='way of fitting')),
                ('points', models.JSONField(verbose_name='control points')),
                ('fit', models.JSONField()),
                ('residuals', models.JSONField()),
                ('alone', models.JSONField()),
                ('rmse_m', models.FloatField(verbose_name='root mean square error, m')),
                ('alone_rmse_m', models.FloatField(null=True, verbose_name='the same of points left out, m')),
                ('worst', models.PositiveIntegerField()),
                ('tried_at', models.DateTimeField(auto_now_add=True)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='municipalities.municipality')),
                ('tried_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('scan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fittings', to='raster.scan')),
            ],
            options={
                'ordering': ['tried_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Image',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('request_id', models.UUIDField(unique=True)),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('name', models.CharField(max_length=130, verbose_name='file name')),
                ('sent_sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('taken_on', models.DateField(null=True, verbose_name='taken on')),
                ('taken_told', models.CharField(blank=True, choices=[('person', 'stated by a person'), ('file', 'told by the file'), ('', 'unknown')], max_length=10, verbose_name='says who')),
                ('accuracy_m', models.FloatField(null=True, verbose_name='accuracy, m')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='source')),
                ('licence', models.CharField(blank=True, max_length=200, verbose_name='licence')),
                ('audience', models.CharField(choices=[('public', 'Everyone'), ('staff', 'Staff of the territory')], max_length=10, verbose_name='seen by')),
                ('epsg', models.PositiveIntegerField(verbose_name='coordinate system, EPSG')),
                ('operation', models.CharField(blank=True, max_length=200, verbose_name='operation')),
                ('operation_m', models.FloatField(null=True, verbose_name='accuracy of the operation, m')),
                ('facts', models.JSONField(default=dict)),
                ('way', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('drawing', 'Being drawn'), ('ready', 'Ready'), ('failed', 'Failed'), ('withdrawn', 'Withdrawn')], default='waiting', max_length=10, verbose_name='state')),
                ('percent', models.PositiveSmallIntegerField(default=0, verbose_name='per cent done')),
                ('trouble', models.CharField(blank=True, max_length=40, verbose_name='what went wrong')),
                ('trouble_facts', models.JSONField(default=dict)),
                ('notes', models.JSONField(default=list, verbose_name='what was changed in drawing it')),
                ('sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256')),
                ('size', models.PositiveBigIntegerField(null=True, verbose_name='size, bytes')),
                ('pixel_m', models.FloatField(null=True, verbose_name='pixel on the ground, m')),
                ('min_zoom', models.PositiveSmallIntegerField(null=True)),
                ('max_zoom', models.PositiveSmallIntegerField(null=True)),
                ('first_column', models.PositiveIntegerField(null=True)),
                ('first_row', models.PositiveIntegerField(null=True)),
                ('geom', django.contrib.gis.db.models.fields.MultiPolygonField(null=True, spatial_index=False, srid=settings.STORAGE_SRID, verbose_name='footprint')),
                ('geom_3857', models.GeneratedField(db_persist=True, expression=geo.spatial.functions.TileGeometry('geom'), null=True, output_field=django.contrib.gis.db.models.fields.MultiPolygonField(spatial_index=False, srid=3857))),
                ('sent_at', models.DateTimeField(auto_now_add=True, verbose_name='sent')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
                ('fitting', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='images', to='raster.fitting', verbose_name='fitting')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='municipalities.municipality', verbose_name='municipality')),
                ('sent_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='sent by')),
            ],
            options={
                'verbose_name': 'image',
                'verbose_name_plural': 'images',
                'ordering': ['-taken_on', '-sent_at', 'id'],
                'indexes': [django.contrib.postgres.indexes.GistIndex(fields=['geom_3857'], name='image_tiles')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('ready', 'withdrawn')), _negated=True), models.Q(('geom__isnull', False), ('sha256__regex', '^[0-9a-f]{64}$')), _connector='OR'), name='image_ready_has_tiles'), models.CheckConstraint(condition=models.Q(('accuracy_m', None), ('accuracy_m__gte', 0), _connector='OR'), name='image_accuracy_not_negative')],
            },
        ),
        migrations.AddConstraint(
            model_name='scan',
            constraint=models.UniqueConstraint(fields=('id', 'municipality'), name='scan_in_municipality'),
        ),
        migrations.AddConstraint(
            model_name='fitting',
            constraint=models.UniqueConstraint(fields=('id', 'municipality'), name='fitting_in_municipality'),
        ),
    ]
