"""Land checked out as a file, and what comes back; the wish that such a file asks for."""

import uuid

import django.contrib.gis.db.models.fields
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

OFFICE = dict(on_delete=django.db.models.deletion.PROTECT, to='municipalities.municipality')


class Migration(migrations.Migration):

    dependencies = [
        ('municipalities', '0001_initial'),
        ('register', '0005_lineage_sql'),
        ('subdivisions', '0003_decided'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='proposal',
            name='wish',
            field=models.CharField(choices=[('split_line', 'Split along a line'), ('split_evenly', 'Split into equal parts'), ('split_areas', 'Split into parts of given areas'), ('merge', 'Merge'), ('adjustment', 'Adjust the common boundary'), ('exchange', 'Exchange strips'), ('expropriation', 'Expropriate a part'), ('correction', 'Correct an error of the boundary'), ('as_drawn', 'As drawn in a file')], max_length=20, verbose_name='what is asked for'),
        ),
        migrations.CreateModel(
            name='CheckOut',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('request_id', models.UUIDField(unique=True)),
                ('area', models.CharField(max_length=200, verbose_name='area')),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='checked out')),
                ('ends_at', models.DateTimeField(null=True, verbose_name='locked until')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='given back')),
                ('closed_why', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='given back by')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='checked out by')),
                ('municipality', models.ForeignKey(verbose_name='office', **OFFICE)),
            ],
            options={
                'verbose_name': 'check-out',
                'verbose_name_plural': 'check-outs',
                'ordering': ['-made_at', 'id'],
                'constraints': [models.UniqueConstraint(fields=('id', 'municipality'), name='check_out_in_municipality')],
            },
        ),
        migrations.CreateModel(
            name='CheckedOutParcel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('held', django.contrib.postgres.fields.ranges.DateTimeRangeField(null=True)),
                ('checkout', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parcels', to='subdivisions.checkout')),
                ('municipality', models.ForeignKey(**OFFICE)),
                ('parcel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='check_outs', to='register.parcel')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='register.boundaryversion')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('checkout', 'parcel'), name='checked_out_once'),
                    django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('held__isnull', False)), expressions=[('parcel', '='), ('held', '&&')], name='locked_by_one'),
                ],
            },
        ),
        migrations.CreateModel(
            name='CheckIn',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('request_id', models.UUIDField(unique=True)),
                ('name', models.CharField(max_length=130, verbose_name='file name')),
                ('size', models.PositiveBigIntegerField(verbose_name='size, bytes')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('sent_at', models.DateTimeField(auto_now_add=True, verbose_name='sent')),
                ('checkout', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='check_ins', to='subdivisions.checkout')),
                ('municipality', models.ForeignKey(**OFFICE)),
                ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='sent by')),
            ],
            options={
                'verbose_name': 'check-in',
                'verbose_name_plural': 'check-ins',
                'ordering': ['-sent_at', 'id'],
                'constraints': [models.UniqueConstraint(fields=('id', 'municipality'), name='check_in_in_municipality')],
            },
        ),
        migrations.CreateModel(
            name='CheckInRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='row')),
                ('label', models.CharField(blank=True, max_length=200, verbose_name='parcel number')),
                ('notes', models.JSONField(default=list)),
                ('geom', django.contrib.gis.db.models.fields.MultiPolygonField(spatial_index=False, srid=settings.STORAGE_SRID, verbose_name='outline')),
                ('checkin', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='subdivisions.checkin')),
                ('municipality', models.ForeignKey(**OFFICE)),
                ('parcel', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.parcel')),
            ],
            options={
                'ordering': ['checkin', 'number'],
                'constraints': [models.UniqueConstraint(fields=('checkin', 'number'), name='check_in_row_once')],
            },
        ),
        migrations.CreateModel(
            name='CheckInCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('checkin', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='opened', to='subdivisions.checkin')),
                ('municipality', models.ForeignKey(**OFFICE)),
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='came_with', to='subdivisions.landchangerequest')),
            ],
        ),
    ]
