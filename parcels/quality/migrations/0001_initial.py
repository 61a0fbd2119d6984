"""Tables of this slice."""

import django.contrib.gis.db.models.fields
import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('municipalities', '0001_initial'),
        ('plans', '0002_sql'),
    ]

    operations = [
        migrations.CreateModel(
            name='PublishedFindingCount',
            fields=[
                ('id', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('municipality_id', models.IntegerField()),
                ('kind', models.CharField(choices=[('overlap', 'Overlap of two parcels'), ('duplicate', 'Two parcels on the same land'), ('gap', 'Narrow gap between parcels'), ('sliver', 'Sliver parcel'), ('outside_block', 'Parcel beyond its block'), ('outside_plan', 'Block beyond its plan'), ('outside_territory', 'Parcel beyond its municipal body'), ('no_version', 'Parcel in force without an outline'), ('off_grid', 'Corners off the millimetre grid'), ('no_number', 'Parcel in force without a number')], max_length=20, verbose_name='kind')),
                ('count', models.IntegerField(verbose_name='findings')),
                ('checked_at', models.DateTimeField(verbose_name='checked')),
                ('parcels_read', models.IntegerField(verbose_name='parcels read')),
            ],
            options={
                'db_table': 'published_finding_count',
                'abstract': False,
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='CheckRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField(verbose_name='started')),
                ('finished_at', models.DateTimeField(verbose_name='finished')),
                ('as_of', models.DateField(verbose_name='as of')),
                ('counts', models.JSONField(verbose_name='findings by kind')),
                ('parcels_read', models.PositiveIntegerField(verbose_name='parcels read')),
                ('code_version', models.CharField(max_length=40, verbose_name='version of the program')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='municipalities.municipality', verbose_name='municipality')),
            ],
            options={
                'verbose_name': 'check',
                'verbose_name_plural': 'checks',
            },
        ),
        migrations.CreateModel(
            name='CheckFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('overlap', 'Overlap of two parcels'), ('duplicate', 'Two parcels on the same land'), ('gap', 'Narrow gap between parcels'), ('sliver', 'Sliver parcel'), ('outside_block', 'Parcel beyond its block'), ('outside_plan', 'Block beyond its plan'), ('outside_territory', 'Parcel beyond its municipal body'), ('no_version', 'Parcel in force without an outline'), ('off_grid', 'Corners off the millimetre grid'), ('no_number', 'Parcel in force without a number')], max_length=20, verbose_name='kind')),
                ('key', models.CharField(max_length=64)),
                ('geom', django.contrib.gis.db.models.fields.GeometryField(null=True, spatial_index=False, srid=settings.STORAGE_SRID, verbose_name='place')),
                ('size', models.FloatField(help_text='m² or m, by kind', null=True, verbose_name='size')),
                ('parcels', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None, verbose_name='parcels')),
                ('block', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plans.block', verbose_name='block')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='municipalities.municipality', verbose_name='municipality')),
                ('first_run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='first_seen', to='quality.checkrun', verbose_name='first seen')),
                ('last_run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='last_seen', to='quality.checkrun', verbose_name='last seen')),
                ('resolved_in', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='resolved', to='quality.checkrun', verbose_name='resolved')),
            ],
            options={
                'verbose_name': 'finding',
                'verbose_name_plural': 'findings',
            },
        ),
        migrations.AddIndex(
            model_name='checkrun',
            index=models.Index(fields=['municipality', '-started_at'], name='check_latest'),
        ),
        migrations.AddConstraint(
            model_name='checkfinding',
            constraint=models.UniqueConstraint(condition=models.Q(('resolved_in', None)), fields=('municipality', 'key'), name='finding_open_once'),
        ),
    ]
