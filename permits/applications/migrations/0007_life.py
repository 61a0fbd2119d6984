"""The life of a permit after it is issued: inspections, editions, the occupancy certificate, the state everyone sees."""

import django.contrib.gis.db.models.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0006_nowhere'),
        ('cases', '0004_claims'),
        ('municipalities', '0002_outlines'),
        ('parties', '0004_identity_link_sql'),
        ('printing', '0004_signed_sql'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='publishedpermit',
            name='status',
            field=models.CharField(choices=[('valid', 'Valid'), ('expired', 'Expired'), ('suspended', 'Suspended'), ('completed', 'Works completed'), ('revoked', 'Revoked')], max_length=10, verbose_name='state'),
        ),
        migrations.CreateModel(
            name='Inspection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('setting_out', 'Setting out'), ('foundation', 'Foundations'), ('ground_beams', 'Ground beams'), ('structure', 'Columns and slabs'), ('finishing', 'Finishing'), ('completion', 'Finished works')], max_length=20, verbose_name='stage')),
                ('passed', models.BooleanField(verbose_name='passed')),
                ('note', models.CharField(blank=True, max_length=1000, verbose_name='note')),
                ('as_built', django.contrib.gis.db.models.fields.MultiPolygonField(null=True, spatial_index=False, srid=settings.STORAGE_SRID, verbose_name='as built')),
                ('deviation_m', models.DecimalField(decimal_places=3, max_digits=8, null=True, verbose_name='deviation, m')),
                ('within_m', models.DecimalField(decimal_places=3, max_digits=6, null=True, verbose_name='tolerance, m')),
                ('inspected_at', models.DateTimeField(auto_now_add=True, verbose_name='at')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inspections', to='applications.permitapplication')),
                ('inspected_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='inspected by')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='municipalities.municipality')),
            ],
            options={
                'verbose_name': 'inspection',
                'verbose_name_plural': 'inspections',
                'ordering': ['inspected_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='OccupancyCertificate',
            fields=[
                ('permit', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='occupancy', serialize=False, to='applications.permit')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='certificate number')),
                ('issued_on', models.DateField(verbose_name='issued on')),
                ('chain_hash', models.CharField(max_length=64)),
                ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='municipalities.municipality')),
                ('printout', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='printing.printout')),
            ],
            options={
                'verbose_name': 'occupancy certificate',
                'verbose_name_plural': 'occupancy certificates',
            },
        ),
        migrations.CreateModel(
            name='PermitRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('renewal', 'Renewal'), ('transfer', 'Transfer to a new owner')], max_length=10, verbose_name='what')),
                ('holder_name', models.CharField(blank=True, max_length=200, verbose_name="new owner's name")),
                ('deed_number', models.CharField(blank=True, max_length=30, verbose_name='deed number')),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('holder', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='parties.party', verbose_name='new owner')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='municipalities.municipality')),
                ('permit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='applications.permit')),
            ],
            options={
                'verbose_name': 'request for a permit',
                'verbose_name_plural': 'requests for permits',
                'ordering': ['asked_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='PermitEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='edition')),
                ('holder_name', models.CharField(max_length=200, verbose_name='holder')),
                ('former_expires_on', models.DateField()),
                ('expires_on', models.DateField(verbose_name='expires on')),
                ('term_text', models.CharField(max_length=100, verbose_name='term')),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='municipalities.municipality')),
                ('permit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='applications.permit')),
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='edition', to='applications.permitrequest')),
            ],
            options={
                'verbose_name': 'edition of a permit',
                'verbose_name_plural': 'editions of permits',
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('permit', 'number'), name='permit_edition_once')],
            },
        ),
        RunSQLFile("life.v1.sql", "9e60470b5f5d9834ca3932013dea501eda7e4696747fa57da5739240574a5f80"),
    ]
